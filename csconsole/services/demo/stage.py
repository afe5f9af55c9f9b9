"""The stage of the demo: one clock, one database, many actors, and a diary of who does what when.

Everything goes through the services, in the name of whoever does it, at the time at which it happens.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any, Final

from csconsole.clock import FrozenClock, at_local
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.services.demo.world import Household, World
from csconsole.storage import Store

CHUNK: Final = timedelta(hours=1)
"""Steps of so long a time are stored in one transaction, so that building is quick."""

Action = Callable[[Context], object]


@dataclass(order=True, slots=True)
class _Step:
    at: datetime
    serial: int
    staff_no: str = field(compare=False)
    action: Action = field(compare=False)
    alone: bool = field(compare=False)


class Stage:
    """Runs the diary. ``rng`` makes the demo the same each time it is built for the same day."""

    def __init__(self, store: Store, clock: FrozenClock, config: Config, world: World, rng: Random) -> None:
        self.store = store
        self.clock = clock
        self.config = config
        self.world = world
        self.rng = rng
        self.households: list[Household] = []
        self._actors: dict[str, Context] = {}
        self._diary: list[_Step] = []
        self._serial = count()

    def as_(self, staff_no: str) -> Context:
        """The context of a staff member."""
        if staff_no not in self._actors:
            with self.store.read() as uow:
                staff = uow.one(Staff, staff_no=staff_no)
                if staff is None:
                    raise LookupError(f"nobody has the staff number {staff_no}")
                # even in a solo database each acts with the rights of the own roles
                actor = replace(actor_of(staff), rights=actor_of(_plain(staff)).rights)
            self._actors[staff_no] = Context(self.store, self.clock, actor, self.config)
        return self._actors[staff_no]

    def at(self, day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
        """The instant at which the site's clock shows this time."""
        return at_local(day, time(hour, minute, second), self.config.zone_info)

    def plan(self, at: datetime, staff_no: str, action: Action, *, alone: bool = False) -> None:
        """Let a staff member do something at a time; ``alone`` in a transaction of its own, because it reads
        what was written just before.
        """
        heapq.heappush(self._diary, _Step(at, next(self._serial), staff_no, action, alone))

    def run(self, until: datetime) -> int:
        """Do everything that is planned before ``until``; how many steps that were."""
        done = 0
        while self._diary and self._diary[0].at < until:
            done += self._run_alone() if self._diary[0].alone else self._run_chunk(until)
        return done

    def _run_alone(self) -> int:
        step = heapq.heappop(self._diary)
        self.clock.move_to(max(step.at, self.clock.now()))
        step.action(self.as_(step.staff_no))
        return 1

    def _run_chunk(self, until: datetime) -> int:
        end = min(until, self._diary[0].at + CHUNK)
        done = 0
        with self.store.write() as uow:
            while self._diary and self._diary[0].at < end and not self._diary[0].alone:
                step = heapq.heappop(self._diary)
                ctx = self.as_(step.staff_no)
                self.clock.move_to(max(step.at, self.clock.now()))
                uow.actor_id = ctx.actor.staff_id
                step.action(ctx)
                done += 1
        return done

    def chance(self, probability: float) -> bool:
        """Whether something with this probability happens now."""
        return self.rng.random() < probability

    def minutes(self, least: float, most: float) -> timedelta:
        """A time between the two, in minutes."""
        return timedelta(minutes=self.rng.uniform(least, most))

    def say(self, key: str) -> str:
        """One of the world's sentences."""
        return self.world.say(self.rng, key)

    def choose(self, options: list[Any] | tuple[Any, ...]) -> Any:
        """One of the options."""
        return self.rng.choice(options)


def _plain(staff: Staff) -> Staff:
    """The staff member without the mark of a solo database."""
    return Staff(**{**staff.model_dump(), "solo": False})


def take_over(stage: Stage, ctx: Context, callback: int) -> None:
    """Whoever works another's callback takes it over first."""
    from csconsole.models import Callback
    from csconsole.services.callbacks import take_callback

    with ctx.read() as uow:
        owner = uow.get(Callback, callback).owner_id
    if owner not in (None, ctx.staff_id):
        take_callback(ctx, callback, reason=stage.say("callback_reason"))
