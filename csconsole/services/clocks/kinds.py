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
