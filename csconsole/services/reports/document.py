"""A report as a frozen document: what every renderer and the screen are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from csconsole.i18n import _
from csconsole.metrics.definition import Figure
from csconsole.tabular.columns import Column

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is behind a column of a split: the metric, for the value of the dimension that a row names as its
    ``key``.
    """

    column: str
    metric: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Block:
    """One table of a report. ``columns`` are for people, ``fields`` for programs; ``notes`` stand under it.

    ``figures`` names the metric of each row, where a row is a figure that can be opened. The rows of a split
    open to what their columns count (``opens``), in the days ``opened_in`` where these are not the report's.
    """

    key: str
    title: str
    columns: tuple[Column[Any], ...]
    rows: tuple[Any, ...]
    fields: tuple[Column[Any], ...] = ()
    notes: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    opens: tuple[Opening, ...] = ()
    opened_in: tuple[date, date] | None = None

    @property
    def data_fields(self) -> tuple[Column[Any], ...]:
        """The columns of json, jsonl and csv."""
        return self.fields or self.columns


def capped(block: Block, most: int, read: int | None = None) -> Block:
    """The block, with a word under it where the records that were ``read`` for it, by default one a row,
    reached the ``most`` that are: nothing is left out in silence.
    """
    if (len(block.rows) if read is None else read) < most:
        return block
    return replace(
        block, notes=(*block.notes, _("No more than {n} are read: choose a shorter period.", n=most))
    )


@dataclass(frozen=True, slots=True)
class ReportDocument:
    """A report with everything that is printed on it; ``header`` carries formulas and thresholds (RPT-05)."""

    name: str
    title: str
    source: str
    site: str
    first: date
    last: date
    provisional: bool
    generated_at: datetime
    generated_by: str
    secrecy: str
    header: tuple[str, ...]
    blocks: tuple[Block, ...]
    analysis: tuple[str, ...]
    zone: ZoneInfo
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def period(self) -> str:
        """``2026-11-22`` or ``2026-11-01 .. 2026-11-30``."""
        return str(self.first) if self.first == self.last else f"{self.first} .. {self.last}"
