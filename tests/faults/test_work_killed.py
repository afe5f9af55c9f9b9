"""Signing, merging, undoing, many tickets at once, killed at any write or stopped by the database: each
record is as before or as after, the chain of events is whole, and what was done of many goes back as one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError, DatabaseUnavailableError
from csconsole.models import Customer, Event, Handover, HandoverItem, Ticket
from csconsole.services.audit import verify_chain
from csconsole.services.context import Context
from csconsole.services.customers import create_customer, merge_customers
from csconsole.services.handover import (
    answer_items,
    check_signatures,
    decide_items,
    receive_handover,
    sign_handover,
)
from csconsole.services.journal import undo
from csconsole.services.packs import install_pack
from csconsole.services.tickets import apply_bulk, bulk, create_ticket
from csconsole.storage import event_chain, open_store, unit_of_work
from tests.conftest import AsStaff
from tests.faults.killed import killed_at
from tests.services.handover_site import Site

MANY = 12
on_a_file = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def tickets(as_: AsStaff, ctx: Context) -> list[int]:
    install_pack(as_("admin"), "core")
    return [create_ticket(ctx, kind="other", title=f"Lamp {number}").id for number in range(MANY)]


def state_of(ctx: Context) -> list[object]:
    """Everything that the work may change, and the events of it."""
    with ctx.read() as uow:
        tickets = uow.session.exec(select(Ticket.id, Ticket.title, Ticket.priority)).all()
        customers = uow.session.exec(select(Customer.id, Customer.merged_into_id)).all()
        events = len(uow.session.exec(select(Event.id)).all())
    return [sorted(tickets), sorted(customers, key=str), events]


@on_a_file
@pytest.mark.parametrize(
    ("place", "name"),
    [(unit_of_work.UnitOfWork, "_write"), (event_chain, "change_many"), (unit_of_work.UnitOfWork, "finish")],
)
@pytest.mark.parametrize("what", ["merge", "undo"])
def test_one_change_is_done_or_not(
    ctx: Context, as_: AsStaff, tickets: list[int], place: object, name: str, what: str
) -> None:
    keep, gone = (create_customer(ctx, name=who, phones=["021-5550 0123"]).id for who in ("Ann", "Bob"))
    apply_bulk(ctx, tickets, "edit", title="Lamp, broken")
    work: dict[str, Callable[[], object]] = {
        "merge": lambda: merge_customers(ctx, keep, gone, reason="the same person"),
        "undo": lambda: undo(ctx),
    }
    before = state_of(ctx)
    killed_at(work[what], place, name)
    assert state_of(ctx) == before
    work[what]()
    assert state_of(ctx) != before
    assert not verify_chain(as_("auditor")).broken


@on_a_file
def test_a_bulk_change_killed_half_way_goes_back_as_one(
    ctx: Context, as_: AsStaff, tickets: list[int], database_url: str, clock: FrozenClock
) -> None:
    def work() -> None:  # a connection of its own, as another process has
        store = open_store(database_url, clock=clock)
        apply_bulk(Context(store, clock, ctx.actor, ctx.config), tickets, "edit", title="Lamp, broken")

    before = state_of(ctx)[0]
    killed_at(work, unit_of_work.UnitOfWork, "finish", call=6)
    with ctx.read() as uow:
        titles = [ticket.title for ticket in uow.session.exec(select(Ticket))]
    assert titles.count("Lamp, broken") == 5
    assert undo(ctx).count == 5
    assert state_of(ctx)[0] == before
    assert not verify_chain(as_("auditor")).broken


def test_a_bulk_change_goes_back_as_one_though_the_clock_was_set_back_meanwhile(
    ctx: Context, tickets: list[int], clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state_of(ctx)[0]
    edit = bulk._ACTIONS["edit"]

    def slow(one: Context, key: int, **fields: object) -> object:
        clock.move_to(clock.now() + (timedelta(hours=-1) if key == tickets[4] else timedelta(seconds=1)))
        return edit(one, key, **fields)

    monkeypatch.setitem(bulk._ACTIONS, "edit", slow)
    apply_bulk(ctx, tickets, "edit", title="Lamp, broken")
    assert undo(ctx).count == MANY
    assert state_of(ctx)[0] == before


def test_a_bulk_change_does_not_wait_for_a_lost_database_again_and_again(
    ctx: Context, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []

    def full(_ctx: Context, key: int, **_fields: object) -> None:
        tried.append(key)
        raise DatabaseUnavailableError("The disk is full.")

    def refuse(_ctx: Context, key: int, **_fields: object) -> None:
        tried.append(key)
        raise CsconsoleError("No.")

    monkeypatch.setitem(bulk._ACTIONS, "edit", full)
    result = apply_bulk(ctx, tickets, "edit", title="x")
    assert tried == tickets[:1]
    assert [(item.id, item.why_not) for item in result.refused] == [
        (key, "The disk is full.") for key in tickets
    ]
    assert all(item.number.startswith("T") for item in result.refused)
    tried.clear()
    monkeypatch.setitem(bulk._ACTIONS, "edit", refuse)
    assert len(apply_bulk(ctx, tickets, "edit", title="x").refused) == len(tried) == MANY


def _signed_so_far(ctx: Context) -> list[object]:
    """The handover, its items, the work and how many events there are."""
    with ctx.read() as uow:
        handovers = uow.session.exec(select(Handover.state, Handover.version, Handover.digest)).all()
        items = uow.session.exec(select(HandoverItem.id, HandoverItem.version)).all()
        owners = uow.session.exec(select(Ticket.id, Ticket.handler_id, Ticket.version)).all()
        return [handovers, items, owners, len(uow.session.exec(select(Event.id)).all())]


@on_a_file
@pytest.mark.req("SHF-12")
def test_a_signature_is_given_or_not(as_: AsStaff, clock: FrozenClock) -> None:
    site = Site(as_, clock)
    site.shift("agent", 8)
    site.ticket("leak")
    site.ticket("lamp")
    giver, taker = as_("agent"), as_("agent2")
    number = site.prepared().row.number
    decide_items(giver, number, None, mine="pass")
    answer_items(taker, number, None, theirs="accept")
    works: tuple[Callable[[], object], ...] = (
        lambda: sign_handover(giver, number),
        lambda: receive_handover(taker, number, read_back="two leaks"),
    )
    for work in works:
        before = _signed_so_far(giver)
        for place, name, call in (
            (unit_of_work.UnitOfWork, "_write", 1),
            (unit_of_work.UnitOfWork, "_write", 2),
            (unit_of_work.UnitOfWork, "finish", 1),
            (event_chain, "change_many", 1),
        ):
            killed_at(work, place, name, call=call)
            assert _signed_so_far(giver) == before
        work()
    found = check_signatures(taker, number)
    assert (found.content, found.outgoing, found.incoming) == (True, True, True)
    assert not verify_chain(as_("auditor")).broken
