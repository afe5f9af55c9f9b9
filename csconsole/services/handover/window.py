"""What happened between two handovers, read from the events: made, changed and finished records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, func, select

from csconsole.models import Event
from csconsole.storage import UnitOfWork

_WATCHED = ("ticket", "callback", "promise", "escalation", "customer", "notice")
"""Records whose events a handover reads; calls are counted by the time they began."""


STALE_CAP = 100
"""How many changed records are counted after a snapshot; more are "100 and more"."""


@dataclass(frozen=True, slots=True)
class Window:
    """The events of one span (begin, end], by kind of record. ``reached`` holds the states that a record was
    brought to, in order."""

    begin: datetime
    end: datetime
    created: dict[str, set[int]]
    changed: dict[str, set[int]]
    reached: dict[str, dict[int, list[str]]]

    def made(self, entity: str) -> set[int]:
        """The keys of the records made in the window."""
        return self.created.get(entity, set())

    def touched(self, entity: str) -> set[int]:
        """The keys of older records that were changed in the window."""
        return self.changed.get(entity, set()) - self.made(entity)

    def brought_to(self, entity: str, *states: str) -> set[int]:
        """The keys of the records that were brought to one of the states in the window."""
        return {key for key, seen in self.reached.get(entity, {}).items() if set(seen) & set(states)}


def read_window(uow: UnitOfWork, begin: datetime, end: datetime) -> Window:
    """The window of events after ``begin``, which is when the last snapshot was taken, up to ``end``."""
    found = uow.session.exec(
        select(Event.entity, Event.entity_id, Event.before, Event.after)
        .where(col(Event.at) > begin, col(Event.at) <= end, col(Event.entity).in_(_WATCHED))
        .order_by(col(Event.id))
    ).all()
    created: dict[str, set[int]] = defaultdict(set)
    changed: dict[str, set[int]] = defaultdict(set)
    reached: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for entity, key, before, after in found:
        (created if _is_new(before, after) else changed)[entity].add(key)
        if after and "state" in after:
            reached[entity][key].append(str(after["state"]))
    return Window(begin, end, dict(created), dict(changed), dict(reached))


def changed_after(uow: UnitOfWork, snapshot_at: datetime) -> int:
    """How many records were made or changed since a snapshot was taken, at most :data:`STALE_CAP`."""
    touched = (
        select(Event.entity, Event.entity_id)
        .where(col(Event.at) > snapshot_at, col(Event.entity).in_((*_WATCHED, "call")))
        .distinct()
        .limit(STALE_CAP)
    )
    return uow.session.exec(select(func.count()).select_from(touched.subquery())).one()


def _is_new(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> bool:
    return before is None and after is not None
