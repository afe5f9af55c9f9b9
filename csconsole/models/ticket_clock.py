"""The clocks of tickets: respond, arrive, transfer, answer, resolve, and what was promised (TKT-07)."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, json_object, link

_ITEM_OPEN = "item_id <> 0 AND met_at IS NULL AND state IN ('running', 'late')"


class TicketClock(Record, table=True):
    """One clock of one ticket; a reopened ticket gets a new ``round`` of them.

    What is owed within a ticket, such as a sub-task, has clocks too: ``item_id`` is its key, 0 for those of
    the ticket itself, and the kind says what it is a key of. ``owner_id`` and ``department_id`` are who owes
    it; without both it is whoever has the ticket.

    Written with the ticket, whose event tells the change; it has no events of its own. ``used_seconds`` holds
    at the last change, ``whole_seconds`` is what there is to use, both of working time where the limit counts
    that. ``pauses`` are ``[from, to or null, reason]``, ``calendars`` ``[from or null, name, zone]``.
    ``agreed`` is what was settled with people: dispatch, deferral, extension, excuse. ``plan`` has the
    instant of each warning and ``marks`` the one at which it was given; ``next_mark_at`` is the first of the
    plan that was not.
    """

    __tablename__ = "ticket_clock"
    __table_args__ = (
        Index("ux_ticket_clock", "ticket_id", "kind", "round", "item_id", unique=True),
        Index("ix_ticket_clock_next", "next_mark_at", "id", sqlite_where=text("next_mark_at IS NOT NULL")),
        Index("ix_ticket_clock_kind", "kind", "due_at"),
        Index("ix_ticket_clock_item", "due_at", "id", sqlite_where=text(_ITEM_OPEN)),
    )

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    kind: str = Field(max_length=20)
    round: int = 1
    item_id: int = 0
    owner_id: int | None = link("staff.id", index=False)
    department_id: int | None = link("department.id", index=False)
    state: str = Field(default="running", max_length=12)
    source: str = Field(max_length=20)
    policy: str | None = Field(default=None, max_length=60)
    time_limit: str | None = Field(default=None, max_length=12)
    started_at: datetime | None = instant(nullable=False)
    due_at: datetime | None = instant(nullable=False)
    met_at: datetime | None = instant()
    paused_at: datetime | None = instant()
    used_seconds: int = 0
    whole_seconds: int = 0
    pauses: list[Any] = json_list()
    calendars: list[Any] = json_list()
    agreed: dict[str, Any] = json_object()
    plan: dict[str, Any] = json_object()
    marks: dict[str, Any] = json_object()
    next_mark_at: datetime | None = instant()
