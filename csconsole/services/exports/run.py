"""An export from question to file: who may, how much, streamed, whole or not at all, and recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

from csconsole.clock import iso, local
from csconsole.i18n import _
from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.exports.cells import Names, converters
from csconsole.services.exports.entities import EXPORTS, Exported, exported_named
from csconsole.services.exports.leaving import keys_kept, refusal
from csconsole.services.exports.lines import csv_cells
from csconsole.services.exports.releases import claim_release, few_keys, give_back
from csconsole.services.exports.stream import Batch, Records
from csconsole.services.exports.writers import PEOPLE, WRITERS, Sheet
from csconsole.services.reports import secrecy_line
from csconsole.storage.stages import Stoppable, tell
from csconsole.tabular.columns import FileFormat
from csconsole.tabular.files import replacing
from csconsole.text import formula_safe, one_line

ABOUT_SUFFIX: Final = ".about.json"
"""Beside a file of plain data stands what it is, who took it out and why (SEC-05, SEC-12)."""

_TEXTS: Final = frozenset({FileFormat.CSV, FileFormat.TSV})
"""Formats for which the database is asked for texts only."""


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An export that was made; phones in it are masked."""

    entity: str
    rows: int
    format: str
    filter: str
    sort: str
    file: str
    at: datetime
    by: str
    reason: str
    request: str
    secrecy: str
    masked: bool = True
    labels: bool = False


def export_records(
    ctx: Context,
    entity: str,
    *,
    out: Path | BinaryIO,
    fmt: FileFormat,
    filter: str = "",
    sort: str = "",
    reason: str = "",
    request: str = "",
    labels: bool = False,
) -> ExportRow:
    """Write calls, tickets, callbacks, customers or handovers to a file (whole or not at all) or a stream.

    With ``labels`` csv and tsv are for people as md, html and xlsx are: titles, labels, the site's clock.
    Phones are masked, no cell is a formula, and an event records who, when, why and how many (SEC-05).
    More rows in a day than the settings ``export.bulk_…`` use up an approved release request (SEC-12):
    the one that ``request`` names, else this person's for just this export. Raises ``ReleaseNeededError``
    without one, ``ReleaseRefusedError`` for one that does not fit, ``NotAllowedError``, ``NotFoundError``,
    ``QueryError``, ``OSError``. Tells its stages (``storage.stages``).
    """
    ctx.require(Right.EXPORT)
    kind = exported_named(entity)
    ctx.require(kind.right)
    release = claim_release(ctx, kind, filter, one_line(request).strip())
    asked = _Asked(kind, fmt, filter, sort, one_line(reason), release, labels)
    done = _Counter()
    try:
        return _export(ctx, asked, out, done)
    except BaseException:
        if release and (isinstance(out, Path) or not done.rows):
            give_back(ctx, release)
        raise


def _export(ctx: Context, asked: _Asked, out: Path | BinaryIO, done: _Counter) -> ExportRow:
    """Write the file whole or not at all, or the stream, and record it."""
    if isinstance(out, Path):
        with replacing(out, binary=True) as stream:
            made = _write(ctx, asked, stream, out.name, done)
            _record(ctx, made, done.keys, last=True)
        if asked.fmt not in PEOPLE:
            _write_about(out, made)
        return made
    try:
        made = _write(ctx, asked, out, "", done)
    except BaseException:
        if done.rows:
            _record(ctx, _row(ctx, asked, done.rows, ""), done.keys)
        raise
    _record(ctx, made, done.keys)
    return made


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for."""

    kind: Exported
    fmt: FileFormat
    filter: str
    sort: str
    reason: str
    request: str
    labels: bool

    @property
    def people(self) -> bool:
        """Whether the file is for people: titles, labels, the site's clock."""
        return self.fmt in PEOPLE or (self.labels and self.fmt in _TEXTS)


class _Counter:
    """Counts the rows that went out, to tell and for the event of an export that broke off; ``keys`` are
    those of its records, where the day's account needs them.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.keys: Sequence[int] = ()

    def over(self, batches: Iterable[Batch], total: int) -> Iterator[Batch]:
        tell("export", 0, total)
        for batch in batches:
            yield batch
            self.rows += len(batch[0])
            tell("export", self.rows, total)


def _write(ctx: Context, asked: _Asked, stream: BinaryIO, file: str, done: _Counter) -> ExportRow:
    kind, people = asked.kind, asked.people
    failure: OSError | None = None
    tell("find")
    with ctx.read() as uow, Stoppable(uow.connection):
        records = Records(ctx, uow, kind, filter=asked.filter, sort=asked.sort, texts=asked.fmt in _TEXTS)
        made = _row(ctx, asked, records.count(), file)
        done.keys = () if asked.request else few_keys(ctx, records, asked.kind.name, made.rows)
        sheet = Sheet(
            _(kind.title),
            [_(column.title) if people else column.name for column in kind.columns],
            made.rows,
            about_pairs(ctx, made),
            labels=asked.labels,
        )
        names = Names.read(uow, people=people)
        if asked.fmt is FileFormat.CSV and not people:
            batches = records.lines(names)
        else:
            batches = records.batches(converters(kind.columns, names, ctx.zone, people=people))
            if asked.fmt is FileFormat.CSV:
                batches = (
                    [csv_cells([cell or "" for cell in column]) for column in batch] for batch in batches
                )
        try:
            WRITERS[asked.fmt](stream, sheet, done.over(batches, made.rows))
        except OSError as error:
            # Not the database's: it is raised again outside its block, which would say that it was.
            failure = error
    if failure is not None:
        raise failure
    return made


def _row(ctx: Context, asked: _Asked, rows: int, file: str) -> ExportRow:
    return ExportRow(
        entity=asked.kind.name,
        rows=rows,
        format=str(asked.fmt),
        filter=asked.filter,
        sort=asked.sort,
        file=file,
        at=ctx.now(),
        by=f"{ctx.actor.staff_no} {ctx.actor.name}",
        reason=asked.reason,
        request=asked.request,
        secrecy=secrecy_line(ctx),
        labels=asked.labels,
    )


def about_pairs(ctx: Context, made: ExportRow) -> list[tuple[str, str]]:
    """What stands on an export for people: what, how many, who, when, why, secrecy."""
    at = local(made.at, ctx.zone).strftime("%Y-%m-%d %H:%M %Z")
    pairs = [
        (_("Export"), _(EXPORTS[made.entity].title)),
        (_("Rows"), str(made.rows)),
        (_("Filter"), made.filter or "-"),
        (_("Generated"), _("{at} by {who}", at=at, who=made.by)),
        (_("Reason"), made.reason or "-"),
        (_("Release request"), made.request or "-"),
        (_("Secrecy"), made.secrecy),
        (_("Phones masked"), _("yes")),
    ]
    return [(name, formula_safe(value)) for name, value in pairs]


def _record(ctx: Context, made: ExportRow, keys: Sequence[int], *, last: bool = False) -> None:
    """The event of an export: who, when, why, what and how many (SEC-05). At the ``last`` moment before the
    file gets its name, others of this person that ran meanwhile are counted too.
    """
    detail = {key: value for key, value in asdict(made).items() if key not in ("at", "by", "reason")}
    detail |= keys_kept(ctx, made.entity, keys)
    with ctx.trace() as uow:
        if last and not made.request and (refused := refusal(ctx, uow, made.entity, made.rows, keys)):
            raise refused
        uow.log("export", 0, "exported", detail=detail, reason=made.reason or None)


def _write_about(out: Path, made: ExportRow) -> None:
    body = {**asdict(made), "at": iso(made.at)}
    with replacing(out.with_name(out.name + ABOUT_SUFFIX)) as stream:
        stream.write(json.dumps(body, ensure_ascii=False, indent=1) + "\n")
