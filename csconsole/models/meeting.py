"""Meetings 会议 and the action items 督办事项 that come out of them."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, link


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


class ActionItem(Record, table=True):
    """What was decided, by whom until when, and whether it was done (MTG-13); ``kind`` tells a decision from
    a rectification item (CMP-24), a department's review of a major measure and a check of the effect, which
    end with a ``verdict`` (CMP-23).
    """

    __tablename__ = "action_item"
    __table_args__ = (
        Index("ix_action_item_open_due", "due_at", "id", sqlite_where=text("state <> 'closed'")),
    )

    kind: str = Field(default="decision", max_length=20)
    state: str = Field(default="assigned", max_length=20)
    text: str
    ticket_id: int | None = link("ticket.id")
    meeting_id: int | None = link("meeting.id")
    owner_id: int | None = link("staff.id")
    department_id: int | None = link("department.id")
    due_at: datetime | None = instant(nullable=False)
    feedback: str | None = None
    verdict: str | None = Field(default=None, max_length=20)
    reported_at: datetime | None = instant()
    verifier_id: int | None = link("staff.id")
    verified_at: datetime | None = instant()
    checks: list[str] = json_list()
    returns: int = 0
    escalated_at: datetime | None = instant()
