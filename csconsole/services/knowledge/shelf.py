"""What a person looks things up in: notices, unread ones first, and scripts (KNW-02, KNW-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csconsole.codes import label
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.knowledge.scripts import ScriptRow, list_scripts
from csconsole.services.notices import NoticeRow, list_notices, unread_notices

NEWEST = 200
"""Read notices are looked up among so many of the newest; the query language finds older ones."""


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


def list_shelf(ctx: Context, *, text: str = "") -> tuple[ShelfRow, ...]:
    """Unread notices, then scripts, then the other notices; with ``text`` those that contain each word."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read():
        unread = unread_notices(ctx)
        keys = {notice.id for notice in unread}
        others = [notice for notice in list_notices(ctx, limit=NEWEST).rows if notice.id not in keys]
        rows = (
            *(_notice(notice, unread=True) for notice in unread),
            *(_script(script) for script in list_scripts(ctx)),
            *(_notice(notice, unread=False) for notice in others),
        )
    words = text.casefold().split()
    return tuple(
        row
        for row in rows
        if all(word in f"{row.kind_label} {row.title} {row.text} {row.author}".casefold() for word in words)
    )


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
