"""The widgets on a bare application: hostile text, cursor, marks, paging, forms, dialogs."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Input, Static, TextArea

from csconsole.services.query import Completion
from csconsole.text import cell_width, literal
from csconsole.themes import DARK
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.bars import clock_bar
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Note, Option
from csconsole.widgets.filter_bar import FilterBar
from csconsole.widgets.form import Field, Form
from csconsole.widgets.lines import Alarm, FooterLine, StatusLine, TitleLine
from csconsole.widgets.peek import PeekPane
from csconsole.widgets.pick_input import Pick, PickBox, PickInput
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow, place
from csconsole.widgets.timeline import Moment, Timeline
from csconsole.widgets.tones import Toned, text_of
from tests.hostile import HOSTILE

COLUMNS = (Column("no", "#", 6), Column("what", "what", 10, flex=1), Column("who", "who", 8, align="right"))


class Bench(App[None]):
    """One widget on the theme's variables, or a dialog pushed by the test; keeps what was posted."""

    def __init__(self, *widgets: Any) -> None:
        super().__init__()
        self.widgets = widgets
        self.posted: list[Any] = []
        self.answers: list[Any] = []
        self.register_theme(DARK)
        self.theme = DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DARK.variables

    def compose(self) -> ComposeResult:
        yield from self.widgets

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        self.posted.append(("opened", event.row.key))

    def on_paged_table_need_more(self, _event: PagedTable.NeedMore) -> None:
        self.posted.append(("more",))

    def on_form_changed(self, event: Form.Changed) -> None:
        self.posted.append(("changed", event.field))

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        self.posted.append(("submitted",))

    def lines(self) -> list[str]:
        return [strip.text.rstrip() for strip in self.screen._compositor.render_strips()]


def rows(count: int) -> list[TableRow]:
    return [TableRow(n, (f"T-{n}", f"leak {n}", "Li")) for n in range(count)]


@pytest.mark.parametrize("hostile", HOSTILE, ids=[f"hostile{n}" for n in range(len(HOSTILE))])
async def test_every_widget_shows_hostile_text_as_it_is(hostile: str) -> None:
    table = PagedTable(COLUMNS, empty=hostile)
    title, status, footer = TitleLine(), StatusLine(), FooterLine()
    line, peek = Timeline(), PeekPane()
    form = Form(
        [Field("a", "Name"), Field("b", "Text", "text"), Field("c", "Pick", "choice", [("1", hostile)])]
    )
    bench = Bench(title, table, peek, line, form, status, footer)
    async with bench.run_test(size=(80, 60)) as pilot:
        table.show_page([TableRow(hostile, (hostile, Toned(hostile, "danger"), hostile))])
        title.left = (hostile, Toned(hostile, "quiet"))
        status.left = (hostile,)
        footer.keys = ((hostile, hostile, True),)
        peek.set_open(True)
        peek.show([hostile, (hostile, Toned(hostile, "caution"))])
        line.show([Moment(hostile, hostile, hostile, hostile)])
        form.set_values({"a": hostile, "b": hostile})
        form.show_error("a", hostile)
        bench.notify(literal(hostile), markup=False)
        await pilot.pause()
        title.alarm = Alarm(hostile, hostile, hostile)
        await pilot.pause()
        shown = "\n".join(bench.lines())
        assert "\x1b" not in shown
        assert "\x9b" not in shown
        assert "\u202e" not in shown
        for dialog in (
            Confirm(hostile, effect=hostile, count=3),
            Choice(hostile, [Option("1", 1, hostile, hostile), Option("2", 2, hostile, why_not=hostile)]),
            AskText(hostile, about=hostile, value=hostile, body=hostile),
            AskText(hostile, about=hostile, value=hostile, long=True),
            Note(hostile, [hostile, (hostile, Toned(hostile, "danger"))]),
        ):
            bench.push_screen(dialog)
            await pilot.pause()
            assert "\x1b" not in "\n".join(bench.lines())
            dialog.dismiss(None)
            await pilot.pause()
        assert bench._exception is None
        assert bench.is_running


async def test_table_lines_have_the_width_of_the_table() -> None:
    table = PagedTable(COLUMNS)
    async with Bench(table).run_test(size=(40, 10)) as pilot:
        table.show_page([TableRow(1, ("T-1", "电梯里有异响，请尽快来人处理一下谢谢", "欧阳晓雯小姐"))])
        await pilot.pause()
        for y in range(table.size.height):
            assert cell_width(table.render_line(y).text) == table.size.width
        assert ".." in table.render_line(1).text


def test_columns_that_do_not_fit_are_left_out_and_the_flexible_ones_take_the_rest() -> None:
    wide = [p.width for p in place(COLUMNS, 80)]
    assert wide == [6, 64, 8]
    assert [p.column.id for p in place(COLUMNS, 20)] == ["no", "what"]
    assert [p.column.id for p in place((*COLUMNS, Column("x", "x", 5, wide=100)), 90)] == [
        "no",
        "what",
        "who",
    ]


async def test_cursor_stays_on_its_row_when_the_list_changes() -> None:
    table = PagedTable(COLUMNS)
    async with Bench(table).run_test(size=(60, 12)) as pilot:
        table.show_page(rows(30))
        table.move_to(7)
        table.do_list_mark()
        table.move_to(7)
        table.show_page([TableRow(99, ("T-99", "new", "Li")), *rows(30)])
        await pilot.pause()
        assert table.cursor_key == 7
        assert table.cursor == 8
        assert table.marks == {7}
        table.show_page(rows(5))
        assert table.cursor == 4
        assert not table.marks


async def test_arrows_are_left_to_the_registry_also_in_a_list_longer_than_its_window() -> None:
    table = PagedTable(COLUMNS)
    async with Bench(table).run_test(size=(60, 12)) as pilot:
        table.show_page(rows(30))
        table.focus()
        await pilot.press("down", "pagedown", "end")
        assert table.scroll_offset.y == 0  # the registry's actions move the cursor; nothing else scrolls


async def test_table_asks_for_more_once_near_its_end() -> None:
    table = PagedTable(COLUMNS)
    bench = Bench(table)
    async with bench.run_test(size=(60, 12)) as pilot:
        table.show_page(rows(50), more=True)
        table.do_list_bottom()
        table.do_list_up()
        table.do_list_down()
        await pilot.pause()
        assert bench.posted == [("more",)]
        table.add_page([TableRow(n, ("x", "y", "z")) for n in range(50, 60)], more=False)
        table.do_list_bottom()
        await pilot.pause()
        assert table.cursor_key == 59
        assert bench.posted == [("more",)]
        assert "x" in lines_of(table)[-1]


def lines_of(table: PagedTable) -> list[str]:
    """The visible lines as text."""
    return [table.render_line(y).text.rstrip() for y in range(table.size.height)]


async def test_marks_one_a_range_and_all() -> None:
    table = PagedTable(COLUMNS)
    async with Bench(table).run_test(size=(60, 12)):
        table.show_page(rows(6))
        table.do_list_mark()
        assert table.marks == {0}
        assert table.cursor == 1
        table.move_to(3)
        table.do_list_mark_range()
        assert table.marks == {0, 1, 2, 3}
        assert table.chosen() == [0, 1, 2, 3]
        table.do_list_mark_all()
        assert len(table.marks) == 6
        table.do_list_mark_all()
        assert table.chosen() == [3]


async def test_an_unread_list_is_blank_and_an_empty_one_says_so() -> None:
    table = PagedTable(COLUMNS, empty="No tickets. n makes one.")
    async with Bench(table).run_test(size=(60, 12)) as pilot:
        assert "No tickets" not in "\n".join(lines_of(table))
        table.show_page([])
        await pilot.pause()
        assert "No tickets. n makes one." in "\n".join(lines_of(table))


async def test_a_click_moves_and_a_second_opens() -> None:
    table = PagedTable(COLUMNS)
    bench = Bench(table)
    async with bench.run_test(size=(60, 12)) as pilot:
        table.show_page(rows(6))
        await pilot.click(table, offset=(5, 4))
        assert table.cursor == 3
        assert not bench.posted
        await pilot.click(table, offset=(5, 4))
        assert bench.posted == [("opened", 3)]


async def test_form_gives_values_marks_errors_and_submits() -> None:
    form = Form(
        [Field("name", "Name", required=True), Field("text", "Text", "text"), Field("phone", "Phone")]
    )
    bench = Bench(form)
    async with bench.run_test(size=(60, 20)) as pilot:
        form.editor("name").focus()
        await pilot.press(*"Li", "enter")
        assert isinstance(bench.focused, TextArea)
        await pilot.press(*"a", "enter", *"b", "tab")
        assert bench.focused is form.editor("phone")
        await pilot.press("1", "enter")
        assert form.values() == {"name": "Li", "text": "a\nb", "phone": "1"}
        assert ("submitted",) in bench.posted
        assert form.dirty
        form.mark_saved()
        assert not form.dirty
        assert form.show_error("name", "Who calls?")
        await pilot.pause()
        assert bench.focused is form.editor("name")
        assert any("! Who calls?" in line for line in bench.lines())
        assert not form.show_error("nosuch", "x")


async def test_form_keeps_values_over_a_rebuild() -> None:
    form = Form([Field("name", "Name"), Field("pick", "Pick", "choice", [("a", "A"), ("b", "B")])])
    async with Bench(form).run_test(size=(60, 20)) as pilot:
        form.set_values({"name": "Li", "pick": "b"})
        await pilot.pause()
        held = form.hold()
        form.set_values({"name": "", "pick": ""})
        form.restore(held)
        await pilot.pause()
        assert form.values() == {"name": "Li", "pick": "b"}


@pytest.mark.parametrize(("key", "answer"), [("enter", False), ("n", False), ("y", True), ("escape", None)])
async def test_confirm_means_no_unless_yes_is_said(key: str, answer: bool | None) -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        bench.push_screen(Confirm("Cancel the tickets?", count=12), bench.answers.append)
        await pilot.pause()
        assert any("12" in line for line in bench.lines())
        await pilot.press(key)
        assert bench.answers == [answer]


async def test_a_key_that_is_no_answer_leaves_the_question_and_is_told_what_it_takes() -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        bench.push_screen(Confirm("Quit the console?"), bench.answers.append)
        await pilot.pause()
        for key in ("8", "v", "0"):
            await pilot.press(key)
        assert not bench.answers
        assert any("This question comes first" in line for line in bench.lines())
        await pilot.press("n")
        assert bench.answers == [False]


async def test_choice_by_letter_by_arrows_and_not_what_cannot_be() -> None:
    options = [
        Option("a", 1, "accept"),
        Option("b", 2, "back", why_not="nothing to give back"),
        Option("c", 3, "c"),
    ]
    bench = Bench()
    async with bench.run_test() as pilot:
        bench.push_screen(Choice("What?", options), bench.answers.append)
        await pilot.pause()
        assert any("nothing to give back" in line for line in bench.lines())
        await pilot.press("b")
        assert not bench.answers
        await pilot.press("down", "enter")
        assert not bench.answers
        await pilot.press("down", "enter")
        assert bench.answers == [3]
        bench.push_screen(Choice.numbered("Which?", [("x", "X"), ("y", "Y")]), bench.answers.append)
        await pilot.pause()
        await pilot.press("2")
        assert bench.answers == [3, "y"]


async def test_a_choice_that_suggests_nothing_is_not_answered_by_enter() -> None:
    bench = Bench()
    options = [Option("1", 1, "worst"), Option("2", 2, "best")]
    async with bench.run_test() as pilot:
        bench.push_screen(Choice("How was it?", options, start=-1), bench.answers.append)
        await pilot.pause()
        await pilot.press("enter")
        assert bench.answers == []
        await pilot.press("down", "enter")
        assert bench.answers == [1]


async def test_ask_text_refuses_nothing_and_cleans_what_was_pasted() -> None:
    bench = Bench()
    async with bench.run_test() as pilot:
        bench.push_screen(AskText("Reason", about="probe 1 reason"), bench.answers.append)
        await pilot.pause()
        await pilot.press("enter")
        assert not bench.answers
        bench.screen.query_one(Input).value = "no \u202eparts "
        await pilot.press("enter")
        assert bench.answers == ["no parts"]


async def test_filter_bar_points_at_the_error_and_completes() -> None:
    def complete(text: str, place: int) -> tuple[Completion, ...]:
        return (Completion("state:open", 5, place),) if text[:place].endswith("sta") else ()

    bar = FilterBar(complete)
    async with Bench(bar).run_test(size=(60, 10)) as pilot:
        bar.open()
        await pilot.press(*"leak sta", "tab")
        assert bar.query_one(Input).value == "leak state:open"
        bar.query_one(Input).value = "leak sta"
        bar.show_error("no such key", 5, final=False)
        await pilot.pause()
        assert "state:open" in pilot.app.screen._compositor.render_strips()[1].text
        bar.query_one(Input).value = "leak state:open"
        await pilot.pause()
        bar.show_error("no such key", 5)
        await pilot.pause()
        lines = pilot.app.screen._compositor.render_strips()
        assert lines[1].text.index("^") == lines[0].text.index("state")


def test_bars_say_in_words_what_they_draw() -> None:
    late = clock_bar(1.4, "late 11 min", "danger")
    assert late[2] == Toned("late 11 min", "danger")
    assert text_of(late[0]) == "█" * 10


async def test_a_drop_down_ends_where_its_field_ends() -> None:
    """Beside it no wide character below is cut in half."""
    box, below = PickBox(PickInput(id="pick")), Static("您" * 200, id="below")
    bench = Bench(box, below)
    async with bench.run_test(size=(101, 20)) as pilot:
        box.input.focus()
        box.input.offer([Pick(n, (f"leak {n}",)) for n in range(5)])
        await pilot.pause()
        assert box.input.is_open
        assert (box.input.drop.region.x, box.input.drop.region.right) == (box.region.x, box.region.right)
        assert box.region.right == 101


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_choice_keeps_its_keys_and_its_cursor_in_sight(size: tuple[int, int]) -> None:
    reason = "only possible while it is open, for the person who has it or for a dispatcher"
    bench = Bench()
    async with bench.run_test(size=size) as pilot:
        options = [Option(key, key, f"step {key}", why_not=reason) for key in "abcdefghijklmn"]
        bench.push_screen(Choice("What now?", options))
        await pilot.pause()
        for last in ("a", "n", "a"):
            await pilot.press(*(("pagedown", "pagedown") if last == "n" else ("pageup", "pageup")))
            await pilot.pause()
            shown = "\n".join(bench.lines())
            assert f"> {last} step {last}" in shown
            assert "press a key, or arrows and enter; esc leaves" in shown
            assert "What now?" in shown


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_form_of_many_fields_keeps_its_keys_in_sight(size: tuple[int, int]) -> None:
    bench = Bench()
    async with bench.run_test(size=size) as pilot:
        asked = [Asked(f"f{n}", f"Field {n}", True) for n in range(6)]
        bench.push_screen(AskFields("Record it", asked, about="probe 1 record"))
        await pilot.pause()
        for _field in range(5):
            await pilot.press("tab")
        await pilot.pause()
        shown = "\n".join(bench.lines())
        assert "Field 5" in shown
        assert "esc leaves" in shown
