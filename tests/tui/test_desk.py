"""The desk on the screen: order, alarm, numbers, opening, hostile text, pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.callbacks import plan_callback
from csconsole.services.context import Context
from csconsole.services.promises import make_promise
from csconsole.services.tickets import create_ticket
from csconsole.services.views import Whose, save_view
from tests.tui.driving import LANGUAGES, SIZES, Desk

People = Callable[[str], Context]


@pytest.fixture
def shift_of_work(person: People, clock: FrozenClock) -> None:
    """Three tickets, a callback and a promise of the agent."""
    boss, agent, now = person("supervisor"), person("agent"), clock.now()
    for title, place, minutes in (
        ("水管漏水", "3-502", 6),
        ("second leak", "3-502", 120),
        ("门禁", "东门", 2000),
    ):
        create_ticket(
            boss,
            kind="repair",
            title=title,
            address=place,
            phone="19900000137",
            scope="in_home",
            contact_name="欧阳文",
            department_id=agent.actor.department_id,
            handler_id=agent.staff_id,
            first_owner_id=agent.staff_id,
            promised_at=now + timedelta(minutes=minutes),
        )
    plan_callback(
        agent,
        kind="follow_up",
        source="service_end",
        reason="tap repaired",
        due_at=now + timedelta(minutes=25),
        phone="19900000138",
        contact_name="欧阳文",
        owner_id=agent.staff_id,
    )
    make_promise(agent, text="send the price list", due_at=now + timedelta(minutes=40))


@pytest.mark.usefixtures("shift_of_work")
async def test_the_next_thing_is_first_and_the_title_is_the_alarm(desk: Desk) -> None:
    async with desk.console() as shell:
        assert shell.lines()[0].strip().startswith("! T-0001 水管漏水")
        assert "in 6 min" in shell.lines()[0]
        assert "水管漏水" in shell.lines()[2]
        assert "MINE" in shell.text()
        assert "SHIFT" in shell.text()


@pytest.mark.usefixtures("shift_of_work")
async def test_a_change_elsewhere_shows_without_moving_the_cursor(desk: Desk, person: People) -> None:
    async with desk.console() as shell:
        await shell.press("j", "j")
        row = shell.screen.table.cursor_row
        plan_callback(
            person("agent"),
            kind="follow_up",
            source="service_end",
            reason="is the lift quiet?",
            due_at=desk.clock.now() + timedelta(minutes=1),
            phone="19900000139",
            owner_id=person("agent").staff_id,
        )
        await shell.hear("callback")
        assert "is the lift quiet?" in shell.lines()[2]
        assert shell.screen.table.cursor_row.key == row.key


@pytest.mark.usefixtures("shift_of_work")
async def test_enter_and_the_alarm_key_open_the_ticket(desk: Desk) -> None:
    for key in ("enter", "!"):
        async with desk.console() as shell:
            await shell.press(key)
            assert len(shell.app.screen_stack) == 2
            assert "T20261123-0001" in shell.text()


async def test_an_empty_desk_says_so_and_names_the_next_key(desk: Desk) -> None:
    async with desk.console() as shell:
        assert "F2 starts a call" in shell.text()


async def test_hostile_text_on_the_desk(desk: Desk, person: People, hostile: str) -> None:
    agent = person("agent")
    text = hostile.strip() or "x"
    make_promise(agent, text=text[:200], due_at=desk.clock.now() + timedelta(minutes=5))
    async with desk.console() as shell:
        shown = shell.text()
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert shell.app._exception is None
        assert shell.app.alarm_text


@pytest.mark.usefixtures("shift_of_work")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_picture_of_the_desk(
    desk: Desk, snap_compare: Callable[..., bool], size: tuple[int, int], lang: str
) -> None:
    assert desk.snap(snap_compare, "agent", size=size, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", ["question_mark", "colon"])
def test_picture_of_help_and_palette(
    desk: Desk, snap_compare: Callable[..., bool], key: str, lang: str
) -> None:
    assert desk.snap(snap_compare, "agent", press=(key,), lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_of_sign_in(desk: Desk, snap_compare: Callable[..., bool], lang: str) -> None:
    assert desk.snap(snap_compare, None, lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_a_busy_shifts_figures_stay_in_their_half(desk: Desk, lang: str) -> None:
    async with desk.console(lang=lang) as shell:
        before = len(shell.lines())
        heads = [line for line in shell.lines() if "MINE" in line or "我的" in line]
        found, busy = shell.screen.round, {"calls": 1234, "answered": 1200, "in_time": 1100}
        figures = replace(found.figures, **busy, rated=1000, satisfied=1000, callbacks_done=1000)
        shell.screen.show_round(replace(found, figures=figures))
        await shell.idle()
        assert (len(shell.lines()), bool(heads)) == (before, True)
        assert shell.screen.query_one("#tallies").size.height == 5


@pytest.mark.usefixtures("shift_of_work")
async def test_saved_views_with_counts_and_the_key_that_opens_one(desk: Desk, person: People) -> None:
    save_view(person("supervisor"), entity="ticket", name="Team leaks", filter="leak", whose=Whose.DEPARTMENT)
    save_view(person("agent"), entity="ticket", name="Doors", filter="门禁")
    async with desk.console() as shell:
        assert "VIEWS v  Doors 1 · Team leaks 1" in shell.text()
        await shell.press("v")
        assert "Doors (1)" in shell.text()
        assert "Overdue (0)" in shell.text()
        await shell.press("1")
        assert "1-1 of 1  filter 门禁" in shell.text()
        assert [row.key for row in shell.screen.table.rows] == [3]


@pytest.mark.usefixtures("shift_of_work")
async def test_without_saved_views_the_desk_has_no_line_for_them(desk: Desk) -> None:
    async with desk.console() as shell:
        assert "VIEWS" not in shell.text()


@pytest.mark.usefixtures("shift_of_work")
async def test_views_that_do_not_fit_are_counted(desk: Desk, person: People) -> None:
    for n in range(6):
        save_view(person("agent"), entity="ticket", name=f"What leaks in house {n}", filter="leak")
    async with desk.console(size=(80, 24)) as shell:
        line = next(line for line in shell.lines() if "VIEWS" in line)
        assert "What leaks in house 1 1 +4" in line
