"""Reading the events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole.models.event import Event
from csconsole.models.organisation import Staff
from csconsole.models.rights import Right
from csconsole.services.audit.named import Named
from csconsole.services.audit.shown import Reader, hidden_numbers, readable
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
    before. ``name`` is what people call the record, ``names`` by field what they call those it links to,
    by key.
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
    name: str = ""
    names: dict[str, dict[int, str]] = field(default_factory=dict)


def list_events(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    reveal: bool = False,
) -> Page[EventRow]:
    """Events, the newest first, as this person may see them: phones masked unless ``reveal`` asks for them,
    which is an event, and without complaints against staff and fields that the person may not read (SEC-05,
    SEC-08, CMP-22). Raises ``NotAllowedError`` without the right to read the audit log, or to see phones.
    """
    ctx.require(Right.AUDIT_VIEW)
    if reveal:
        ctx.require(Right.PHONE_REVEAL)
    with ctx.trace() if reveal else ctx.read() as uow:
        if reveal:
            uow.log("report", 0, "phones_revealed", detail={"list": EVENTS.name, "filter": filter})
        return fetch_page(
            Scope.of(ctx, uow),
            EVENTS,
            lambda found: _rows(uow, found, Reader(ctx, whole=reveal, hidden=hidden_numbers(ctx, uow))),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=readable(ctx),
        )


def _rows(uow: UnitOfWork, found: Sequence[Event], reader: Reader) -> list[EventRow]:
    keys = {event.actor_id for event in found if event.actor_id is not None}
    people = {
        one.pk: one
        for one in (uow.session.exec(select(Staff).where(col(Staff.id).in_(keys))) if keys else ())
    }
    named = Named(uow, found, reader)
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
                before=reader.fields(event.entity, event.before),
                after=reader.fields(event.entity, event.after),
                detail=reader.fields(event.entity, event.detail),
                reason=reader.text(event.entity, event.reason),
                hash=event.hash,
                name=named.of(event.entity, event.entity_id),
                names=named.fields(event),
            )
        )
    return rows
