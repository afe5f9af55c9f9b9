"""What an import did: counts, and each refused row with its line, column, value and rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from csconsole.cti.rejected import Rejected
from csconsole.text import literal_line

MOST_REJECTED = 10_000
"""Refused rows that are listed one by one; beyond that they are only counted."""

_LONGEST_VALUE = 120


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One refused row; ``value`` is cut and safe to print, ``rule`` a code of the list ``import_rule``."""

    line: int
    column: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """The outcome of one import. ``imported``, ``updated`` and ``unchanged`` count records of its kind.

    ``calls`` is the number of calls that the file tells of, ``activities`` the number of agents' sign-ins,
    pauses and sign-outs that were new, ``ring_backs`` the ring-back tasks opened for lost calls.
    """

    file: str
    kind: str
    encoding: str
    dry_run: bool
    lines: int
    imported: int
    updated: int
    unchanged: int
    calls: int
    activities: int
    ring_backs: int
    rejected_count: int
    rejected: tuple[RejectedRow, ...]
    ignored_columns: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The summary as the command line prints it; its names are a contract."""
        return {
            "file": self.file,
            "kind": self.kind,
            "encoding": self.encoding,
            "dry_run": self.dry_run,
            "lines": self.lines,
            "imported": self.imported,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "rejected": [
                {"line": row.line, "column": row.column, "value": row.value, "rule": row.rule}
                for row in self.rejected
            ],
            "rejected_count": self.rejected_count,
            "calls": self.calls,
            "activities": self.activities,
            "ring_backs": self.ring_backs,
            "ignored_columns": list(self.ignored_columns),
        }


@dataclass(slots=True)
class Tally:
    """Counts of an import while it runs."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    calls: int = 0
    activities: int = 0
    ring_backs: int = 0
    rejected_count: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)

    def reject(self, row: Rejected) -> None:
        """Count a refused row; the first ``MOST_REJECTED`` are kept."""
        self.rejected_count += 1
        if len(self.rejected) < MOST_REJECTED:
            value = literal_line(row.value[:_LONGEST_VALUE])
            self.rejected.append(RejectedRow(row.line, literal_line(row.column), value, row.rule))

    def add(self, other: Tally) -> None:
        """Take over the counts of a batch that is stored."""
        self.imported += other.imported
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.calls += other.calls
        self.activities += other.activities
        self.ring_backs += other.ring_backs
        self.rejected_count += other.rejected_count
        self.rejected.extend(other.rejected[: MOST_REJECTED - len(self.rejected)])
