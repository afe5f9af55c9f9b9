"""Dialogs of several texts: leaving asks, what was typed is kept by record and is back when opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sqlmodel import select
from textual.widgets import Input, Select

from csconsole.models import Meeting
from csconsole.services import drafts, meetings
from csconsole.services.context import Context
from csconsole.widgets.ask_fields import AskFields
from csconsole.widgets.dialogs import Confirm
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]
TO_MEETING = ("9", "G", "up", "up", "up", "enter", "enter")


def _topics(ctx: Context) -> list[str]:
    with ctx.read() as uow:
        return [one.topic for one in uow.session.exec(select(Meeting))]


async def _until(shell: Shell, holds: Callable[[], bool]) -> None:
    for _round in range(200):
        await shell.idle()
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it does not come to that")


async def _kept(shell: Shell, ctx: Context, text: str) -> None:
    """Wait until the draft is stored."""
    await _until(shell, lambda: any(text in str(one.body) for one in drafts.list_drafts(ctx)))


async def test_leaving_asks_and_what_was_typed_outlives_the_program(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    first = meetings.schedule_meeting(boss, topic="Seals", kind="complaint_review")
    desk.clock.advance(minutes=1)
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press(*TO_MEETING, "e")
        await shell.press("escape")
        assert not isinstance(shell.screen, AskFields), "nothing was typed, nothing is asked"
        await shell.press("e")
        await shell.type("Meng, Sun")
        await _kept(shell, boss, "Meng, Sun")
        await shell.press("escape")
        assert isinstance(shell.screen, Confirm)
        await shell.press("escape")
        assert isinstance(shell.screen, AskFields)
    (draft,) = drafts.list_drafts(boss)
    assert draft.key == f"meeting {first.number} minutes"

    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press(*TO_MEETING, "e")
        await _until(shell, lambda: shell.screen.query_one("#asked-attendees", Input).value == "Meng, Sun")
        assert "Your draft of" in shell.toasts()[-1]
        await shell.press("escape", "y")
        assert not isinstance(shell.screen, AskFields | Confirm)
        await _until(shell, lambda: drafts.list_drafts(boss) == [])


async def test_a_dialog_with_a_choice_is_left_without_a_question_and_kept_with_its_choice(
    desk: Desk, person: Person
) -> None:
    boss = person("supervisor")
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("9", "G", "up", "up", "up", "enter", "n", "escape")
        assert not isinstance(shell.screen, AskFields | Confirm)
        await shell.press("n")
        shell.screen.query_one("#asked-kind", Select).value = "other"
        await shell.press("tab")
        await shell.type("Seals")
        await _kept(shell, boss, "Seals")
        await shell.press("f10")
        assert _topics(boss) == ["Seals"]
        await _until(shell, lambda: drafts.list_drafts(boss) == [])


async def test_what_was_refused_is_still_asked_about(desk: Desk, person: Person) -> None:
    boss = person("supervisor")
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        await shell.press("9", "G", "up", "up", "up", "enter", "n", "tab")
        await shell.type("Seals")
        await shell.press("tab")
        await shell.type("never")
        await shell.press("f10", "escape")
        assert isinstance(shell.screen, Confirm)
    assert _topics(boss) == []
