"""Drafts: what someone has typed and not saved, found again after a crash.

A draft belongs to one person, one form and one key (such as a ticket's number, empty for a new record).
Drafts are no business records: they leave no event, and saving the form drops them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole.models.site import Draft
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork

ASIDE = "aside "
"""How the key of a draft begins that was put aside."""


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft with the fields that were typed."""

    form: str
    key: str
    body: dict[str, Any]
    saved_at: datetime


def save_draft(ctx: Context, form: str, key: str, body: Mapping[str, Any]) -> None:
    """Keep what was typed, in place of what was kept before for this form and key."""
    now = ctx.now()
    with ctx.write() as uow:
        row = _stored(uow, ctx, form, key)
        if row is None:
            row = Draft(staff_id=ctx.staff_id, form=form, key=key, created_at=now)
        row.body = dict(body)
        row.updated_at = now
        uow.session.add(row)


def find_draft(ctx: Context, form: str, key: str = "") -> DraftRow | None:
    """What the acting staff member typed into this form and never saved, if anything."""
    with ctx.read() as uow:
        row = _stored(uow, ctx, form, key)
        return _row(row) if row else None


def drop_draft(ctx: Context, form: str, key: str = "") -> None:
    """Forget a draft, because it was saved or given up; none is no error."""
    with ctx.write() as uow:
        row = _stored(uow, ctx, form, key)
        if row is not None:
            uow.session.delete(row)


def put_aside(ctx: Context, form: str, key: str = "") -> None:
    """Keep a draft under another key, so that a new record of this form can be begun; none is no error."""
    with ctx.write() as uow:
        row = _stored(uow, ctx, form, key)
        if row is not None and not row.key.startswith(ASIDE):
            row.key = f"{ASIDE}{row.updated_at or ctx.now():%Y%m%dT%H%M%S%f}"
            uow.session.add(row)


def list_aside(ctx: Context, form: str) -> list[DraftRow]:
    """The drafts of this form that were put aside, the newest first."""
    return [row for row in list_drafts(ctx) if row.form == form and row.key.startswith(ASIDE)]


def list_drafts(ctx: Context) -> list[DraftRow]:
    """Every draft of the acting staff member, the newest first."""
    with ctx.read() as uow:
        mine = select(Draft).filter_by(staff_id=ctx.staff_id).order_by(col(Draft.updated_at).desc())
        return [_row(row) for row in uow.session.exec(mine)]


def _stored(uow: UnitOfWork, ctx: Context, form: str, key: str) -> Draft | None:
    return uow.one(Draft, staff_id=ctx.staff_id, form=form, key=key)


def _row(row: Draft) -> DraftRow:
    assert row.updated_at is not None  # the column is not nullable
    return DraftRow(row.form, row.key, dict(row.body), row.updated_at)
