"""Publishing a notice, ending it, and the mark of having read it."""

from __future__ import annotations

from datetime import datetime

from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.models import Department, Notice, NoticeRead, Right
from csconsole.services.context import Context
from csconsole.services.entry import needed, one_of, paragraph
from csconsole.services.notices.rows import NoticeRow, notice_rows


def publish_notice(
    ctx: Context,
    *,
    title: str,
    body: str = "",
    kind: str = "staff",
    must_read: bool = False,
    department_id: int | None = None,
    from_at: datetime | None = None,
    until_at: datetime | None = None,
) -> NoticeRow:
    """Publish a notice to one department or to everyone, in force from ``from_at`` (default now, UTC) to
    ``until_at``.

    Raises ``InvalidInputError`` without a title, for an unknown kind, or for an end before the beginning.
    """
    ctx.require(Right.NOTICE_WRITE)
    begins = from_at or ctx.now()
    if until_at is not None and until_at <= begins:
        raise InvalidInputError(
            _("A notice ends after it begins."), field="until_at", value=until_at, rule="KNW-06"
        )
    with ctx.write() as uow:
        if department_id is not None:
            uow.get(Department, department_id)
        notice = uow.create(
            Notice(
                kind=one_of("notice_type", kind, "kind", rule="REF-26") or "staff",
                title=needed(title, "title", rule="KNW-06", why=_("A notice needs a title."), most=200),
                body=paragraph(body, "body") or "",
                author_id=ctx.actor.staff_id,
                department_id=department_id,
                must_read=must_read,
                from_at=begins,
                until_at=until_at,
            ),
            "published",
        )
        return next(iter(notice_rows(uow, [notice], ctx.actor.staff_id)))


def end_notice(ctx: Context, notice_id: int) -> NoticeRow:
    """Let a notice end now; ended ones stay in the list. Raises ``NotFoundError``."""
    ctx.require(Right.NOTICE_WRITE)
    with ctx.write() as uow:
        notice = uow.update(uow.get(Notice, notice_id), "ended", {"until_at": ctx.now()})
        return next(iter(notice_rows(uow, [notice], ctx.actor.staff_id)))


def read_notice(ctx: Context, notice_id: int) -> NoticeRow:
    """Mark a notice as read by the actor; the first time counts. Raises ``NotFoundError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.trace() as uow:
        notice = uow.get(Notice, notice_id)
        if uow.one(NoticeRead, notice_id=notice.pk, staff_id=ctx.staff_id) is None:
            uow.create(NoticeRead(notice_id=notice.pk, staff_id=ctx.staff_id, at=ctx.now()), "read")
        return next(iter(notice_rows(uow, [notice], ctx.actor.staff_id)))
