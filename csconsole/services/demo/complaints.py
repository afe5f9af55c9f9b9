"""The life of a complaint in the demo: answered on the short path, called back, archived; a dissatisfied
customer's goes through investigation, options and decision before the next callback.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from csconsole.models import Ticket
from csconsole.services.complaints import set_level, take_complaint_step
from csconsole.services.context import Context
from csconsole.services.demo.stage import Stage
from csconsole.services.tickets.kinds import stage_of

if TYPE_CHECKING:
    from csconsole.services.demo.tickets import TicketStory

CAUSES: Final = {
    "complaint.noise": ("environment", "environment"),
    "complaint.cleaning": ("poor_service", "service"),
    "complaint.parking": ("environment", "environment"),
    "complaint.repair_quality": ("poor_repair", "repair_quality"),
    "complaint.renovation": ("third_party", "third_party"),
}
"""Cause and type by category."""


@dataclass(frozen=True, slots=True)
class _Act:
    who: str
    action: str
    answers: dict[str, Any]


def answer_complaint(ctx: Context, story: TicketStory) -> None:
    """The short path: the answer is given, the callback follows."""
    answers = {"contact_way": "phone", "answer": story.matter.answer}
    take_complaint_step(ctx, story.ticket_id, "reply", answers)


def stage_now(ctx: Context, story: TicketStory) -> str:
    """Where the complaint stands."""
    with ctx.read() as uow:
        return stage_of(uow.get(Ticket, story.ticket_id))


def after_talk(stage: Stage, ctx: Context, story: TicketStory) -> bool:
    """Plan what follows from the customer's answer; whether there will be another callback."""
    if stage_now(ctx, story) == "investigating":
        _second_round(stage, ctx, story)
        return True
    _plan(stage, ctx, story, [_Act(story.supervisor, "archive", _closing(ctx, story))])
    return False


def _second_round(stage: Stage, ctx: Context, story: TicketStory) -> None:
    """The customer was not satisfied: cause, options, a decision and the work."""
    cause, _type = CAUSES.get(story.matter.category, ("other", "other"))
    answer = story.matter.answer
    acts = [
        _Act(
            story.handler,
            "investigate",
            {"cause": cause, "finding": story.matter.says[0], "person": story.handler},
        ),
        _Act(story.handler, "propose", {"options": [answer, stage.say("notes")]}),
        _Act(story.supervisor, "decide", {"option": answer, "instruction": answer, "plan_told": True}),
        _Act(
            story.caller,
            "implement",
            {"acceptance": stage.say("feedback"), "measure": answer, "penalty": stage.say("penalty")},
        ),
        _Act(story.handler, "finish", {"work_result": answer, "corrective": answer}),
    ]
    _plan(stage, ctx, story, acts)


def _plan(stage: Stage, ctx: Context, story: TicketStory, acts: list[_Act]) -> None:
    at = ctx.now()
    for act in acts:
        at += stage.minutes(10, 40)
        stage.plan(at, act.who, partial(_take, story=story, act=act))


def _take(ctx: Context, story: TicketStory, act: _Act) -> None:
    if act.action == "archive":
        with ctx.read() as uow:
            level = uow.get(Ticket, story.ticket_id).level or "minor"
        if stage_now(ctx, story) == "summarised":
            set_level(ctx, story.ticket_id, level=level)
    take_complaint_step(ctx, story.ticket_id, act.action, act.answers)


def _closing(ctx: Context, story: TicketStory) -> dict[str, Any]:
    cause, kind = CAUSES.get(story.matter.category, ("other", "other"))
    with ctx.read() as uow:
        ticket = uow.get(Ticket, story.ticket_id)
    return {
        "cause": cause,
        "complaint_type": kind,
        "responsible_department": ticket.department_id,
        "person": story.handler,
        "lesson": story.matter.answer,
        "standards": "all",
    }


CALL_AGAIN: Final = timedelta(hours=4)
"""How long after a second round the customer is called again."""
