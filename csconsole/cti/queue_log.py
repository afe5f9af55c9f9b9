"""Asterisk ``queue_log``: the calls of a queue and the presence of its agents, out of single events.

One call is one record, however often it entered a queue, rang at an agent or changed the queue. The parser
keeps only calls that can still change in memory, so a log of any size streams through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from csconsole.cti.grouping import Grouper, longest_step_back
from csconsole.cti.queue_events import AGENT_EVENTS, CALL_EVENTS, QueueEvent, QueueFile
from csconsole.cti.rejected import Rejected
from csconsole.cti.source import ReadTwice

HORIZON: Final = 6 * 3600
"""Seconds after its last event in which a call may still enter another queue."""

_COMPLETE = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
_TRANSFER = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
_ABANDONED = frozenset({"ABANDON", "EXITWITHKEY"})
_LOST = frozenset({"EXITEMPTY", "LEAVEEMPTY", "EXITWITHTIMEOUT", "JOINEMPTY", "FULL", "CLOSED"})
_ANSWERED_ENDS = _COMPLETE | _TRANSFER
_ENDS = _COMPLETE | _TRANSFER | _ABANDONED | _LOST
_NO_NAME = frozenset({"", "NONE"})
_CALLER_EVENTS = frozenset({"ENTERQUEUE", "CALLERID"})
_QUEUE, _AGENT = QueueEvent._fields.index("queue"), QueueEvent._fields.index("agent")
_UNKNOWN_CALLERS = frozenset(
    {"", "none", "unknown", "<unknown>", "anonymous", "private", "restricted", "unavailable"}
)


class QueueOutcome(StrEnum):
    """How a queue call ended (CALL-04).

    Abandoned: the caller stopped waiting, by hanging up or by a key. Lost: the system gave up, because nobody
    was there, the queue was full or closed, or waiting took too long. Open: the log ends before the call
    does.
    """

    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    ABANDONED = "abandoned"
    LOST = "lost"
    OPEN = "open"


@dataclass(slots=True)
class QueueRecord:
    """One thing that a queue log tells; ``line`` is the first line that tells it.

    Nothing changes it; that is not enforced, because a frozen object takes twice as long to make.
    """

    line: int


@dataclass(slots=True)
class QueueCall(QueueRecord):
    """One call as the queue log tells it. Times are aware, in UTC; durations are whole seconds.

    ``waited`` runs from the first entry into a queue to the first answer, or to the end; ``talked`` is the
    sum over all agents; ``agent`` is the first who answered, of a lost or abandoned call whom it rang last.
    What the log does not tell is ``None``.
    """

    call_id: str
    queue: str
    caller: str | None
    caller_name: str | None
    dialled: str | None
    entered_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    waited: int | None
    talked: int | None
    agent: str | None
    outcome: QueueOutcome
    transferred_to: str | None
    queues: tuple[str, ...]
    complete: bool
    """Whether the log holds the call's entry; if not, it is told by the events that are there."""


@dataclass(slots=True)
class AgentEvent(QueueRecord):
    """A sign-in, sign-off, pause or return of an agent; ``logged_in`` is the length of the session in
    seconds.
    """

    at: datetime
    agent: str
    event: str
    queue: str
    channel: str | None
    reason: str | None
    logged_in: int | None


class QueueLog(ReadTwice):
    """A queue log to be read once: its calls, agent events and refused lines.

    ``size`` is in bytes.
    """

    def __init__(self, path: Path, *, zone: ZoneInfo, encoding: str | None = None) -> None:
        """``zone`` is that of the telephone system. Raises the errors of ``TextFile``."""
        super().__init__(path, encoding)
        self._file = QueueFile(self._text, zone)

    def records(self) -> Iterator[QueueRecord | Rejected]:
        """Everything in the log; a call comes when it is complete, calls are in the order of their last
        event.
        """
        calls: Grouper[QueueEvent] = Grouper(HORIZON + longest_step_back(self._file.times()))
        self._second = True
        for seen, item in enumerate(self._file.events(), start=1):
            if isinstance(item, Rejected):
                yield item
            elif item.event in CALL_EVENTS:
                calls.add(item.call_id, item.at, item)
                if not seen % 1000:
                    yield from map(assemble, calls.complete())
            elif item.event in AGENT_EVENTS:
                yield _agent_event(item)
        yield from map(assemble, calls.rest())


def assemble(events: Sequence[QueueEvent]) -> QueueCall:
    """One call from all its events, in any order."""
    told = sorted(events)
    enters: list[QueueEvent] = []
    connects: list[QueueEvent] = []
    completes: list[QueueEvent] = []
    end: QueueEvent | None = None
    transfer: QueueEvent | None = None
    queues: dict[str, None] = {}
    caller = dialled = None
    rings: list[QueueEvent] = []
    line = told[0].line
    for event in told:
        kind = event.event
        queues[event.queue] = None
        if event.line < line:
            line = event.line
        if kind == "CONNECT":
            connects.append(event)
        elif kind in _ENDS:
            end = event
            if kind in _ANSWERED_ENDS:
                completes.append(event)
                if kind in _TRANSFER:
                    transfer = event
        elif kind in _CALLER_EVENTS:
            caller = caller or _known_caller(event.get("caller"))
            if kind == "ENTERQUEUE":
                enters.append(event)
        elif kind == "RINGNOANSWER":
            rings.append(event)
        elif kind == "DID":
            dialled = dialled or _name(event.get("did"))
    if end is not None and end is not told[-1] and enters and enters[-1] > end:
        end = None
    answered_at, hold = _answer(connects, completes)
    entered_at = _entry(enters, told, answered_at, hold)
    for nobody in _NO_NAME:
        queues.pop(nobody, None)
    return QueueCall(  # in the order of its fields: with their names it takes twice as long
        line,
        told[0].call_id,
        _first(enters, _QUEUE) or next(iter(queues), ""),
        caller,
        _caller_name(enters),
        dialled,
        entered_at,
        answered_at,
        end.instant if end else None,
        _waited(enters, entered_at, answered_at, hold, end),
        _talked(completes),
        _first(connects or completes or (rings[::-1] if end else ()), _AGENT),
        _outcome(answered_at is not None, transfer is not None, end),
        _transfer_target(transfer) if transfer else None,
        tuple(queues),
        bool(enters),
    )


def _waited(
    enters: Sequence[QueueEvent],
    entered_at: datetime,
    answered_at: datetime | None,
    hold: int | None,
    end: QueueEvent | None,
) -> int | None:
    """Seconds in the queue: as the log says if the call entered once, else from its first entry."""
    if answered_at is not None:
        told, until = hold, answered_at
    elif end is not None:
        told, until = end.number("wait"), end.instant
    else:
        return None
    return told if told is not None and len(enters) <= 1 else _seconds(until - entered_at)


def _answer(
    connects: Sequence[QueueEvent], completes: Sequence[QueueEvent]
) -> tuple[datetime | None, int | None]:
    """When the call was answered first and how long it had been held, from the end if the answer is not
    there.
    """
    if connects:
        return connects[0].instant, connects[0].number("hold")
    if completes:
        talk = completes[0].number("talk")
        return completes[0].instant - timedelta(seconds=talk or 0), completes[0].number("hold")
    return None, None


def _entry(
    enters: Sequence[QueueEvent], told: Sequence[QueueEvent], answered_at: datetime | None, hold: int | None
) -> datetime:
    """When the call entered its first queue; where that line is missing, worked back from the waiting time,
    and never after the first line that is there.
    """
    if enters:
        return enters[0].instant
    if answered_at is not None:
        return min(answered_at - timedelta(seconds=hold or 0), told[0].instant)
    back = max(((event.number("wait") or 0) for event in told), default=0)
    return min(told[-1].instant - timedelta(seconds=back), told[0].instant)


def _outcome(answered: bool, transferred: bool, end: QueueEvent | None) -> QueueOutcome:
    if transferred:
        return QueueOutcome.TRANSFERRED
    if answered:
        return QueueOutcome.ANSWERED
    if end is None:
        return QueueOutcome.OPEN
    return QueueOutcome.ABANDONED if end.event in _ABANDONED else QueueOutcome.LOST


def _transfer_target(event: QueueEvent) -> str | None:
    return event.get("extension") or event.get("data") or None


def _agent_event(event: QueueEvent) -> AgentEvent:
    return AgentEvent(
        line=event.line,
        at=event.instant,
        agent=event.agent,
        event=event.event,
        queue="" if event.queue == "NONE" else event.queue,
        channel=event.get("channel") or None,
        reason=event.get("reason") or None,
        logged_in=event.number("login"),
    )


def _name(text: str) -> str | None:
    return None if text in _NO_NAME else text


def _known_caller(number: str) -> str | None:
    return None if number.lower() in _UNKNOWN_CALLERS else number


def _first(events: Sequence[QueueEvent], field: int) -> str | None:
    """The first name that stands in a field of the events."""
    for event in events:
        name = str(event[field])
        if name not in _NO_NAME:
            return name
    return None


def _caller_name(enters: Sequence[QueueEvent]) -> str | None:
    for event in enters:
        if name := _name(event.get("caller_name")):
            return name
    return None


def _talked(completes: Sequence[QueueEvent]) -> int | None:
    total = None
    for event in completes:
        if (talk := event.number("talk")) is not None:
            total = talk + (total or 0)
    return total


def _seconds(span: timedelta) -> int:
    return max(0, round(span.total_seconds()))
