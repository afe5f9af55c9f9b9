"""What is added to a handover after it was signed."""

from datetime import datetime

from csconsole.models.base import Record, instant, link


class HandoverAddendum(Record, table=True):
    """What was added after signing; the signed text itself never changes."""

    __tablename__ = "handover_addendum"

    handover_id: int = link("handover.id", nullable=False)
    by_id: int = link("staff.id", nullable=False)
    at: datetime | None = instant(nullable=False)
    text: str
