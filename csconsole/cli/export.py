"""``csconsole export``: records as csv, tsv, json, jsonl, md, html or xlsx, masked and recorded."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from contextlib import nullcontext
from typing import Annotated

import typer

from csconsole.cli.leaving import RequestOption
from csconsole.cli.options import FilterOption, OutOption, ReasonOption, SortOption
from csconsole.cli.output import labelled_as, printing, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, ngettext
from csconsole.tabular.columns import FileFormat

app = NounApp(help=N_("Export records to a file."))

_FormatOption = Annotated[
    FileFormat | None,
    typer.Option("--format", help=N_("How to write; without it, by the suffix of -o, else csv.")),
]


def _exporting(entity: str) -> Callable[..., None]:
    """The verb that exports one kind of record."""

    def export(
        query: FilterOption = "",
        sort: SortOption = "",
        reason: ReasonOption = "",
        fmt: _FormatOption = None,
        out: OutOption = None,
        request: RequestOption = "",
    ) -> None:
        _export(entity, query, sort, reason, request, fmt, out)

    export.__name__ = entity
    return export


for _entity, _help in (
    ("calls", N_("Export calls and other contacts.")),
    ("tickets", N_("Export tickets and complaints.")),
    ("callbacks", N_("Export callbacks.")),
    ("handovers", N_("Export handovers.")),
):
    app.command(_entity, help=_help)(_exporting(_entity))


@app.command("customers", help=N_("Export customers; many need an approved release request."))
def customers(
    query: FilterOption = "",
    sort: SortOption = "",
    reason: ReasonOption = "",
    request: RequestOption = "",
    fmt: _FormatOption = None,
    out: OutOption = None,
) -> None:
    """Write customers."""
    _export("customers", query, sort, reason, request, fmt, out)


def _export(
    entity: str,
    query: str,
    sort: str,
    reason: str,
    request: str,
    fmt: FileFormat | None,
    out: OutOption,
) -> None:
    """Write the records to the file, or to stdout where none is named. Raises ``UsageError`` for a workbook
    that would go to a terminal.
    """
    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import context
    from csconsole.services.exports import export_records
    from csconsole.services.reports import format_of

    ctx = context()
    target = None if out is None or str(out) == "-" else out
    chosen = format_of(fmt, target, FileFormat.CSV)
    labels = labelled_as(chosen)
    if target is None and chosen is FileFormat.XLSX:
        _require_bytes_taken()
    sys.stdout.flush()
    kept = io.BytesIO() if target is None and not hasattr(sys.stdout, "buffer") else None
    stopped = _("Stopped. No file was written.") if target else _("Stopped. What was written is not all.")
    with printing() if target is None else nullcontext(), in_stages(stopped):
        made = export_records(
            ctx,
            entity,
            out=target or kept or sys.stdout.buffer,
            fmt=chosen,
            filter=query,
            sort=sort,
            reason=reason,
            request=request,
            labels=labels,
        )
    if kept is not None:
        with printing() as stream:
            stream.write(kept.getvalue().decode("utf-8"))
    if target is not None:
        say(
            ngettext(
                "{n} row is in {file}; phones are masked.",
                "{n} rows are in {file}; phones are masked.",
                made.rows,
                file=target,
            )
        )


def _require_bytes_taken() -> None:
    """Raises ``UsageError`` where stdout takes text only: a terminal, and the process of a batch."""
    from csconsole.errors import UsageError

    if sys.stdout.isatty() or not hasattr(sys.stdout, "buffer"):
        raise UsageError(_("A workbook cannot be shown here."), hint=_("Name a file with -o FILE.xlsx"))
