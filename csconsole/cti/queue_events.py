"""The events of an Asterisk queue log: their parameters, and one checked line.

A line is ``epoch|callid|queue|agent|EVENT|p1|p2|…``; the database form has the same fields in named columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from csconsole.cti.rejected import Rejected
from csconsole.cti.source import TextFile
from csconsole.cti.stamps import epoch_seconds, local_seconds
from csconsole.cti.table import open_table

PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "ENTERQUEUE": ("url", "caller", "position", "caller_name"),
    "CONNECT": ("hold", "channel", "ring"),
    "COMPLETEAGENT": ("hold", "talk", "position"),
    "COMPLETECALLER": ("hold", "talk", "position"),
    "ABANDON": ("at_position", "position", "wait"),
    "EXITEMPTY": ("at_position", "position", "wait"),
    "EXITWITHTIMEOUT": ("at_position", "position", "wait"),
    "EXITWITHKEY": ("key", "at_position", "position", "wait"),
    "TRANSFER": ("extension", "context", "hold", "talk", "position"),
    "BLINDTRANSFER": ("extension", "context", "hold", "talk", "position"),
    "ATTENDEDTRANSFER": ("method", "data", "hold", "talk", "position"),
    "RINGNOANSWER": ("ring_ms",),
    "RINGCANCELED": ("ring_ms",),
    "JOINEMPTY": (),
    "LEAVEEMPTY": (),
    "FULL": (),
    "CLOSED": (),
    "CALLERID": ("caller",),
    "DID": ("did",),
    "AGENTLOGIN": ("channel",),
    "AGENTLOGOFF": ("channel", "login"),
    "AGENTCALLBACKLOGIN": ("channel",),
    "AGENTCALLBACKLOGOFF": ("channel", "login", "reason"),
    "ADDMEMBER": ("reason",),
    "REMOVEMEMBER": ("reason",),
    "PAUSE": ("reason",),
    "UNPAUSE": ("reason",),
    "PAUSEALL": ("reason",),
    "UNPAUSEALL": ("reason",),
    "WRAPUPSTART": ("wrapup",),
    "AGENTDUMP": (),
    "SYSCOMPAT": (),
    "CONFIGRELOAD": (),
    "QUEUESTART": (),
}
"""Each event's parameters in order. Older systems write fewer of them, newer ones may add empty fields."""

CALL_EVENTS: Final = frozenset(list(PARAMETERS)[: list(PARAMETERS).index("AGENTLOGIN")])
"""Events that tell something about a call."""

AGENT_EVENTS: Final = frozenset(list(PARAMETERS)[list(PARAMETERS).index("AGENTLOGIN") :]) - {
    "AGENTDUMP",
    "SYSCOMPAT",
    "CONFIGRELOAD",
    "QUEUESTART",
}
"""Events that tell something about an agent's presence."""

NO_CALL: Final = frozenset({"", "NONE", "REALTIME", "MANAGER"})
"""What stands for the call id when an event belongs to no call."""

_NUMBERS = frozenset(
    {"hold", "talk", "ring", "wait", "login", "ring_ms", "position", "at_position", "wrapup"}
)
_REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "CONNECT": ("hold",),
    "COMPLETEAGENT": ("hold", "talk"),
    "COMPLETECALLER": ("hold", "talk"),
}
_MASKED = re.compile(r"\d[*＊xX×]{2,}|[*＊×]{2,}\d")

_COLUMNS = ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")
_ALIASES = {"queue": "queuename", "callid": "callid", "call_id": "callid", "uniqueid": "callid"}


_INDEX: Final = {event: {name: at for at, name in enumerate(names)} for event, names in PARAMETERS.items()}
_NOWHERE: Final = 99
"""The index of a parameter that an event does not have: beyond all of them."""


class _Plan(NamedTuple):
    """How the parameters of one event are checked: their names, and which of them must be what."""

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    required: tuple[int, ...]
    caller: int | None
    of_call: bool
    of_agent: bool


_PLANS: Final = {
    event: _Plan(
        names,
        tuple(at for at, name in enumerate(names) if name in _NUMBERS),
        tuple(names.index(name) for name in _REQUIRED.get(event, ())),
        _INDEX[event].get("caller"),
        event in CALL_EVENTS,
        event in AGENT_EVENTS,
    )
    for event, names in PARAMETERS.items()
}


class QueueEvent(NamedTuple):
    """One line of a queue log. ``at`` is in seconds since 1970 UTC, with microseconds where the log has
    them. Events sort by their time, and those of one second by their line.
    """

    at: float
    line: int
    call_id: str
    queue: str
    agent: str
    event: str
    values: tuple[str, ...]

    @property
    def instant(self) -> datetime:
        """The time of the event, aware, in UTC."""
        return datetime.fromtimestamp(self.at, UTC)

    def get(self, name: str) -> str:
        """The parameter ``name``; ``""`` if this line does not have it."""
        index, values = _INDEX[self.event].get(name, _NOWHERE), self.values
        return values[index] if index < len(values) else ""

    def number(self, name: str) -> int | None:
        """The parameter ``name`` as a number, ``None`` if this line does not have it."""
        text = self.get(name)
        return int(text) if text else None


class QueueFile:
    """A queue log, as the text file that Asterisk writes or as an export of its database table."""

    def __init__(self, file: TextFile, zone: ZoneInfo) -> None:
        """``zone`` is that of the telephone system; only times written without one need it."""
        self.file = file
        self._zone = zone
        first = next(
            (item for item in file.lines() if not isinstance(item, Rejected) and item[1].strip()), None
        )
        head = first[1] if first else ""
        self._named = "event" in head.lower() and "callid" in head.lower() and "|" not in head

    def events(self) -> Iterator[QueueEvent | Rejected]:
        """Each line that is not blank, checked."""
        return self._table_events() if self._named else self._plain_events()

    def times(self) -> Iterator[float]:
        """The times of the lines, for a first look at their order: those of a run of lines in order may be
        left out except the first and the last, and lines without one are.
        """
        if self._named:
            yield from (event.at for event in self.events() if isinstance(event, QueueEvent))
            return
        for part in self.file.parts():
            if not isinstance(part, Rejected):
                yield from _times(part[1])

    def _plain_events(self) -> Iterator[QueueEvent | Rejected]:
        for part in self.file.parts():
            if isinstance(part, Rejected):
                yield part
                continue
            for line, text in enumerate(part[1], part[0]):
                if text and not text.isspace():
                    fields = text.split("|")
                    yield read_event(line, [field.strip() for field in fields] if " " in text else fields)

    def _table_events(self) -> Iterator[QueueEvent | Rejected]:
        table = open_table(self.file.path, encoding=self.file.encoding)
        names = [_ALIASES.get(name.lower(), name.lower()) for name in table.columns]
        order = [names.index(name) if name in names else None for name in _COLUMNS]
        for row in table.rows():
            self.file.position = table.position
            if isinstance(row, Rejected):
                yield row
                continue
            cells = ["" if n is None else row.cells[n].strip() for n in order]
            yield read_event(row.line, cells, self._zone)


def _times(lines: Sequence[str]) -> list[float]:
    """The times of those lines that begin with one; of lines in order only the first and the last."""
    heads = [text[:10] for text in lines if text[10:11] == "|"]
    digits = "".join(heads)
    if len(heads) == len(lines) - lines.count("") and digits.isdecimal() and digits.isascii():
        whole = heads[:1] + heads[-1:] if heads == sorted(heads) else heads
        return list(map(int, whole))  # whole seconds, as Asterisk writes them
    times = (epoch_seconds(text.partition("|")[0].strip()) for text in lines)
    return [at for at in times if at is not None]


def read_event(line: int, fields: Sequence[str], zone: ZoneInfo | None = None) -> QueueEvent | Rejected:
    """The event in ``fields`` (time, call id, queue, agent, event, parameters; trimmed), or why it is none.

    With ``zone`` the time may also be written as local date and time.
    """
    if len(fields) < 5:
        return Rejected(line, "", "|".join(fields), "columns")
    time, call_id, queue, agent, event = fields[:5]
    at = epoch_seconds(time)
    if at is None and zone is not None:
        at = local_seconds(time, zone)
    if at is None:
        return Rejected(line, "time", time, "time")
    plan = _PLANS.get(event)
    if plan is None:
        return Rejected(line, "event", event, "queue-event")
    names, numbers, required, caller, of_call, of_agent = plan
    values = tuple(fields[5:])
    if event == "ATTENDEDTRANSFER" and values[:1] == ("LINK",) and len(values) > 5:
        values = (values[0], f"{values[1]} {values[2]}", *values[3:])  # a link names both channels
    if len(values) > len(names):
        values = _trimmed(event, values, len(names))
        if len(values) > len(names):
            return Rejected(line, "", "|".join(values[len(names) :]), "columns")
    given = len(values)
    blank = given < len(required)
    for index in numbers:
        if index >= given:
            break
        value = values[index]
        if not (value.isdigit() and value.isascii() and len(value) <= 10):
            if value:
                return Rejected(line, names[index], value, "number")
            blank = True
    if caller is not None and caller < given and _is_masked(values[caller]):
        return Rejected(line, "caller", values[caller], "REF-34")
    if of_call and call_id in NO_CALL:
        return Rejected(line, "callid", call_id, "call-id")
    if of_agent and agent in ("", "NONE"):
        return Rejected(line, "agent", agent, "agent")
    if blank:  # every parameter that must be there is a number
        for index in required:
            if index >= given or not values[index]:
                return Rejected(line, names[index], "", "required")
    return QueueEvent(at, line, call_id, queue, agent, event, values)


def _is_masked(caller: str) -> bool:
    return not caller.isdigit() and _MASKED.search(caller) is not None


def _trimmed(event: str, values: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Without surplus fields that are blank; events without parameters of their own may carry any."""
    if width == 0 or event not in CALL_EVENTS:
        return values[:width]
    end = len(values)
    while end > width and not values[end - 1]:
        end -= 1
    return values[:end]
