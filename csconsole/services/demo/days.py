"""Days of the demo: how many contacts of which kind come when, and who is on duty (REF-36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from csconsole.services.demo.contacts import Visit, happen
from csconsole.services.demo.shifts import TEAMS, Team
from csconsole.services.demo.stage import Stage

PHONE_HOURS: Final = dict(zip(range(6, 22), (1, 3, 7, 10, 9, 6, 3, 4, 6, 6, 5, 4, 3, 2, 1, 1), strict=True))
"""How the calls of a day spread over its hours."""

VISIT_HOURS: Final = {8: 2, 9: 5, 10: 6, 11: 3, 13: 2, 14: 4, 15: 4, 16: 3, 17: 1}


@dataclass(frozen=True, slots=True)
class Load:
    """Contacts of one day (REF-36); the rest of calls and visits is answered at once."""

    calls: int = 71
    visits: int = 30
    in_home: int = 19
    public: int = 9
    complaints: int = 1
    promises: int = 2
    callbacks: int = 1
    escalations: int = 1
    lost: int = 1
    abandoned: int = 3


def plan_day(stage: Stage, day: date, load: Load) -> None:
    """Plan every contact of a day; what follows from it is planned when it happens."""
    calls = [("phone", at) for at in _times(stage, day, PHONE_HOURS, load.calls)]
    visits = [("visit", at) for at in _times(stage, day, VISIT_HOURS, load.visits)]
    for (channel, at), wants in zip([*calls, *visits], _wants(stage, load), strict=True):
        plan_contact(stage, at, channel, wants)


def plan_contact(stage: Stage, at: datetime, channel: str, wants: str) -> None:
    """Plan one contact with somebody who is on duty then."""
    team = team_at(stage, at)
    visit = Visit(stage.choose(stage.households), channel, wants, team.supervisor)
    stage.plan(at, stage.choose(team.agents), lambda ctx: happen(stage, ctx, visit))


def team_at(stage: Stage, at: datetime) -> Team:
    """Who is on duty at an instant."""
    hour = at.astimezone(stage.config.zone_info).hour
    return next((team for team in TEAMS if team.begins <= hour < team.ends), TEAMS[-1])


def _times(stage: Stage, day: date, hours: dict[int, int], count: int) -> list[datetime]:
    chosen = stage.rng.choices(list(hours), list(hours.values()), k=count)
    return sorted(stage.at(day, hour) + timedelta(seconds=stage.rng.randint(90, 3500)) for hour in chosen)


def _wants(stage: Stage, load: Load) -> list[str]:
    """What each contact of a day wants: the calls first, then the visits, each in a random order."""
    calls = (
        ["lost"] * load.lost
        + ["abandoned"] * load.abandoned
        + ["escalate"] * load.escalations
        + ["callback"] * load.callbacks
        + ["promise"] * load.promises
        + ["complaint"] * load.complaints
        + ["public"] * load.public
    )
    visits_at_home = min(load.in_home // 4, load.visits)
    calls += ["in_home"] * (load.in_home - visits_at_home)
    calls += ["answer"] * (load.calls - len(calls))
    visits = ["in_home"] * visits_at_home + ["answer"] * (load.visits - visits_at_home)
    calls = calls[: load.calls]
    stage.rng.shuffle(calls)
    stage.rng.shuffle(visits)
    return calls + visits
