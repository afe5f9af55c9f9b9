"""A figure opened: what its rows say of each record."""

from __future__ import annotations

import pytest
from sqlmodel import select

from csconsole.models import Attempt, Call, Callback
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.reports import open_figure, period_of
from tests.services.reported import DAY, store_day


@pytest.fixture
def day(ctx: Context) -> Context:
    """A day of calls and callbacks."""
    store_day(ctx)
    return ctx


@pytest.mark.req("RPT-05")
def test_records_behind_a_figure_name_their_customer(day: Context) -> None:
    known = create_customer(day, name="欧阳晓雯")
    with day.write() as uow:
        for number in ("C001", "C008"):
            call = uow.one(Call, number=number)
            assert call is not None
            uow.update(call, "edited", {"customer_id": known.id})
        attempt = uow.session.exec(select(Attempt)).first()
        assert attempt is not None
        uow.update(uow.get(Callback, attempt.callback_id), "edited", {"customer_id": known.id})
        made = attempt.pk
    period = period_of(day, date_text=DAY)
    calls = {row.number: row.contact for row in open_figure(day, "calls.inbound", period).rows}
    assert (calls["C001"], calls["C008"]) == ("欧阳晓雯", "欧阳晓雯")
    attempts = open_figure(day, "callbacks.attempts", period).rows
    assert {row.contact for row in attempts if row.id == made} == {"欧阳晓雯"}
