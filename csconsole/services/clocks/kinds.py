"""What clocks there are, their states, and where a due time comes from (TKT-07)."""

from __future__ import annotations

from enum import StrEnum


class ClockKind(StrEnum):
    """What has to happen before the time is up."""

    RESPOND = "respond"
    """The handler contacts the customer."""
    ARRIVE = "arrive"
    """Somebody is on site (TKT-08)."""
    TRANSFER = "transfer"
    """The matter is with the department that answers for it (CMP-06)."""
    ANSWER = "answer"
    """The plan is told to the customer."""
    RESOLVE = "resolve"
    """The result is told to the customer."""
    PROMISE = "promise"
    """What was promised to the customer is kept (CALL-14)."""
    OBJECTION = "objection"
    """The customer may object; then the result counts as accepted (TKT-33)."""
    ACKNOWLEDGE = "acknowledge"
    """The department that was asked says that it has the request (TKT-20)."""
    DEPARTMENT = "department"
    """The department that was asked answers (TKT-20)."""
    VISIT = "visit"
    """The visit or appointment has taken place, with nothing left open (TKT-18, TKT-19)."""
    CONTRACTOR = "contractor"
    """The contractor's job is done (TKT-14)."""
    REPLY = "reply"
    """The body that referred the matter has its reply (TKT-32)."""
    REPORT = "report"
    """The incident was reported upward (TKT-23)."""


OWED = frozenset(
    {
        ClockKind.ACKNOWLEDGE,
        ClockKind.DEPARTMENT,
        ClockKind.VISIT,
        ClockKind.CONTRACTOR,
        ClockKind.REPLY,
        ClockKind.REPORT,
    }
)
"""Kinds of what is owed within a ticket, by whoever was asked; the others are of the ticket itself."""
TICKET_KINDS = tuple(kind for kind in ClockKind if kind not in OWED)


class ClockState(StrEnum):
    """How a clock stands. A late one has passed its due time, whether it was met afterwards or not."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    EXCUSED = "excused"
    STOPPED = "stopped"


SETTLED = frozenset({ClockState.MET, ClockState.EXCUSED, ClockState.STOPPED})
"""States in which a clock has nothing more to warn of; so has a late one that was met."""


class DueSource(StrEnum):
    """Where a due time comes from."""

    PROMISE = "promise"
    DISPATCH = "dispatch"
    CATEGORY = "category"
    LEVEL = "level"
    UNCONFIRMED = "unconfirmed"
    """The strictest of all levels, until a supervisor confirms one (CMP-04)."""
    KIND = "kind"
    PRIORITY = "priority"
    EVERY = "every"
    """The limit of every kind."""
    NEXT_DAY = "next_day"
    CUSTOMER = "customer"
    """The earlier time that the customer asked for (CMP-05)."""
    DEFERRAL = "deferral"
    EXTENSION = "extension"
    SETTING = "setting"


BY_LEVEL = frozenset({DueSource.LEVEL, DueSource.UNCONFIRMED})
"""Sources that beat every generic rule (TKT-07)."""
