"""Handover 交接班, its items and addenda."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_object, link


class Handover(Record, table=True):
    """The record that moves responsibility from one shift to the next (SHF-09, SHF-10)."""

    number: str = Field(unique=True, max_length=24)
    shift_id: int = link("shift.id", nullable=False)
    next_shift_id: int | None = link("shift.id")
    state: str = Field(default="draft", index=True, max_length=20)
    outgoing_id: int = link("staff.id", nullable=False)
    incoming_id: int | None = link("staff.id")
    from_at: datetime | None = instant(nullable=False)
    snapshot_at: datetime | None = instant()
    snapshot: dict[str, Any] = json_object()
    sections: dict[str, Any] = json_object()
    summary: str = ""
    read_back: str = ""
    prepared_at: datetime | None = instant()
    arrived_at: datetime | None = instant()
    confirmed_at: datetime | None = instant()
    signed_out_at: datetime | None = instant()
    received_at: datetime | None = instant(index=True)
    closed_at: datetime | None = instant()
    incoming_late: bool = False
    digest: str | None = Field(default=None, max_length=64)
    outgoing_signature: str | None = Field(default=None, max_length=64)
    incoming_signature: str | None = Field(default=None, max_length=64)
    temporary: bool = False
    temporary_note: str | None = None
    temporary_by_id: int | None = link("staff.id")
    return_reason: str | None = None

    SEARCHED: ClassVar[tuple[str, ...]] = ("number", "summary", "read_back")


class HandoverItem(Record, table=True):
    """One open item in a handover; ``age_shifts`` counts the shifts it has been open."""

    __tablename__ = "handover_item"
    __table_args__ = (UniqueConstraint("handover_id", "entity", "entity_id"),)

    handover_id: int = link("handover.id", nullable=False)
    section: int = 2
    position: int = 0
    entity: str = Field(max_length=20)
    entity_id: int = Field(index=True)
    record_number: str = Field(default="", max_length=24)
    title: str = Field(default="", max_length=240)
    flag: str = Field(default="open", max_length=20)
    severity: str = Field(default="stable", max_length=20)
    next_action: str = ""
    if_then: str = ""
    owner_id: int | None = link("staff.id")
    due_at: datetime | None = instant()
    origin_shift_id: int | None = link("shift.id")
    age_shifts: int = 0
    mine: str | None = Field(default=None, max_length=10)
    theirs: str | None = Field(default=None, max_length=10)
    query: str | None = None
    reply: str | None = None


class HandoverAddendum(Record, table=True):
    """What was added after signing; the signed text itself never changes."""

    __tablename__ = "handover_addendum"

    handover_id: int = link("handover.id", nullable=False)
    by_id: int = link("staff.id", nullable=False)
    at: datetime | None = instant(nullable=False)
    text: str


class HandoverRead(Record, table=True):
    """Who has read a handover (SHF-14)."""

    __tablename__ = "handover_read"
    __table_args__ = (UniqueConstraint("handover_id", "staff_id"),)

    handover_id: int = link("handover.id", nullable=False)
    staff_id: int = link("staff.id", nullable=False)
    at: datetime | None = instant(nullable=False)
