"""What the daily figures count: for each slice the table, the instant whose day counts, and the columns.

A slice is a table of counts: so many records of that day are alike in these columns. Any condition on these
columns alone has the same answer from the counts as from the records. A record that enters a slice on one day
and leaves another's on a later one is a stock in between: open tickets are ``ticket.opened`` less
``ticket.ended``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

Row: TypeAlias = Mapping[str, Any]
"""The columns of one record by name; one that is missing is empty."""

CountKey: TypeAlias = tuple[Any, ...]
"""What tells a count from others: slice, day and the values of its columns."""
Count: TypeAlias = tuple[CountKey, int, int]
"""A count or what it changes by: its key, the number of records and the total."""

TICKET_ENDED: Final = ("closed", "cancelled", "archived")
"""The states of a ticket that is no longer open."""
CALLBACK_ENDED: Final = ("done", "refused", "unreachable", "reviewed", "archived", "cancelled")
"""The states of a callback that is no longer open."""
CALLBACK_REACHED: Final = ("done", "reviewed", "archived")
"""The states of a callback that reached the customer."""

NO_CODE: Final = "(none)"
"""Stands in a code column where the record has no value; no list has such a code."""

NO_NUMBER: Final = -(2**31)
"""Stands in a number column where the record has no value."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Counts of the records of ``table`` by the day of ``at``: a column, or what a function makes of the row.

    ``codes`` (texts) and ``numbers`` are columns, facts (``storage/daily/facts``) or names in ``COMPUTED``.
    ``total`` is a column that is added up. ``months`` keeps whole months only, where the days would be as
    many as the records.
    """

    name: str
    table: str
    at: str | Callable[[Row], datetime | None]
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    total: str = ""
    months: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Everything that it looks at, codes first."""
        return (*self.codes, *self.numbers)


def response_hours(first: datetime | None, reported: datetime) -> int | None:
    """Hours from a ticket's report to the first response, begun ones full; ``None`` without a response, -1
    for one that a wrong clock put before the report (as ``storage/elapsed.hours_between``).
    """
    if first is None:
        return None
    seconds = int(first.timestamp() // 1) - int(reported.timestamp() // 1)
    return -1 if seconds < 0 else -(-seconds // 3600)


COMPUTED: Final[Mapping[str, tuple[Callable[..., int | None], tuple[str, ...]]]] = {
    "response_hours": (response_hours, ("first_response_at", "reported_at")),
    "talked": (lambda talk_seconds: int(talk_seconds is not None), ("talk_seconds",)),
    "uncategorised": (lambda category: int(category is None), ("category_id",)),
}
"""What is counted of a record that is no column of it: a function and the columns that it takes."""


def _ticket_ended(row: Row) -> datetime | None:
    if row["state"] not in TICKET_ENDED:
        return None
    return _latest(row["reported_at"], row.get("closed_at"))


def _ticket_late(row: Row) -> datetime | None:
    due = row.get("due_at")
    return None if due is None else _latest(row["reported_at"], due)


def _ticket_late_ended(row: Row) -> datetime | None:
    """Late no longer: ended, done or standing still, whichever was first."""
    late = _ticket_late(row)
    ends = [at for at in (_ticket_ended(row), row.get("done_at"), row.get("paused_at")) if at is not None]
    return _latest(late, min(ends)) if late is not None and ends else None


def _callback_ended(row: Row) -> datetime | None:
    if row["state"] not in CALLBACK_ENDED:
        return None
    return _latest(row["created_at"], row.get("finished_at"))


def _callback_late(row: Row) -> datetime | None:
    return _latest(row["created_at"], row["due_at"])


def _callback_late_ended(row: Row) -> datetime | None:
    ended = _callback_ended(row)
    return None if ended is None else _latest(_callback_late(row), ended)


def _latest(one: datetime | Any, other: datetime | None) -> datetime:
    return one if other is None or one >= other else other


SLICES: Final = (
    Slice(
        "call.wait",
        "call",
        "started_at",
        ("direction", "channel", "state"),
        ("rings", "wait_seconds", "talked", "uncategorised", "late_entry"),
        "talk_seconds",
    ),
    Slice(
        "call.contact",
        "call",
        "started_at",
        ("direction", "state"),
        ("solved_first_contact", "unsolved_days", "entered_later"),
    ),
    Slice(
        "call.class",
        "call",
        "started_at",
        ("direction", "channel", "state"),
        ("category_id", "agent_id"),
        months=True,
    ),
    Slice(
        "ticket.reported",
        "ticket",
        "reported_at",
        ("kind", "scope", "excluded_reason"),
        ("response_hours",),
    ),
    Slice("ticket.done", "ticket", "done_at", ("excluded_reason",), ("needs_callback", "called_back")),
    Slice("ticket.closed", "ticket", "closed_at", ("state",)),
    Slice("ticket.opened", "ticket", "reported_at"),
    Slice("ticket.ended", "ticket", _ticket_ended),
    Slice("ticket.late", "ticket", _ticket_late),
    Slice("ticket.late_ended", "ticket", _ticket_late_ended),
    Slice("callback.due", "callback", "due_at", ("state", "window")),
    Slice("callback.finished", "callback", "finished_at", ("state", "satisfaction", "aspect")),
    Slice("callback.opened", "callback", "created_at"),
    Slice("callback.ended", "callback", _callback_ended),
    Slice("callback.late", "callback", _callback_late),
    Slice("callback.late_ended", "callback", _callback_late_ended),
    Slice("attempt.made", "attempt", "at", ("code",)),
    Slice("promise.due", "promise", "due_at", ("state",)),
    Slice("activity", "staff_activity", "at", (), ("abnormal",)),
)
"""Every slice."""

READ: Final[Mapping[str, tuple[str, ...]]] = {
    "call": (
        *("direction", "channel", "state", "rings", "wait_seconds", "talk_seconds", "category_id"),
        *("customer_id", "agent_id", "late_entry", "entered_later"),
        *("solved_first_contact", "started_at"),
    ),
    "ticket": (
        *("kind", "scope", "state", "needs_callback", "origin_call_id", "reported_at", "first_response_at"),
        *("due_at", "paused_at", "done_at", "closed_at", "excluded_reason"),
    ),
    "callback": (
        *("state", "window", "satisfaction", "aspect", "ticket_id", "created_at", "due_at", "finished_at"),
    ),
    "attempt": ("code", "at"),
    "promise": ("state", "due_at"),
    "staff_activity": ("abnormal", "at"),
    "escalation": ("entity", "entity_id"),
}
"""The columns that the slices and facts read, by table; a change of any other leaves the counts alone."""

NEIGHBOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "call": ("customer_id", "category_id"),
    "ticket": (),
    "callback": (),
    "escalation": (),
}
"""Tables of which a new row may decide a fact, and what such a row has: other rows decide none."""

INSTANTS: Final = frozenset(
    {
        *("started_at", "reported_at", "first_response_at", "due_at", "paused_at", "done_at", "closed_at"),
        *("created_at", "finished_at", "at"),
    }
)
"""Those of them that are instants."""

SLICES_OF: Final[Mapping[str, tuple[Slice, ...]]] = {
    table: tuple(one for one in SLICES if one.table == table) for table in READ
}
"""The slices by table."""
