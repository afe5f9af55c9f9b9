"""Contacts of the demo: calls and visits with everything that an agent writes down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import Callback, Escalation, Ticket
from csconsole.services.callbacks import record_attempt
from csconsole.services.calls import CallRow, close_call, log_call
from csconsole.services.context import Context
from csconsole.services.demo.stage import Stage, take_over
from csconsole.services.demo.tickets import TicketStory, begin_story
from csconsole.services.demo.world import Household, Matter, pick
from csconsole.services.escalations import answer_escalation, tell_customer


@dataclass(frozen=True, slots=True)
class Visit:
    """Who comes, how, and what for."""

    household: Household
    channel: str
    wants: str
    supervisor: str


def happen(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    """Log one contact that ends now, and plan what follows from it."""
    return _HAPPENINGS[visit.wants](stage, ctx, visit)


def _logged(stage: Stage, ctx: Context, visit: Visit, matter: Matter, **fields: Any) -> CallRow:
    telephone = visit.channel in ("phone", "hotline")
    one = visit.household
    wait = stage.rng.randint(2, 12) if stage.chance(0.93) else stage.rng.randint(16, 40)
    talk = stage.rng.randint(40, 320)
    known = {
        "summary": stage.choose(matter.says),
        "phone": one.phone,
        "caller_name": one.name,
        "address": one.unit,
        "channel": visit.channel,
        "category": matter.category,
        "talk_seconds": talk,
        "wait_seconds": wait if telephone else None,
        "wrap_seconds": stage.rng.randint(5, 60),
        **fields,
    }
    return log_call(ctx, **known)


def _answered(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    matter = pick(stage.rng, stage.world.matters)
    return _logged(stage, ctx, visit, matter, answer=matter.answer, result=matter.answer, outcome="done")


def _ticket(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    matters = {"in_home": stage.world.in_home, "public": stage.world.public}
    matter = pick(stage.rng, matters.get(visit.wants, stage.world.complaints))
    complaint = visit.wants == "complaint"
    row = _logged(
        stage,
        ctx,
        visit,
        matter,
        outcome="ticket",
        scope=None if complaint else visit.wants,
        level="minor" if complaint else None,
    )
    with ctx.read() as uow:
        keys = uow.session.exec(select(Ticket.id).where(Ticket.origin_call_id == row.id)).all()
    for key in keys:
        story = TicketStory(
            key or 0, matter, visit.supervisor, ctx.actor.staff_no, visit.wants != "public", complaint
        )
        begin_story(stage, story)
    return row


def _promise(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    matter = pick(stage.rng, stage.world.matters)
    due = ctx.now() + timedelta(hours=3)
    row = _logged(
        stage,
        ctx,
        visit,
        matter,
        outcome="wait",
        promise_text=stage.say("promise"),
        promise_due=due,
        next_answer_at=due,
    )
    late = stage.minutes(10, 90) if stage.chance(0.15) else -stage.minutes(10, 120)
    stage.plan(
        due + late,
        ctx.actor.staff_no,
        lambda agent: close_call(agent, row.id, result=stage.say("promise_answer"), answer=matter.answer),
    )
    return row


def _callback(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    matter = pick(stage.rng, stage.world.matters)
    due = ctx.now() + timedelta(hours=4)
    row = _logged(
        stage,
        ctx,
        visit,
        matter,
        outcome="callback",
        callback_at=due,
        next_step=stage.say("callback_reason"),
    )
    stage.plan(due - stage.minutes(5, 60), ctx.actor.staff_no, lambda agent: ring_back(stage, agent, row.id))
    return row


def ring_back(stage: Stage, ctx: Context, call_id: int) -> None:
    """Make the call that was agreed, or the ring-back of a lost one."""
    with ctx.read() as uow:
        found = uow.session.exec(
            select(Callback.id).where(Callback.call_id == call_id, col(Callback.finished_at).is_(None))
        )
        keys = [key for key in found if key is not None]
    for key in keys:
        take_over(stage, ctx, key)
        record_attempt(
            ctx,
            key,
            code="done",
            seconds=stage.rng.randint(30, 120),
            record={"answer": stage.say("promise_answer")},
        )


def _escalate(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    matter = pick(stage.rng, stage.world.matters)
    row = _logged(
        stage,
        ctx,
        visit,
        matter,
        outcome="escalate",
        escalate_reason=stage.say("escalation"),
        promised_reply_at=ctx.now() + timedelta(hours=4),
        next_answer_at=ctx.now() + timedelta(hours=4),
    )
    stage.plan(
        ctx.now() + stage.minutes(20, 100),
        visit.supervisor,
        lambda boss: _answer_up(stage, boss, row.id, ctx.actor.staff_no),
    )
    return row


def _answer_up(stage: Stage, ctx: Context, call_id: int, agent_no: str) -> None:
    answer = stage.say("escalation_answer")
    with ctx.read() as uow:
        found = uow.session.exec(
            select(Escalation.id).where(Escalation.entity == "call", Escalation.entity_id == call_id)
        )
        keys = [key for key in found if key is not None]
    for key in keys:
        answer_escalation(ctx, key, answer=answer)
        stage.plan(ctx.now() + stage.minutes(5, 30), agent_no, partial(_tell, key, call_id, answer))


def _tell(escalation_id: int, call_id: int, answer: str, ctx: Context) -> None:
    tell_customer(ctx, escalation_id)
    close_call(ctx, call_id, result=answer, answer=answer)


def _unanswered(stage: Stage, ctx: Context, visit: Visit) -> CallRow:
    """A call that nobody answered: the system noticed it; the ring-back is made in time, mostly."""
    row = log_call(
        ctx,
        state=visit.wants,
        phone=visit.household.phone,
        channel=visit.channel,
        wait_seconds=stage.rng.randint(25, 60) if visit.wants == "lost" else stage.rng.randint(3, 30),
    )
    if visit.wants == "lost":
        stage.plan(
            ctx.now() + stage.minutes(5, 33),
            ctx.actor.staff_no,
            lambda agent: ring_back(stage, agent, row.id),
        )
    return row


_HAPPENINGS: Final = {
    "answer": _answered,
    "in_home": _ticket,
    "public": _ticket,
    "complaint": _ticket,
    "promise": _promise,
    "callback": _callback,
    "escalate": _escalate,
    "lost": _unanswered,
    "abandoned": _unanswered,
}
