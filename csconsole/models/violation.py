"""Violations 违规 of staff: the rule, the person, which time it was, what was done (QLT-07, CMP-25)."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Violation(Record, table=True):
    """One violation: ``occurrence`` counts those of this person against this rule, this one included."""

    __table_args__ = (Index("ix_violation_person", "staff_id", "rule"),)

    staff_id: int = link("staff.id", nullable=False, index=False)
    rule: str = Field(max_length=240)
    at: datetime | None = instant(nullable=False)
    occurrence: int = 1
    action: str = Field(default="", max_length=240)
    amount_cents: int | None = None
    ticket_id: int | None = link("ticket.id")
    decided_by_id: int | None = link("staff.id")
    text: str = ""
