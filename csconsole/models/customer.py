"""Customers, their phones and contact persons (CUS-01)."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, json_object, link


class Customer(Record, table=True):
    """A customer 客户, person or organisation; names keep pinyin and initials for search.

    ``handed_over_on`` is the day on which the unit at ``address`` was handed over: its warranties count from
    it (TKT-17).
    """

    __table_args__ = (
        Index("ix_customer_name", "name"),
        Index("ix_customer_pinyin", "pinyin"),
        Index("ix_customer_initials", "initials"),
        Index("ix_customer_unit", "unit"),
        Index("ix_customer_updated", "updated_at", "id"),
        Index("ix_customer_zone", "zone", "id", sqlite_where=text("zone IS NOT NULL")),
        Index("ix_customer_role", "role", "id", sqlite_where=text("role IS NOT NULL")),
        Index("ix_customer_tier", "tier", "id"),
        Index("ix_customer_kind", "kind", "id", sqlite_where=text("kind NOT IN ('person')")),
        Index("ix_customer_merged_into", "merged_into_id", sqlite_where=text("merged_into_id IS NOT NULL")),
    )

    code: str | None = Field(default=None, unique=True, max_length=40)
    kind: str = Field(default="person", max_length=20)
    name: str = Field(max_length=120)
    pinyin: str = Field(default="", max_length=240)
    initials: str = Field(default="", max_length=60)
    organisation: str | None = Field(default=None, max_length=120)
    role: str | None = Field(default=None, max_length=40)
    tier: str = Field(default="normal", max_length=20)
    stage: str | None = Field(default=None, max_length=20)
    address: str | None = Field(default=None, max_length=240)
    unit: str | None = Field(default=None, max_length=80)
    handed_over_on: date | None = None
    zone: str | None = Field(default=None, max_length=80)
    language: str | None = Field(default=None, max_length=5)
    birthday: date | None = None
    tags: list[str] = json_list()
    taboos: str | None = None
    remark: str | None = None
    warning: str | None = None
    warning_until: date | None = None
    do_not_call: bool = False
    preferred_time: str | None = Field(default=None, max_length=80)
    owner_id: int | None = link("staff.id")
    verified_at: datetime | None = instant()
    secrecy: str | None = Field(default=None, max_length=20)
    secrecy_until: date | None = None
    credit_grade: str | None = Field(default=None, max_length=1)
    custom: dict[str, Any] = json_object()
    source: str | None = Field(default=None, max_length=40)
    external_id: str | None = Field(default=None, unique=True, max_length=120)
    merged_into_id: int | None = link("customer.id", index=False)

    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "organisation", "address", "unit", "remark")
