"""Calls 来电 with their items, and what agents did at the telephone system."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_object, link

_UNFINISHED = "state NOT IN ('closed', 'lost', 'abandoned')"


class Call(Record, table=True):
    """One contact 来电来访登记 (CALL-01): any channel, either direction. Durations are seconds.

    ``entered_later``: a late entry of a later day of the site than the contact ended on (CALL-18); ``None``
    where nobody answered, or a telephone system or a file told of it.
    """

    __table_args__ = (
        Index("ix_call_started", "started_at", "id"),
        Index("ix_call_customer", "customer_id", "id"),
        Index("ix_call_again", "customer_id", "category_id", "started_at"),
        Index("ix_call_agent", "agent_id", "id"),
        Index("ix_call_phone", "e164", "id"),
        Index("ix_call_reversed", "reversed_digits"),
        Index(
            "ix_call_pending",
            "next_answer_at",
            sqlite_where=text("state = 'pending'"),
        ),
        Index("ix_call_answer", "next_answer_at", sqlite_where=text("next_answer_at IS NOT NULL")),
        Index("ix_call_unfinished", "state", "id", sqlite_where=text(_UNFINISHED)),
        Index("ix_call_unfinished_agent", "agent_id", "id", sqlite_where=text(_UNFINISHED)),
        Index("ix_call_outbound", "direction", "id", sqlite_where=text("direction NOT IN ('inbound')")),
        Index(
            "ix_call_uncategorised",
            "id",
            sqlite_where=text("category_id IS NULL AND state NOT IN ('lost', 'abandoned')"),
        ),
    )

    number: str = Field(unique=True, max_length=24)
    direction: str = Field(default="inbound", max_length=10)
    channel: str = Field(default="phone", max_length=40)
    line: str | None = Field(default=None, max_length=60)
    queue: str | None = Field(default=None, max_length=80)
    state: str = Field(default="answered", max_length=20)
    phone: str | None = Field(default=None, max_length=60)
    e164: str | None = Field(default=None, max_length=32)
    reversed_digits: str | None = Field(default=None, max_length=32)
    no_phone_reason: str | None = Field(default=None, max_length=240)
    caller_name: str | None = Field(default=None, max_length=120)
    organisation: str | None = Field(default=None, max_length=120)
    address: str | None = Field(default=None, max_length=240)
    customer_id: int | None = link("customer.id", index=False)
    agent_id: int | None = link("staff.id", index=False)
    agent_name: str | None = Field(default=None, max_length=120)
    first_owner_id: int | None = link("staff.id")
    shift_id: int | None = link("shift.id")
    started_at: datetime | None = instant(nullable=False)
    answered_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    rings: int | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    wrap_seconds: int | None = None
    over_answer_limit: bool = False
    kind: str | None = Field(default=None, max_length=40)
    category_id: int | None = link("category.id")
    summary: str = ""
    answer: str | None = None
    outcome: str | None = Field(default=None, max_length=20)
    purpose: str | None = Field(default=None, max_length=240)
    result: str | None = Field(default=None, max_length=240)
    solved_first_contact: bool = False
    complex: bool = False
    next_step: str | None = None
    next_answer_at: datetime | None = instant()
    transferred_to: str | None = Field(default=None, max_length=120)
    voice: str | None = Field(default=None, max_length=20)
    voice_department_id: int | None = link("department.id")
    voice_state: str | None = Field(default=None, max_length=20)
    late_entry: bool = False
    late_reason: str | None = Field(default=None, max_length=240)
    entered_at: datetime | None = instant()
    entered_later: bool | None = None
    external_id: str | None = Field(default=None, unique=True, max_length=160)
    source: str = Field(default="console", max_length=40)
    survey_result: str | None = Field(default=None, max_length=40)
    review_date: datetime | None = instant()
    custom: dict[str, Any] = json_object()

    SEARCHED: ClassVar[tuple[str, ...]] = (
        "number",
        "caller_name",
        "organisation",
        "phone",
        "address",
        "summary",
        "answer",
        "next_step",
        "purpose",
    )
