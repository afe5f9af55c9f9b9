"""Contractors 施工单位/维修单位: the register, their jobs on tickets, and what was noted about them."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Contractor(Record, table=True):
    """An outside firm (TKT-29): trade, contract and its end, warranty agreement, active or not."""

    name: str = Field(unique=True, max_length=120)
    trade: str = Field(max_length=40)
    contract: str | None = Field(default=None, max_length=120)
    contract_until: date | None = None
    warranty: str | None = None
    contact_name: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=60)
    active: bool = True


class ContractorJob(Record, table=True):
    """A ticket that a contractor works on (TKT-14). ``follower_id`` is who of us follows it to the end.

    ``claim_rung`` is how far up a damage claim has been reported, empty without one.
    """

    __tablename__ = "contractor_job"
    __table_args__ = (
        Index("ix_contractor_job_open", "contractor_id", "id", sqlite_where=text("ended_at IS NULL")),
    )

    ticket_id: int = link("ticket.id", nullable=False)
    contractor_id: int = link("contractor.id", nullable=False, index=False)
    follower_id: int | None = link("staff.id")
    one_off: bool = False
    text: str = ""
    due_at: datetime | None = instant()
    chases: int = 0
    last_chased_at: datetime | None = instant()
    claim_rung: str | None = Field(default=None, max_length=20)
    claimed_at: datetime | None = instant()
    result: str | None = None
    ended_at: datetime | None = instant()


class ContractorNote(Record, table=True):
    """One entry about a contractor: a chase 催办, an issue 问题 of a one-off job, an evaluation 评价."""

    __tablename__ = "contractor_note"

    contractor_id: int = link("contractor.id", nullable=False)
    job_id: int | None = link("contractor_job.id")
    kind: str = Field(max_length=20)
    at: datetime | None = instant(nullable=False)
    by_id: int | None = link("staff.id")
    text: str = ""
    score: int | None = None
    settled_at: datetime | None = instant()
