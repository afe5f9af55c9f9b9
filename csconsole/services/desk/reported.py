"""What was reported upward and waits for me: for my answer, or for me to tell the customer (CALL-12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import and_, or_, text
from sqlmodel import col, select

from csconsole.clock import local
from csconsole.i18n import _
from csconsole.models import Escalation, Right, Role
from csconsole.services.context import Context
from csconsole.services.desk.rows import DeskItem
from csconsole.services.escalations.lists import seen_escalations
from csconsole.services.escalations.rows import escalated_numbers
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

REPORTED = "escalation"
PROMISES_SHOWN = 2
_OPEN_PROMISE = text("promise.state = 'open'")
_WAITS = text("escalation.state <> 'told'")


def reported_to_me(
    ctx: Context, uow: UnitOfWork, kind: str, limit: int, until: datetime | None = None
) -> list[DeskItem]:
    """What I have to answer, or to tell the customer, the soonest promised first; with ``until`` only what
    was promised before it. ``kind`` is the desk's word for such items.
    """
    me, promised = ctx.actor.staff_id, col(Escalation.promised_reply_at)
    to_tell: Any = and_(col(Escalation.state) == "answered", col(Escalation.teller_id) == me)
    query = (
        select(Escalation)
        .where(_WAITS, or_(to_tell, *_to_answer(ctx)), *seen_escalations(ctx))
        .order_by(promised.is_(None), promised, col(Escalation.id))
        .limit(limit)
    )
    if until is not None:
        query = query.where(promised <= until)
    found = uow.session.exec(query).all()
    numbers, promised_for = escalated_numbers(uow, found), _promised(ctx, uow, found)
    return [
        _item(one, kind, numbers.get(place, ""), promised_for.get(place, []))
        for one in found
        if (place := (one.entity, one.entity_id))
    ]


def _promised(ctx: Context, uow: UnitOfWork, found: Sequence[Escalation]) -> dict[tuple[str, int], list[str]]:
    """What the customer was promised about the same records, with the time, the earliest first (CALL-14)."""
    if not found:
        return {}
    from csconsole.models import Promise

    links = {
        "call": col(Promise.call_id),
        "ticket": col(Promise.ticket_id),
        "callback": col(Promise.callback_id),
    }
    said: dict[tuple[str, int], list[str]] = {}
    for entity, link in links.items():
        keys = [one.entity_id for one in found if one.entity == entity]
        if not keys:
            continue
        for key, due, words in uow.session.exec(
            select(link, col(Promise.due_at), col(Promise.text))
            .where(_OPEN_PROMISE, link.in_(keys))
            .order_by(col(Promise.due_at), col(Promise.id))
        ):
            when = f"{local(stored(due), ctx.zone):%m-%d %H:%M}"
            said.setdefault((entity, cast("int", key)), []).append(f"{when} {one_line(words)}")
    return said


def _to_answer(ctx: Context) -> tuple[Any, ...]:
    if not ctx.can(Right.ESCALATION_ANSWER):
        return ()
    place, role = col(Escalation.target_department_id), col(Escalation.target_role)
    mine: list[Any] = [role.in_(list(ctx.actor.roles))]
    if ctx.actor.department_id is not None:
        mine.append(and_(role.is_(None), place == ctx.actor.department_id))
    if Role.MANAGER in ctx.actor.roles:
        mine.append(role.is_(None))  # what a department was asked and nobody there may answer
    return (and_(col(Escalation.state) == "open", or_(*mine)),)


def _item(one: Escalation, kind: str, number: str, promised: Sequence[str]) -> DeskItem:
    told = one.answer is not None
    said = _("tell the customer: {answer}", answer=one_line(one.answer or "")) if told else one.reason
    said = one_line(said)
    if promised:
        said = _("{about} (promised: {promises})", about=said, promises=" · ".join(promised[:PROMISES_SHOWN]))
    return DeskItem(
        kind=kind,
        number=number,
        title=said,
        due_at=one.promised_reply_at,
        state=REPORTED,
        note="",
        record=one.entity,
        key=number,
    )
