"""Tickets 工单; a complaint 投诉 is a ticket of kind ``complaint`` with its own fields."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models import open_work
from csconsole.models.base import Record, instant, json_object, link

_OPEN = open_work.TICKET
SLIP_OWED = "slip_due_at IS NOT NULL AND slip_at IS NULL"
"""Tickets whose repair slip is still to be submitted (TKT-27), worded as their index has it."""


class Ticket(Record, table=True):
    """A work order (TKT-01). ``first_owner_id`` survives every transfer (CALL-10).

    ``due_at`` is when the result is owed; ``next_due_at`` when the first of its running clocks is up, and
    ``next_clock`` which one that is (TKT-07).

    ``second_handler_id`` is the second of two who go together, ``first_accepted_by_id`` who of them has
    accepted while the other has not (TKT-28). ``charge_cents`` is the price by the tariff in hundredths,
    ``paid`` is empty until somebody said (TKT-24). While ``litigation_at`` is set a court has the matter
    (TKT-25). A repair slip of the house is submitted (``slip_at``) by ``slip_due_at`` (TKT-27).
    ``excluded_reason`` is the closing reason that rates may leave out (TKT-13).

    ``asset`` is the device in words, ``asset_id`` its file where it has one (TKT-31). ``part`` is what of it
    is broken, a code of the repair-type table (TKT-17); ``product`` and ``defect`` are tags of the quality
    list (TKT-26).
    """

    __table_args__ = (
        Index("ix_ticket_created", "created_at", "id"),
        Index("ix_ticket_customer", "customer_id", "id"),
        Index("ix_ticket_closed", "closed_at"),
        Index("ix_ticket_reported", "reported_at", "id"),
        Index("ix_ticket_done", "done_at", sqlite_where=text("done_at IS NOT NULL")),
        Index("ix_ticket_kind", "kind", "id"),
        Index("ix_ticket_stage", "stage", "id", sqlite_where=text("stage IS NOT NULL")),
        Index("ix_ticket_level", "level", "id", sqlite_where=text("level IS NOT NULL")),
        Index("ix_ticket_paused", "id", sqlite_where=text("paused_at IS NOT NULL")),
        Index("ix_ticket_open_state", "state", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_open_kind", "kind", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_open_priority", "priority_rank", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_open_due", "due_at", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_open_next", "next_due_at", "id", sqlite_where=text(_OPEN)),
        Index(
            "ix_ticket_open_handler",
            "handler_id",
            "next_due_at",
            sqlite_where=text(_OPEN),
        ),
        Index(
            "ix_ticket_open_department",
            "department_id",
            "due_at",
            sqlite_where=text(_OPEN),
        ),
        Index(
            "ix_ticket_open_owner",
            "first_owner_id",
            "next_due_at",
            sqlite_where=text(_OPEN),
        ),
        Index(
            "ix_ticket_second",
            "second_handler_id",
            "next_due_at",
            sqlite_where=text("second_handler_id IS NOT NULL"),
        ),
        Index("ix_ticket_charged", "paid", "id", sqlite_where=text("charge_cents IS NOT NULL")),
        Index("ix_ticket_slip", "slip_due_at", "id", sqlite_where=text(SLIP_OWED)),
        Index("ix_ticket_litigation", "id", sqlite_where=text("litigation_at IS NOT NULL")),
        Index("ix_ticket_open_phone", "e164", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_open_address", "address", "id", sqlite_where=text(_OPEN)),
        Index("ix_ticket_origin_call", "origin_call_id"),
        Index("ix_ticket_asset", "asset_id", "id", sqlite_where=text("asset_id IS NOT NULL")),
        Index("ix_ticket_product", "product", "reported_at", sqlite_where=text("product IS NOT NULL")),
    )

    number: str = Field(unique=True, max_length=24)
    kind: str = Field(default="repair", max_length=40)
    state: str = Field(default="new", max_length=30)
    stage: str | None = Field(default=None, max_length=30)
    category_id: int | None = link("category.id")
    title: str = Field(max_length=200)
    description: str = ""
    scope: str | None = Field(default=None, max_length=20)
    size: str | None = Field(default=None, max_length=20)
    mode: str | None = Field(default=None, max_length=20)
    priority: str = Field(default="normal", max_length=20)
    priority_rank: int = Field(default=3)
    severity: str | None = Field(default=None, max_length=20)
    vip: bool = False
    customer_id: int | None = link("customer.id", index=False)
    contact_name: str | None = Field(default=None, max_length=120)
    phone: str | None = Field(default=None, max_length=60)
    e164: str | None = Field(default=None, max_length=32)
    address: str | None = Field(default=None, max_length=240)
    zone: str | None = Field(default=None, max_length=80)
    asset: str | None = Field(default=None, max_length=120)
    asset_id: int | None = link("asset.id", index=False)
    part: str | None = Field(default=None, max_length=40)
    product: str | None = Field(default=None, max_length=120)
    defect: str | None = Field(default=None, max_length=40)
    appointment_at: datetime | None = instant()
    reported_at: datetime | None = instant(nullable=False)
    origin_call_id: int | None = link("call.id", index=False)
    first_owner_id: int | None = link("staff.id", index=False)
    department_id: int | None = link("department.id", index=False)
    handler_id: int | None = link("staff.id", index=False)
    second_handler_id: int | None = link("staff.id", index=False)
    policy: str | None = Field(default=None, max_length=60)
    due_at: datetime | None = instant()
    due_source: str | None = Field(default=None, max_length=40)
    due_limit: str | None = Field(default=None, max_length=12)
    respond_due_at: datetime | None = instant()
    next_due_at: datetime | None = instant()
    next_clock: str | None = Field(default=None, max_length=20)
    promised_at: datetime | None = instant()
    wanted_at: datetime | None = instant()
    paused_at: datetime | None = instant()
    paused_seconds: int = 0
    review_at: datetime | None = instant()
    customer_informed: bool | None = None
    park_reason: str | None = Field(default=None, max_length=40)
    wait_reason: str | None = Field(default=None, max_length=240)
    dispatched_at: datetime | None = instant()
    accepted_at: datetime | None = instant()
    first_accepted_by_id: int | None = link("staff.id", index=False)
    first_response_at: datetime | None = instant()
    arrived_at: datetime | None = instant()
    done_at: datetime | None = instant()
    closed_at: datetime | None = instant()
    last_note_at: datetime | None = instant()
    reviewed_at: datetime | None = instant()
    result: str | None = None
    feedback: str | None = None
    close_reason: str | None = Field(default=None, max_length=240)
    excluded_reason: str | None = Field(default=None, max_length=40)
    cause: str | None = Field(default=None, max_length=40)
    responsible_department_id: int | None = link("department.id")
    satisfaction: str | None = Field(default=None, max_length=20)
    returns: int = 0
    reopenings: int = 0
    escalated: bool = False
    deferrals: int = 0
    needs_callback: bool = True
    callback_id: int | None = Field(default=None, index=True)
    charge_cents: int | None = None
    paid: bool | None = None
    litigation_at: datetime | None = instant()
    slip_due_at: datetime | None = instant()
    slip_at: datetime | None = instant()
    level: str | None = Field(default=None, max_length=20)
    level_confirmed: bool = False
    demand: str | None = None
    apologised: bool | None = None
    against_staff_id: int | None = link("staff.id")
    steps: dict[str, Any] = json_object()
    custom: dict[str, Any] = json_object()
    parent_id: int | None = link("ticket.id")
    merged_into_id: int | None = link("ticket.id")
    external_id: str | None = Field(default=None, unique=True, max_length=120)

    SEARCHED: ClassVar[tuple[str, ...]] = (
        "number",
        "title",
        "description",
        "contact_name",
        "phone",
        "address",
        "result",
        "demand",
        "asset",
    )
