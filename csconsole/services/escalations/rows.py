"""Escalations as services hand them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.i18n import get_language
from csconsole.models import Call, Callback, Department, Escalation, Event, Staff, Ticket
from csconsole.services.clocks.judging import judged_at

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """One matter reported upward 上报 (CALL-12). ``overdue``: not answered at the promised time;
    ``promise_id`` is the promise to approve or refuse, if it is about one (CALL-14); ``teller``
    is who is to tell the customer now: who escalated, or who took it over (SHF-11), ``promised``
    the words of a promise that is decided: it is not one to approve any more. ``told_by`` and
    ``told_note``, who told the customer and how, are read for one record only.
    """

    id: int
    entity: str
    entity_id: int
    number: str | None
    state: str
    by_id: int
    by: str | None
    target_role: str | None
    target_department_id: int | None
    target_department: str | None
    reason: str
    at: datetime
    promised_reply_at: datetime | None
    overdue: bool
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    told_at: datetime | None
    version: int
    promise_id: int | None = None
    teller_id: int | None = None
    teller: str | None = None
    promised: str = ""
    told_by: str = ""
    told_note: str = ""


ENTITIES: dict[str, Any] = {"call": Call, "ticket": Ticket, "callback": Callback}
"""Records from which a matter can be escalated."""


def escalation_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Escalation]) -> list[EscalationRow]:
    """Rows of the escalations in their order."""
    people = {
        key for row in found for key in (row.by_id, row.teller_id, row.answered_by_id) if key is not None
    }
    staff = dict(
        uow.session.exec(select(col(Staff.id), col(Staff.name)).where(col(Staff.id).in_(people))).all()
    )
    name = Department.name_zh if get_language() == "zh" else Department.name_en
    places = {row.target_department_id for row in found if row.target_department_id is not None}
    departments = dict(
        uow.session.exec(select(col(Department.id), col(name)).where(col(Department.id).in_(places))).all()
    )
    numbers, promised = escalated_numbers(uow, found), _decided(uow, found)
    judged = judged_at(ctx)
    return [
        EscalationRow(
            id=row.pk,
            entity=row.entity,
            entity_id=row.entity_id,
            number=numbers.get((row.entity, row.entity_id)),
            state=row.state,
            by_id=row.by_id,
            by=staff.get(row.by_id),
            target_role=row.target_role,
            target_department_id=row.target_department_id,
            target_department=departments.get(row.target_department_id),
            reason=row.reason,
            at=row.at,
            promised_reply_at=row.promised_reply_at,
            overdue=row.state == "open"
            and row.promised_reply_at is not None
            and row.promised_reply_at < judged,
            answer=row.answer,
            answered_at=row.answered_at,
            answered_by=staff.get(row.answered_by_id),
            told_at=row.told_at,
            version=row.version,
            promise_id=row.promise_id,
            teller_id=row.teller_id,
            teller=staff.get(row.teller_id),
            promised=promised.get(row.promise_id, ""),
        )
        for row in found
        if row.at is not None
    ]


def _decided(uow: UnitOfWork, found: Sequence[Escalation]) -> dict[int | None, str]:
    """The words of the promises that were approved or refused by these, by key (CALL-14)."""
    keys = {row.promise_id for row in found if row.promise_id is not None and row.answer is not None}
    if not keys:
        return {}
    from csconsole.models import Promise

    return dict(
        uow.session.exec(select(col(Promise.id), Promise.text).where(col(Promise.id).in_(keys))).all()
    )


def with_told(uow: UnitOfWork, rows: Sequence[EscalationRow]) -> tuple[EscalationRow, ...]:
    """The rows with who told the customer the answer, and what was said (CALL-12): the events know."""
    told = {row.id for row in rows if row.told_at is not None}
    if not told:
        return tuple(rows)
    events = uow.session.exec(
        select(Event)
        .where(Event.entity == "escalation", col(Event.entity_id).in_(told), Event.action == "told")
        .order_by(col(Event.id))
    )
    found = {event.entity_id: event for event in events}
    return tuple(
        row
        if (event := found.get(row.id)) is None
        else replace(
            row,
            told_by=uow.get(Staff, event.actor_id).name if event.actor_id is not None else "",
            told_note=str((event.detail or {}).get("note") or ""),
        )
        for row in rows
    )


def escalated_numbers(uow: UnitOfWork, found: Sequence[Escalation]) -> dict[tuple[str, int], str]:
    """The numbers of the records from which these were escalated, by kind and key."""
    numbers: dict[tuple[str, int], str] = {}
    for entity, model in ENTITIES.items():
        keys = [row.entity_id for row in found if row.entity == entity]
        if keys:
            rows = uow.session.exec(select(col(model.id), col(model.number)).where(col(model.id).in_(keys)))
            numbers.update(((entity, key), number) for key, number in rows.all() if key is not None)
    return numbers
