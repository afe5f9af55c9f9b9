"""Until when an incident is reported upward: what REF-07 says of major accidents and long stops of supply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from csconsole.services.context import Context
from csconsole.services.due import DueWalk, due_walk, parse_limit, site_calendar
from csconsole.services.settings import setting


@dataclass(frozen=True, slots=True)
class ReportLeg:
    """A limit of the way to the due time: its setting, from when it counts (where the one before ends), and
    the walk.
    """

    key: str
    since: datetime
    walk: DueWalk


def report_legs(ctx: Context, incident_type: str, happened_at: datetime) -> tuple[ReportLeg, ...]:
    """How the due time of the report follows from the type of incident; the last leg ends at it.

    A major accident, or a stop that is known to be long: ``incident.report_within`` of when it happened. A
    sudden stop: the same from when it has become a long one (``incident.long_stop``). Any other incident:
    ``incident.report_otherwise`` (TKT-23, REF-07).
    """
    return tuple(_legs(ctx, incident_type, happened_at))


def _legs(ctx: Context, incident_type: str, happened_at: datetime) -> Iterator[ReportLeg]:
    if incident_type in setting(ctx, "incident.major_types"):
        keys: tuple[str, ...] = ("incident.report_within",)
    elif incident_type in setting(ctx, "incident.stop_types"):
        keys = ("incident.long_stop", "incident.report_within")
    else:
        keys = ("incident.report_otherwise",)
    calendar, since = site_calendar(ctx), happened_at
    for key in keys:
        walk = due_walk(calendar, since, parse_limit(str(setting(ctx, key)), field=key))
        yield ReportLeg(key, since, walk)
        since = walk.at
