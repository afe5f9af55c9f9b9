"""``csconsole report NAME``: a report on screen or in a file; ``csconsole report list`` names them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli.leaving import PAGE_ROWS
from csconsole.cli.options import OutOption
from csconsole.cli.output import Column, emit_rows, labelled_as, printing, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _
from csconsole.tabular.columns import FileFormat

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.reports import ReportDocument

COLUMNS: tuple[Column[object], ...] = (
    Column("name", N_("Name")),
    Column("source", N_("Source")),
    Column("title", N_("Title")),
    Column("about", N_("About"), width=90),
    Column("default_period", N_("Default period")),
)

app = NounApp()


@app.command(
    "report",
    help=N_(
        "Print a report, or the list of reports. Numbers come from records only; every rate prints its parts."
    ),
    prints=COLUMNS,
)
def report(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=N_("The report, or list for the names of all reports."))
    ] = "list",
    date: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="DAY",
            help=N_("A day, month, week or year: 2026-11-22, yesterday, 2026-11, week, lastmonth."),
        ),
    ] = "",
    from_: Annotated[str, typer.Option("--from", metavar="DAY", help=N_("The first day."))] = "",
    to: Annotated[str, typer.Option("--to", metavar="DAY", help=N_("The last day; without it, today."))] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="DIMENSION",
            help=N_(
                "Split the figures: person, team, branch, zone, department, type, product, channel, "
                "category, day, hour."
            ),
        ),
    ] = "",
    rows: Annotated[bool, typer.Option("--rows", help=N_("Print the records behind every figure."))] = False,
    figure: Annotated[
        str,
        typer.Option("--figure", metavar="ID", help=N_("Print the records behind this one, as calls.lost.")),
    ] = "",
    analysis: Annotated[
        str, typer.Option("--analysis", metavar="TEXT", help=N_("Your text for the analysis."))
    ] = "",
    fmt: Annotated[
        FileFormat | None,
        typer.Option("--format", help=N_("How to print; without it, by the suffix of -o, else a table.")),
    ] = None,
    out: OutOption = None,
) -> None:
    """Print the report, or write it to a file."""
    from csconsole.cli.session import context
    from csconsole.services import reports

    if name == "list":
        _print_list(fmt, out)
        return
    chosen = reports.format_of(fmt, out, _default_format())
    labels = labelled_as(chosen)
    ctx = context()
    document = reports.build_report(
        ctx,
        name,
        date=date,
        from_=from_,
        to=to,
        by=by,
        rows=rows,
        figure=figure,
        analysis=analysis,
    )
    _count_rows(ctx, document, chosen, out)
    if out is not None and str(out) != "-":
        reports.export_report(ctx, document, out, chosen, labels=labels)
        say(_("{title} {period} is in {file}.", title=document.title, period=document.period, file=out))
        return
    _to_stdout(document, chosen, labels=labels)


def _count_rows(ctx: Context, document: ReportDocument, fmt: FileFormat, out: Path | None) -> None:
    """The records behind figures leave like those of a list (SEC-12)."""
    rows = [row for block in document.blocks if block.key.startswith("rows:") for row in block.rows]
    seen = out is None and fmt is FileFormat.TABLE and len(rows) <= PAGE_ROWS and sys.stdout.isatty()
    if rows and not seen:
        from csconsole.services.exports import let_rows_leave, records_in

        file = out.name if out is not None else ""
        behind = f"{document.name} {document.period}"
        let_rows_leave(ctx, "records", len(rows), filter=behind, file=file, keys=records_in(ctx, rows))


def _print_list(fmt: FileFormat | None, out: Path | None) -> None:
    from csconsole.cli.session import context
    from csconsole.services.reports import list_reports

    emit_rows(list_reports(context()), COLUMNS, fmt=fmt, out=out)


def _default_format() -> FileFormat:
    from csconsole.cli.globals import current_globals

    return FileFormat(current_globals().default_format or FileFormat.TABLE)


def _to_stdout(document: ReportDocument, fmt: FileFormat, *, labels: bool) -> None:
    from csconsole.errors import UsageError
    from csconsole.services import reports
    from csconsole.tabular.formats import BYTE_ORDER_MARK

    if fmt is FileFormat.XLSX:
        if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
            raise UsageError(_("A workbook cannot be shown here."), hint=_("Name a file with -o FILE.xlsx"))
        with printing() as stream:
            reports.write_report(document, fmt, stream.buffer, labels=labels)
    else:
        with printing() as stream:
            stream.write(BYTE_ORDER_MARK if labels and fmt is FileFormat.CSV else "")
            stream.write(reports.report_text(document, fmt, labels=labels))
