"""What a complaint 投诉 holds beside its ticket: classification, decisions, acts, penalties, cases."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, link


class Complaint(Record, table=True):
    """The present facts of one complaint (CMP-01 to CMP-28); what each step said stands in the ticket's
    ``steps``. ``established`` is empty until it is judged.
    """

    __table_args__ = (
        Index("ux_complaint_ticket", "ticket_id", unique=True),
        Index("ix_complaint_type", "complaint_type", "established"),
    )

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    company: str | None = Field(default=None, max_length=120)
    written: bool = False
    told_cause: str | None = None
    complaint_type: str | None = Field(default=None, max_length=40)
    complaint_object: str | None = Field(default=None, max_length=20)
    product: str | None = Field(default=None, max_length=120)
    about_department_id: int | None = link("department.id")
    established: bool | None = None
    beyond_authority: bool = False
    harm_continues: bool | None = None
    mass: bool = False
    media: bool = False
    refuses_payment: bool = False
    repeats: int = 0
    own_department: bool | None = None
    short_path: bool = False
    routed_at: datetime | None = instant()
    acknowledged_at: datetime | None = instant()
    decided_at: datetime | None = instant()
    decided_by_id: int | None = link("staff.id")
    plan_told_at: datetime | None = instant()
    called_back_at: datetime | None = instant()
    person: str | None = Field(default=None, max_length=120)
    signer: str | None = Field(default=None, max_length=120)
    overridden: bool = False
    loops: int = 0
    compensation_cents: int | None = None
    archived_at: datetime | None = instant()


class ComplaintAct(Record, table=True):
    """Something done beside the steps: a rescue measure, the general manager informed, a senior's visit or
    call with rank and time, a letter, progress told, an inspection (CMP-11, CMP-12, CMP-15).
    """

    __tablename__ = "complaint_act"

    ticket_id: int = link("ticket.id", nullable=False)
    kind: str = Field(max_length=20)
    at: datetime | None = instant(nullable=False)
    by_id: int | None = link("staff.id")
    rank: str | None = Field(default=None, max_length=40)
    senior: bool = False
    text: str = ""


class PenaltyNote(Record, table=True):
    """Who answers for a complaint 责任追究 (CMP-25): person, head, rule, amount in cents (optional), and the
    violation that it stands on.
    """

    __tablename__ = "penalty_note"

    ticket_id: int = link("ticket.id", nullable=False)
    staff_id: int = link("staff.id", nullable=False)
    head_id: int | None = link("staff.id")
    rule: str = Field(max_length=240)
    amount_cents: int | None = None
    violation_id: int | None = link("violation.id")
    text: str = ""


class CaseRecord(Record, table=True):
    """A case 案例 worth learning from, saved from a closed complaint (CMP-29, KNW-04)."""

    __tablename__ = "case_record"

    title: str = Field(max_length=200)
    problem: str
    solution: str
    lesson: str = ""
    case_class: str = Field(default="", max_length=60)
    tags: list[str] = json_list()
    ticket_id: int | None = link("ticket.id")
    author_id: int | None = link("staff.id")
