"""A report written to a file, and the event that says so (SEC-05)."""

from __future__ import annotations

from pathlib import Path

from csconsole.models import Right
from csconsole.services.context import Context
from csconsole.services.reports.document import ReportDocument
from csconsole.services.reports.render import format_of, save_report
from csconsole.tabular.columns import FileFormat


def export_report(
    ctx: Context,
    document: ReportDocument,
    out: Path,
    fmt: FileFormat | None = None,
    *,
    labels: bool = False,
) -> FileFormat:
    """Write the report to a file, whole or not at all, in a format or the one that the suffix means.

    ``labels``: csv, tsv and xlsx for people. Returns the format. Raises ``NotAllowedError``, ``UsageError``
    for an unknown suffix, ``OSError``.
    """
    ctx.require(Right.REPORT_VIEW)
    chosen = fmt or format_of(None, out)
    save_report(document, out, chosen, labels=labels)
    detail = {
        "report": document.name,
        "from": str(document.first),
        "to": str(document.last),
        "format": str(chosen),
        "file": out.name,
    }
    with ctx.trace() as uow:
        uow.log("report", 0, "exported", detail=detail)
    return chosen
