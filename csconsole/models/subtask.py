"""What is asked of others within a ticket: department sub-tasks 协办, visits 上门 and appointments 预约."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link

_OPEN = text("ended_at IS NULL")


class Subtask(Record, table=True):
    """One sub-task (TKT-18 to TKT-20); ``kind`` says which lifecycle it has.

    A department's has a request, a due time, an acknowledgement and an answer; a visit or an appointment has
    a slot from ``starts_at`` to ``ends_at``, an engineer (``staff_id``), the customer's agreement, a
    re-confirmation and a result. ``ended_at`` is empty while something is owed.
    """

    __table_args__ = (
        Index("ix_subtask_open_due", "due_at", "id", sqlite_where=_OPEN),
        Index("ix_subtask_slot", "staff_id", "starts_at"),
    )

    ticket_id: int = link("ticket.id", nullable=False)
    kind: str = Field(default="department", max_length=20)
    state: str = Field(max_length=20)
    text: str
    department_id: int | None = link("department.id")
    staff_id: int | None = link("staff.id", index=False)
    requester_id: int | None = link("staff.id")
    due_at: datetime | None = instant(nullable=False)
    acknowledge_by: datetime | None = instant()
    acknowledged_at: datetime | None = instant()
    answer: str | None = None
    answered_at: datetime | None = instant()
    answered_by_id: int | None = link("staff.id")
    starts_at: datetime | None = instant()
    ends_at: datetime | None = instant()
    place: str | None = Field(default=None, max_length=240)
    agreed_at: datetime | None = instant()
    reconfirmed_at: datetime | None = instant()
    result: str | None = None
    unsolved: str | None = None
    signer: str | None = Field(default=None, max_length=120)
    no_show: str | None = Field(default=None, max_length=40)
    no_shows: int = 0
    ended_at: datetime | None = instant()
