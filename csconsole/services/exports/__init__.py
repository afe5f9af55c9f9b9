"""Exports of records: streamed with small memory, masked, never a formula, whole or not at all, recorded.

``export_records(ctx, "calls", out=Path("calls.csv"), fmt=FileFormat.CSV, filter="created:today")`` writes
calls, tickets, callbacks, customers or handovers. csv, tsv, json and jsonl are for programs (field names,
codes, UTC) and have ``FILE.about.json`` beside them; md, html and xlsx are for people (titles, labels, the
site's clock) and say in themselves who took them out, when and why.

More rows in a day than the site's limits need ``request_release``, and ``approve_release`` by another
person; the export then uses the request up (SEC-12).
"""

from __future__ import annotations

from csconsole.services.exports.entities import EXPORTS, Exported
from csconsole.services.exports.leaving import ReleaseNeededError, let_rows_leave
from csconsole.services.exports.records_in import records_in
from csconsole.services.exports.releases import (
    RELEASES,
    ReleaseRefusedError,
    ReleaseRow,
    approve_release,
    list_releases,
    refuse_release,
    request_release,
)
from csconsole.services.exports.run import ExportRow, export_records
from csconsole.services.exports.seen import export_seen

__all__ = [
    "EXPORTS",
    "RELEASES",
    "ExportRow",
    "Exported",
    "ReleaseNeededError",
    "ReleaseRefusedError",
    "ReleaseRow",
    "approve_release",
    "export_records",
    "export_seen",
    "let_rows_leave",
    "list_releases",
    "records_in",
    "refuse_release",
    "request_release",
]
