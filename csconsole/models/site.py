"""Notices, drafts, saved views and number series."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from csconsole.models.base import Record, instant, json_object, link


class Notice(Record, table=True):
    """A notice 公告 to the staff or about an outage (REF-26)."""

    kind: str = Field(default="staff", max_length=20)
    title: str = Field(max_length=200)
    body: str = ""
    author_id: int | None = link("staff.id")
    department_id: int | None = link("department.id")
    role: str | None = Field(default=None, max_length=20)
    must_read: bool = False
    from_at: datetime | None = instant(nullable=False)
    until_at: datetime | None = instant(index=True)

    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "body")


class NoticeRead(Record, table=True):
    """Who has read a notice."""

    __tablename__ = "notice_read"
    __table_args__ = (UniqueConstraint("notice_id", "staff_id"),)

    notice_id: int = link("notice.id", nullable=False)
    staff_id: int = link("staff.id", nullable=False)
    at: datetime | None = instant(nullable=False)


class Draft(Record, table=True):
    """What someone has typed and not saved: found again after a crash."""

    __table_args__ = (UniqueConstraint("staff_id", "form", "key"),)

    staff_id: int = link("staff.id", nullable=False)
    form: str = Field(max_length=40)
    key: str = Field(default="", max_length=80)
    body: dict[str, Any] = json_object()


class SavedView(Record, table=True):
    """A named filter of one person; without ``staff_id`` of all in a department, or of everyone."""

    __tablename__ = "saved_view"

    staff_id: int | None = link("staff.id")
    department_id: int | None = link("department.id")
    entity: str = Field(max_length=20)
    name: str = Field(max_length=60)
    filter: str = Field(default="", max_length=400)
    sort: str = Field(default="", max_length=60)
    position: int = 0


class NumberSeries(SQLModel, table=True):
    """The last serial that was given out in one series of human numbers (REF-34)."""

    __tablename__ = "number_series"

    series: str = Field(primary_key=True, max_length=24)
    last: int = 0
