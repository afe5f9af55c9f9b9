"""By whom and where a customer is reached: phones and contact persons (CUS-01)."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class CustomerPhone(Record, table=True):
    """One phone of a customer, as E.164 plus what was typed; ended ones stay as history."""

    __tablename__ = "customer_phone"
    __table_args__ = (
        Index("ix_customer_phone_e164", "e164"),
        Index("ix_customer_phone_reversed", "reversed_digits", "customer_id"),
    )

    customer_id: int = link("customer.id", nullable=False)
    typed: str = Field(max_length=60)
    e164: str = Field(max_length=32)
    extension: str | None = Field(default=None, max_length=12)
    digits: str = Field(max_length=32)
    reversed_digits: str = Field(max_length=32)
    kind: str = Field(default="mobile", max_length=20)
    primary: bool = False
    ended_at: datetime | None = instant()


class ContactPerson(Record, table=True):
    """A contact person 联系人 of an organisation or household."""

    __tablename__ = "contact_person"
    __table_args__ = (
        Index("ix_contact_person_name", "name"),
        Index("ix_contact_person_pinyin", "pinyin"),
        Index("ix_contact_person_initials", "initials"),
    )

    customer_id: int = link("customer.id", nullable=False)
    name: str = Field(max_length=120)
    pinyin: str = Field(default="", max_length=240)
    initials: str = Field(default="", max_length=60)
    title: str | None = Field(default=None, max_length=80)
    phone: str | None = Field(default=None, max_length=60)
    e164: str | None = Field(default=None, max_length=32, index=True)
    remark: str | None = None
    ended_at: datetime | None = instant()
