"""``csconsole export calls|tickets|callbacks|customers|handovers``: records to a file or to stdout."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from csconsole.cli.options import FilterOption, OutOption, ReasonOption, SortOption
from csconsole.cli.output import say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _
from csconsole.tabular.columns import FileFormat

app = NounApp(help=N_("Export records to a file."))

_FormatOption = Annotated[
    FileFormat | None,
    typer.Option("--format", help=N_("How to write; without it, by the suffix of -o, else csv.")),
]
_RequestOption = Annotated[
    str,
    typer.Option("--request", metavar="ID", help=N_("The approved release request of the customers' data.")),
]


@app.command("calls", help=N_("Export calls and other contacts."))
def calls(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write calls."""
    _export("calls", query, sort, reason, "", fmt, out)


@app.command("tickets", help=N_("Export tickets and complaints."))
def tickets(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write tickets."""
    _export("tickets", query, sort, reason, "", fmt, out)


@app.command("callbacks", help=N_("Export callbacks."))
def callbacks(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write callbacks."""
    _export("callbacks", query, sort, reason, "", fmt, out)


@app.command("customers", help=N_("Export customers; many need an approved release request."))
def customers(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    request: _RequestOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write customers."""
    _export("customers", query, sort, reason, request, fmt, out)


@app.command("handovers", help=N_("Export handovers."))
def handovers(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write handovers."""
    _export("handovers", query, sort, reason, "", fmt, out)


def _export(
    entity: str,
    query: str,
    sort: str,
    reason: str,
    request: str,
    fmt: FileFormat | None,
    out: OutOption,
) -> None:
    from csconsole.cli.progress import counting
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.exports import export_records
    from csconsole.services.reports import format_of

    ctx = context()
    target = None if out is None or str(out) == "-" else out
    chosen = format_of(fmt, target, FileFormat.CSV)
    if target is None and chosen is FileFormat.XLSX and sys.stdout.isatty():
        raise UsageError(
            _("A workbook cannot be shown on a terminal."), hint=_("Name a file with -o FILE.xlsx")
        )
    sys.stdout.flush()
    with counting(_("rows")) as progress:
        made = export_records(
            ctx,
            entity,
            out=target or sys.stdout.buffer,
            fmt=chosen,
            filter=query,
            sort=sort,
            reason=reason,
            request=request,
            progress=progress,
        )
    if target is not None:
        say(_("{n} rows are in {file}; phones are masked.", n=made.rows, file=target))
