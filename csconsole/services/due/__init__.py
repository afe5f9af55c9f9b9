"""Due times: limits, working calendars and the walk from a start to a due time (REF-31)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.due.calendar import Calendar, Day, DayKind, DayRule, Season, WorkingTime
    from csconsole.services.due.explain import explain_walk, show_length, show_time
    from csconsole.services.due.limit import Limit, LimitUnit, parse_limit
    from csconsole.services.due.load import load_calendar
    from csconsole.services.due.site import site_calendar
    from csconsole.services.due.switched import SwitchedCalendar
    from csconsole.services.due.walk import (
        DueWalk,
        StepKind,
        WalkStep,
        due_walk,
        instant_after,
        used_between,
        working_seconds,
    )

__all__ = [
    "Calendar",
    "Day",
    "DayKind",
    "DayRule",
    "DueWalk",
    "Limit",
    "LimitUnit",
    "Season",
    "StepKind",
    "SwitchedCalendar",
    "WalkStep",
    "WorkingTime",
    "due_walk",
    "explain_walk",
    "instant_after",
    "load_calendar",
    "parse_limit",
    "show_length",
    "show_time",
    "site_calendar",
    "used_between",
    "working_seconds",
]

__getattr__ = on_demand(
    __name__,
    {
        "calendar": (
            "Calendar",
            "Day",
            "DayKind",
            "DayRule",
            "Season",
            "WorkingTime",
        ),
        "explain": (
            "explain_walk",
            "show_length",
            "show_time",
        ),
        "limit": (
            "Limit",
            "LimitUnit",
            "parse_limit",
        ),
        "load": ("load_calendar",),
        "site": ("site_calendar",),
        "switched": ("SwitchedCalendar",),
        "walk": (
            "DueWalk",
            "StepKind",
            "WalkStep",
            "due_walk",
            "instant_after",
            "used_between",
            "working_seconds",
        ),
    },
)
