"""``csconsole import``: files of telephone systems and tables of other systems into the database."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, Format, choose_format, emit_rows, printing, say
from csconsole.cli.session import context
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, listed, ngettext
from csconsole.text import cut, literal, one_line

_MOST_NAMES: Final = 20
_NAME_CELLS: Final = 40

if TYPE_CHECKING:
    from csconsole.services.imports import ImportSummary, RejectedRow

app = NounApp(help=N_("Import files of telephone systems and tables."))

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The file to import."))]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=N_("Try every row and store nothing."))]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help=N_("Which column is a field; may be repeated.")),
]
EncodingOption = Annotated[
    str | None,
    typer.Option("--encoding", metavar="NAME", help=N_("The file's encoding, if it is not recognised.")),
]
SheetOption = Annotated[
    str | None,
    typer.Option("--sheet", metavar="NAME", help=N_("The sheet of a spreadsheet; else the first.")),
]
SourceOption = Annotated[
    str, typer.Option("--source", metavar="WORD", help=N_("The system that the records come from."))
]

COLUMNS: tuple[Column[RejectedRow], ...] = (
    Column("line", N_("Line"), right=True),
    Column("column", N_("Column"), width=20),
    Column("value", N_("Value"), width=40),
    Column("rule", N_("Rule"), codes="import_rule"),
)


@app.command("queue-log", help=N_("Import an Asterisk queue_log: calls, agents, ring-backs."), prints=COLUMNS)
def queue_log_(
    file: FileArgument,
    dry_run: DryRunOption = False,
    encoding: EncodingOption = None,
    fmt: FormatOption = None,
) -> None:
    """Calls of a queue log."""
    from csconsole.services.imports import import_queue_log

    _run(import_queue_log, file, fmt, dry_run=dry_run, encoding=encoding)


@app.command("cdr", help=N_("Import Asterisk call records (Master.csv)."), prints=COLUMNS)
def cdr_(
    file: FileArgument,
    dry_run: DryRunOption = False,
    encoding: EncodingOption = None,
    fmt: FormatOption = None,
) -> None:
    """Calls of a CDR file."""
    from csconsole.services.imports import import_cdr

    _run(import_cdr, file, fmt, dry_run=dry_run, encoding=encoding)


@app.command("calls", help=N_("Import calls and other contacts from CSV or XLSX."), prints=COLUMNS)
def calls_(
    file: FileArgument,
    dry_run: DryRunOption = False,
    mapping: MapOption = None,
    source: SourceOption = "file",
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    fmt: FormatOption = None,
) -> None:
    """Contacts of a table."""
    from csconsole.services.imports import import_calls

    _run(
        import_calls,
        file,
        fmt,
        dry_run=dry_run,
        mapping=mapping or (),
        source=source,
        encoding=encoding,
        sheet=sheet,
    )


@app.command("customers", help=N_("Import customers from CSV or XLSX."), prints=COLUMNS)
def customers_(
    file: FileArgument,
    dry_run: DryRunOption = False,
    mapping: MapOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    fmt: FormatOption = None,
) -> None:
    """Customers of a table."""
    from csconsole.services.imports import import_customers

    _run(import_customers, file, fmt, dry_run=dry_run, mapping=mapping or (), encoding=encoding, sheet=sheet)


@app.command("categories", help=N_("Import the category tree from CSV or XLSX."), prints=COLUMNS)
def categories_(
    file: FileArgument,
    dry_run: DryRunOption = False,
    mapping: MapOption = None,
    encoding: EncodingOption = None,
    sheet: SheetOption = None,
    fmt: FormatOption = None,
) -> None:
    """Categories of a table."""
    from csconsole.services.imports import import_categories

    _run(import_categories, file, fmt, dry_run=dry_run, mapping=mapping or (), encoding=encoding, sheet=sheet)


def _run(importer: Callable[..., ImportSummary], file: Path, fmt: Format | None, **options: Any) -> None:
    """Import, say what was done, print the summary, and fail when rows were refused."""
    from csconsole.cti.source import GUESSED
    from csconsole.errors import RowsRejectedError

    ctx = context()
    with _progress(file) as progress:
        summary = importer(ctx, file, progress=progress, **options)
    _say_summary(summary)
    if options.get("encoding") is None and summary.encoding in GUESSED:
        say(
            _(
                "{file} was read as {encoding}, which is a guess. Where names look wrong, save it as UTF-8 "
                "or name its encoding with --encoding.",
                file=summary.file,
                encoding=summary.encoding,
            )
        )
    chosen = Format.JSON if fmt is None and not sys.stdout.isatty() else choose_format(fmt, None)
    if chosen is Format.JSON:
        with printing() as stream:
            stream.write(literal(json.dumps(summary.as_json(), ensure_ascii=False)) + "\n")
    elif summary.rejected or chosen is not Format.TABLE:
        emit_rows(summary.rejected, COLUMNS, fmt=chosen)
    if summary.rejected_count:
        raise RowsRejectedError(
            _refused(summary),
            hint=_("Correct them and import the file again: what is stored already stays as it is."),
        )


def _refused(summary: ImportSummary) -> str:
    """How many rows were refused, and whether any other is stored."""
    if summary.dry_run:
        return ngettext("{n} row would be refused.", "{n} rows would be refused.", summary.rejected_count)
    if summary.imported or summary.updated or summary.unchanged or summary.activities:
        return ngettext(
            "{n} row was refused; the others are stored.",
            "{n} rows were refused; the others are stored.",
            summary.rejected_count,
        )
    return ngettext(
        "{n} row was refused; nothing was stored.",
        "{n} rows were refused; nothing was stored.",
        summary.rejected_count,
    )


def _say_summary(summary: ImportSummary) -> None:
    """What was stored and what was left out, in words."""
    say(
        ngettext(
            "{file}: {lines} line; {imported} new, {updated} updated, "
            "{unchanged} unchanged, {rejected} refused.",
            "{file}: {lines} lines; {imported} new, {updated} updated, "
            "{unchanged} unchanged, {rejected} refused.",
            summary.lines,
            file=summary.file,
            lines=summary.lines,
            imported=summary.imported,
            updated=summary.updated,
            unchanged=summary.unchanged,
            rejected=summary.rejected_count,
        )
    )
    if summary.dry_run:
        say(_("This was a dry run: nothing was stored."))
    if summary.activities:
        say(ngettext("{n} event of agents stored.", "{n} events of agents stored.", summary.activities))
    if summary.ring_backs:
        say(
            ngettext(
                "{n} ring-back planned for lost calls.",
                "{n} ring-backs planned for lost calls.",
                summary.ring_backs,
            )
        )
    if summary.ignored_columns:
        say(_("Columns without a meaning here: {columns}", columns=_some(summary.ignored_columns)))
    _say_rejected(summary)


def _say_rejected(summary: ImportSummary) -> None:
    """The first rows that were refused, each with the rule, and how many more there are."""
    from csconsole.codes import label

    for row in summary.rejected[:10]:
        say(
            _(
                "line {line}, {column}: {value} - {rule}",
                line=row.line,
                column=row.column or "-",
                value=row.value or "-",
                rule=label("import_rule", row.rule),
            )
        )
    if summary.rejected_count > 10:
        say(_("... and {n} more; --format json lists them.", n=summary.rejected_count - 10))


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int, int], None]]:
    """A bar for what takes longer than a second on a terminal. An interruption says what is safe."""
    from csconsole.cli.progress import counting

    started = time.monotonic()
    try:
        size = file.stat().st_size // 1024
    except (OSError, ValueError):
        size = 0
    try:
        with counting(_("KiB of {file}", file=file.name), size) as show:
            yield lambda done, _size: show(done // 1024) if time.monotonic() - started > 1 else None
    except KeyboardInterrupt:
        say(_("Stopped. What was imported so far is stored; import the file again to go on."))
        raise


def _some(names: Sequence[str]) -> str:
    """The first names of a long list, each cut where it is long itself, and how many more there are."""
    shown = [cut(one_line(name), _NAME_CELLS) for name in names[:_MOST_NAMES]]
    if len(names) <= _MOST_NAMES:
        return listed(shown)
    return _("{names} and {n} more", names=listed(shown), n=len(names) - _MOST_NAMES)
