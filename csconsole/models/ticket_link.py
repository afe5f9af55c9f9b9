"""How tickets belong together: related, a duplicate, a cause. Parents and merges stand in the ticket."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class TicketLink(Record, table=True):
    """One link: ``ticket`` is ``kind`` ``other``, such as *caused by*. One that was taken off has ended."""

    __tablename__ = "ticket_link"
    __table_args__ = (Index("ux_ticket_link", "ticket_id", "other_id", "kind", unique=True),)

    ticket_id: int = link("ticket.id", nullable=False, index=False)
    other_id: int = link("ticket.id", nullable=False)
    kind: str = Field(default="related", max_length=20)
    ended_at: datetime | None = instant()
