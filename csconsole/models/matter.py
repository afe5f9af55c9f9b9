"""What some kinds of tickets hold besides: referrals 上级转办, incidents 突发事件, disputes 纠纷, records."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Referral(Record, table=True):
    """A matter that a regulator or a superior body sent (TKT-32): its reference and deadline, our reply."""

    __table_args__ = (Index("ux_referral_ticket", "ticket_id", unique=True),)

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    source: str = Field(max_length=40)
    body: str = Field(max_length=120)
    reference: str = Field(max_length=120)
    received_at: datetime | None = instant(nullable=False)
    reply_due_at: datetime | None = instant(nullable=False, index=True)
    reply: str | None = None
    replied_at: datetime | None = instant()
    replied_by_id: int | None = link("staff.id")


class Incident(Record, table=True):
    """An emergency (TKT-23): its type, the report that is owed upward, and the plan that was activated."""

    __table_args__ = (Index("ux_incident_ticket", "ticket_id", unique=True),)

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    incident_type: str = Field(max_length=40)
    happened_at: datetime | None = instant(nullable=False)
    report_due_at: datetime | None = instant(nullable=False, index=True)
    reported_at: datetime | None = instant()
    reported_to: str | None = Field(default=None, max_length=240)
    reported_by_id: int | None = link("staff.id")
    plan: str | None = Field(default=None, max_length=120)
    plan_activated_at: datetime | None = instant()


class Dispute(Record, table=True):
    """A dispute (TKT-25): who is at odds with whom, what came of the mediation, and the time before a court.

    ``court_until`` is when the court was done, ``court_result`` what it said.
    """

    __table_args__ = (Index("ux_dispute_ticket", "ticket_id", unique=True),)

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    first_party: str = Field(max_length=120)
    first_contact: str | None = Field(default=None, max_length=120)
    second_party: str = Field(max_length=120)
    second_contact: str | None = Field(default=None, max_length=120)
    outcome: str | None = Field(default=None, max_length=20)
    agreement: str | None = None
    settled_at: datetime | None = instant()
    settled_by_id: int | None = link("staff.id")
    court: str | None = Field(default=None, max_length=240)
    court_since: datetime | None = instant()
    court_until: datetime | None = instant()
    court_result: str | None = None


class TicketRecord(Record, table=True):
    """One line of what was done on an incident or a dispute: a measure 措施, who was notified 通知对象, what
    happened 经过, a talk of a mediation 调解.
    """

    __tablename__ = "ticket_record"

    ticket_id: int = link("ticket.id", nullable=False)
    kind: str = Field(max_length=20)
    at: datetime | None = instant(nullable=False)
    by_id: int | None = link("staff.id")
    text: str = ""
