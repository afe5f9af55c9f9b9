"""A report document as text, Markdown, CSV, TSV, JSON, JSON lines, HTML or XLSX.

``write_report(document, fmt, stream)`` writes to a binary stream; ``save_report`` to a file, whole or not at
all. Every format carries the header: title, period, formulas and thresholds, secrecy, when and by whom.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final, TextIO

from csconsole.errors import UsageError
from csconsole.i18n import _, listed
from csconsole.services.reports.document import ReportDocument
from csconsole.services.reports.render import data, page, text
from csconsole.tabular.columns import FileFormat
from csconsole.tabular.files import replacing

__all__ = ["FileFormat", "format_of", "report_text", "save_report", "write_report"]


_TEXT: Final[dict[FileFormat, Callable[[TextIO, ReportDocument], None]]] = {
    FileFormat.TABLE: text.write_table_report,
    FileFormat.MD: text.write_markdown_report,
    FileFormat.CSV: data.write_csv_report,
    FileFormat.TSV: data.write_tsv_report,
    FileFormat.JSON: data.write_json_report,
    FileFormat.JSONL: data.write_jsonl_report,
    FileFormat.HTML: page.write_html_report,
}

_SEPARATED: Final = {FileFormat.CSV: data.write_csv_report, FileFormat.TSV: data.write_tsv_report}


def format_of(fmt: str | None, out: Path | None, default: FileFormat = FileFormat.TABLE) -> FileFormat:
    """The format asked for, else the one that the file's suffix means, else ``default``.

    Raises ``UsageError`` for one that does not exist.
    """
    wanted = fmt or (out.suffix.lstrip(".").lower() if out is not None else "")
    if not wanted or (not fmt and wanted == "txt"):
        return default
    try:
        return FileFormat(wanted)
    except ValueError:
        raise UsageError(
            _("There is no format “{format}”.", format=wanted),
            field="--format",
            value=wanted,
            hint=_("Use one of: {formats}.", formats=listed(FileFormat)),
        ) from None


def write_report(
    document: ReportDocument, fmt: FileFormat, stream: IO[bytes], *, labels: bool = False
) -> None:
    """Write the document to a binary stream; texts are UTF-8, csv with a byte order mark for spreadsheets.
    With ``labels`` csv, tsv and xlsx are for people as the other formats are.
    """
    if fmt is FileFormat.XLSX:
        from csconsole.services.reports.render import sheets

        sheets.write_xlsx_report(stream, document, labels=labels)
        return
    made = report_text(document, fmt, labels=labels)
    stream.write(made.encode("utf-8-sig" if fmt is FileFormat.CSV else "utf-8"))


def report_text(document: ReportDocument, fmt: FileFormat, *, labels: bool = False) -> str:
    """The document as text, in any format but XLSX; ``labels`` as in ``write_report``."""
    buffer = io.StringIO(newline="")
    if labels and fmt in _SEPARATED:
        _SEPARATED[fmt](buffer, document, labels=True)
    else:
        _TEXT[fmt](buffer, document)
    return buffer.getvalue()


def save_report(
    document: ReportDocument, path: Path, fmt: FileFormat | None = None, *, labels: bool = False
) -> None:
    """Write the document to a file, whole or not at all, readable by its owner only. Raises ``OSError``."""
    chosen = fmt or format_of(None, path)
    with replacing(path, binary=True) as stream:
        write_report(document, chosen, stream, labels=labels)
