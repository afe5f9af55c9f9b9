"""The times of steps: when somebody arrived, when what is parked is looked at again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Department
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-12")
@pytest.mark.parametrize(("typed", "days"), [("7d", 7), ("", 30)])
async def test_a_ticket_is_parked_until_the_day_that_was_said(
    desk: Desk, person: Person, clock: FrozenClock, typed: str, days: int
) -> None:
    ctx = person("supervisor")
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "o", "p", "1")
        assert "empty: as usual" in shell.text()
        await shell.type(typed)
        await shell.press("enter", "y")
    shown = tickets.show_ticket(ctx, row.id).row
    assert shown.state == "parked"
    assert shown.review_at is not None
    assert (shown.review_at - clock.now()).days in (days, days + 1)


@pytest.mark.req("TKT-02", "TKT-08")
@pytest.mark.parametrize(("typed", "ago"), [("20m ago", 20), ("", 0)])
async def test_an_arrival_is_recorded_with_its_time(
    desk: Desk, person: Person, clock: FrozenClock, typed: str, ago: int
) -> None:
    ctx = person("supervisor")
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    tickets.accept_ticket(ctx, row.id)
    clock.advance(hours=1)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "o", "a")
        await shell.type(typed)
        await shell.press("enter")
    with ctx.read() as uow:
        stored = tickets.access.load_ticket(ctx, uow, row.id)
        assert (stored.state, stored.arrived_at) == ("on_site", clock.now() - timedelta(minutes=ago))


@pytest.mark.req("TKT-04")
async def test_a_due_time_is_given_when_it_is_dispatched(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    ctx = person("supervisor")
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "d", "=")
        await shell.type("soonish")
        await shell.press("enter")
        assert "is not a time" in shell.text()
        await shell.press("ctrl+u")
        await shell.type("+2h")
        await shell.press("enter")
        assert "due 2026-" in shell.text()
        await shell.press("1")
    shown = tickets.show_ticket(ctx, row.id).row
    assert (shown.state, shown.due_at) == ("assigned", clock.now() + timedelta(hours=2))


@pytest.mark.req("TKT-02")
async def test_it_is_said_when_nobody_sees_what_is_dispatched(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    with ctx.write() as uow:
        empty = uow.create(Department(code="FIN", name_en="Finance", name_zh="财务部")).pk
    row = tickets.create_ticket(ctx, kind="other", title="Lamp")
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        shell.screen.act("dispatch", {"department_id": empty})
        await shell.idle()
        assert "Nobody of Finance handles tickets: name a person." in shell.toasts()
    assert tickets.show_ticket(ctx, row.id).row.state == "assigned"


@pytest.mark.req("CMP-05", "TKT-26")
async def test_the_form_takes_what_the_customer_wants_and_what_is_defective(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    ctx = person("supervisor")
    async with desk.console("supervisor") as shell:
        await shell.press("3", "n")
        await shell.type("Meter jumps")
        given = {"kind": "other", "wanted": "+3h", "product": "M-20 meter", "defect": "noise"}
        shell.screen.form.set_values(given)
        await shell.press("ctrl+s")
    with ctx.read() as uow:
        stored = tickets.access.load_ticket(ctx, uow, tickets.list_tickets(ctx).rows[0].id)
        assert (stored.wanted_at, stored.product) == (clock.now() + timedelta(hours=3), "M-20 meter")
        assert stored.defect == "noise"


@pytest.mark.req("TKT-10", "TKT-11")
async def test_the_page_asks_for_the_word_to_the_customer_and_takes_it(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    row = tickets.create_ticket(ctx, kind="other", title="Lamp", phone="021-5550 0123")
    async with desk.console("supervisor", size=(80, 24)) as shell:
        await shell.press("3", "enter")
        assert "The customer is to be told today: K c" in shell.text()
        await shell.press("K", "c")
        await shell.type("We come tomorrow")
        await shell.press("enter")
        assert "is to be told" not in shell.text()
    assert not tickets.show_ticket(ctx, row.id).untold
