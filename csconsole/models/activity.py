"""What agents did at the telephone system."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class StaffActivity(Record, table=True):
    """What an agent did at the telephone system: sign-in, pause, sign-out (from its log)."""

    __tablename__ = "staff_activity"
    __table_args__ = (Index("ix_staff_activity_at", "at", "id"),)

    staff_id: int | None = link("staff.id")
    agent_name: str = Field(max_length=120)
    kind: str = Field(max_length=30)
    queue: str | None = Field(default=None, max_length=80)
    at: datetime | None = instant(nullable=False)
    seconds: int | None = None
    reason: str | None = Field(default=None, max_length=120)
    abnormal: bool = False
    source: str = Field(max_length=40)
    external_id: str = Field(unique=True, max_length=200)
