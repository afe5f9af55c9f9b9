"""What was reported upward and waits for me: for my answer, or for me to tell the customer (CALL-12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, text
from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Escalation, Right, Role
from csconsole.services.context import Context
from csconsole.services.desk.rows import DeskItem
from csconsole.services.escalations.lists import seen_escalations
from csconsole.services.escalations.rows import escalated_numbers
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

REPORTED = "escalation"
_WAITS = text("escalation.state <> 'told'")


def reported_to_me(
    ctx: Context, uow: UnitOfWork, kind: str, limit: int, until: datetime | None = None
) -> list[DeskItem]:
    """What I have to answer, or to tell the customer, the soonest promised first; with ``until`` only what
    was promised before it. ``kind`` is the desk's word for such items.
    """
    me, promised = ctx.actor.staff_id, col(Escalation.promised_reply_at)
    to_tell: Any = and_(col(Escalation.state) == "answered", col(Escalation.by_id) == me)
    query = (
        select(Escalation)
        .where(_WAITS, or_(to_tell, *_to_answer(ctx)), *seen_escalations(ctx))
        .order_by(promised.is_(None), promised, col(Escalation.id))
        .limit(limit)
    )
    if until is not None:
        query = query.where(promised <= until)
    found = uow.session.exec(query).all()
    numbers = escalated_numbers(uow, found)
    return [_item(one, kind, numbers.get((one.entity, one.entity_id), "")) for one in found]


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


def _item(one: Escalation, kind: str, number: str) -> DeskItem:
    told = one.answer is not None
    said = _("tell the customer: {answer}", answer=one_line(one.answer or "")) if told else one.reason
    return DeskItem(
        kind=kind,
        number=number,
        title=one_line(said),
        due_at=one.promised_reply_at,
        state=REPORTED,
        note="",
        record=one.entity,
        key=number,
    )
