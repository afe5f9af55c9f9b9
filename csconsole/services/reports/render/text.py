"""Reports for people: aligned text and Markdown."""

from __future__ import annotations

from typing import TextIO

from csconsole.i18n import _
from csconsole.services.reports.document import Block, ReportDocument
from csconsole.services.reports.render.head import head_pairs
from csconsole.tabular.formats import escape_markdown, write_markdown, write_table
from csconsole.text import literal_line


def write_table_report(stream: TextIO, document: ReportDocument) -> None:
    """The report as aligned text."""
    for name, value in head_pairs(document):
        stream.write(f"{name}: {literal_line(value)}\n")
    for block in document.blocks:
        stream.write(f"\n{literal_line(block.title)}\n")
        _table(stream, block, document)
    _lines(stream, _("Analysis"), document.analysis)
    _lines(stream, _("Formulas"), document.header)


def write_markdown_report(stream: TextIO, document: ReportDocument) -> None:
    """The report as Markdown."""
    stream.write(f"# {escape_markdown(document.title)}\n\n")
    for name, value in head_pairs(document)[1:]:
        stream.write(f"- {escape_markdown(name)}: {escape_markdown(literal_line(value))}\n")
    for block in document.blocks:
        stream.write(f"\n## {escape_markdown(literal_line(block.title))}\n\n")
        if block.rows:
            write_markdown(stream, block.rows, block.columns, document.zone)
        else:
            stream.write(_("none") + "\n")
        for note in block.notes:
            stream.write(f"\n{escape_markdown(note)}\n")
    for title, lines in ((_("Analysis"), document.analysis), (_("Formulas"), document.header)):
        if lines:
            stream.write(f"\n## {title}\n\n")
            for line in lines:
                stream.write(f"- {escape_markdown(literal_line(line))}\n")


def _table(stream: TextIO, block: Block, document: ReportDocument) -> None:
    if block.rows:
        write_table(stream, block.rows, block.columns, document.zone)
    else:
        stream.write(_("none") + "\n")
    for note in block.notes:
        stream.write(f"{literal_line(note)}\n")


def _lines(stream: TextIO, title: str, lines: tuple[str, ...]) -> None:
    if lines:
        stream.write(f"\n{title}\n")
    for line in lines:
        stream.write(f"- {literal_line(line)}\n")
