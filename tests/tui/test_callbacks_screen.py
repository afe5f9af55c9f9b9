"""Mode 4: the list of callbacks is worked without leaving it; keystroke budgets; pictures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.widgets import Input

from csconsole.models import Customer
from csconsole.services import callbacks as service
from csconsole.services.callbacks import CallbackRow
from csconsole.services.context import Context
from csconsole.widgets.dialogs import AskText
from tests.tui.driving import LANGUAGES, Desk, Shell

HOUR = timedelta(hours=1)
Person = Callable[[str], Context]


@pytest.fixture
def agent(person: Person) -> Context:
    return person("agent")


def plan(ctx: Context, **given: Any) -> CallbackRow:
    values: dict[str, Any] = {
        "kind": "follow_up",
        "source": "care",
        "reason": "tap in the kitchen",
        "phone": "199 0000 0101",
        "contact_name": "Ouyang Xiaowen",
    }
    return service.plan_callback(ctx, **{**values, **given})


def three(ctx: Context) -> list[CallbackRow]:
    """A promised one soon, a follow-up today, one tomorrow."""
    with ctx.write() as uow:
        customer = uow.create(Customer(name="Wang Jie", unit="7-101", tier="vip"))
    now = ctx.now()
    return [
        plan(
            ctx,
            kind="promised",
            source="call",
            earliest_at=now,
            due_at=now + HOUR / 2,
            reason="second leak, visit done?",
        ),
        plan(ctx, contact_name=None, customer_id=customer.pk, due_at=now + 3 * HOUR, reason="lift noise"),
        plan(ctx, contact_name="Ms Zhu", due_at=now + 25 * HOUR, reason="new meter"),
    ]


def state_of(ctx: Context, row: CallbackRow) -> CallbackRow:
    return service.show_callback(ctx, row.id).row


async def test_no_answer_and_next_in_two_keys(desk: Desk, agent: Context) -> None:
    first, second, _third = three(agent)
    async with desk.console("agent") as shell:
        shell.keys = 0
        await shell.press("4", "n")
        assert shell.keys <= 2
        assert state_of(agent, first).state == "retry"
        assert shell.screen.current.id == second.id
        await shell.press("n")
        assert state_of(agent, second).attempts == 1


async def test_marked_ones_are_taken_together_and_called_one_by_one(desk: Desk, agent: Context) -> None:
    rows = three(agent)
    async with desk.console("agent") as shell:
        await shell.press("4", "x", "x", "n")
        assert "One call at a time" in shell.toasts()[-1]
        assert [state_of(agent, row).attempts for row in rows] == [0, 0, 0]
        await shell.press("t")
        assert [state_of(agent, row).owner_id for row in rows] == [agent.staff_id, agent.staff_id, None]
        await shell.press("n", "v", "6")
        assert not shell.screen.table.marks


async def test_one_that_has_ended_is_not_late(desk: Desk, agent: Context, person: Person) -> None:
    first = three(agent)[0]
    service.cancel_callback(person("supervisor"), first.number, reason="came by in person")
    desk.clock.advance(hours=2)
    async with desk.console("agent") as shell:
        await shell.press("4", "v", "6")
        line = next(line for line in shell.lines() if "Ouyang Xiaowen" in line)
        assert "Cancelled" in line
        assert "late" not in line


async def test_a_new_time_tomorrow_at_ten_in_six_keys(desk: Desk, agent: Context) -> None:
    first = three(agent)[0]
    async with desk.console("agent") as shell:
        shell.keys = 0
        await shell.press("4", "r")
        await shell.type("tomorrow 10:00")
        await shell.press("enter")
        assert shell.keys <= 6
        moved = state_of(agent, first)
        assert moved.state == "appointment"
        assert moved.agreed_at is not None
        assert moved.agreed_at.astimezone(agent.zone).strftime("%m-%d %H:%M") == "11-24 10:00"


async def test_planning_one_for_tomorrow_at_ten_in_six_keys(desk: Desk, agent: Context) -> None:
    async with desk.console("agent") as shell:
        shell.keys = 0
        await shell.press("4", "N")
        await shell.type("19900000142")
        await shell.press("tab")
        await shell.type("invoice copy")
        await shell.press("tab")
        await shell.type("tomorrow 10:00")
        await shell.press("ctrl+s")
        assert shell.keys <= 6
        row = service.list_callbacks(agent).rows[0]
        assert (row.kind, row.reason, row.owner_no) == ("promised", "invoice copy", "1007")
        assert row.due_at.astimezone(agent.zone).strftime("%m-%d %H:%M") == "11-24 10:00"


async def test_a_time_that_is_none_is_asked_again_with_what_was_typed(desk: Desk, agent: Context) -> None:
    three(agent)
    async with desk.console("agent") as shell:
        await shell.press("4", "r")
        await shell.type("soon")
        await shell.press("enter")
        assert "soon" in shell.text()
        assert "is not a time" in shell.text()


async def test_a_satisfied_customer_takes_three_keys(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        shell.keys = 0
        await shell.press("4", "a", "1")
        assert shell.keys <= 3
        done = state_of(agent, row)
        assert (done.state, done.satisfaction) == ("done", "satisfied")
        assert "No callbacks are due" in shell.text()


async def test_a_dissatisfied_customer_is_asked_for_aspect_and_problem(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4", "a", "3", "1")
        await shell.type("charged twice")
        await shell.press("enter")
        up = state_of(agent, row)
        assert (up.state, up.satisfaction, up.aspect) == ("with_manager", "dissatisfied", "speed")


async def test_who_was_second_keeps_what_was_typed(desk: Desk, agent: Context, person: Person) -> None:
    first, second, _third = three(agent)
    async with desk.console("agent") as shell:
        await shell.press("4", "a")
        await shell.type("still dripping")
        service.take_callback(person("supervisor"), first.id)
        await shell.press("enter")
        dialog = shell.screen
        assert isinstance(dialog, AskText)
        assert dialog.query_one(Input).value == "still dripping"
        said = " ".join(shell.lines())
        assert first.number in said
        assert f"has changed {first.number} since" in said
        assert state_of(agent, second).attempts == 0


async def test_a_repair_is_asked_for_its_scores(desk: Desk, agent: Context) -> None:
    row = plan(agent, source="repair", due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4", "a", "1", "5", "4")
        record = service.show_callback(agent, row.id).record
        assert (record.efficiency, record.quality) == (5, 4)


async def test_note_number_and_clock_go_with_the_attempt(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4")
        assert "199 0000 0101" not in shell.text()
        await shell.press("c")
        assert "199 0000 0101" in shell.text()
        await shell.press("i")
        await shell.type("engaged tone")
        await shell.press("enter", "b")
        attempt = service.show_callback(agent, row.id).attempts[0]
        assert (attempt.code, attempt.note, attempt.seconds is not None) == ("busy", "engaged tone", True)


async def test_a_wrong_key_is_taken_back(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4", "n")
        assert state_of(agent, row).attempts == 1
        await shell.press("u")
        assert state_of(agent, row).attempts == 0


async def test_ending_one_is_asked_and_no_is_the_default(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4", "f", "enter")
        assert state_of(agent, row).open
        await shell.press("w", "y")
        assert state_of(agent, row).result == "wrong_number"


async def test_the_whole_record_in_a_form(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    async with desk.console("agent") as shell:
        await shell.press("4", "e")
        form = shell.screen.form
        form.set_values({"satisfaction": "average", "advice": "close the valve"})
        await shell.press("ctrl+s")
        assert "record the aspect" in shell.text()
        form.set_values({"aspect": "speed"})
        await shell.press("ctrl+s")
        assert state_of(agent, row).satisfaction == "average"
        assert service.show_callback(agent, row.id).record.advice == "close the valve"


async def test_what_was_typed_is_found_again(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("4", "N")
        await shell.type("Ouyang")
        await shell.press("escape")
    async with desk.console("agent") as again:
        await again.press("4", "N")
        assert "Ouyang" in again.text()


async def test_several_matches_are_offered(desk: Desk, agent: Context) -> None:
    with agent.write() as uow:
        for unit in ("3-502", "7-101"):
            uow.create(Customer(name="Ouyang Wen", pinyin="ouyangwen", initials="oyw", unit=unit))
    async with desk.console("agent") as shell:
        await shell.press("4", "N")
        shell.screen.form.set_values({"who": "Ouyang", "reason": "invoice", "due": "+2h"})
        await shell.press("ctrl+s")
        assert "3-502" in shell.text()
        await shell.press("1")
        assert service.list_callbacks(agent).rows[0].customer_name == "Ouyang Wen"


async def test_the_views_and_the_page(desk: Desk, agent: Context) -> None:
    first, _second, third = three(agent)
    async with desk.console("agent") as shell:
        await shell.press("4")
        assert "Ms Zhu" in shell.text()
        await shell.press("v", "2")
        assert "No callback is late" in shell.text()
        await shell.press("v", "6", "enter")
        assert first.number in shell.text()
        await shell.press("n")
        assert "No answer" in shell.text()
        await shell.press("q")
        assert shell.screen.CONTEXT == "callbacks"
        assert third.number


async def test_a_problem_is_answered_by_the_manager(desk: Desk, agent: Context) -> None:
    row = plan(agent, due_at=agent.now() + HOUR)
    said = {"satisfaction": "dissatisfied", "aspect": "price"}
    service.record_attempt(agent, row.id, code="done", record=said, problem="charged twice")
    async with desk.console("manager") as shell:
        await shell.press("4", "v", "5", "o", "w")
        await shell.type("paid back today")
        await shell.press("ctrl+s")
        assert state_of(agent, row).state == "answered"
    async with desk.console("agent") as shell:
        await shell.press("4")
        assert "paid back today" in shell.text()
        await shell.press("a", "1")
        assert state_of(agent, row).state == "done"


async def test_hostile_text_harms_no_screen(desk: Desk, agent: Context, hostile: str) -> None:
    row = plan(agent, reason=f"x{hostile}"[:500], contact_name=f"n{hostile}"[:100], due_at=agent.now() + HOUR)
    service.record_attempt(agent, row.id, code="no_answer", note=hostile)
    async with desk.console("agent") as shell:
        await shell.press("4", "enter", "q", "e", "q", "a")
        assert "\x1b" not in shell.text()
        assert shell.app._exception is None


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_of_the_list(
    desk: Desk, agent: Context, snap_compare: Any, size: tuple[int, int], lang: str
) -> None:
    first = three(agent)[0]
    service.record_attempt(agent, first.id, code="busy", note="engaged tone")

    async def before(shell: Shell) -> None:
        await shell.press("4")

    assert desk.snap(snap_compare, "agent", size=size, lang=lang, before=before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_of_the_page(desk: Desk, agent: Context, snap_compare: Any, lang: str) -> None:
    three(agent)
    assert desk.snap(snap_compare, "agent", press=("4", "enter"), lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_of_the_form(desk: Desk, snap_compare: Any, lang: str) -> None:
    assert desk.snap(snap_compare, "agent", press=("4", "N"), lang=lang)
