"""Delimited text: which separator, records over several lines, quotes checked strictly."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from csconsole.cti.rejected import Rejected
from csconsole.cti.source import TextFile

SEPARATORS = (",", ";", "\t", "|")

LONGEST_RECORD = 200
"""Lines that one quoted record may span; an open quote beyond that is a mistake in its first line."""

_QUOTED = re.compile(r'"[^"]*"')


class Record(NamedTuple):
    """One record: the line it begins on and its cells as text."""

    line: int
    cells: list[str]


class _Lines:
    """The lines of a file, with the possibility to give some back and read them again."""

    def __init__(self, lines: Iterator[tuple[int, str] | Rejected]) -> None:
        self._lines = lines
        self._given_back: deque[tuple[int, str] | Rejected] = deque()

    def __iter__(self) -> Iterator[tuple[int, str] | Rejected]:
        return self

    def __next__(self) -> tuple[int, str] | Rejected:
        return self._given_back.popleft() if self._given_back else next(self._lines)

    def give_back(self, lines: list[tuple[int, str] | Rejected]) -> None:
        self._given_back.extendleft(reversed(lines))


class _Feed:
    """Hands one record at a time to a ``csv.reader``, so that a broken one cannot swallow those after it."""

    def __init__(self) -> None:
        self.pending: str | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.pending is None:
            raise StopIteration
        text, self.pending = self.pending, None
        return text


def records(file: TextFile, separator: str) -> Iterator[Record | Rejected]:
    """Each record of ``file``; blank lines are left out; a record with broken quotes comes as ``Rejected``.

    After an unclosed quote reading goes on at the next line, so that one mistake costs one row.
    """
    feed = _Feed()
    reader = csv.reader(feed, delimiter=separator, strict=True)
    lines = _Lines(file.lines())
    for item in lines:
        if isinstance(item, Rejected):
            yield item
            continue
        number, text = item
        if not text.strip(" \t\ufeff"):
            continue
        if '"' not in text:
            yield Record(number, text.split(separator))
            continue
        if text.count('"') % 2 == 0:
            yield _parsed(feed, reader, number, text)
            continue
        yield _joined(feed, reader, item, lines)


def _joined(
    feed: _Feed, reader: Iterator[list[str]], first: tuple[int, str], lines: _Lines
) -> Record | Rejected:
    """The record that begins with an open quote; if the quote never closes, its later lines are given
    back.
    """
    held: list[tuple[int, str] | Rejected] = []
    parts = [first[1]]
    for item in lines:
        held.append(item)
        if isinstance(item, Rejected):
            break
        parts.append(item[1])
        if item[1].count('"') % 2:
            record = _parsed(feed, reader, first[0], "\n".join(parts))
            if isinstance(record, Record):
                return record
            break
        if len(parts) > LONGEST_RECORD:
            break
    lines.give_back(held)
    return Rejected(first[0], "", first[1], "quote")


def _parsed(feed: _Feed, reader: Iterator[list[str]], number: int, text: str) -> Record | Rejected:
    feed.pending = text
    try:
        return Record(number, next(reader))
    except (csv.Error, StopIteration):
        return Rejected(number, "", text, "quote")


def find_separator(header: str) -> str:
    """The separator that occurs most in a header line outside quotes; a comma when there is none."""
    bare = _QUOTED.sub("", header)
    return max(SEPARATORS, key=bare.count)
