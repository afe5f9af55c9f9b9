"""What the notice services hand out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from csconsole.models import Notice, NoticeRead, Staff
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice as one person sees it; instants are UTC. ``read_at`` is when this person read it."""

    id: int
    kind: str
    title: str
    body: str
    author: str
    must_read: bool
    department_id: int | None
    from_at: datetime
    until_at: datetime | None
    read_at: datetime | None


def notice_rows(uow: UnitOfWork, notices: Sequence[Notice], reader_id: int | None) -> Iterable[NoticeRow]:
    """The rows of these notices in their order, with the reader's own marks."""
    keys = [notice.pk for notice in notices]
    marks = uow.session.exec(
        select(NoticeRead).where(col(NoticeRead.notice_id).in_(keys), NoticeRead.staff_id == reader_id)
    ).all()
    read = {mark.notice_id: mark.at for mark in marks}
    authors = {notice.author_id for notice in notices if notice.author_id}
    names = {
        staff.id: staff.name
        for staff in uow.session.exec(select(Staff).where(col(Staff.id).in_(authors))).all()
    }
    for notice in notices:
        if notice.from_at is None:
            raise ValueError("a notice without a beginning")
        yield NoticeRow(
            id=notice.pk,
            kind=notice.kind,
            title=notice.title,
            body=notice.body,
            author=names.get(notice.author_id, ""),
            must_read=notice.must_read,
            department_id=notice.department_id,
            from_at=notice.from_at,
            until_at=notice.until_at,
            read_at=read.get(notice.pk),
        )
