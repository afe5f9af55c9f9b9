"""What a file tells about a call, whatever the telephone system, and storing it once.

A call that is told twice, by the same file or by another one, is one record: the queue log knows more of
waiting than the call records do, and what an agent wrote is never overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col, select

from csconsole.clock import iso
from csconsole.cti.rejected import Rejected
from csconsole.models import Call, CallItem, Event
from csconsole.services.calls.items import item_values, keep_item
from csconsole.services.imports.numbers import Numbers
from csconsole.services.imports.people import Agents, Shifts, customers_by_number
from csconsole.services.imports.summary import Tally
from csconsole.services.reach import contact_out_of_reach
from csconsole.services.settings import setting
from csconsole.storage.columns import by_column
from csconsole.storage.daily.tally import day_number, day_of
from csconsole.storage.numbers import LETTERS
from csconsole.storage.statements import instant, rows_among
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.phones import Phone
    from csconsole.storage import UnitOfWork

_RANK: Final = {"queue-log": 3, "cdr": 2}
"""Of two sources that tell of one call, the higher is believed."""

_NOBODY: Final = (None, None)
"""Key and name of no customer."""

_UNANSWERED: Final = frozenset({"new", "lost", "abandoned"})
"""Whom such a call rang is not its first owner (CALL-10), and another may answer it yet."""
_UNTOUCHED: Final = frozenset({"new", "lost", "abandoned", "answered", "transferred"})
"""States that an import may correct as long as nobody wrote into the call."""

_TAKEN: Final = (
    *("external_id", "source", "direction", "channel", "state", "queue", "transferred_to"),
    *("started_at", "answered_at", "ended_at", "wait_seconds", "talk_seconds"),
)
"""Facts that are columns of the call as they are."""

_LOGGED: Final = {
    dialect: f'SELECT id FROM "call" {by_number} WHERE started_at >= ? AND started_at <= ? '
    "AND external_id IS NULL AND source = 'console' AND e164 IN"
    for dialect, by_number in (("sqlite", "INDEXED BY ix_call_phone"), ("postgresql", ""))
}
"""SQLite, which knows nothing of how many have which value, would look through all calls that were logged."""

_Told = tuple["CallFacts", "Phone | None"]
"""A call and its number, if it has one."""


@dataclass(slots=True)
class CallFacts:
    """One call as a file tells it. Times are aware, in UTC; durations are seconds. Nothing changes it; that
    is not enforced, because a frozen object takes twice as long to make.
    """

    line: int
    source: str
    external_id: str
    state: str
    started_at: datetime
    direction: str = "inbound"
    channel: str = "phone"
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    queue: str | None = None
    phone: str | None = None
    caller_name: str | None = None
    agent: str | None = None
    trunk: str | None = None
    transferred_to: str | None = None
    written: dict[str, Any] = field(default_factory=dict)
    """Columns that a person filled in elsewhere: content, category, result."""


class CallStore:
    """Stores calls of one import; knows staff, settings and the calls it has stored."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._now = ctx.now()
        with ctx.read() as uow:
            self._agents = Agents(uow)
            self._limit = int(setting(ctx, "call.answer_limit_seconds"))
            self._window = timedelta(minutes=int(setting(ctx, "import.match_minutes")))
            self._numbers = Numbers(ctx)
        self.lost: list[int] = []
        """Keys of calls that the file tells as lost, also of those that an import before this one stored."""

    def store(self, uow: UnitOfWork, batch: Sequence[CallFacts], tally: Tally) -> None:
        """Store a batch: new calls, calls told before, and calls that an agent logged by hand."""
        batch = [facts for facts in batch if self._in_reach(facts, tally)]
        told = {facts.external_id: facts for facts in batch}
        uow.session.flush()
        keys = rows_among(uow.connection, 'SELECT id FROM "call" WHERE external_id IN', among=list(told))
        known = {row.external_id: row for row in _calls(uow, keys)}
        tally.calls += len(batch)
        tally.unchanged += len(batch) - len(told)
        fresh: list[_Told] = []
        for key, facts in told.items():
            row = known.get(key)
            if row is None:
                fresh.append((facts, self._numbers.guess(facts.phone)))
            else:
                self._count(uow, row, self._changes(uow, row, facts), tally)
        if not fresh:
            return
        logged = _Logged(uow, self._agents, self._window, fresh)
        new: list[_Told] = []
        for one in fresh:
            facts, phone = one
            row = logged.take(facts, phone)
            if row is None:
                new.append(one)
            else:
                self._count(uow, row, self._changes(uow, row, facts), tally)
        self._create(uow, new)
        tally.imported += len(new)

    def _in_reach(self, facts: CallFacts, tally: Tally) -> bool:
        """Whether such a call can have been; one that cannot is a refused row of the file (CALL-01)."""
        first = facts.started_at
        why = contact_out_of_reach(self._now, first, facts.ended_at or facts.answered_at or first)
        if why:
            tally.reject(Rejected(facts.line, "started_at", iso(first) or "", why))
        return not why

    def _count(self, uow: UnitOfWork, row: Call, changes: dict[str, Any], tally: Tally) -> None:
        if changes:
            uow.update(row, "imported", changes)
            keep_item(uow, row)
            tally.updated += 1
        else:
            tally.unchanged += 1
        if row.state == "lost":
            self.lost.append(row.pk)

    def _create(self, uow: UnitOfWork, new: Sequence[_Told]) -> None:
        if not new:
            return
        owners = customers_by_number(uow, [phone.e164 for _facts, phone in new if phone])
        times = [facts.started_at for facts, _phone in new]
        first, last = min(times), max(times)
        shifts = Shifts(uow, first, last)
        by_day = self._by_day(new, first, last)
        ordered = [one for day in sorted(by_day) for one in by_day[day]]
        serials = [
            number
            for day in sorted(by_day)
            for number in uow.next_numbers(LETTERS["call"], day, len(by_day[day]))
        ]
        columns = self._columns(ordered, owners, shifts)
        keys = uow.create_bulk(Call, {"number": serials, **columns}, "imported")
        calls = [facts for facts, _phone in ordered]
        items = [
            {"call_id": key, **item}
            for key, facts in zip(keys, calls, strict=True)
            if facts.written and (item := item_values(facts.written)) is not None
        ]
        uow.create_bulk(CallItem, by_column(CallItem, items), "imported")
        self.lost.extend(key for key, facts in zip(keys, calls, strict=True) if facts.state == "lost")

    def _by_day(self, new: Sequence[_Told], first: datetime, last: datetime) -> dict[date, Sequence[_Told]]:
        """The calls by the site's day; ``first`` and ``last`` are their outermost instants."""
        zone = self._ctx.zone.key
        if (day := day_number(first, zone)) == day_number(last, zone):
            return {day_of(day): new}
        by_day: dict[int, list[_Told]] = {}
        for one in new:
            by_day.setdefault(day_number(one[0].started_at, zone), []).append(one)
        return {day_of(number): found for number, found in by_day.items()}

    def _columns(
        self, new: Sequence[_Told], owners: dict[str, tuple[int, str]], shifts: Shifts
    ) -> dict[str, Sequence[Any]]:
        """What the file and the site tell of the calls, as columns."""
        calls = [facts for facts, _phone in new]
        phones = [phone for _facts, phone in new]
        agents = [self._agents.find(facts.agent) for facts in calls]
        staff = [agent.staff_id if agent else None for agent in agents]
        told = list(zip(calls, staff, strict=True))
        customers = [owners.get(phone.e164, _NOBODY) if phone else _NOBODY for phone in phones]
        return {
            **by_column(Call, [facts.written for facts in calls]),
            **{name: list(map(attrgetter(name), calls)) for name in _TAKEN},
            "entered_at": [self._ctx.now()] * len(new),
            "line": [facts.trunk for facts in calls],
            "customer_id": [key for key, _name in customers],
            "agent_id": staff,
            "first_owner_id": [None if facts.state in _UNANSWERED else who for facts, who in told],
            "agent_name": [agent.name if agent else None for agent in agents],
            "shift_id": [shifts.find(facts.started_at, who) for facts, who in told],
            "over_answer_limit": list(map(self._over_limit, calls)),
            "phone": list(map(_number_told, calls)),
            "e164": [phone.e164 if phone else None for phone in phones],
            "reversed_digits": [phone.reversed_digits if phone else None for phone in phones],
            "no_phone_reason": [
                facts.written.get("no_phone_reason") or _why_no_phone(facts) for facts in calls
            ],
            "caller_name": [
                _caller_name(facts) or name for facts, (_key, name) in zip(calls, customers, strict=True)
            ],
        }

    def _over_limit(self, facts: CallFacts) -> bool:
        """Whether an inbound call was answered later than the site allows."""
        waited = facts.wait_seconds
        return (
            waited is not None
            and waited > self._limit
            and facts.answered_at is not None
            and facts.direction == "inbound"
        )

    def _times(self, facts: CallFacts) -> dict[str, Any]:
        return {
            "answered_at": facts.answered_at,
            "ended_at": facts.ended_at,
            "wait_seconds": facts.wait_seconds,
            "talk_seconds": facts.talk_seconds,
            "over_answer_limit": self._over_limit(facts),
        }

    def _caller(self, facts: CallFacts, phone: Phone | None) -> dict[str, Any]:
        return {
            "phone": _number_told(facts),
            "e164": phone.e164 if phone else None,
            "reversed_digits": phone.reversed_digits if phone else None,
            "no_phone_reason": _why_no_phone(facts),
            "caller_name": _caller_name(facts),
        }

    def _changes(self, uow: UnitOfWork, row: Call, facts: CallFacts) -> dict[str, Any]:
        """What this file adds to a stored call. Telling the same again changes nothing."""
        rank, stored = _RANK.get(facts.source, 1), _RANK.get(row.source, 0)
        caller = self._caller(facts, self._numbers.guess(facts.phone))
        if rank < stored:
            fill = {**caller, "line": facts.trunk, "ended_at": facts.ended_at}
            return self._filling(row, fill)
        state = self._state(row, facts)
        times = self._times(facts)
        agent = self._agents.find(facts.agent)
        who = {
            "agent_id": agent.staff_id if agent else None,
            "agent_name": agent.name if agent else None,
        }
        if state and rank > stored > 0:
            changes = {**times, **who, **state}
        else:
            changes = {name: value for name, value in times.items() if value is not None}
            changes.update(state)
            answered = bool(state) and row.state in _UNANSWERED and facts.agent is not None
            changes.update(who if answered else self._filling(row, who))
        fill = {
            **caller,
            "external_id": facts.external_id,
            "queue": facts.queue,
            "line": facts.trunk,
            "transferred_to": facts.transferred_to,
            **facts.written,
        }
        changes.update(self._filling(row, fill))
        corrected = {name: value for name, value in facts.written.items() if getattr(row, name) != value}
        if corrected and row.source == facts.source and _only_imported(uow, row):
            changes.update(corrected)
        return {name: value for name, value in changes.items() if getattr(row, name) != value}

    def _filling(self, row: Call, values: dict[str, Any]) -> dict[str, Any]:
        """Of the values those for which the call has none."""
        return {
            name: value
            for name, value in values.items()
            if value and not getattr(row, name) and not (name == "no_phone_reason" and row.phone)
        }

    def _state(self, row: Call, facts: CallFacts) -> dict[str, Any]:
        """The state and source that this file may correct: only where nobody has written into the call."""
        if row.state not in _UNTOUCHED or row.summary or row.source == "console":
            return {}
        if facts.state == "new" and row.state != "new":
            return {}
        return {"state": facts.state, "source": facts.source}


def _number_told(facts: CallFacts) -> str | None:
    return facts.phone[:60] if facts.phone else None


def _why_no_phone(facts: CallFacts) -> str | None:
    return None if facts.phone else facts.written.get("no_phone_reason") or "unknown"


def _caller_name(facts: CallFacts) -> str | None:
    return one_line(facts.caller_name)[:120] if facts.caller_name else None


def _calls(uow: UnitOfWork, keys: Sequence[Sequence[int]]) -> Sequence[Call]:
    """Calls by key, in the order in which they were stored; mostly there are none."""
    if not keys:
        return []
    wanted = [key for (key,) in keys]
    return uow.session.exec(select(Call).where(col(Call.id).in_(wanted)).order_by(col(Call.id))).all()


def _only_imported(uow: UnitOfWork, row: Call) -> bool:
    """Whether nothing but imports has written into the call, so that its file may correct it."""
    by_others = select(Event.id).where(
        Event.entity == "call", Event.entity_id == row.pk, col(Event.action).not_in(("imported", "ring_back"))
    )
    return uow.session.exec(by_others.limit(1)).first() is None


class _Logged:
    """Calls that agents logged by hand and that no telephone system has told of yet."""

    def __init__(self, uow: UnitOfWork, agents: Agents, window: timedelta, wanted: Sequence[_Told]) -> None:
        self._agents = agents
        self._window = window
        self._rows: dict[str, list[Call]] = {}
        numbers = sorted({phone.e164 for _facts, phone in wanted if phone})
        if not numbers or not window:
            return
        times = [facts.started_at for facts, _phone in wanted]
        first, last = min(times) - window, max(times) + window
        uow.session.flush()
        keys = rows_among(
            uow.connection,
            _LOGGED[uow.connection.dialect.name],
            instant(uow.connection, first),
            instant(uow.connection, last),
            among=numbers,
        )
        for row in _calls(uow, keys):
            self._rows.setdefault(row.e164 or "", []).append(row)

    def take(self, facts: CallFacts, phone: Phone | None) -> Call | None:
        """The call that an agent logged for this one: same number and direction, at that time, not by another
        agent. It is given out once.
        """
        if facts.answered_at is None or phone is None or phone.e164 not in self._rows:
            return None
        rows = self._rows[phone.e164]
        agent = self._agents.find(facts.agent)
        fitting = [row for row in rows if self._fits(row, facts, agent)]
        if not fitting:
            return None
        best = min(fitting, key=lambda row: abs((row.started_at or facts.started_at) - facts.started_at))
        rows.remove(best)
        return best

    def _fits(self, row: Call, facts: CallFacts, agent: Any) -> bool:
        if row.direction != facts.direction or row.started_at is None:
            return False
        if agent is not None and agent.staff_id and row.agent_id and row.agent_id != agent.staff_id:
            return False
        end = facts.ended_at or facts.started_at
        return facts.started_at - self._window <= row.started_at <= end + self._window
