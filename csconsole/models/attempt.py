"""Attempts to reach a customer who is to be called back."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Attempt(Record, table=True):
    """One attempt 拨打记录 to reach the customer; ``seconds`` is how long it took."""

    __table_args__ = (Index("ix_attempt_at", "at", "id"),)

    callback_id: int = link("callback.id", nullable=False)
    position: int = 1
    at: datetime | None = instant(nullable=False)
    by_id: int = link("staff.id", nullable=False)
    channel: str = Field(default="phone", max_length=40)
    code: str = Field(max_length=20)
    reached: bool = False
    seconds: int | None = None
    note: str | None = None
    next_at: datetime | None = instant()
    shift_id: int | None = link("shift.id")
