"""Shifts of the demo: signing on, handing over, signing off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from sqlmodel import col, select

from csconsole.models import Handover, Staff
from csconsole.services.context import Context
from csconsole.services.demo.stage import Action, Stage
from csconsole.services.handover import (
    answer_items,
    arrive,
    decide_items,
    prepare_handover,
    receive_handover,
    reply_to_query,
    show_handover,
    sign_handover,
)
from csconsole.services.shifts import end_shift, start_shift


@dataclass(frozen=True, slots=True)
class Team:
    """Who sits in a shift, from which hour to which; the first agent hands over."""

    shift: str
    begins: int
    ends: int
    agents: tuple[str, ...]
    supervisor: str

    @property
    def lead(self) -> str:
        """Who signs for the shift."""
        return self.agents[0]


TEAMS: Final = (
    Team("early", 6, 14, ("1011", "1012", "1013", "1014"), "1002"),
    Team("late", 14, 22, ("1015", "1016", "1017"), "1003"),
    Team("night", 22, 30, ("1018",), "1003"),
)


def plan_shifts(stage: Stage, day: date, *, continues: bool) -> None:
    """Plan the three shifts of a day, each received from the one before.

    ``continues`` says whether the night shift of the day before was on duty.
    """
    for position, team in enumerate(TEAMS):
        begins = stage.at(day, team.begins)
        plan_sign_on(stage, team, begins)
        if position or continues:
            plan_change(stage, TEAMS[position - 1], team, begins)


def plan_sign_on(stage: Stage, team: Team, begins: datetime) -> None:
    """Plan that everybody of a team signs on a little before the shift begins."""
    for agent in team.agents:
        stage.plan(begins - stage.minutes(3, 14), agent, partial(_sign_on, team.shift))


def _sign_on(code: str, ctx: Context) -> None:
    start_shift(ctx, shift=code)


def plan_change(stage: Stage, before: Team, after: Team, at: datetime, *, with_query: bool = False) -> None:
    """Plan the handover of one shift to the next around ``at``, and that the outgoing team goes home.

    ``with_query`` lets the incoming side ask about an item before it accepts it.
    """
    steps: tuple[tuple[int, str, Action], ...] = (
        (-12, before.lead, lambda ctx: _prepare(stage, ctx)),
        (-2, after.lead, lambda ctx: arrive(ctx, newest_handover(ctx, before))),
        (1, before.lead, lambda ctx: _sign(stage, ctx)),
    )
    if with_query:
        steps += (
            (2, after.lead, lambda ctx: _query(stage, ctx, before)),
            (3, before.lead, lambda ctx: _reply(stage, ctx, before)),
        )
    steps += ((4, after.lead, lambda ctx: _receive(stage, ctx, before)),)
    for minutes, staff_no, action in steps:
        stage.plan(at + timedelta(minutes=minutes), staff_no, action, alone=True)
    for agent in before.agents:
        stage.plan(at + timedelta(minutes=5) + stage.minutes(0, 6), agent, end_shift)


def _prepare(stage: Stage, ctx: Context) -> None:
    """Prepare the handover; sections that the records leave empty have nothing to say."""
    record = prepare_handover(ctx, summary=stage.say("handover_summary"))
    if record.missing:
        prepare_handover(ctx, none=record.missing)


def _sign(stage: Stage, ctx: Context) -> None:
    """Bring it up to date with what has come since, pass everything, sign."""
    number = prepare_handover(ctx).row.number
    decide_items(ctx, number, None, mine="pass", next_action=stage.say("next_action"))
    sign_handover(ctx, number)


def _query(stage: Stage, ctx: Context, team: Team) -> None:
    number = newest_handover(ctx, team)
    record = show_handover(ctx, number)
    if record.items:
        item = record.items[0].position
        answer_items(ctx, number, [item], theirs="query", words=stage.say("query_question"))


def _reply(stage: Stage, ctx: Context, team: Team) -> None:
    number = newest_handover(ctx, team)
    for item in show_handover(ctx, number).items:
        if item.theirs == "query":
            reply_to_query(ctx, number, item.position, stage.say("query_reply"))


def _receive(stage: Stage, ctx: Context, team: Team) -> None:
    number = newest_handover(ctx, team)
    record = answer_items(ctx, number, None, theirs="accept")
    replied = [item.position for item in record.items if item.theirs == "query"]
    if replied:
        answer_items(ctx, number, replied, theirs="accept")
    receive_handover(ctx, number, read_back=stage.say("read_back"))


def newest_handover(ctx: Context, team: Team) -> int:
    """The newest handover of a team's lead."""
    with ctx.read() as uow:
        staff = uow.one(Staff, staff_no=team.lead)
        key = uow.session.exec(
            select(Handover.id)
            .where(Handover.outgoing_id == (staff.pk if staff else None))
            .order_by(col(Handover.id).desc())
            .limit(1)
        ).first()
    if key is None:
        raise LookupError(f"{team.lead} has prepared no handover")
    return key
