"""Reports for programs: JSON, JSON lines, and comma- or tab-separated values that a spreadsheet opens."""

from __future__ import annotations

import csv
import json
from typing import Any, TextIO

from csconsole.i18n import _
from csconsole.services.reports.document import ReportDocument
from csconsole.services.reports.render.head import head_pairs
from csconsole.tabular.columns import as_data
from csconsole.tabular.formats import escape_json, fields_of, json_text, separated_cell, write_words


def write_json_report(stream: TextIO, document: ReportDocument) -> None:
    """One JSON object; ``figures`` has every figure by its id, ``blocks`` every table."""
    body = {
        **head_data(document),
        "figures": {
            row["id"]: fields_of(row, block.data_fields)
            for block in document.blocks
            if block.figures
            for row in block.rows
        },
        "blocks": [
            {
                "key": block.key,
                "title": block.title,
                "rows": [fields_of(row, block.data_fields) for row in block.rows],
                "notes": list(block.notes),
            }
            for block in document.blocks
        ],
    }
    stream.write(escape_json(json.dumps(body, ensure_ascii=False, indent=1)) + "\n")


def write_jsonl_report(stream: TextIO, document: ReportDocument) -> None:
    """A line with the header, then a line for each row with the key of its table in ``block``."""
    stream.write(json_text(head_data(document)) + "\n")
    for block in document.blocks:
        for row in block.rows:
            stream.write(json_text({"block": block.key, **fields_of(row, block.data_fields)}) + "\n")


def write_csv_report(stream: TextIO, document: ReportDocument, *, labels: bool = False) -> None:
    """Header lines, then each table under its title, separated by empty lines. With ``labels`` the tables are
    as people read them.
    """
    _write_separated(csv.writer(stream), document, one_line=False, labels=labels)


def write_tsv_report(stream: TextIO, document: ReportDocument, *, labels: bool = False) -> None:
    """The same with tabs; tabs and newlines in a value become spaces."""
    writer = csv.writer(stream, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    _write_separated(writer, document, one_line=True, labels=labels)


def head_data(document: ReportDocument) -> dict[str, Any]:
    """The header with stable names."""
    return {
        "report": document.name,
        "source": document.source,
        "title": document.title,
        "site": document.site,
        "from": as_data(document.first),
        "to": as_data(document.last),
        "provisional": document.provisional,
        "generated_at": as_data(document.generated_at),
        "generated_by": document.generated_by,
        "secrecy": document.secrecy,
        "formulas": list(document.header),
        "analysis": list(document.analysis),
    }


def _write_separated(writer: Any, document: ReportDocument, *, one_line: bool, labels: bool) -> None:
    def line(*values: Any) -> None:
        writer.writerow([separated_cell(value, one_line=one_line) for value in values])

    for name, value in head_pairs(document):
        line(name, value)
    for title, texts in ((_("Formula"), document.header), (_("Analysis"), document.analysis)):
        for one in texts:
            line(title, one)
    for block in document.blocks:
        writer.writerow([])
        line(block.title)
        if labels:
            write_words(writer, block.rows, block.columns, document.zone)
        else:
            line(*(column.name for column in block.data_fields))
            for row in block.rows:
                line(*(column.of(row) for column in block.data_fields))
        for note in block.notes:
            line(note)
