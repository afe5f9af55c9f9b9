"""A ticket's timeline, read from its events: who did what, when, and what changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _, listed, named
from csconsole.models import Customer, Department, Event, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.services.names_of import category_names
from csconsole.services.shown_phones import shown_number
from csconsole.services.tickets.access import department_name, is_named
from csconsole.services.tickets.kinds import lifecycle_of
from csconsole.services.tickets.links import family_of
from csconsole.services.tickets.rows import sees_phone
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

MOST = 500
_LISTS: Final = {
    "state": "ticket_state",
    "priority": "ticket_priority",
    "level": "complaint_level",
    "park_reason": "park_reason",
    "satisfaction": "satisfaction",
    "close_reason": "ticket_close_reason",
    "scope": "ticket_scope",
    "size": "ticket_size",
    "mode": "ticket_mode",
    "defect": "ticket_defect",
}
EDITED: Final = (
    "title",
    "description",
    "priority",
    "category_id",
    "customer_id",
    "contact_name",
    "phone",
    "address",
    "scope",
    "asset",
    "part",
    "product",
    "defect",
    "size",
    "mode",
    "appointment_at",
    "wanted_at",
)
"""What a correction changes, in the order in which it is shown."""
_SHOWN: Final = (
    *EDITED,
    "level",
    "department_id",
    "handler_id",
    "second_handler_id",
    "due_at",
    "park_reason",
    "review_at",
    "satisfaction",
)
_TEXTS: Final = ("result", "feedback")
_SAID: Final = ("text", "answer", "note")
"""What was said with an event, in its detail: a note's text, the answer from above, how it was told."""
_FIELDS: Final = {
    "department_id": "department",
    "handler_id": "handler",
    "category_id": "category",
    "customer_id": "customer",
    "title": "symptom",
    "result": "work_result",
}

_MODELS: Final[dict[str, type[Staff] | type[Customer]]] = {
    "handler_id": Staff,
    "second_handler_id": Staff,
    "customer_id": Customer,
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event: the action's label, who (empty: the system), and what there is to read, line by line."""

    at: datetime
    who: str
    action: str
    title: str
    lines: tuple[str, ...]


def timeline_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[TimelineEntry, ...]:
    """The newest 500 events of a ticket and of those that merging has joined with it, the newest last."""
    family = family_of(ctx, uow, ticket)
    query = (
        select(Event)
        .where(Event.entity == "ticket", col(Event.entity_id).in_(family))
        .order_by(col(Event.id).desc())
        .limit(MOST)
    )
    found = list(uow.session.exec(query))[::-1]
    staff = {event.actor_id for event in found if event.actor_id is not None}
    names = {key: uow.get(Staff, key).name for key in staff}
    return tuple(
        TimelineEntry(
            at=event.at,
            who=names.get(event.actor_id or 0, ""),
            action=event.action,
            title=_title(ticket, event, family),
            lines=_lines(ctx, uow, ticket, event),
        )
        for event in found
    )


def _title(ticket: Ticket, event: Event, family: Mapping[int, str]) -> str:
    """The action's name; a step of a procedure has a name of its own; another ticket's its number first."""
    step = (event.detail or {}).get("step")
    name = lifecycle_of(ticket.kind).say_action(str(step)) if step else label("ticket_action", event.action)
    return name if event.entity_id == ticket.pk else f"{family[event.entity_id]}  {name}"


def _lines(ctx: Context, uow: UnitOfWork, ticket: Ticket, event: Event) -> tuple[str, ...]:
    detail, before, after = event.detail or {}, event.before or {}, event.after or {}
    lines: list[str] = []
    if detail.get("subtask"):
        kind, step = str(detail["subtask_kind"]), str(detail["subtask_action"])
        one = f"{label('subtask_kind', kind)} {detail['subtask']}"
        lines.append(named(one, label("subtask_action", step)))
    if what := detail.get("incident_record"):
        lines.append(label("ticket_record", str(what)))
    if outcome := detail.get("dispute_outcome"):
        lines.append(label("dispute_outcome", str(outcome)))
    if act := detail.get("contractor_act"):
        lines.append(named(str(detail["contractor"]), label("contractor_act", str(act))))
    lines += [str(detail[name]) for name in _SAID if detail.get(name)]
    if detail.get("told_customer"):
        lines.append(_("The customer was told."))
    lines.extend(_clock_lines(ctx, detail))
    other = detail.get("into") or detail.get("other") or detail.get("split_from") or detail.get("number")
    if other and is_named(ctx, uow, str(other)):
        lines.append(str(other))
    if undone := detail.get("action"):
        lines.append(label("ticket_action", str(undone)))
    if event.reason:
        closed = event.reason == after.get("close_reason")
        lines.append(label("ticket_close_reason", event.reason) if closed else event.reason)
    if aspect := detail.get("aspect"):
        lines.append(label("satisfaction_aspect", str(aspect)))
    lines.extend(str(after[name]) for name in _TEXTS if after.get(name))
    if event.before is None:
        return tuple(lines + _said_first(after))
    for name in _SHOWN:
        if name in after:
            lines.append(_change(ctx, uow, ticket, name, before.get(name), after[name]))
    return tuple(lines)


def _said_first(after: Mapping[str, Any]) -> list[str]:
    """Title and description of a new ticket; a description that begins with the title says it for both."""
    title, description = (str(after.get(name) or "") for name in ("title", "description"))
    said = [description] if description.startswith(title) else [title, description]
    return [text for text in said if text]


def _clock_lines(ctx: Context, detail: Mapping[str, Any]) -> list[str]:
    """Which clock it is about, and the marks that it reached."""
    clock, marks = detail.get("clock"), [str(mark) for mark in detail.get("marks") or ()]
    if not clock:
        return []
    name = label("clock_kind", str(clock))
    if not marks:
        return [name]
    due = show_time(datetime.fromisoformat(str(detail["due"])), ctx.zone)
    percent = max((int(mark) for mark in marks if mark.isdecimal()), default=0)
    roles = listed(label("role", mark) for mark in marks if not mark.isdecimal())
    lines = [_("{clock}: {percent} % of the time, due {time}", clock=name, percent=percent, time=due)]
    if roles:
        lines.append(_("{clock}: still late, due {time}; told to: {role}", clock=name, time=due, role=roles))
    return lines if percent else lines[1:]


def _change(ctx: Context, uow: UnitOfWork, ticket: Ticket, name: str, before: Any, after: Any) -> str:
    old, new = (field_words(ctx, uow, ticket, name, value) for value in (before, after))
    return named(field_name(name), f"{old} → {new or '-'}" if old else new or "-")


def field_name(name: str) -> str:
    """The name of a stored field as people read it."""
    return label("field", _FIELDS.get(name, name))


def field_words(ctx: Context, uow: UnitOfWork, ticket: Ticket, name: str, value: Any) -> str:
    """A stored value as people read it, on one line: labels, names, local times; phones as they may be seen
    (SEC-08).
    """
    if value in (None, ""):
        return ""
    if name in _LISTS:
        return label(_LISTS[name], str(value))
    if name in _MODELS:
        return uow.get(_MODELS[name], int(value)).name
    if name == "department_id":
        return department_name(uow.get(Department, int(value)))
    if name == "category_id":
        found = category_names(uow).get(int(value))
        return found.name if found is not None else ""
    if name.endswith("_at"):
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return show_time(at, ctx.zone)
    if name == "phone":
        return shown_number(None, str(value), whole=sees_phone(ctx, ticket))
    return one_line(str(value))
