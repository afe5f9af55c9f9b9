"""Callbacks 回访/回拨 and the attempts to reach the customer."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models import open_work
from csconsole.models.base import Record, instant, json_object, link

_OPEN = open_work.CALLBACK


class Callback(Record, table=True):
    """A callback task (CBK-01) with its window [earliest, due]."""

    __table_args__ = (
        Index("ix_callback_open_due", "due_at", "id", sqlite_where=text(_OPEN)),
        Index(
            "ix_callback_open_owner",
            "owner_id",
            "due_at",
            sqlite_where=text(_OPEN),
        ),
        Index("ix_callback_customer", "customer_id", "id"),
        Index("ix_callback_created", "created_at", "id"),
        Index("ix_callback_finished", "finished_at"),
        Index("ix_callback_owner", "owner_id", "due_at", "id"),
        Index(
            "ix_callback_satisfaction",
            "satisfaction",
            "due_at",
            "id",
            sqlite_where=text("satisfaction IS NOT NULL"),
        ),
        Index("ix_callback_due", "due_at", "id"),
    )

    number: str = Field(unique=True, max_length=24)
    kind: str = Field(default="follow_up", max_length=20)
    source: str = Field(default="service_end", max_length=30)
    state: str = Field(default="planned", max_length=20)
    reason: str = ""
    customer_id: int | None = link("customer.id", index=False)
    contact_name: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=60)
    e164: str | None = Field(default=None, max_length=32)
    ticket_id: int | None = link("ticket.id")
    call_id: int | None = link("call.id")
    owner_id: int | None = link("staff.id", index=False)
    earliest_at: datetime | None = instant()
    due_at: datetime | None = instant(nullable=False)
    next_attempt_at: datetime | None = instant()
    agreed_at: datetime | None = instant()
    attempts: int = 0
    reached_at: datetime | None = instant()
    finished_at: datetime | None = instant()
    window: str | None = Field(default=None, max_length=10)
    result: str | None = Field(default=None, max_length=20)
    satisfaction: str | None = Field(default=None, max_length=20)
    aspect: str | None = Field(default=None, max_length=40)
    efficiency: int | None = None
    quality: int | None = None
    answer: str | None = None
    advice: str | None = None
    company_opinion: str | None = None
    product_suggestion: str | None = None
    service_suggestion: str | None = None
    use_problem: str | None = None
    reminder: str | None = None
    invitation: str | None = None
    next_service_on: date | None = None
    opportunity: str | None = None
    repair_result: str | None = None
    reaction: str | None = None
    common: bool = False
    typical: bool = False
    next_callback_id: int | None = Field(default=None, index=True)
    signer: str | None = Field(default=None, max_length=80)
    problem: str | None = None
    problem_department_id: int | None = link("department.id")
    problem_answer: str | None = None
    told_at: datetime | None = instant()
    custom: dict[str, Any] = json_object()

    SEARCHED: ClassVar[tuple[str, ...]] = (
        "number",
        "contact_name",
        "phone",
        "reason",
        "answer",
        "advice",
        "problem",
    )
