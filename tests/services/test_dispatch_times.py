"""The time from report to dispatch (TKT-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError
from csconsole.models import Department
from csconsole.services.context import Context
from csconsole.services.dispatch import DispatchTime, dispatch_board, dispatch_ticket, dispatch_times
from csconsole.services.tickets import create_ticket
from tests.conftest import CommandLine

pytestmark = pytest.mark.req("TKT-06")


@pytest.fixture
def eng(ctx: Context) -> int:
    with ctx.read() as uow:
        return uow.session.exec(select(Department).where(Department.code == "ENG")).one().pk


def test_it_is_measured_by_department_and_in_all(ctx: Context, clock: FrozenClock, eng: int) -> None:
    for minutes in (4, 20):
        row = create_ticket(ctx, kind="other", title="Lamp")
        clock.advance(minutes=minutes)
        dispatch_ticket(ctx, row.id, department_id=eng)
    create_ticket(ctx, kind="other", title="Waits")
    nobody, engineering, every = _by_code(ctx)
    assert (nobody.dispatched, nobody.mean_seconds, nobody.waiting) == (0, None, 1)
    assert (engineering.dispatched, engineering.mean_seconds, engineering.longest_seconds) == (2, 720, 1200)
    assert (every.code, every.dispatched, every.over, every.waiting) == ("", 2, 1, 1)
    assert dispatch_board(ctx).today == every


def _by_code(ctx: Context) -> tuple[DispatchTime, DispatchTime, DispatchTime]:
    found = {one.code: one for one in dispatch_times(ctx, ctx.today(), ctx.today())}
    return found["-"], found["ENG"], found[""]


def test_another_day_has_its_own(ctx: Context, clock: FrozenClock, eng: int) -> None:
    day = ctx.today()
    row = create_ticket(ctx, kind="other", title="Lamp")
    clock.advance(days=1)
    dispatch_ticket(ctx, row.id, department_id=eng)
    assert dispatch_times(ctx, ctx.today(), ctx.today())[-1].dispatched == 0
    assert dispatch_times(ctx, day, ctx.today())[-1].mean_seconds == 86400
    with pytest.raises(InvalidInputError):
        dispatch_times(ctx, ctx.today(), day - timedelta(days=1))


def test_the_command_line_prints_them(cli: CommandLine, ctx: Context, clock: FrozenClock, eng: int) -> None:
    row = create_ticket(ctx, kind="other", title="Lamp")
    clock.advance(minutes=6)
    dispatch_ticket(ctx, row.id, department_id=eng)
    ran = cli("ticket", "dispatch-times", "--from", "yesterday", "--format", "json")
    assert ran.code == 0, ran.stderr
    assert '"mean_seconds": 360' in ran.stdout
