"""Action items 督办事项: what came out of a meeting or a complaint and is followed to its end. The desk shows
them; meetings themselves are opened by few.
"""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, json_list, link


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
