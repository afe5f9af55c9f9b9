"""What was found when an asset was checked (TKT-31). Every list of tickets names assets, few their checks."""

from datetime import date, datetime

from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class AssetCheck(Record, table=True):
    """One check of an asset: which, on what day, by whom, what was found, and the ticket about a defect."""

    __tablename__ = "asset_check"

    asset_id: int = link("asset.id", nullable=False)
    code: str = Field(max_length=40)
    checked_on: date
    result: str = Field(max_length=20)
    text: str | None = None
    by_id: int | None = link("staff.id", index=False)
    at: datetime | None = instant(nullable=False)
    ticket_id: int | None = link("ticket.id", index=False)
