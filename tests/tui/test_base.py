"""What every screen gets from its base: answers in order, signs of state, errors, focus, changes, drafts."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.app import ComposeResult

from csconsole.actions import Action, Context, Registry, load_registry
from csconsole.errors import ConflictError, CsconsoleError, NotAllowedError, RuleBrokenError
from csconsole.screens.base import BaseScreen
from csconsole.screens.drafting import FormScreen
from csconsole.screens.gate import Change
from csconsole.screens.listing import ListScreen
from csconsole.services.query import Page, QueryError
from csconsole.widgets.dialogs import AskText
from csconsole.widgets.form import Field, Form
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.typed_dialog import A_WORD
from tests.tui.driving import Desk, Shell


class Probe(BaseScreen[None]):
    """Counts its loads; its table can take the focus."""

    CONTEXT = "list"
    WATCH = frozenset({"ticket"})

    def __init__(self) -> None:
        super().__init__()
        self.loads = 0
        self.got: list[Any] = []

    def compose_body(self) -> ComposeResult:
        yield PagedTable((Column("a", "a", 10),), id="probe")

    def load(self) -> None:
        self.loads += 1


async def opened(shell: Shell, screen: BaseScreen[Any]) -> None:
    shell.app.push_screen(screen)
    await shell.idle()


async def test_only_the_latest_answer_counts(desk: Desk) -> None:
    first = threading.Event()
    async with desk.console() as shell:
        probe = Probe()
        await opened(shell, probe)

        def slow(_ctx: object) -> str:
            first.wait(5)
            return "old"

        probe.ask(slow, probe.got.append, group="x")
        probe.ask(lambda _ctx: "new", probe.got.append, group="x")
        await shell.pilot.pause()
        first.set()
        await shell.idle()
        assert probe.got == ["new"]


async def test_busy_is_shown_and_a_failed_load_stays_and_is_marked_old(desk: Desk) -> None:
    go_on = threading.Event()
    async with desk.console() as shell:
        probe = Probe()
        await opened(shell, probe)
        probe.query_one(PagedTable).show_page([TableRow(1, ("kept",))])

        def fail(_ctx: object) -> str:
            go_on.wait(5)
            raise RuleBrokenError("The line is down.", hint="Try later.")

        probe.ask(fail, probe.got.append)
        probe.show_busy()
        await shell.pilot.pause()
        assert "working" in shell.lines()[-2]
        go_on.set()
        await shell.idle()
        assert "working" not in shell.lines()[-2]
        assert "old, R tries again" in shell.lines()[-2]
        assert "kept" in shell.text()
        assert shell.toasts()[-1] == "The line is down.\nTry later."
        probe.ask(lambda _ctx: "fine", probe.got.append)
        await shell.idle()
        assert "old" not in shell.lines()[-2]


@pytest.mark.parametrize(
    ("error", "severity"),
    [
        (NotAllowedError("You may not."), "warning"),
        (ConflictError("Someone was first."), "warning"),
        (CsconsoleError("No."), "error"),
    ],
)
async def test_errors_become_toasts_without_markup(desk: Desk, error: CsconsoleError, severity: str) -> None:
    async with desk.console() as shell:

        def fail(_ctx: object) -> None:
            raise error

        shell.screen.ask(fail, print, group="other")
        await shell.idle()
        notification = list(shell.app._notifications)[-1]
        assert notification.severity == severity
        assert notification.message == error.message
        assert not notification.markup


async def test_a_fault_of_the_program_is_logged_and_said(desk: Desk) -> None:
    async with desk.console() as shell:
        shell.screen.ask(lambda _ctx: 1 // 0, print, group="other")
        await shell.idle()
        assert "Something inside failed" in shell.toasts()[-1]
        log = shell.app.crash_log
        assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
        assert log.stat().st_mode & 0o777 == 0o600
        assert shell.app._exception is None


async def test_a_command_is_not_run_twice(desk: Desk) -> None:
    go_on = threading.Event()
    done: list[str] = []
    async with desk.console() as shell:

        def work(_ctx: object) -> None:
            go_on.wait(5)
            done.append("saved")

        assert shell.screen.command(work)
        assert not shell.screen.command(work)
        go_on.set()
        await shell.idle()
        assert done == ["saved"]


async def test_changes_reload_what_watches_them_now_or_when_it_is_seen_again(desk: Desk) -> None:
    async with desk.console() as shell:
        probe, other = Probe(), Probe()
        await opened(shell, probe)
        await shell.hear("customer")
        assert probe.loads == 1
        await shell.hear("ticket")
        assert probe.loads == 2
        await opened(shell, other)
        await shell.hear("ticket")
        assert (probe.loads, other.loads) == (2, 2)
        await shell.press("q")
        assert probe.loads == 3


async def test_focus_comes_back_after_a_dialog(desk: Desk) -> None:
    async with desk.console() as shell:
        probe = Probe()
        await opened(shell, probe)
        table = probe.query_one(PagedTable)
        table.focus()
        await shell.idle()
        probe.open_dialog(AskText("Reason", about=A_WORD), probe.got.append)
        await shell.idle()
        await shell.type("because")
        await shell.press("enter")
        assert probe.got == ["because"]
        assert shell.app.focused is table


async def test_a_disabled_action_stays_and_says_why(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    base = load_registry()
    context = Context("probe", "Probe", includes=("rows",))
    action = Action(
        "probe.turn", ("t",), "Turn", "list", ("probe",), "turn", 5, enabled=lambda _screen: "It is locked."
    )
    registry = Registry([*base.contexts.values(), context], [*base.actions.values(), action])
    monkeypatch.setattr(Probe, "CONTEXT", "probe")
    async with desk.console() as shell:
        shell.app.registry = registry
        await opened(shell, Probe())
        await shell.press("t")
        assert shell.toasts()[-1] == "It is locked."
        await shell.press("?")
        assert any("Turn" in line and "It is locked." in line for line in shell.lines())


class NumberList(ListScreen[int]):
    """A list of numbers in keyset pages; ``even`` filters."""

    CONTEXT = "list"
    COLUMNS = (Column("n", "number", 10, sort="n"),)
    EMPTY = "No numbers."

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.asked: list[tuple[str, str, str | None]] = []

    def fetch(self, _ctx: object, *, filter: str, sort: str, limit: int, after: str | None) -> Page[int]:
        self.asked.append((filter, sort, after))
        if filter == "bad":
            raise QueryError("There is no key bad.", text=filter, position=0)
        numbers = [n for n in range(self.count) if filter != "even" or n % 2 == 0]
        start = int(after) + 1 if after else 0
        rows = [n for n in numbers if n >= start][:limit]
        more = str(rows[-1]) if rows and rows[-1] != numbers[-1] else None
        return Page(tuple(rows), len(numbers), next_after=more)

    def row_of(self, item: int) -> TableRow:
        return TableRow(item, (f"row {item}",))

    def peek_of(self, item: int) -> list[str]:
        return [f"details of {item}"]


async def test_list_pages_by_key_and_counts_honestly(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = NumberList(1240)
        await opened(shell, screen)
        assert "1-100 of 1,240" in shell.lines()[-2]
        assert "details of 0" in shell.text()
        await shell.press("G")
        assert "1-200 of 1,240" in shell.lines()[-2]
        assert screen.table.cursor_key == 99
        await shell.press("j", "j")
        assert "details of 101" in shell.text()
        assert screen.asked[1] == ("", "", "99")


async def test_list_filters_while_typing_and_escape_backs_out_step_by_step(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = NumberList(10)
        await opened(shell, screen)
        await shell.press("/")
        await shell.type("even")
        assert "1-5 of 5" in shell.text()
        await shell.press("enter")
        assert not screen.bar.is_open
        assert "filter even" in shell.lines()[-2]
        await shell.press("x", "x")
        assert "marked 2" in shell.lines()[-2]
        assert screen.peek.is_open
        await shell.press("escape")
        assert "marked" not in shell.lines()[-2]
        await shell.press("escape")
        assert not screen.peek.is_open
        assert "filter even" in shell.lines()[-2]
        await shell.press("escape")
        assert (screen.filter, screen.peek.is_open) == ("", True)
        assert shell.toasts()[-1] == "The filter is dropped; / and enter bring it back."
        await shell.press("escape")
        assert shell.screen is not screen


async def test_a_dropped_filter_is_brought_back_or_written_over(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = NumberList(10)
        await opened(shell, screen)
        await shell.press("/")
        await shell.type("even")
        await shell.press("enter", "escape", "escape")
        await shell.press("/", "enter")
        assert (screen.filter, screen.bar.is_open) == ("even", False)
        await shell.press("escape", "escape", "/")
        assert screen.filter == ""
        await shell.type("odd")
        assert screen.bar.text == "odd"


async def test_list_shows_where_a_filter_is_wrong_and_keeps_its_rows(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = NumberList(10)
        await opened(shell, screen)
        await shell.press("/")
        await shell.type("bad")
        assert any("^ There is no key bad." in line for line in shell.lines())
        assert "row 3" in shell.text()
        await shell.press("enter")
        assert any("^ There is no key bad." in line for line in shell.lines())
        assert screen.bar.is_open
        assert not shell.toasts()


async def test_list_sorts_and_reverses(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = NumberList(3)
        await opened(shell, screen)
        await shell.press("s", "S")
        assert [asked[1] for asked in screen.asked] == ["", "n", "-n"]


class WordForm(FormScreen):
    """One line and one text."""

    CONTEXT = "form"
    FORM = "words"

    def compose_body(self) -> ComposeResult:
        yield Form([Field("title", "Title", required=True), Field("body", "Text", "text")])

    def save(self, then_next: bool) -> None:
        values = self.form.values()
        if not values["title"]:
            self.refused(RuleBrokenError("The note needs a title.", field="title"))
            return
        self.saved(then_next, "Saved.", values["title"])


async def test_a_form_left_and_opened_again_finds_what_was_typed(desk: Desk) -> None:
    async with desk.console() as shell:
        await opened(shell, WordForm())
        await shell.type("leak")
        assert "unsaved" in shell.lines()[-2]
        await shell.press("escape")
        assert "Kept as a draft." in shell.toasts()
        again = WordForm()
        await opened(shell, again)
        assert again.form.values()["title"] == "leak"
        await shell.press("ctrl+s")
        assert "Saved." in shell.toasts()
        fresh = WordForm()
        await opened(shell, fresh)
        assert fresh.form.values()["title"] == ""


async def test_a_form_puts_the_error_under_its_field(desk: Desk) -> None:
    async with desk.console() as shell:
        await opened(shell, WordForm())
        await shell.press("ctrl+s")
        assert "! The note needs a title." in shell.text()
        await shell.type("x")
        await shell.press("f11")
        assert isinstance(shell.screen, WordForm)
        assert shell.screen.form.values()["title"] == ""


async def test_a_form_keeps_what_was_typed_over_a_language_switch(desk: Desk) -> None:
    async with desk.console() as shell:
        await opened(shell, WordForm())
        await shell.type("leak")
        await shell.press("f8")
        assert shell.screen.form.values()["title"] == "leak"
        assert "未保存" in shell.lines()[-2]


async def test_a_conflict_is_settled_field_by_field(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = WordForm()
        await opened(shell, screen)
        went_on: list[bool] = []
        screen.form.set_values({"title": "mine"})
        await shell.idle()
        screen.settle_conflict({"title": "theirs", "body": "added"}, lambda: went_on.append(True))
        await shell.idle()
        assert any("mine" in line and "theirs" in line for line in shell.lines())
        assert screen.form.values()["body"] == "added"
        await shell.press("t")
        assert screen.form.values() == {"title": "theirs", "body": "added"}
        assert went_on == [True]


async def test_a_conflict_that_is_left_keeps_what_was_typed(desk: Desk) -> None:
    async with desk.console() as shell:
        screen = WordForm()
        await opened(shell, screen)
        screen.form.set_values({"title": "mine", "body": "also mine"})
        await shell.idle()
        for keys, title in (("escape", "mine"), ("m", "mine")):
            screen.settle_conflict({"title": "theirs"}, lambda: None)
            await shell.idle()
            await shell.press(keys)
            assert screen.form.values()["title"] == title
        screen.settle_conflict({"title": "a", "body": "b"}, lambda: None)
        await shell.idle()
        await shell.press("down", "space", "enter")
        assert sum(value in ("a", "b") for value in screen.form.values().values()) == 1


async def test_nothing_is_asked_before_somebody_is_signed_in(desk: Desk) -> None:
    async with desk.console(None) as shell:
        probe = Probe()
        shell.app.push_screen(probe)
        await shell.idle()
        probe.ask(lambda ctx: ctx.actor.staff_no, probe.got.append)
        await shell.idle()
        assert not probe.got
        shell.app.signed_in(desk.context_of("agent"))
        await shell.idle()
        assert probe.got == ["1007"]
        shell.app.heard([Change("ticket")])
