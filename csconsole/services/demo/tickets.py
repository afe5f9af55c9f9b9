"""The life of a ticket in the demo: dispatched, accepted, worked on, done, called back, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from sqlmodel import col, select

from csconsole.clock import at_local, local
from csconsole.models import Callback, Staff, Ticket
from csconsole.services.callbacks import record_attempt
from csconsole.services.context import Context
from csconsole.services.demo.charged import agree_price, take_money
from csconsole.services.demo.complaints import CALL_AGAIN, after_talk, answer_complaint
from csconsole.services.demo.stage import Stage, take_over
from csconsole.services.demo.world import Matter
from csconsole.services.dispatch import dispatch_ticket, propose_target
from csconsole.services.tickets import (
    accept_ticket,
    arrive_ticket,
    close_ticket,
    done_ticket,
    note_ticket,
    park_ticket,
    resume_ticket,
    return_ticket,
    wait_ticket,
)

WORK_BEGINS: Final = time(7, 30)
WORK_ENDS: Final = time(21, 30)
CALL_BEGINS: Final = time(9, 5)
CALL_ENDS: Final = time(19, 55)
REFUSING: Final = 0.08
"""The share of customers who do not want to be asked about a repair."""
_HANDLERS: Final = ("2001", "2002", "2003", "2004")


@dataclass(slots=True)
class TicketStory:
    """What will become of one ticket."""

    ticket_id: int
    matter: Matter
    supervisor: str
    caller: str
    called_back: bool
    complaint: bool
    handler: str = ""


def begin_story(stage: Stage, story: TicketStory) -> None:
    """Plan the dispatch of a new ticket; everything after it follows from there."""
    wait = stage.minutes(2, 7) if stage.chance(0.9) else stage.minutes(11, 25)
    stage.plan(
        _within(stage, stage.clock.now() + wait, WORK_BEGINS, WORK_ENDS),
        story.supervisor,
        lambda ctx: _dispatch(stage, ctx, story),
    )


def _dispatch(stage: Stage, ctx: Context, story: TicketStory) -> None:
    proposal = propose_target(ctx, story.ticket_id)
    handler = _handler_of(ctx, proposal.handler_id, proposal.department_id) or stage.choose(_HANDLERS)
    story.handler = handler
    with ctx.read() as uow:
        staff = uow.one(Staff, staff_no=handler)
        key = staff.pk if staff else None
    dispatch_ticket(ctx, story.ticket_id, handler_id=key)
    stage.plan(
        _within(stage, ctx.now() + stage.minutes(3, 20), WORK_BEGINS, WORK_ENDS),
        handler,
        lambda worker: _accept(stage, worker, story),
    )


def _handler_of(ctx: Context, handler_id: int | None, department_id: int | None) -> str | None:
    with ctx.read() as uow:
        if handler_id is not None:
            return uow.get(Staff, handler_id).staff_no
        found = uow.session.exec(
            select(Staff).where(Staff.department_id == department_id).order_by(col(Staff.id))
        )
        return next((row.staff_no for row in found if "handler" in row.roles), None)


def _accept(stage: Stage, ctx: Context, story: TicketStory) -> None:
    if not story.complaint and stage.chance(0.03):
        return_ticket(ctx, story.ticket_id, reason=stage.say("return_reasons"))
        begin_story(stage, story)
        return
    accept_ticket(ctx, story.ticket_id)
    wait = stage.minutes(8, 45)
    if stage.chance(0.08):
        wait += timedelta(days=stage.choose([1, 1, 2]))
    arrival = _within(stage, ctx.now() + wait, WORK_BEGINS, WORK_ENDS)
    agree_price(ctx, story.ticket_id, arrival)
    stage.plan(
        arrival,
        story.handler,
        lambda worker: _arrive(stage, worker, story),
    )


def _arrive(stage: Stage, ctx: Context, story: TicketStory) -> None:
    if not story.complaint:
        arrive_ticket(ctx, story.ticket_id)
    chosen = stage.rng.random()
    if chosen < 0.03 and not story.complaint:
        _hold(stage, ctx, story)
        return
    if chosen < 0.07 and not story.complaint:
        wait_ticket(ctx, story.ticket_id, reason=stage.say("wait_reasons"))
        stage.plan(
            _within(stage, ctx.now() + timedelta(days=2), WORK_BEGINS, WORK_ENDS),
            story.handler,
            lambda worker: _resume(stage, worker, story),
        )
        return
    if chosen < 0.2:
        note_ticket(ctx, story.ticket_id, text=stage.say("notes"), told_customer=True)
    stage.plan(
        _within(stage, ctx.now() + stage.minutes(15, 90), WORK_BEGINS, WORK_ENDS),
        story.handler,
        lambda worker: _finish(stage, worker, story),
    )


def _hold(stage: Stage, ctx: Context, story: TicketStory) -> None:
    note_ticket(ctx, story.ticket_id, text=stage.say("notes"), told_customer=True)
    stage.plan(
        ctx.now() + stage.minutes(5, 15),
        story.supervisor,
        lambda boss: park_ticket(
            boss,
            story.ticket_id,
            park_reason="awaiting_parts",
            customer_informed=True,
            review_at=boss.now() + timedelta(days=7),
            note=stage.say("park_notes"),
        ),
    )
    stage.plan(
        _within(stage, ctx.now() + timedelta(days=6), WORK_BEGINS, WORK_ENDS),
        story.supervisor,
        lambda boss: _take_up(stage, boss, story),
    )


def _take_up(stage: Stage, ctx: Context, story: TicketStory) -> None:
    """A parked ticket goes back to its handler, who accepts it again."""
    resume_ticket(ctx, story.ticket_id)
    stage.plan(
        ctx.now() + stage.minutes(5, 30), story.handler, lambda worker: _begin_again(stage, worker, story)
    )


def _begin_again(stage: Stage, ctx: Context, story: TicketStory) -> None:
    with ctx.read() as uow:
        state = uow.get(Ticket, story.ticket_id).state
    if state == "assigned":
        accept_ticket(ctx, story.ticket_id)
    stage.plan(
        _within(stage, ctx.now() + stage.minutes(20, 90), WORK_BEGINS, WORK_ENDS),
        story.handler,
        lambda worker: _finish(stage, worker, story),
    )


def _resume(stage: Stage, ctx: Context, story: TicketStory) -> None:
    resume_ticket(ctx, story.ticket_id)
    stage.plan(
        _within(stage, ctx.now() + stage.minutes(20, 60), WORK_BEGINS, WORK_ENDS),
        story.handler,
        lambda worker: _finish(stage, worker, story),
    )


def _finish(stage: Stage, ctx: Context, story: TicketStory) -> None:
    feedback = stage.say("feedback")
    if story.complaint:
        answer_complaint(ctx, story)
    else:
        take_money(ctx, story.ticket_id)
        done_ticket(ctx, story.ticket_id, result=story.matter.answer, feedback=feedback, told_customer=True)
    if not story.called_back:
        stage.plan(
            _within(stage, ctx.now() + stage.minutes(20, 120), WORK_BEGINS, WORK_ENDS),
            story.caller,
            lambda agent: close_ticket(agent, story.ticket_id, reason="solved", told_customer=True),
        )
        return
    wait = stage.minutes(40, 300) if stage.chance(0.75) else stage.minutes(900, 1800)
    _plan_callback(stage, ctx.now() + wait, story)


def _plan_callback(stage: Stage, at: datetime, story: TicketStory) -> None:
    stage.plan(
        _within(stage, at, CALL_BEGINS, CALL_ENDS),
        story.caller,
        lambda agent: _call_back(stage, agent, story),
    )


def _call_back(stage: Stage, ctx: Context, story: TicketStory) -> None:
    for callback in _open_callbacks(ctx, story.ticket_id):
        take_over(stage, ctx, callback)
        if not story.complaint and stage.chance(REFUSING):
            record_attempt(ctx, callback, code="refused", note=stage.say("refused"))
            stage.plan(
                ctx.now() + stage.minutes(2, 30),
                story.supervisor,
                lambda boss: close_ticket(boss, story.ticket_id, reason="solved", told_customer=True),
            )
            return
        if stage.chance(0.1):
            record_attempt(ctx, callback, code="no_answer", note=stage.say("not_reached"))
            stage.plan(
                _within(stage, ctx.now() + timedelta(hours=3), CALL_BEGINS, CALL_ENDS),
                story.caller,
                lambda agent: _call_back(stage, agent, story),
            )
            return
        _talk(stage, ctx, callback, story)


def _talk(stage: Stage, ctx: Context, callback: int, story: TicketStory) -> None:
    """The customer is reached: nineteen of twenty are satisfied."""
    chosen = stage.rng.random()
    opinion = "satisfied" if chosen < 0.95 else "average" if chosen < 0.985 else "dissatisfied"
    record = {"satisfaction": opinion, "answer": stage.say(opinion)}
    if opinion != "satisfied":
        record["aspect"] = stage.world.words["aspects"][opinion]
    scores = {"satisfied": (5, 4), "average": (3, 3), "dissatisfied": (2, 1)}[opinion]
    record_attempt(
        ctx,
        callback,
        code="done",
        seconds=stage.rng.randint(25, 140),
        record={**record, "efficiency": scores[0], "quality": stage.choose([scores[0], scores[1]])},
    )
    if story.complaint:
        if after_talk(stage, ctx, story):
            _plan_callback(stage, ctx.now() + CALL_AGAIN, story)
        return
    with ctx.read() as uow:
        state = uow.get(Ticket, story.ticket_id).state
    if opinion == "average" and state == "called_back":
        stage.plan(
            ctx.now() + stage.minutes(2, 10),
            story.supervisor,
            lambda boss: close_ticket(boss, story.ticket_id, reason="explained", told_customer=True),
        )
    elif state == "assigned":
        stage.plan(
            _within(stage, ctx.now() + stage.minutes(10, 60), WORK_BEGINS, WORK_ENDS),
            story.handler,
            lambda worker: _accept(stage, worker, story),
        )


def _open_callbacks(ctx: Context, ticket_id: int) -> list[int]:
    with ctx.read() as uow:
        found = uow.session.exec(
            select(Callback.id)
            .where(Callback.ticket_id == ticket_id, Callback.kind == "follow_up")
            .where(col(Callback.finished_at).is_(None))
            .order_by(col(Callback.id))
        )
        return [key for key in found if key is not None]


def _within(stage: Stage, at: datetime, begins: time, ends: time) -> datetime:
    """``at`` if it is in the working time, else a little after the next begin."""
    zone = stage.config.zone_info
    wall = local(at, zone)
    if begins <= wall.time() < ends:
        return at
    day = wall.date() if wall.time() < begins else wall.date() + timedelta(days=1)
    return at_local(day, begins, zone) + stage.minutes(1, 40)
