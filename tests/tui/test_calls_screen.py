"""Mode 2: the list of calls, the page of a call, correcting, closing and escalating by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Category
from csconsole.screens.call_edit import CallEdit
from csconsole.screens.call_form import CallForm
from csconsole.screens.call_page import CallPage
from csconsole.services.calls import CallRow, NewItem, log_call, show_call
from csconsole.services.context import Context
from csconsole.services.customers import create_customer
from csconsole.services.escalations import escalations_of
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def day(person: Person, clock: FrozenClock) -> list[CallRow]:
    """A morning of calls of one agent."""
    agent = person("agent")
    with agent.write() as uow:
        for code, en, zh in (("consult.fees", "Fees", "费用"), ("repair.water", "Water", "水管")):
            uow.create(Category(code=code, name_en=en, name_zh=zh))
    create_customer(agent, name="欧阳晓雯", phones=["199 0000 8000"], unit="3-502", tier="vip")

    def logged(**fields: Any) -> CallRow:
        clock.advance(minutes=4)
        return log_call(
            agent,
            **{
                "summary": "when is the fee due",
                "phone": "19900008000",
                "category": "consult.fees",
                **fields,
            },
        )

    clock.move_to(clock.now() - timedelta(minutes=20))
    return [
        logged(answer="on the 10th", talk_seconds=75),
        logged(
            summary="leak under the sink", category="repair.water", phone="021-55500123", caller_name="王杰"
        ),
        logged(
            summary="wants a refund",
            outcome="wait",
            next_answer_at=clock.now() + timedelta(hours=2),
            promise_text="we find out",
        ),
        log_call(agent, state="lost", phone="199 0000 9999"),
    ]


async def test_the_list_shows_who_what_and_state(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2")
        text = shell.text()
        for words in ("wants a refund", "欧阳晓雯", "王杰", "Answer pending", "1-4 of 4"):
            assert words in text


@pytest.mark.req("CALL-08", "CALL-14", "CALL-18", "CALL-19")
async def test_other_lists_are_one_key_away(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "v", "3")
        assert "1-1 of 1" in shell.text()
        assert "wants a refund" in shell.text()
        await shell.press("v", "1")
        assert "1-4 of 4" in shell.text()
        await shell.press("slash")
        await shell.type("sink")
        await shell.press("enter")
        assert "1-1 of 1" in shell.text()


async def test_the_page_tells_the_story(desk: Desk, day: list[CallRow]) -> None:
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("2", "j", "enter")
        assert isinstance(shell.screen, CallPage)
        text = shell.text()
        for words in (day[2].number, "wants a refund", "we find out", "First owner", "3-502"):
            assert words in text
        await shell.press("escape")
        assert not isinstance(shell.screen, CallPage)


@pytest.mark.req("CALL-09")
async def test_a_pending_call_is_closed_with_what_the_customer_was_told(
    desk: Desk, person: Person, day: list[CallRow]
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "j", "D")
        await shell.type("refund granted")
        await shell.press("enter")
        row = show_call(person("agent"), day[2].id)
        assert (row.state, row.result) == ("closed", "refund granted")
        await shell.press("D")
        assert "nothing to close" in shell.toasts()[-1]


async def test_a_call_is_corrected(desk: Desk, person: Person, day: list[CallRow]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "j", "j", "e")
        assert isinstance(shell.screen, CallEdit)
        assert day[1].category == "repair.water"
        assert "repair.water" not in shell.text()
        assert (day[1].category_name or "") in shell.text()
        shell.screen.form.set_values({"summary": "leak in the bathroom"})
        await shell.press("ctrl+s")
        assert show_call(person("agent"), day[1].id).summary == "leak in the bathroom"
        assert "leak in the bathroom" in shell.text()


@pytest.mark.req("CALL-12")
async def test_a_call_is_escalated_answered_and_told(desk: Desk, person: Person, day: list[CallRow]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "j", "U", "s")
        await shell.type("he shouts")
        await shell.press("ctrl+s")
        assert "escalated" in shell.toasts()[-1]
    async with desk.console("supervisor") as shell:
        await shell.press("2", "j", "enter", "A")
        await shell.type("give it")
        await shell.press("ctrl+s")
    async with desk.console("agent") as shell:
        await shell.press("2", "j", "enter")
        assert "give it" in shell.text()
        await shell.press("T")
        await shell.type("rang her")
        await shell.press("ctrl+s")
    assert [one.state for one in escalations_of(person("agent"), "call", day[2].id)] == ["told"]


@pytest.mark.req("CALL-01", "CALL-09")
async def test_organisation_line_and_whether_it_is_complex_are_corrected_and_shown(
    desk: Desk, person: Person, day: list[CallRow]
) -> None:
    async with desk.console("agent", size=(120, 40)) as shell:
        await shell.press("2", "j", "j", "enter", "e")
        shell.screen.form.set_values({"organisation": "Apex Ltd", "line": "8001", "complex": "yes"})
        await shell.press("ctrl+s")
        row = show_call(person("agent"), day[1].id)
        assert (row.organisation, row.line, row.complex) == ("Apex Ltd", "8001", True)
        for words in ("Organisation  Apex Ltd", "Telephone line  8001", "Complex  yes"):
            assert words in shell.text()
        await shell.press("e")
        shell.screen.form.set_values({"complex": "no"})
        await shell.press("ctrl+s")
    row = show_call(person("agent"), day[1].id)
    assert (row.organisation, row.complex) == ("Apex Ltd", False)


@pytest.mark.req("CALL-15")
async def test_the_customers_voice_goes_its_way(desk: Desk, person: Person, day: list[CallRow]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "j", "j", "enter", "e")
        shell.screen.form.set_values({"voice": "suggestion", "voice_department": "ENG"})
        await shell.press("ctrl+s")
        assert show_call(person("agent"), day[1].id).voice_state == "open"
        await shell.press("e")
        shell.screen.form.set_values({"voice_state": "passed_on"})
        await shell.press("ctrl+s")
        row = show_call(person("agent"), day[1].id)
        assert (row.voice, row.voice_state, row.voice_department) == (
            "suggestion",
            "passed_on",
            "Engineering",
        )
        assert "Passed on" in shell.text()


async def test_f2_and_n_start_a_call_from_the_list(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2", "n")
        assert isinstance(shell.screen, CallForm)
        await shell.press("escape", "f2")
        assert isinstance(shell.screen, CallForm)


@pytest.mark.req("CALL-16")
async def test_the_day_book_is_one_screen(desk: Desk, person: Person) -> None:
    two = [NewItem(content="the bill"), NewItem(content="the lift", outcome="callback")]
    log_call(person("agent"), phone="199 0000 1111", category="consult.fees", items=two)
    async with desk.console("agent") as shell:
        await shell.press("2", "L")
        assert "5 entries" in shell.text()
        assert "1 the bill  Done" in shell.text()
        assert "2 the lift  Callback B" in shell.text()


async def test_a_change_elsewhere_shows_by_itself(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2")
        log_call(person("agent2"), summary="fresh call", phone="199 0000 1111", category="consult.fees")
        await shell.hear("call")
        assert "fresh call" in shell.text()


async def test_hostile_calls_are_shown_not_obeyed(desk: Desk, person: Person, hostile: str) -> None:
    log_call(person("agent"), summary=f"x{hostile}", no_phone_reason="desk", category="consult.fees")
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("2", "enter")
        assert "\x1b" not in shell.text()
        assert "\u202e" not in shell.text()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
@pytest.mark.parametrize("keys", [("2",), ("2", "j", "enter")], ids=["list", "page"])
def test_picture(
    desk: Desk, snap_compare: Callable[..., bool], keys: tuple[str, ...], size: tuple[int, int], lang: str
) -> None:
    assert desk.snap(snap_compare, "agent", press=keys, size=size, lang=lang)


async def test_a_small_terminal_still_works(desk: Desk) -> None:
    async with desk.console("agent", size=(60, 20)) as shell:
        await shell.press("2")
        assert "wants a refund"[:10] in shell.text()
        await drive_form(shell)


async def drive_form(shell: Shell) -> None:
    """The call form on a small terminal reaches every field."""
    await shell.press("f2")
    await shell.type("8000")
    await shell.press("enter")
    await shell.press("f4")
    assert "Done" in shell.text()


async def test_the_filter_and_the_order_are_said_in_the_language_of_the_screen(desk: Desk) -> None:
    async with desk.console("agent", lang="zh", size=(120, 40)) as shell:
        await shell.press("2", "v", "4", "s", "S")
        assert "筛选 承诺:逾期" in shell.lines()[-2]
        assert "开始倒序" in shell.lines()[-2]
