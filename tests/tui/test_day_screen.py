"""The end of the day in the console: the lists with their counts, their rows, the review, the sign-off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.screens.day_lists import UnsettledRows
from csconsole.screens.meetings import ItemPage
from csconsole.screens.papers import PaperPage
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.forms import open_form, take_form
from csconsole.services.meetings import assign_item, report_item
from csconsole.services.promises import make_promise
from csconsole.services.unsettled import UnsettledList, unsettled_lists, waiting_for_me
from tests.services.complaints.walking import register as register_complaint
from tests.services.tickets.registering import in_progress, register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-02", "TKT-11")
async def test_the_day_is_reviewed_noted_and_signed_off(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss = person("supervisor")
    row = register(boss)
    make_promise(person("agent"), text="The plumber rings", due_at=clock.now() + timedelta(minutes=1))
    clock.advance(minutes=2)
    async with desk.console("supervisor", size=(120, 30)) as shell:
        await shell.press("L")
        counts = {line.rpartition(" ")[0].strip(): line.split()[-1] for line in shell.lines() if line.strip()}
        assert (counts["Without an owner"], counts["Not reviewed today"]) == ("-", "1")
        await shell.press("s")
        assert row.number in shell.toasts()[-1]
        assert "enter on the list" in shell.toasts()[-1]
        assert not tickets.audit_day(boss).signed_off
        await shell.press("3", ".")
        assert tickets.list_tickets(boss, filter="lacks:review").rows == ()
        await shell.press("i")
        await shell.type("Parts ordered")
        await shell.press("enter", "L", "s")
        asked = " ".join(shell.text().replace("│", " ").split())
        assert "Overdue: 0, Overdue promises: 1, Not reviewed today: 0, Finished and not closed" in asked
        await shell.press("y")
        assert tickets.audit_day(boss).signed_off
        assert "signed off" in shell.text()


@pytest.mark.req("TKT-11", "TKT-07")
async def test_a_list_of_tickets_opens_as_a_view_any_other_as_rows(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss, handler = person("supervisor"), person("handler")
    row = in_progress(boss, handler)
    until = clock.now() + timedelta(days=3)
    tickets.ask_extension(handler, row.id, until=until, reason="Part ordered")
    async with desk.console("supervisor", size=(120, 30)) as shell:
        await shell.press("3", "L", *"jjjjjj", "enter")
        assert "No note today" in shell.text()
        assert row.title in shell.text()
        await shell.press("q", "G", "k", "enter")
        assert "more time is asked for" in shell.text()
        await shell.press("enter")
        assert row.title in shell.text()


@pytest.mark.req("FRM-02", "MTG-13")
async def test_what_waits_for_approval_opens_its_own_page(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    boss, manager = person("supervisor"), person("manager")
    complaint = register_complaint(person("agent"))
    claim = open_form(boss, "compensation", ticket=complaint.id, fields={"claimed": "120.50"}, complete=False)
    offered = {"offers": "100; 120", "reason": "damage", "payer": "company", "documents": "receipt"}
    take_form(boss, claim.id, "negotiate", offered)
    take_form(boss, claim.id, "agree", {"amount": "120", "signer": "Ouyang"})
    due = clock.now() + timedelta(days=1)
    item = assign_item(boss, text="Train the night shift", owner_id=person("handler").staff_id, due_at=due)
    report_item(person("handler"), item.id, feedback="Trained on Monday")
    async with desk.console("manager", size=(120, 30)) as shell:
        for record, page, words in (
            ("form", PaperPage, claim.number),
            ("action_item", ItemPage, "Trained on Monday"),
        ):
            rows = waiting_for_me(manager)
            place = next(n for n, one in enumerate(rows) if one.record == record)
            shell.app.push_screen(UnsettledRows(named_list(manager)))
            await shell.idle()
            await shell.press(*"j" * place, "enter")
            assert isinstance(shell.screen, page)
            assert words in shell.text()
        await shell.press("enter")
        assert "verif" in shell.text().lower()


def named_list(ctx: Context) -> UnsettledList:
    """The list of what waits for my word."""
    return next(one for one in unsettled_lists(ctx) if one.code == "approval")


@pytest.mark.parametrize("downs", [0, 5])
async def test_an_empty_list_says_so_and_offers_nothing_to_open(desk: Desk, downs: int) -> None:
    async with desk.console("supervisor", lang="en") as shell:
        await shell.press("L", *["down"] * downs, "enter")
        assert any("Nothing stands here. esc goes back." in line for line in shell.lines())
        assert "enter open" not in shell.lines()[-1]


async def test_the_counts_stand_below_one_another(desk: Desk, person: Person) -> None:
    for _n in range(10):
        register(person("agent"))
    async with desk.console("supervisor", lang="en") as shell:
        await shell.press("L")
        ends = {line.rpartition(" ")[2]: len(line) for line in shell.lines()[2:20] if line}
        assert ends.keys() >= {"-", "10"}
        assert ends["-"] == ends["10"]
