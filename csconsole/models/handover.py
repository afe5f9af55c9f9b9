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


class HandoverRead(Record, table=True):
    """Who has read a handover (SHF-14)."""

    __tablename__ = "handover_read"
    __table_args__ = (UniqueConstraint("handover_id", "staff_id"),)

    handover_id: int = link("handover.id", nullable=False)
    staff_id: int = link("staff.id", nullable=False)
    at: datetime | None = instant(nullable=False)
