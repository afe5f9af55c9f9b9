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
from csconsole.cti.source import TextFile

HORIZON: Final = 6 * 3600
"""Seconds after its last event in which a call may still enter another queue."""

_COMPLETE = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
_TRANSFER = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
_ABANDONED = frozenset({"ABANDON", "EXITWITHKEY"})
_LOST = frozenset({"EXITEMPTY", "LEAVEEMPTY", "EXITWITHTIMEOUT", "JOINEMPTY", "FULL", "CLOSED"})
_ANSWERED_ENDS = _COMPLETE | _TRANSFER
_ENDS = _COMPLETE | _TRANSFER | _ABANDONED | _LOST
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


@dataclass(frozen=True, slots=True)
class QueueRecord:
    """One thing that a queue log tells; ``line`` is the first line that tells it."""

    line: int


@dataclass(frozen=True, slots=True)
class QueueCall(QueueRecord):
    """One call as the queue log tells it. Times are aware, in UTC; durations are whole seconds.

    ``waited`` runs from the first entry into a queue to the first answer, or to the end; ``talked`` is the
    sum over all agents; ``agent`` is the first who answered. What the log does not tell is ``None``.
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
    rang: int | None
    position: int | None
    agent: str | None
    outcome: QueueOutcome
    end_event: str | None
    transferred_to: str | None
    unanswered_rings: int
    queues: tuple[str, ...]
    complete: bool
    """Whether the log holds the call's entry; if not, it is told by the events that are there."""


@dataclass(frozen=True, slots=True)
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


class QueueLog:
    """A queue log to be read once: its calls, agent events and refused lines.

    ``size`` is in bytes.
    """

    def __init__(self, path: Path, *, zone: ZoneInfo, encoding: str | None = None) -> None:
        """``zone`` is that of the telephone system. Raises the errors of ``TextFile``."""
        self._text = TextFile(path, encoding)
        self._file = QueueFile(self._text, zone)
        self.encoding = self._text.encoding
        self.size = self._text.size
        self._second = False

    @property
    def position(self) -> int:
        """Bytes read so far; the file is read twice, so each counts half."""
        return (self._text.position + (self.size if self._second else 0)) // 2

    @property
    def lines(self) -> int:
        """Lines read so far."""
        return self._text.line

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
    told = sorted(events, key=_order) if len(events) > 1 else list(events)
    enters: list[QueueEvent] = []
    connects: list[QueueEvent] = []
    completes: list[QueueEvent] = []
    ends: list[QueueEvent] = []
    for event in told:
        kind = event.event
        if kind == "ENTERQUEUE":
            enters.append(event)
        elif kind == "CONNECT":
            connects.append(event)
        elif kind in _ENDS:
            ends.append(event)
            if kind in _ANSWERED_ENDS:
                completes.append(event)
    end = ends[-1] if ends else None
    last_entry = enters[-1] if enters else None
    if end and last_entry and (last_entry.at, last_entry.line) > (end.at, end.line):
        end = None
    answered_at, hold = _answer(connects, completes)
    entered_at = _entry(enters, told, answered_at, hold)
    if answered_at is not None:
        waited: int | None = (
            hold if len(enters) <= 1 and hold is not None else _seconds(answered_at - entered_at)
        )
    elif end is not None:
        wait = end.number("wait")
        waited = wait if len(enters) <= 1 and wait is not None else _seconds(end.instant - entered_at)
    else:
        waited = None
    talks = [talk for event in completes if (talk := event.number("talk")) is not None]
    answered_by = connects or completes
    positions = [position for event in enters if (position := event.number("position")) is not None]
    transfers = [event for event in completes if event.event in _TRANSFER]
    return QueueCall(
        line=min(event.line for event in told),
        call_id=told[0].call_id,
        queue=_first(event.queue for event in (*enters, *told)) or "",
        caller=_caller(told),
        caller_name=_first(event.get("caller_name") for event in enters),
        dialled=_first(event.get("did") for event in told if event.event == "DID"),
        entered_at=entered_at,
        answered_at=answered_at,
        ended_at=end.instant if end else None,
        waited=waited,
        talked=sum(talks) if talks else None,
        rang=connects[0].number("ring") if connects else None,
        position=positions[0] if positions else None,
        agent=_first(event.agent for event in answered_by if event.agent != "NONE"),
        outcome=_outcome(answered_at is not None, bool(transfers), end),
        end_event=end.event if end else None,
        transferred_to=_transfer_target(transfers[-1]) if transfers else None,
        unanswered_rings=sum(event.event == "RINGNOANSWER" for event in told),
        queues=tuple(dict.fromkeys(event.queue for event in told if event.queue not in ("", "NONE"))),
        complete=bool(enters),
    )


def _order(event: QueueEvent) -> tuple[float, int]:
    return event.at, event.line


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


def _caller(told: Sequence[QueueEvent]) -> str | None:
    for event in told:
        number = event.get("caller")
        if number.lower() not in _UNKNOWN_CALLERS:
            return number
    return None


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


def _first(values: Iterator[str] | Sequence[str]) -> str | None:
    return next((value for value in values if value and value != "NONE"), None)


def _seconds(span: timedelta) -> int:
    return max(0, round(span.total_seconds()))
