"""Enter, and coming back, where the matches of a field come later than the hand."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from csconsole.services import customers
from csconsole.services.context import Context
from csconsole.services.customers import CallerCard, CustomerRow
from tests.tui.callers import known_customer
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer."""
    return known_customer(person("supervisor"))


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """The look-up of the caller answers only once this is set."""
    gate, look_up = threading.Event(), customers.caller_card

    def slow(ctx: Context, text: str, most: int) -> CallerCard:
        assert gate.wait(20)
        return look_up(ctx, text, most)

    monkeypatch.setattr(customers, "caller_card", slow)
    yield gate
    gate.set()


async def enter_before_the_answer(shell: Shell, typed: str, then: str = "") -> None:
    """Type into the number, wait until it is asked for, and press enter before the answer is there."""
    await shell.press("f2")
    field = shell.screen.fields.number
    await shell.pilot.press(*typed)
    while field.pending:
        await shell.pilot.pause(0.02)
    await shell.pilot.press("enter", *then)


@pytest.mark.req("CALL-05")
async def test_enter_before_the_match_has_come_takes_it(
    desk: Desk, ouyang: CustomerRow, answer: threading.Event
) -> None:
    async with desk.console("agent") as shell:
        await enter_before_the_answer(shell, "3-502", then="fees")
        answer.set()
        await shell.idle()
        assert shell.screen.customer_id == ouyang.id
        assert shell.screen.focused.id == "field-category"
        assert shell.screen.fields.values()["category"] == "fees"


@pytest.mark.req("CALL-05")
async def test_enter_before_several_matches_have_come_offers_them(
    desk: Desk, answer: threading.Event
) -> None:
    async with desk.console("agent") as shell:
        await enter_before_the_answer(shell, "8000")
        answer.set()
        await shell.idle()
        assert shell.screen.focused.id == "field-number"
        assert shell.screen.fields.number.is_open
        await shell.press("enter")
        assert shell.screen.customer_id is not None


async def test_enter_goes_on_where_nothing_matches(desk: Desk, answer: threading.Event) -> None:
    async with desk.console("agent") as shell:
        await enter_before_the_answer(shell, "19900007777")
        answer.set()
        await shell.idle()
        assert shell.screen.focused.id == "field-name"


@pytest.mark.req("CALL-05")
async def test_coming_back_and_the_arrow_down_open_the_matches_again(
    desk: Desk, ouyang: CustomerRow, answer: threading.Event
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.pilot.press(*"3-502")
        while shell.screen.fields.number.pending:
            await shell.pilot.pause(0.02)
        await shell.pilot.press("tab")
        answer.set()
        await shell.idle()
        field = shell.screen.fields.number
        assert not field.is_open
        await shell.press("shift+tab")
        assert field.is_open
        await shell.press("escape")
        assert not field.is_open
        await shell.press("down")
        assert field.is_open
        await shell.press("enter")
        assert shell.screen.customer_id == ouyang.id


@pytest.mark.req("CALL-05")
async def test_an_answer_without_matches_does_not_drop_the_newer_question(
    desk: Desk, answer: threading.Event
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        field = shell.screen.fields.number
        await shell.pilot.press(*"800")
        while field.pending:
            await shell.pilot.pause(0.02)
        field.value = "8000"
        field.offer(())
        assert field.pending
        answer.set()
        await shell.idle()
        assert (field.is_open, len(field.picks)) == (True, 2)


@pytest.mark.req("CALL-05")
async def test_who_leaves_the_field_at_once_still_learns_who_calls(
    desk: Desk, ouyang: CustomerRow, answer: threading.Event
) -> None:
    answer.set()
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.rush(*"19900008000", "tab")
        assert shell.screen.focused.id == "field-name"
        assert shell.screen.customer_id == ouyang.id
