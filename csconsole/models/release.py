"""Requests to release customers' data 资料提供申请 (SEC-12)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from csconsole.models.base import Record, instant, link


class ExportRelease(Record, table=True):
    """One request to take customers' data out: what, how many, why; who decided; when it was used, once."""

    __tablename__ = "export_release"
    __table_args__ = (
        Index("ix_export_release_open", "id", sqlite_where=text("state IN ('requested', 'approved')")),
    )

    number: str = Field(unique=True, max_length=24)
    state: str = Field(default="requested", max_length=20)
    entity: str = Field(max_length=20)
    query: str = ""
    rows: int = 0
    reason: str = Field(max_length=400)
    requester_id: int | None = link("staff.id", nullable=False)
    decider_id: int | None = link("staff.id")
    decided_at: datetime | None = instant()
    remark: str | None = Field(default=None, max_length=400)
    expires_at: datetime | None = instant()
    used_at: datetime | None = instant()
