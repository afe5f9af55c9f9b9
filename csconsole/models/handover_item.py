"""The open items of a handover."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


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
