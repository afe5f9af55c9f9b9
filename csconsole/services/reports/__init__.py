"""Reports: lists of metrics and of records, as frozen documents that renderers turn into any format.

``build_report(ctx, "daily", date="yesterday")`` gives a ``ReportDocument``; ``save_report`` and
``write_report`` turn it into table, md, csv, tsv, json, jsonl, html or xlsx. ``open_figure(ctx, "calls.lost",
period)`` gives the records that a figure counts, page by page. ``list_reports`` names what there is.
"""

from __future__ import annotations

from csconsole.services.reports.build import build_report, secrecy_line
from csconsole.services.reports.catalogue import REPORTS, ReportRow, list_reports
from csconsole.services.reports.document import Block, Opening, ReportDocument
from csconsole.services.reports.opened import (
    OpenedRow,
    figure_fields,
    figure_parts,
    metric_named,
    open_figure,
    part_label,
    state_label,
)
from csconsole.services.reports.periods import Period, period_of
from csconsole.services.reports.render import (
    FileFormat,
    format_of,
    report_text,
    save_report,
    write_report,
)
from csconsole.services.reports.saving import export_report

__all__ = [
    "REPORTS",
    "Block",
    "FileFormat",
    "OpenedRow",
    "Opening",
    "Period",
    "ReportDocument",
    "ReportRow",
    "build_report",
    "export_report",
    "figure_fields",
    "figure_parts",
    "format_of",
    "list_reports",
    "metric_named",
    "open_figure",
    "part_label",
    "period_of",
    "report_text",
    "save_report",
    "secrecy_line",
    "state_label",
    "write_report",
]
