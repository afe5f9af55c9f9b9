"""Reading the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from csconsole.codes import codes, label, list_names
from csconsole.models.event import Event
from csconsole.models.organisation import Staff
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page, Scope, fetch_page, staff_field
from csconsole.storage import UnitOfWork

EVENTS = EntityFields(
    name="event",
    model=Event,
    fields=(
        FieldSpec("at", "时间", Kind.INSTANT, Event.at, aliases=("created",)),
        staff_field("actor", "操作人", Event.actor_id, aliases=("by", "who")),
        FieldSpec("entity", "对象", Kind.EXACT, Event.entity, aliases=("kind",)),
        FieldSpec("record", "记录", Kind.NUMBER, Event.entity_id),
        FieldSpec("action", "操作", Kind.EXACT, Event.action),
        FieldSpec("reason", "原因", Kind.TEXT, Event.reason),
    ),
    default_sort="-id",
)


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; ``before`` and ``after`` hold the fields that changed, ``hash`` chains it to the one
    before.
    """

    id: int
    at: datetime
    actor_no: str | None
    actor_name: str | None
    entity: str
    entity_id: int
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    detail: dict[str, Any] | None
    reason: str | None
    hash: str


def action_words(entity: str, action: str) -> str:
    """What was done, in the current language: from the list of events, else the record kind's own actions."""
    for name in ("event_action", f"{entity}_action"):
        if name in list_names() and action in codes(name):
            return label(name, action)
    return action


def list_events(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[EventRow]:
    """Events, the newest first. Raises ``NotAllowedError`` without the right to read the audit log
    (SEC-05).
    """
    ctx.require(Right.AUDIT_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            EVENTS,
            lambda found: _rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=_visible(ctx),
        )


def _visible(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """Without what happened to complaints against staff, for who may not see those (CMP-22)."""
    if ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return ()
    from csconsole.models import Complaint, ComplaintAct, PenaltyNote, Ticket

    hidden = select(Ticket.id).where(col(Ticket.against_staff_id).is_not(None))
    conditions: list[ColumnElement[bool]] = [
        or_(col(Event.entity) != "ticket", col(Event.entity_id).not_in(hidden))
    ]
    for entity, model in (
        ("complaint", Complaint),
        ("complaint_act", ComplaintAct),
        ("penalty_note", PenaltyNote),
    ):
        about = select(col(model.id)).where(col(model.ticket_id).in_(hidden))
        conditions.append(or_(col(Event.entity) != entity, col(Event.entity_id).not_in(about)))
    return tuple(conditions)


def _rows(uow: UnitOfWork, found: Sequence[Event]) -> list[EventRow]:
    keys = {event.actor_id for event in found if event.actor_id is not None}
    people = {
        one.pk: one
        for one in (uow.session.exec(select(Staff).where(col(Staff.id).in_(keys))) if keys else ())
    }
    rows = []
    for event in found:
        actor = people.get(event.actor_id) if event.actor_id is not None else None
        rows.append(
            EventRow(
                id=event.id or 0,
                at=event.at,
                actor_no=actor.staff_no if actor else None,
                actor_name=actor.name if actor else None,
                entity=event.entity,
                entity_id=event.entity_id,
                action=event.action,
                before=event.before,
                after=event.after,
                detail=event.detail,
                reason=event.reason,
                hash=event.hash,
            )
        )
    return rows
