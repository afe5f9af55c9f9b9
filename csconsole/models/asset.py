"""Assets 设备档案: what the site maintains or has sold (TKT-31)."""

from datetime import date

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, link


class Asset(Record, table=True):
    """One device or piece of equipment: where it is, its serial number, whose it is.

    ``kind`` is a key of the setting ``asset.kinds``, which packs fill. ``handed_over_on`` is the day from
    which its own warranty counts; ``next_check_on`` the earliest day on which one of its checks is due.
    """

    __table_args__ = (
        Index("ix_asset_serial", "serial", sqlite_where=text("serial IS NOT NULL")),
        Index("ix_asset_customer", "customer_id", sqlite_where=text("customer_id IS NOT NULL")),
        Index("ix_asset_next_check", "next_check_on", "id", sqlite_where=text("next_check_on IS NOT NULL")),
    )

    number: str = Field(unique=True, max_length=40)
    name: str = Field(max_length=120)
    kind: str = Field(max_length=40)
    state: str = Field(default="in_use", max_length=20)
    location: str = Field(max_length=240)
    zone: str | None = Field(default=None, max_length=80)
    serial: str | None = Field(default=None, max_length=80)
    product: str | None = Field(default=None, max_length=120)
    maker: str | None = Field(default=None, max_length=120)
    customer_id: int | None = link("customer.id", index=False)
    handed_over_on: date | None = None
    next_check_on: date | None = None
    remark: str | None = None
