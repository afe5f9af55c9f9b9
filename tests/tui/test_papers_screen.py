"""Compensation claims, violations, meetings and action items by keys (FRM-15, QLT-07, MTG-13, MTG-15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from textual.widgets import Input, Select

from csconsole.screens.meeting_page import MeetingPage
from csconsole.screens.meetings import ItemPage
from csconsole.screens.papers import PaperPage
from csconsole.services import forms, meetings, violations
from csconsole.services.context import Context
from csconsole.services.departments import find_department
from csconsole.widgets.ask_fields import AskFields
from csconsole.widgets.merge import MergeDialog
from tests.services.complaints.walking import register
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


@pytest.mark.req("FRM-15", "CMP-26")
async def test_a_claim_is_opened_from_its_complaint_negotiated_agreed_and_approved(
    desk: Desk, person: Person
) -> None:
    boss = person("supervisor")
    row = register(boss)
    async with desk.console("supervisor", size=(100, 36), lang="en") as shell:
        await shell.press("3", "v", "9", "enter", "l", "+", "p", "n")
        shell.app.screen.query_one("#asked-reason", Select).value = "damage"
        await shell.press("tab")
        await shell.type("500")
        shell.app.screen.query_one("#asked-payer", Select).value = "company"
        await shell.press("tab", "tab")
        await shell.type("photos")
        await shell.press("f10")
        (claim,) = forms.list_forms(boss).rows
        assert (claim.ticket, claim.state, claim.fields["claimed"]) == (row.number, "claimed", 50000)
        assert any("Claimed" in line for line in shell.lines())
        await shell.press("o")
        await _pick(shell, "negotiate")
        await shell.type("300 offered")
        await shell.press("f10")
        assert forms.show_form(boss, claim.number).state == "negotiating"
        forms.fill_form(boss, claim.number, {"claimed": "400"})
        await shell.press("o")
        await _pick(shell, "agreed")
        await shell.type("300")
        await shell.press("tab")
        await shell.type("Ouyang, on site")
        await shell.press("f10")
        assert any("has changed" in line for line in shell.lines())
        assert forms.show_form(boss, claim.number).state == "negotiating"
        await shell.press("f10")
    agreed = forms.show_form(boss, claim.number)
    assert (agreed.state, agreed.fields["amount"]) == ("agreed", 30000)
    assert [one["name"] for one in agreed.signatures] == ["Ouyang, on site"]


@pytest.mark.req("FRM-02")
async def test_a_field_that_two_people_fill_in_is_shown_with_both_values(desk: Desk, person: Person) -> None:
    boss, other = person("supervisor"), person("manager")
    fields = {"claimed": "500", "reason": "damage", "payer": "company", "documents": "photos"}
    claim = forms.open_form(boss, "compensation", ticket=register(boss).id, fields=fields)
    async with desk.console("supervisor", size=(100, 36), lang="en") as shell:
        shell.app.push_screen(PaperPage(claim.number))
        await shell.idle()
        await shell.press("e")
        forms.fill_form(other, claim.number, {"claimed": "650", "offers": "100"})
        shell.app.screen.query_one("#asked-claimed", Input).value = "700"
        await shell.press("ctrl+s")
        assert isinstance(shell.screen, MergeDialog)
        assert "650.00" in shell.text()
        assert "700" in shell.text()
        await shell.press("ctrl+s")
        assert forms.show_form(boss, claim.number).fields["claimed"] == 65000
        await shell.press("m")
        assert shell.app.screen.query_one("#asked-claimed", Input).value == "700"
        await shell.press("ctrl+s")
    stored = forms.show_form(boss, claim.number).fields
    assert (stored["claimed"], stored["offers"]) == (70000, ["100"])


async def _pick(shell: Shell, words: str) -> None:
    """Choose the step with these words by the finder."""
    await shell.press("/")
    await shell.type(words)
    await shell.press("enter")


@pytest.mark.req("QLT-07", "CMP-25")
async def test_a_violation_is_registered_and_decided_on(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    async with desk.console("supervisor", size=(80, 24), lang="zh") as shell:
        await shell.press("9", "G", "up", "enter", "n")
        people = [number for number, _name in shell.screen.asked[0].choices]
        await shell.press("enter", *["down"] * (people.index("2001") + 1), "enter", "tab")
        await shell.type("7.2")
        await shell.press("f10")
        assert any("未处理" in line for line in shell.lines())
        await shell.press("o")
        await shell.type("oral warning")
        await shell.press("tab")
        await shell.type("50")
        await shell.press("f10", "enter")
        assert any("oral warning" in line for line in shell.lines())
    (found,) = violations.list_violations(boss).rows
    assert (found.action, found.amount_cents, found.occurrence) == ("oral warning", 5000, 1)


@pytest.mark.req("MTG-13", "MTG-15")
async def test_the_weekly_review_is_called_held_and_its_decision_done_and_verified(
    desk: Desk, person: Person
) -> None:
    boss, handler = person("supervisor"), person("handler")
    row = register(boss)
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("9", "G", "up", "up", "up", "enter", "n", "tab")
        await shell.type("Week 48")
        await shell.press("f10")
        assert any(row.number in line for line in shell.lines()), "the agenda names the open complaint"
        await shell.press("n")
        await shell.type("Check the seals")
        await shell.press("tab", "tab")
        await shell.type(handler.actor.staff_no)
        await shell.press("f10")
        (item,) = meetings.open_items(boss)
        assert (item.owner, item.meeting) == (handler.actor.name, meetings.list_meetings(boss).rows[0].number)
        await shell.press("e")
        for text in ("Meng, Sun", "", "Seals", "All checked"):
            await shell.type(text)
            await shell.press("tab")
        await shell.press("f10")
        held = meetings.list_meetings(boss).rows[0]
        assert (held.state, held.absentees) == ("recorded", "-")
        meetings.report_item(handler, item.id, feedback="All 14")
        await shell.press("R", "o")
        await _pick(shell, "verify")
        assert meetings.open_items(boss) == ()


@pytest.mark.req("MTG-13")
async def test_an_item_is_given_to_a_department(desk: Desk, person: Person) -> None:
    boss, handler = person("supervisor"), person("handler")
    item = meetings.assign_item(boss, text="Check the seals", owner_id=handler.staff_id)
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        shell.app.push_screen(ItemPage(item.id))
        await shell.idle()
        await shell.press("o")
        await _pick(shell, "give")
        await shell.press("f10")
        assert "please write" in shell.text(), "a reason"
        shell.screen.put_back({"owner": "", "department": "PM", "reason": "is theirs"})
        await shell.press("f10")
    (row,) = meetings.open_items(boss)
    assert (row.owner, row.department) == (None, find_department(boss, "PM").name)


@pytest.mark.req("MTG-11")
async def test_minutes_of_a_meeting_that_has_not_begun_are_refused_before_anything_is_typed(
    desk: Desk, person: Person
) -> None:
    boss = person("supervisor")
    later = boss.now() + timedelta(hours=2)
    meetings.schedule_meeting(boss, topic="Seals", kind="complaint_review", starts_at=later)
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("9", "G", "up", "up", "up", "enter", "enter", "e")
        assert isinstance(shell.screen, MeetingPage)
        assert "The meeting begins" in shell.toasts()[-1]
        desk.clock.advance(hours=3)
        await shell.press("e")
        assert isinstance(shell.screen, AskFields)


@pytest.mark.req("MTG-03", "MTG-11")
async def test_a_meeting_is_moved_and_its_minutes_are_corrected_and_one_is_cancelled(
    desk: Desk, person: Person
) -> None:
    boss = person("supervisor")
    row = meetings.schedule_meeting(boss, topic="Seals", kind="other")
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("9", "G", "up", "up", "up", "enter", "enter", "r")
        await shell.type("tomorrow 10:00")
        await shell.press("tab")
        await shell.type("Hall")
        await shell.press("tab", "tab")
        await shell.type("The host is ill")
        await shell.press("f10")
        moved = meetings.show_meeting(boss, row.number)
        assert (moved.place, moved.why) == ("Hall", "The host is ill")
        assert moved.starts_at > row.starts_at
        assert "The host is ill" in shell.text()
        await shell.press("u", "y")
        assert meetings.show_meeting(boss, row.number).starts_at == row.starts_at
        await shell.press("D")
        await shell.type("No quorum")
        await shell.press("f10", "e")
        assert "The meeting is cancelled." in shell.toasts()[-1]
        assert "No quorum" in shell.text()
        await shell.press("u", "y")
        meetings.record_minutes(
            boss,
            row.number,
            minutes={"attendees": "Meng", "absentees": "-", "content": "Seals", "results": "Order"},
        )
        await shell.press("R", "e", "tab", "tab")
        await shell.press("end")
        await shell.type(" of flat 3")
        await shell.press("tab", "tab")
        await shell.type("Misheard")
        await shell.press("f10")
        right = meetings.show_meeting(boss, row.number)
        assert (right.content, right.results, right.why) == ("Seals of flat 3", "Order", "Misheard")
