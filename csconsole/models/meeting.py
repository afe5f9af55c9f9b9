"""Meetings 会议; the action items that come out of them are in ``action_item``."""

from datetime import datetime

from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class Meeting(Record, table=True):
    """A meeting with its minutes (MTG-11); an emergency meeting is linked to its complaint (MTG-15)."""

    number: str = Field(unique=True, max_length=24)
    kind: str = Field(default="emergency", max_length=40)
    state: str = Field(default="scheduled", max_length=20)
    ticket_id: int | None = link("ticket.id")
    topic: str = Field(max_length=200)
    agenda: str = ""
    place: str | None = Field(default=None, max_length=120)
    starts_at: datetime | None = instant(nullable=False, index=True)
    ends_at: datetime | None = instant()
    host_id: int | None = link("staff.id")
    recorder_id: int | None = link("staff.id")
    attendees: str | None = None
    absentees: str | None = None
    content: str | None = None
    results: str | None = None
    recorded_at: datetime | None = instant()
