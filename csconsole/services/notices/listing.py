"""Notices as a list, and those that a person has not read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.models import Notice, NoticeRead, Right
from csconsole.services.context import Context
from csconsole.services.notices.rows import NoticeRow, notice_rows
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Page,
    Scope,
    department_field,
    fetch_page,
    staff_field,
)

NOTICES = EntityFields(
    name="notice",
    model=Notice,
    fields=(
        FieldSpec("kind", "类型", Kind.CODE, Notice.kind, codes="notice_type"),
        FieldSpec("title", "标题", Kind.TEXT, Notice.title),
        FieldSpec("must_read", "必读", Kind.FLAG, Notice.must_read),
        staff_field("author", "发布人", Notice.author_id),
        department_field("department", "部门", Notice.department_id),
        FieldSpec("from", "开始", Kind.INSTANT, Notice.from_at),
        FieldSpec("until", "截止", Kind.INSTANT, Notice.until_at, ahead=True),
        FieldSpec("created", "创建", Kind.INSTANT, Notice.created_at),
    ),
    default_sort="-id",
    search="notice",
)


def list_notices(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[NoticeRow]:
    """Notices to the actor's department, roles or to everyone, the newest first, ended ones included."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            NOTICES,
            lambda found: notice_rows(uow, found, ctx.actor.staff_id),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(_meant_for(ctx),),
        )


def unread_notices(ctx: Context) -> tuple[NoticeRow, ...]:
    """The notices in force that the actor has not read, those that must be read first, then the newest."""
    ctx.require(Right.RECORD_VIEW)
    if ctx.actor.staff_id is None:
        return ()
    read = select(NoticeRead.notice_id).where(NoticeRead.staff_id == ctx.actor.staff_id)
    must_read: Any = col(Notice.must_read)
    with ctx.read() as uow:
        found = uow.session.exec(
            select(Notice)
            .where(_in_force(ctx), _meant_for(ctx), col(Notice.id).not_in(read))
            .order_by(must_read.desc(), col(Notice.id).desc())
        ).all()
        return tuple(notice_rows(uow, found, ctx.actor.staff_id))


def _in_force(ctx: Context) -> ColumnElement[bool]:
    now = ctx.now()
    until = col(Notice.until_at)
    return and_(col(Notice.from_at) <= now, or_(until.is_(None), until > now))


def _meant_for(ctx: Context) -> ColumnElement[bool]:
    department, role = col(Notice.department_id), col(Notice.role)
    mine = role.in_(sorted(each.value for each in ctx.actor.roles))
    return and_(or_(department.is_(None), department == ctx.actor.department_id), or_(role.is_(None), mine))
