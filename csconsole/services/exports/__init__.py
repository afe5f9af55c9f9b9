"""Exports of records: streamed with small memory, masked, never a formula, whole or not at all, recorded.

``export_records(ctx, "calls", out=Path("calls.csv"), fmt=FileFormat.CSV, filter="created:today")`` writes
calls, tickets, callbacks, customers or handovers. csv, tsv, json and jsonl are for programs (field names,
codes, UTC) and have ``FILE.about.json`` beside them; md, html and xlsx are for people (titles, labels, the
site's clock) and say in themselves who took them out, when and why.
"""

from __future__ import annotations

from csconsole.services.exports.entities import EXPORTS, Exported
from csconsole.services.exports.run import ExportRow, ReleaseNeededError, export_records, exported_named

__all__ = ["EXPORTS", "ExportRow", "Exported", "ReleaseNeededError", "export_records", "exported_named"]
