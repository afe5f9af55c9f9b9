"""What others store between checking a contact and storing it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csconsole.services.calls import log
from csconsole.services.calls.checks import CheckedCall
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, merge_customers
from csconsole.storage import open_store
from tests.services.calls.entering import PHONE, logged


@pytest.mark.req("CUS-01")
def test_a_call_of_a_customer_who_is_merged_meanwhile_goes_to_the_file_that_stays(
    ctx: Context, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = create_customer(ctx, name="Test One", phones=[PHONE])
    kept = create_customer(ctx, name="Test Two")
    other = open_store(database_url, clock=ctx.clock)

    def merges(_ctx: Context, checked: CheckedCall) -> None:
        assert checked.call.customer_id == gone.id
        merge_customers(replace(ctx, store=other), kept.id, gone.id, reason="the same person")

    monkeypatch.setattr(log, "prepare", merges)
    row = logged(ctx)
    other.close()
    assert (row.customer_id, row.customer_name) == (kept.id, "Test Two")


def test_who_checks_keeps_nobody_from_writing(ctx: Context, database_url: str) -> None:
    other = open_store(database_url, clock=ctx.clock)
    with ctx.store.checking(), ctx.read():
        row = create_customer(replace(ctx, store=other), name="Test One")
    other.close()
    assert row.id


def test_checking_and_storing_are_one_transaction_of_a_server(ctx: Context) -> None:
    with ctx.store.checking(ctx.actor.staff_id):
        with ctx.read() as checks:
            pass
        with ctx.write() as writes:
            assert (checks is writes) == (ctx.store.dialect == "postgresql")
            assert writes.actor_id == ctx.actor.staff_id
