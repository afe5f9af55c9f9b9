"""A choice among many in a form: found by words, code, pinyin and initials, never stored as typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.widgets import Select

from csconsole.services.context import Context
from csconsole.services.packs import install_pack
from csconsole.widgets.choice_input import ChoiceInput
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.finding import MANY
from csconsole.widgets.form import Field, Form
from tests.tui.driving import Desk
from tests.tui.test_widgets import Bench

CHOICES = [(f"other.{n}", f"Other > matter {n}") for n in range(MANY)]
CHOICES += [("repair.leak", "维修 > 漏水"), ("repair.lift", "Repair > lift stands")]
FOUND_BY = {"repair.leak": "water leak weixiuloushui ls"}


def bench_form(value: str = "") -> Form:
    return Form(
        [
            Field("category", "Category", "choice", CHOICES, found_by=FOUND_BY, value=value),
            Field("title", "What"),
        ]
    )


async def test_few_choices_stay_a_list_and_many_are_typed() -> None:
    form = Form([Field("few", "Few", "choice", CHOICES[:3]), Field("many", "Many", "choice", CHOICES)])
    async with Bench(form).run_test(size=(80, 24)):
        assert isinstance(form.editor("few"), Select)
        assert isinstance(form.editor("many"), ChoiceInput)


@pytest.mark.parametrize("typed", ["leak", "LS", "漏水", "water leak", "weixiu", "repair.le"])
async def test_a_choice_is_found_by_words_code_pinyin_and_initials(typed: str) -> None:
    form = bench_form()
    bench = Bench(form)
    async with bench.run_test(size=(80, 24)) as pilot:
        form.editor("category").focus()
        await pilot.press(*("space" if key == " " else key for key in typed), "enter")
        await pilot.pause()
        assert form.values()["category"] == "repair.leak"
        assert bench.focused is form.editor("title")


async def test_the_arrow_down_shows_all_and_arrows_choose() -> None:
    form = bench_form()
    bench = Bench(form)
    async with bench.run_test(size=(80, 24)) as pilot:
        form.editor("category").focus()
        await pilot.press("down", "down", "enter")
        assert form.values()["category"] == "other.1"


async def test_what_names_no_choice_is_refused_and_what_names_one_is_it() -> None:
    form = bench_form("repair.lift")
    bench = Bench(form)
    async with bench.run_test(size=(80, 24)) as pilot:
        assert form.values()["category"] == "repair.lift"
        form.editor("category").focus()
        await pilot.pause()
        await pilot.press(*"zzz")
        assert any("Nothing fits" in line for line in bench.lines())
        await pilot.press("tab")
        assert form.refuse_unknown()
        await pilot.pause()
        assert any("! None of the list" in line for line in bench.lines())
        form.set_values({"category": ""})
        form.editor("category").focus()
        await pilot.pause()
        await pilot.press(*"lift", "tab")
        await pilot.pause()
        assert not form.refuse_unknown()
        assert form.values()["category"] == "repair.lift"


async def test_the_new_ticket_form_finds_a_category_by_words(
    desk: Desk, person: Callable[[str], Context]
) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("agent") as shell:
        await shell.press("3", "n")
        editor = shell.app.screen.query_one("#field-category", ChoiceInput)
        editor.focus()
        await shell.idle()
        await shell.type("leak")
        await shell.press("enter")
        assert editor.chosen == "repair.water.leak"


STAFF = [(n, f"10{n:02} 员工{n}") for n in range(MANY)] + [(99, "1099 单晓雯")]


@pytest.mark.parametrize("typed", ["1099", "晓雯", "shanxiaowen", "sxw"])
async def test_many_names_of_a_dialog_are_found_by_typing(typed: str) -> None:
    bench = Bench(Form([Field("title", "What")]))
    picked: list[int | None] = []
    async with bench.run_test(size=(80, 24)) as pilot:
        bench.push_screen(Choice.numbered("Who?", STAFF, names=True), picked.append)
        await pilot.pause()
        await pilot.press(*typed)
        await bench.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert picked == [99]


async def test_a_choice_with_keys_is_found_by_typing_after_a_slash() -> None:
    bench = Bench(Form([Field("title", "What")]))
    picked: list[str | None] = []
    async with bench.run_test(size=(80, 24)) as pilot:
        bench.push_screen(Choice.numbered("Where?", [("a", "Office"), ("b", "Workshop 2")]), picked.append)
        await pilot.pause()
        await pilot.press("slash", "2", "enter")
        await pilot.pause()
        assert picked == ["b"]


async def test_a_choice_has_the_frame_of_a_dialog() -> None:
    bench = Bench(Form([Field("title", "What")]))
    async with bench.run_test(size=(80, 24)) as pilot:
        bench.push_screen(Choice.numbered("Where?", [("a", "Office")]))
        await pilot.pause()
        assert bench.screen.query_one("#choices").region.x > 1
