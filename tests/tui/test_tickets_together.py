"""Merging, linking, splitting and undoing tickets by keys; the board that dispatches all; the form's hint."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.models import Department, RoutingRule
from csconsole.services import tickets
from csconsole.services.context import Context
from tests.services.tickets.registering import in_progress, register
from tests.tui.callers import known_customer, take_call
from tests.tui.driving import Desk

Person = Callable[[str], Context]


async def test_two_marked_tickets_are_merged_and_u_takes_it_back(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    one, two = register(ctx), register(ctx)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "x", "j", "x", "J", "1")
        await shell.type("same leak")
        await shell.press("enter")
        states = {tickets.show_ticket(ctx, row.id).row.merged_into for row in (one, two)}
        assert len(states - {None}) == 1
        await shell.press("u", "y")
        assert {tickets.show_ticket(ctx, row.id).row.state for row in (one, two)} == {"new"}


async def test_a_target_whose_work_is_done_is_not_offered_and_says_why(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    done, row = in_progress(ctx, person("handler")), register(ctx)
    tickets.done_ticket(person("handler"), done.id, result="Sealed", feedback="Fine")
    async with desk.console("supervisor") as shell:
        await shell.press("3")
        shell.screen.table.move_to_key(row.id)
        await shell.press("J")
        assert f"The work on {done.number} is done" in " ".join(shell.text().replace("│", " ").split())
        await shell.press("1")
        assert "Why do these belong together?" not in shell.text()


async def test_of_two_marked_tickets_the_one_that_cannot_go_on_says_so_before_the_reason(
    desk: Desk, person: Person
) -> None:
    ctx = person("supervisor")
    done = in_progress(ctx, person("handler"))
    tickets.done_ticket(person("handler"), done.id, result="Sealed", feedback="Fine")
    register(ctx)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "x", "x", "J")
        assert f"The work on {done.number} is done" in " ".join(shell.text().replace("│", " ").split())
        shown = next(line for line in shell.lines() if f"{done.number}  Leak" in line)
        await shell.press(shown.replace("│", " ").split()[0].lstrip(">") or shown.split()[2])
        assert "Why do these belong together?" not in shell.text()


async def test_a_page_splits_and_links(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    row = register(ctx)
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "equals_sign")
        await shell.type("Lamp in the hall")
        await shell.press("enter")
        second = tickets.list_tickets(ctx, filter="Lamp").rows[0]
        assert [link.number for link in tickets.show_ticket(ctx, row.id).links] == [second.number]
        await shell.press("Y", "3", "1")
        links = tickets.show_ticket(ctx, row.id).links
        assert [link.kind for link in links] == ["related", "caused_by"]


@pytest.mark.req("TKT-04")
async def test_the_board_dispatches_all_after_a_preview(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    rows = [register(ctx) for _each in range(2)]
    with ctx.write() as uow:
        engineering = uow.one(Department, code="ENG")
        assert engineering is not None
        uow.create(RoutingRule(department_id=engineering.pk))
    async with desk.console("supervisor") as shell:
        await shell.press("3", "B", "*", "1")
        assert "Engineering" in shell.text()
        await shell.press("y")
        assert {tickets.show_ticket(ctx, row.id).row.handler for row in rows} == {"赵文"}


async def test_the_form_says_what_is_open_of_this_caller(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    async with desk.console("agent") as shell:
        await shell.press("3", "n")
        await shell.type("Leak")
        shell.screen.form.editor("address").focus()
        await shell.idle()
        await shell.type("3-502")
        await shell.press("tab")
        await shell.idle()
        assert f"Same caller, same matter? {row.number}" in shell.text()


async def test_the_call_form_says_what_is_open_of_this_caller(desk: Desk, person: Person) -> None:
    customer = known_customer(person("supervisor"))
    row = register(person("supervisor"), customer_id=customer.id)
    async with desk.console("agent") as shell:
        await take_call(shell, "repair.water", "It leaks again")
        await shell.idle()
        assert "Same caller" not in shell.text()
        await shell.press("f4", "t")
        await shell.idle()
        assert f"Same caller, same matter? {row.number}" in shell.text()
        await shell.press("d")
        await shell.idle()
        assert "Same caller" not in shell.text()
