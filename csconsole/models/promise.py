"""What was promised to a customer."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Promise(Record, table=True):
    """One entry of the promise ledger (CALL-14): open, then kept, late, missed or cancelled. ``approval`` is
    empty for what anybody may promise, else asked, approved or refused.
    """

    __table_args__ = (
        Index(
            "ix_promise_open_due",
            "due_at",
            sqlite_where=text("state = 'open'"),
        ),
        Index("ix_promise_due", "due_at", "id"),
        Index("ix_promise_approval", "approval", "due_at", sqlite_where=text("approval IS NOT NULL")),
    )

    text: str
    due_at: datetime | None = instant(nullable=False)
    state: str = Field(default="open", max_length=20)
    promiser_id: int = link("staff.id", nullable=False)
    owner_id: int | None = link("staff.id")
    customer_id: int | None = link("customer.id")
    call_id: int | None = link("call.id")
    ticket_id: int | None = link("ticket.id")
    callback_id: int | None = link("callback.id")
    shift_id: int | None = link("shift.id")
    approval: str | None = Field(default=None, max_length=20)
    settled_at: datetime | None = instant()
    settled_by_id: int | None = link("staff.id")
