"""What a person looks things up in: notices, unread ones first, and scripts (KNW-02, KNW-06)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.knowledge.scripts import ScriptRow, list_scripts
from csconsole.services.notices import NoticeRow, list_notices, unread_notices

if TYPE_CHECKING:
    from csconsole.services.query import Page

NEWEST = 200
"""Words are looked for in every part of so many of the newest notices; of older ones the search index knows
title and text.
"""


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """One thing to read: a notice, or a script by its moment. ``unread`` only for notices in force."""

    key: str
    kind: str
    kind_label: str
    title: str
    text: str
    unread: bool = False
    must_read: bool = False
    notice_id: int | None = None
    author: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    read_at: datetime | None = None


def list_shelf(ctx: Context, *, text: str = "", limit: int = 50, after: str | None = None) -> Page[ShelfRow]:
    """One page: unread notices and scripts on the first one, then the other notices, the newest first; with
    ``text`` those that contain each word.

    Raises ``QueryError`` for a page token that makes no sense.
    """
    from csconsole.services.query import Page, quote_if_needed

    ctx.require(Right.RECORD_VIEW)
    words = text.casefold().split()
    filter = " ".join(map(quote_if_needed, words))
    with ctx.read():
        unread = unread_notices(ctx)
        found = list_notices(ctx, filter=filter, limit=limit, after=after)
        near = list_notices(ctx, limit=NEWEST).rows if words else ()
        scripts = list_scripts(ctx) if after is None else ()
    first = [_notice(one, unread=True) for one in unread] + [_script(one) for one in scripts]
    known = {one.id for one in unread}
    beside = [row for one in near if one.id not in known and _holds(row := _notice(one, unread=False), words)]
    known |= {row.notice_id for row in beside if row.notice_id is not None}
    rows = [row for row in (*first, *beside) if _holds(row, words)] if after is None else []
    rows += [_notice(one, unread=False) for one in found.rows if one.id not in known]
    total = None if found.next_after else len(rows)
    return Page(tuple(rows), total or len(rows), total is None, found.next_after, found.partial)


def _holds(row: ShelfRow, words: Sequence[str]) -> bool:
    said = f"{row.kind_label} {row.title} {row.text} {row.author}".casefold()
    return all(word in said for word in words)


def _notice(notice: NoticeRow, *, unread: bool) -> ShelfRow:
    return ShelfRow(
        key=f"notice-{notice.id}",
        kind="notice",
        kind_label=label("notice_type", notice.kind),
        title=notice.title,
        text=notice.body,
        unread=unread,
        must_read=notice.must_read,
        notice_id=notice.id,
        author=notice.author,
        from_at=notice.from_at,
        until_at=notice.until_at,
        read_at=notice.read_at,
    )


def _script(script: ScriptRow) -> ShelfRow:
    return ShelfRow(
        key=f"script-{script.moment}",
        kind="script",
        kind_label=label("shelf_kind", "script"),
        title=script.label,
        text=script.text,
    )
