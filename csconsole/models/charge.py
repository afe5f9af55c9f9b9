"""Chargeable services 特约/有偿服务: the tariff 收费标准 and what is charged on a ticket (TKT-24)."""

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Tariff(Record, table=True):
    """The price of one service from a day on (REF-23); a new price is a new row with a later day.

    ``price_cents`` is in hundredths of the site's currency. A row that is not ``active`` ends the service
    from its day on.
    """

    __table_args__ = (Index("ux_tariff_code", "code", "valid_from", unique=True),)

    code: str = Field(max_length=60)
    name_en: str = Field(max_length=120)
    name_zh: str = Field(max_length=120)
    unit: str = Field(default="time", max_length=20)
    price_cents: int
    valid_from: date
    active: bool = True
    pack: str = Field(default="site", max_length=40)


class TicketCharge(Record, table=True):
    """One line of the price of a ticket: a row of the tariff and how much of it, in hundredths of its unit.

    ``ended_at`` is set when the line was taken off again.
    """

    __tablename__ = "ticket_charge"
    __table_args__ = (
        Index("ix_ticket_charge_ticket", "ticket_id", "id", sqlite_where=text("ended_at IS NULL")),
    )

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    tariff_id: int = link("tariff.id", nullable=False, index=False)
    quantity: int = 100
    amount_cents: int
    by_id: int | None = link("staff.id", index=False)
    ended_at: datetime | None = instant()
