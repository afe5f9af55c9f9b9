"""What one person gave out in a day: which records of customers' data, each counted once (SEC-12).

The event of a list or an export keeps the keys of its records in a short text, ``3-17,40``, one for each kind
where they are of several; what has none (events of earlier versions) is counted by its rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.models.event import Event
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork

Keys = Collection[int] | Mapping[str, Collection[int]]
"""The keys of records: of one kind, or by kind."""


def by_kind(entity: str, keys: Keys) -> dict[str, set[int]]:
    """The keys by the kind of record; those that name no kind are of ``entity``."""
    named = keys if isinstance(keys, Mapping) else {entity: keys}
    return {kind: set(some) for kind, some in named.items() if some}


@dataclass(slots=True)
class Account:
    """The records given out: those that are known by kind and key, and the number of the others."""

    named: dict[str, set[int]] = field(default_factory=dict)
    unnamed: int = 0

    @property
    def total(self) -> int:
        """How many records were given out."""
        return self.unnamed + sum(len(keys) for keys in self.named.values())

    def more(self, entity: str, rows: int, keys: Keys) -> int:
        """How many of so many rows are new; without their keys all are taken to be."""
        named = by_kind(entity, keys)
        if not named:
            return rows
        return sum(len(some - self.named.get(kind, set())) for kind, some in named.items())

    def add(self, entity: str, rows: int, keys: Keys) -> None:
        """Put rows that were given out in."""
        named = by_kind(entity, keys)
        for kind, some in named.items():
            self.named.setdefault(kind, set()).update(some)
        if not named:
            self.unnamed += rows


def account_of_today(ctx: Context, uow: UnitOfWork, kinds: Collection[str]) -> Account:
    """What of these kinds the acting person gave out since the site's midnight; what an approved request
    released is not counted.
    """
    start, _end = day_bounds(ctx.today(), ctx.zone)
    query = select(Event.detail).where(
        Event.actor_id == ctx.actor.staff_id,
        Event.entity == "export",
        Event.action == "exported",
        col(Event.at) >= start,
    )
    account = Account()
    for detail in uow.session.exec(query):
        one = detail or {}
        if one.get("entity") in kinds and not one.get("request"):
            account.add(str(one["entity"]), int(one.get("rows") or 0), read_keys(one.get("keys")))
    return account


def written_keys(entity: str, keys: Keys) -> str | dict[str, str]:
    """Keys as an event keeps them."""
    named = by_kind(entity, keys)
    if set(named) <= {entity}:
        return packed(named.get(entity, ()))
    return {kind: packed(some) for kind, some in sorted(named.items())}


def read_keys(kept: object) -> Keys:
    """Keys as an event kept them."""
    if isinstance(kept, dict):
        return {str(kind): set(unpacked(str(text))) for kind, text in kept.items()}
    return set(unpacked(str(kept or "")))


def packed(keys: Iterable[int]) -> str:
    """Keys as a short text: ``1-3,9``."""
    runs: list[list[int]] = []
    for key in sorted(set(keys)):
        if runs and key == runs[-1][1] + 1:
            runs[-1][1] = key
        else:
            runs.append([key, key])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def unpacked(text: str) -> Iterator[int]:
    """The keys of such a text."""
    for run in filter(None, text.split(",")):
        first, _dash, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
