"""Asterisk call detail records (``Master.csv``): rows with 16, 17, 18 or 21 columns, brought together as
calls.

There is no header. Times are local wall-clock times of the telephone system. One call often is several rows
(a ring group, a transfer); they share the linked id, else the unique id, else, in the oldest form, channel
and start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from csconsole.cti.delimited import Record, records
from csconsole.cti.grouping import Grouper, longest_step_back
from csconsole.cti.rejected import Rejected
from csconsole.cti.source import ReadTwice
from csconsole.cti.stamps import local_seconds

COLUMNS: Final = (
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
    "peeraccount",
    "linkedid",
    "sequence",
)
"""The columns in order; a file has the first 16, 17, 18 or all 21 of them."""

WIDTHS: Final = (16, 17, 18, 21)

HORIZON: Final = 12 * 3600
"""Seconds after its last row's end in which another row of the same call may be written."""

TOLERANCE: Final = 1
"""Seconds by which a duration may differ from its two times, since each is rounded by itself."""

_START, _ANSWER, _END, _DURATION, _BILLSEC, _DISPOSITION = 9, 10, 11, 12, 13, 14
_UNIQUE, _LINKED = 16, 19
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_CLID = re.compile(r'\s*(?:"(?P<name>.*)"|(?P<bare>[^<]*?))\s*<(?P<number>[^<>]*)>\s*', re.DOTALL)
_MASKED = re.compile(r"\d[*＊xX×]{2,}|[*＊×]{2,}\d")


class Disposition(StrEnum):
    """How the telephone system says a row ended."""

    ANSWERED = "ANSWERED"
    NO_ANSWER = "NO ANSWER"
    BUSY = "BUSY"
    FAILED = "FAILED"
    CONGESTION = "CONGESTION"


_BEST = (
    Disposition.ANSWERED,
    Disposition.BUSY,
    Disposition.NO_ANSWER,
    Disposition.CONGESTION,
    Disposition.FAILED,
)


class CdrRow(NamedTuple):
    """One checked row. Times are seconds since 1970 UTC; ``answer`` is ``None`` for a row without an
    answer.
    """

    line: int
    key: str
    source: str
    destination: str
    context: str
    caller: str
    caller_name: str
    channel: str
    to_channel: str
    application: str
    start: float
    answer: float | None
    end: float
    duration: int
    talk: int
    disposition: Disposition


@dataclass(frozen=True, slots=True)
class CdrCall:
    """One call from all its rows. Times are aware, in UTC; durations are whole seconds.

    ``answered_by`` is the channel of the first row with an answer; ``waited`` runs to that answer or to the
    end.
    """

    line: int
    call_id: str
    source: str
    destination: str
    context: str
    caller_name: str | None
    channel: str
    answered_by: str | None
    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime
    waited: int
    talked: int | None
    disposition: Disposition
    rows: int


class CdrFile(ReadTwice):
    """A CDR file to be read once: its calls and refused rows."""

    def __init__(self, path: Path, *, zone: ZoneInfo, encoding: str | None = None) -> None:
        """``zone`` is that of the telephone system. Raises the errors of ``TextFile``."""
        super().__init__(path, encoding)
        self._zone = zone

    def rows(self) -> Iterator[CdrRow | Rejected]:
        """Each row that is not blank, checked."""
        for record in records(self._text, ","):
            yield record if isinstance(record, Rejected) else read_row(record, self._zone)

    def _ends(self) -> Iterator[float]:
        """Only the end of each row, for a first look at their order."""
        for record in records(self._text, ","):
            if isinstance(record, Record) and len(record.cells) in WIDTHS:
                at = local_seconds(record.cells[_END].strip(), self._zone)
                if at is not None:
                    yield at

    def calls(self) -> Iterator[CdrCall | Rejected]:
        """Everything in the file; a call comes when it is complete."""
        calls: Grouper[CdrRow] = Grouper(HORIZON + longest_step_back(self._ends()))
        self._second = True
        for seen, row in enumerate(self.rows(), start=1):
            if isinstance(row, Rejected):
                yield row
                continue
            calls.add(row.key, row.end, row)
            if not seen % 1000:
                yield from map(assemble, calls.complete())
        yield from map(assemble, calls.rest())


def read_row(record: Record, zone: ZoneInfo) -> CdrRow | Rejected:
    """The row in ``record``, or the first rule that it breaks."""
    line, cells = record
    if len(cells) not in WIDTHS:
        return Rejected(line, "", str(len(cells)), "columns")
    cells = [cell.strip() for cell in cells]
    times: list[float | None] = []
    for column in (_START, _ANSWER, _END):
        at = local_seconds(cells[column], zone) if cells[column] else None
        if at is None and (cells[column] or column != _ANSWER):
            return Rejected(line, COLUMNS[column], cells[column], "time")
        times.append(at)
    for column in (_DURATION, _BILLSEC):
        if not _NUMBER.fullmatch(cells[column]):
            return Rejected(line, COLUMNS[column], cells[column], "number")
    try:
        disposition = Disposition(cells[_DISPOSITION].upper().replace("_", " "))
    except ValueError:
        return Rejected(line, "disposition", cells[_DISPOSITION], "disposition")
    for column in (1, 2, 4):
        if _MASKED.search(cells[column]):
            return Rejected(line, COLUMNS[column], cells[column], "REF-34")
    start, answer, end = times
    if start is None or end is None:
        return Rejected(line, "start", cells[_START], "time")
    if wrong := _wrong_duration(cells, start, answer, end, disposition):
        return Rejected(
            line, wrong, cells[COLUMNS.index(wrong)], "duration" if wrong != "answer" else "answer"
        )
    name, number = caller_id(cells[4])
    return CdrRow(
        line=line,
        key=_key(cells),
        source=cells[1],
        destination=cells[2],
        context=cells[3],
        caller=number,
        caller_name=name,
        channel=cells[5],
        to_channel=cells[6],
        application=cells[7],
        start=start,
        answer=answer,
        end=end,
        duration=int(cells[_DURATION]),
        talk=int(cells[_BILLSEC]),
        disposition=disposition,
    )


def _wrong_duration(
    cells: Sequence[str], start: float, answer: float | None, end: float, disposition: Disposition
) -> str | None:
    """The column whose value contradicts the times: duration = end - start, billsec = end - answer <=
    duration.
    """
    duration, talk = int(cells[_DURATION]), int(cells[_BILLSEC])
    if end < start:
        return "end"
    if abs(end - start - duration) > TOLERANCE:
        return "duration"
    if talk > duration:
        return "billsec"
    if answer is None:
        if disposition is Disposition.ANSWERED:
            return "answer"
        return "billsec" if talk else None
    if not start <= answer <= end:
        return "answer"
    if disposition is Disposition.ANSWERED and abs(end - answer - talk) > TOLERANCE:
        return "billsec"
    return None


def _key(cells: Sequence[str]) -> str:
    """What the rows of one call share."""
    if len(cells) > _LINKED and cells[_LINKED]:
        return cells[_LINKED]
    if len(cells) > _UNIQUE and cells[_UNIQUE]:
        return cells[_UNIQUE]
    return f"{cells[5] or cells[1]}@{cells[_START]}"


def caller_id(text: str) -> tuple[str, str]:
    """Name and number of ``"name" <number>``; a bare number is its own number, a bare text a name."""
    found = _CLID.fullmatch(text)
    if found:
        name = (found["name"] if found["name"] is not None else found["bare"]).strip()
        return name, found["number"].strip()
    bare = text.strip().strip('"')
    return ("", bare) if bare.lstrip("+").isdigit() else (bare, "")


def assemble(rows: Sequence[CdrRow]) -> CdrCall:
    """One call from all its rows, in any order."""
    told = sorted(rows, key=lambda row: (row.start, row.line))
    first = told[0]
    answered = sorted(
        (row for row in told if row.disposition is Disposition.ANSWERED and row.answer is not None),
        key=lambda row: (row.answer or 0.0, row.line),
    )
    start, end = first.start, max(row.end for row in told)
    answer = answered[0].answer if answered else None
    return CdrCall(
        line=min(row.line for row in told),
        call_id=first.key,
        source=first.source or first.caller,
        destination=first.destination,
        context=first.context,
        caller_name=first.caller_name if first.caller_name not in ("", first.caller) else None,
        channel=first.channel,
        answered_by=next((row.to_channel for row in answered if row.to_channel), None),
        started_at=datetime.fromtimestamp(start, UTC),
        answered_at=None if answer is None else datetime.fromtimestamp(answer, UTC),
        ended_at=datetime.fromtimestamp(end, UTC),
        waited=round((end if answer is None else answer) - start),
        talked=None if answer is None else round(max(row.end for row in answered) - answer),
        disposition=min((row.disposition for row in told), key=_BEST.index),
        rows=len(told),
    )
