"""Dialogs of several texts: leaving asks, what was typed is kept by record and is back when opened again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from sqlmodel import select
from textual.widgets import Input, Select

from csconsole.errors import DatabaseUnavailableError
from csconsole.models import Meeting
from csconsole.screens.base import BaseScreen
from csconsole.services import drafts, meetings, tickets
from csconsole.services.context import Context
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import AskText, Confirm
from csconsole.widgets.typed_dialog import A_WORD, TypedDialog
from tests.services.tickets.registering import register
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


class Reasons(BaseScreen[None]):
    """Asks why, then what for, and stores both."""

    CONTEXT = "list"

    def __init__(self, fails: bool = False) -> None:
        super().__init__()
        self.fails = fails
        self.stored: list[str] = []

    def ask_why(self) -> None:
        self.open_dialog(AskText("Why?", about="probe 1 why"), self.ask_what_for)

    def ask_what_for(self, why: str) -> None:
        def store(text: str) -> None:
            self.command(lambda _ctx: self._store(f"{why} {text}"))

        self.open_dialog(AskText("What for?", about="probe 1 what for", long=True), store)

    def _store(self, text: str) -> None:
        if self.fails:
            raise DatabaseUnavailableError("The disk is full.")
        self.stored.append(text)


def _drafts(ctx: Context) -> dict[str, str]:
    return {one.key: one.body["fields"]["answer"] for one in drafts.list_drafts(ctx)}


async def _asked(shell: Shell, screen: Reasons) -> None:
    shell.app.push_screen(screen)
    await shell.idle()
    screen.ask_why()
    await shell.idle()


async def test_one_text_of_several_is_kept_until_all_of_it_is_stored(desk: Desk, person: Person) -> None:
    ctx = person("agent")
    async with desk.console("agent", lang="en") as shell:
        await _asked(shell, Reasons())
        await shell.type("the pump is cracked")
        await shell.press("enter")
        await shell.press("escape")
        assert not isinstance(shell.screen, AskText), "nothing was typed into the second"
        await _until(shell, lambda: _drafts(ctx) == {"probe 1 why": "the pump is cracked"})

    async with desk.console("agent", lang="en") as shell:
        screen = Reasons()
        await _asked(shell, screen)
        await _until(shell, lambda: shell.screen.query_one("#answer", Input).value == "the pump is cracked")
        await shell.press("enter")
        await shell.type("so that it holds")
        await shell.press("f10")
        await _until(shell, lambda: screen.stored == ["the pump is cracked so that it holds"])
        await _until(shell, lambda: _drafts(ctx) == {})


async def test_an_answer_that_could_not_be_stored_outlives_the_program(desk: Desk, person: Person) -> None:
    ctx = person("agent")
    async with desk.console("agent", lang="en") as shell:
        await _asked(shell, Reasons(fails=True))
        await shell.type("why")
        await shell.press("enter")
        await shell.type("what for")
        await shell.press("f10")
        assert isinstance(shell.screen, AskText), "it is there again"
        await _until(shell, lambda: _drafts(ctx) == {"probe 1 why": "why", "probe 1 what for": "what for"})
        await shell.press("escape", "y")
        await _until(shell, lambda: _drafts(ctx) == {"probe 1 why": "why"})


async def test_what_is_typed_is_kept_when_the_console_ends(desk: Desk, person: Person) -> None:
    ctx = person("agent")
    async with desk.console("agent", lang="en") as shell:
        await _asked(shell, Reasons())
        await shell.type("x")
        shell.app.keep_all_typed()
        await _until(shell, lambda: _drafts(ctx) == {"probe 1 why": "x"})


async def test_a_word_is_neither_asked_about_nor_kept(desk: Desk, person: Person) -> None:
    async with desk.console("agent", lang="en") as shell:
        screen = Reasons()
        shell.app.push_screen(screen)
        await shell.idle()
        screen.open_dialog(AskText("Which file?", about=A_WORD))
        await shell.idle()
        await shell.type("calls.csv")
        await shell.press("escape")
        assert shell.screen is screen
        assert drafts.list_drafts(person("agent")) == []


@pytest.mark.parametrize("sizes", [((80, 24), (40, 10), (160, 48))])
async def test_a_dialog_survives_another_size_of_the_terminal(
    desk: Desk, sizes: tuple[tuple[int, int], ...]
) -> None:
    async with desk.console("agent", size=sizes[0], lang="en") as shell:
        screen = Reasons()
        await _asked(shell, screen)
        await shell.type("the pump")
        asked = [Asked(f"f{n}", f"Field {n}", n % 2 == 1) for n in range(6)]
        body = "\n".join(f"Line {n}" for n in range(12))
        for dialog in (
            shell.screen,
            AskFields("All", asked, about="probe 2 all"),
            AskText("Why?", about="probe 3", body=body, long=True),
            AskText("Why?", about="probe 4", body=body),
        ):
            if dialog is not shell.screen:
                await shell.press("escape", "y")
                screen.open_dialog(dialog)
                await shell.idle()
                for _field in range(5):
                    await shell.press("tab")
                await shell.type("below")
            assert isinstance(dialog, TypedDialog)
            before, focused = dialog.hold(), shell.app.focused
            for size in sizes[1:]:
                await shell.pilot.resize_terminal(*size)
                await shell.idle()
                assert shell.screen is dialog
                assert dialog.hold() == before
                assert shell.app.focused is focused
                assert "esc leaves" in "\n".join(shell.lines())
                assert focused is not None
                assert focused.region.height
                assert focused.region.bottom <= size[1]
            await shell.pilot.resize_terminal(*sizes[0])


async def test_a_text_that_comes_back_to_be_mended_is_whole_and_asked_about(
    desk: Desk, person: Person
) -> None:
    async with desk.console("agent", lang="en") as shell:
        screen = Reasons()
        await _asked(shell, screen)
        await shell.type("half past never")
        await shell.press("enter")
        await shell.press("escape")
        screen.open_dialog(AskText("Why?", about="probe 1 why", value="half past never"))
        await shell.idle()
        assert shell.screen.query_one("#answer", Input).value == "half past never"
        await shell.press("escape")
        assert isinstance(shell.screen, Confirm)
        await shell.press("y")
        await _until(shell, lambda: drafts.list_drafts(person("agent")) == [])


async def test_a_note_in_the_line_of_a_ticket_outlives_the_program(desk: Desk, person: Person) -> None:
    agent = person("agent")
    row = register(agent)
    async with desk.console("agent", lang="en") as shell:
        await shell.press("3", "enter", "i")
        await shell.type("The seal is off")
        await _kept(shell, agent, "The seal is off")
    async with desk.console("agent", lang="en") as shell:
        await shell.press("3", "enter")
        await _until(shell, lambda: shell.screen.query_one("#note-line", Input).value == "The seal is off")
        await shell.press("i", "enter")
        await _until(shell, lambda: shell.screen.query_one("#note-line", Input).value == "")
        await _until(shell, lambda: drafts.list_drafts(agent) == [])
        assert "The seal is off" in str(tickets.show_ticket(agent, row.id).timeline)
