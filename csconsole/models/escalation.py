"""What was reported upward."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Escalation(Record, table=True):
    """A matter reported upward 上报 (CALL-12); never edited, only answered, then told to the customer.
    ``promise_id`` is the promise that the answer approves or refuses (CALL-14); ``teller_id`` is who is to
    tell the customer the answer now: who escalated, or who took it over with a shift (SHF-11).
    """

    __table_args__ = (
        Index(
            "ix_escalation_open",
            "promised_reply_at",
            sqlite_where=text("state <> 'told'"),
        ),
    )

    entity: str = Field(max_length=20)
    entity_id: int = Field(index=True)
    state: str = Field(default="open", max_length=20)
    by_id: int = link("staff.id", nullable=False)
    target_role: str | None = Field(default=None, max_length=20)
    rung: str | None = Field(default=None, max_length=40)
    target_department_id: int | None = link("department.id")
    promise_id: int | None = link("promise.id")
    teller_id: int | None = link("staff.id")
    reason: str
    at: datetime | None = instant(nullable=False)
    promised_reply_at: datetime | None = instant()
    answer: str | None = None
    answered_at: datetime | None = instant()
    answered_by_id: int | None = link("staff.id")
    told_at: datetime | None = instant()
