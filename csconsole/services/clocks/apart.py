"""What the tick does, record by record: one that cannot be handled holds up no other (TKT-07).

Records are handled together, two hundred in a transaction. Where one of them fails, nothing of that
transaction stays, and its halves are handled apart, down to the one that fails. That one is written down as
an event of its own, stays due, is tried alone at the next ticks, and is written down again when it works.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from csconsole.codes import label
from csconsole.errors import ConflictError, CsconsoleError, DamagedError, DatabaseUnavailableError
from csconsole.models.event import Event
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork

T = TypeVar("T")
BATCH: Final = 200
"""Records that are handled in one transaction."""
AGAIN: Final = 20
"""Records that failed before and are tried again at one tick; the next ones at the next."""
WHY: Final = 200
FAILED: Final = "tick_failed"
HANDLED: Final = "tick_handled"
KINDS: Final = ("tick_clock", "tick_season", "tick_item", "tick_hidden")
FAULTS: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    CsconsoleError,
    LookupError,
    RuntimeError,
    SQLAlchemyError,
    TypeError,
    ValueError,
)
"""What a record can cause by what it holds; a database that cannot be used stops the whole tick."""


@dataclass(frozen=True, slots=True)
class Work(Generic[T]):
    """Records of one sort that are due: their keys in order, how a few of them are handled within one
    transaction, and how one is named in an event.
    """

    due: SelectOfScalar[int | None]
    key: Mapped[int | None]
    handle: Callable[[UnitOfWork, Sequence[int]], list[T]]
    named: Callable[[UnitOfWork, int], dict[str, str]]


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that the tick could not handle: its sort and key (0: the whole sort), its number, its clock
    where it is one, why, and since when.
    """

    kind: str
    key: int
    number: str
    clock: str
    why: str
    at: datetime

    @property
    def name(self) -> str:
        """Its number, or what it is where the whole sort failed."""
        return self.number or label("entity", self.kind)


def work_through(
    ctx: Context, kind: str, plan: Callable[[], Sequence[Work[T]]]
) -> tuple[list[T], tuple[Failure, ...]]:
    """Handle all that is due of one sort; what was done, and what failed. Raises only where the database
    cannot be used.
    """
    known = {failure.key: failure for failure in failures(ctx, (kind,))}
    run: _Run[T] = _Run(ctx, frozenset(known))
    try:
        works = plan()
    except FAULTS as error:
        _require_database(error)
        works = ()
        run.failed[0] = ({}, _why(error))
    for work in works:
        run.through(work)
    _write_down(ctx, kind, run.failed, known, run.still_due(works) if known else set())
    return run.done, tuple(failure for failure in failures(ctx, (kind,)) if failure.key in run.failed)


def failures(ctx: Context, kinds: Sequence[str] = KINDS) -> tuple[Failure, ...]:
    """What could not be handled and has not been since, the longest first."""
    with ctx.read() as uow:
        query = select(Event).where(col(Event.entity).in_(kinds)).order_by(col(Event.id))
        newest: dict[tuple[str, int], Event] = {}
        for event in uow.session.exec(query):
            newest[event.entity, event.entity_id] = event
        return tuple(_failure(event) for event in newest.values() if event.action == FAILED)


def _failure(event: Event) -> Failure:
    told = event.detail or {}
    return Failure(
        event.entity,
        event.entity_id,
        str(told.get("number", "")),
        str(told.get("clock", "")),
        str(told.get("why", "")),
        event.at,
    )


class _Run(Generic[T]):
    """One pass over what is due."""

    def __init__(self, ctx: Context, known: frozenset[int]) -> None:
        self.ctx = ctx
        self.known = known
        self.done: list[T] = []
        self.failed: dict[int, tuple[dict[str, str], str]] = {}

    def through(self, work: Work[T]) -> None:
        """All that did not fail before, then some of what did. Other terminals may hold a few: a round that
        brings nothing new ends.
        """
        seen: set[int] = set()
        while not seen.issuperset(keys := self._due(work)):
            seen.update(keys)
            self._halves(work, keys)
        for key in self._again(work):
            self._halves(work, [key])

    def still_due(self, works: Sequence[Work[T]]) -> set[int]:
        """Which of those that failed before are due yet."""
        with self.ctx.read() as uow:
            return {
                key
                for work in works
                for key in uow.session.exec(work.due.where(work.key.in_(self.known)))
                if key is not None
            }

    def _due(self, work: Work[T]) -> list[int]:
        without = [*self.known, *self.failed]
        query = work.due.where(work.key.not_in(without)) if without else work.due
        with self.ctx.read() as uow:
            return [key for key in uow.session.exec(query.limit(BATCH)) if key is not None]

    def _again(self, work: Work[T]) -> list[int]:
        if not self.known:
            return []
        with self.ctx.read() as uow:
            due = uow.session.exec(work.due.where(work.key.in_(self.known)))
            keys = [key for key in due if key is not None]
        turn = int(self.ctx.now().timestamp()) // 60 * AGAIN % max(len(keys), 1)
        return [*keys[turn:], *keys[:turn]][:AGAIN]

    def _halves(self, work: Work[T], keys: Sequence[int]) -> None:
        try:
            self.done += self._handle(work, keys)
        except FAULTS as error:
            _require_database(error)
            if len(keys) > 1:
                middle = len(keys) // 2
                self._halves(work, keys[:middle])
                self._halves(work, keys[middle:])
                return
            with self.ctx.read() as uow:
                self.failed[keys[0]] = (work.named(uow, keys[0]), _why(error))

    def _handle(self, work: Work[T], keys: Sequence[int]) -> list[T]:
        try:
            with self.ctx.write() as uow:
                return work.handle(uow, keys)
        except ConflictError:  # somebody was quicker: what is stored now is looked at once more
            with self.ctx.write() as uow:
                return work.handle(uow, keys)


def _write_down(
    ctx: Context,
    kind: str,
    failed: dict[int, tuple[dict[str, str], str]],
    known: dict[int, Failure],
    due: set[int],
) -> None:
    """An event for each that fails anew or for another reason, and for each that is due no more."""
    told = [key for key, (_named, why) in failed.items() if key not in known or known[key].why != why]
    over = known.keys() - failed.keys() - due
    if not told and not over:
        return
    with ctx.write() as uow:
        for key in told:
            named, why = failed[key]
            uow.log(kind, key, FAILED, detail={**named, "why": why})
        for key in sorted(over):
            number, clock = known[key].number, known[key].clock
            uow.log(kind, key, HANDLED, detail={"number": number, "clock": clock})


def _require_database(error: BaseException) -> None:
    if isinstance(error, DatabaseUnavailableError) and not isinstance(error, DamagedError):
        raise error


def _why(error: BaseException) -> str:
    """What it said; for a mistake of the program its kind too."""
    if isinstance(error, CsconsoleError):
        return error.message[:WHY]
    said = str(error).partition("\n")[0]
    return f"{type(error).__name__}: {said}"[:WHY]
