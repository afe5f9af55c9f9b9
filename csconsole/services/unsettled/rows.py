"""One line of any list of what is unsettled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from operator import attrgetter
from typing import Final

from csconsole.codes import label
from csconsole.services.promises import PromiseRow
from csconsole.services.query import EntityFields, FieldSpec, Kind
from csconsole.services.tickets import TicketRow


@dataclass(frozen=True, slots=True)
class UnsettledRow:
    """What is unsettled, with whom, since when and by when. ``record`` and ``key`` name the record that is
    opened to settle it, ``number`` is its human number; ``note`` says what is awaited, ``ticket`` is the
    number of the ticket that it stands on, where it is none itself.
    """

    record: str
    key: int | str
    number: str
    title: str
    who: str
    department: str
    since: datetime | None
    due_at: datetime | None
    note: str = ""
    ticket: str = ""


ROWS: Final = EntityFields(
    name="unsettled",
    model=None,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, attrgetter("number")),
        FieldSpec("record", "对象", Kind.EXACT, attrgetter("record"), aliases=("kind",)),
        FieldSpec("title", "内容", Kind.TEXT, attrgetter("title")),
        FieldSpec("note", "备注", Kind.TEXT, attrgetter("note")),
        FieldSpec("who", "处理人", Kind.TEXT, attrgetter("who"), aliases=("owner", "assignee")),
        FieldSpec("department", "部门", Kind.TEXT, attrgetter("department")),
        FieldSpec("since", "起始", Kind.INSTANT, attrgetter("since"), aliases=("created",)),
        FieldSpec("due", "时限", Kind.INSTANT, attrgetter("due_at"), ahead=True),
        FieldSpec("ticket", "工单", Kind.EXACT, attrgetter("ticket")),
    ),
    default_sort="",
    within=(attrgetter("number"), attrgetter("title"), attrgetter("note"), attrgetter("ticket")),
)
"""The keys that each of the lists understands."""


def key_of(row: UnsettledRow) -> str:
    """By which a page goes on after a row; several rows may be about one record."""
    return sha256(repr(row).encode()).hexdigest()[:16]


def of_ticket(row: TicketRow, note: str = "") -> UnsettledRow:
    """A ticket."""
    return UnsettledRow(
        record="ticket",
        key=row.number,
        number=row.number,
        title=row.title,
        who=row.handler or row.first_owner or "",
        department=row.department or "",
        since=row.reported_at,
        due_at=row.next_due_at or row.review_at,
        note=note,
    )


def of_promise(row: PromiseRow) -> UnsettledRow:
    """A promise, opened where it was made: at the ticket, the callback or the call."""
    homes = (("ticket", row.ticket_number), ("callback", row.callback_number), ("call", row.call_number))
    record, number = next(((kind, found) for kind, found in homes if found), ("customer", ""))
    return UnsettledRow(
        record=record,
        key=number or row.customer_id or "",
        number=number or "",
        title=row.text,
        who=row.owner or row.promiser or "",
        department="",
        since=row.created_at,
        due_at=row.due_at,
        note=" ".join(part for part in (label("promise_approval", row.approval), row.customer_name) if part),
    )
