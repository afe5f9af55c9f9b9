"""One line of any list of what is unsettled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from csconsole.codes import label
from csconsole.services.promises import PromiseRow
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
