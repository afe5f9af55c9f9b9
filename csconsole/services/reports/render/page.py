"""Reports as one HTML page that needs nothing else: every text is escaped, it prints on A4."""

from __future__ import annotations

from html import escape
from typing import TextIO

from csconsole.i18n import _, get_language
from csconsole.services.reports.document import Block, ReportDocument
from csconsole.services.reports.render.head import head_pairs
from csconsole.tabular.columns import as_words
from csconsole.text import literal_line

STYLE = """
body{font:14px/1.45 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2em auto;max-width:70em;
color:#1b1b1b;background:#fff;padding:0 1em}
h1{font-size:1.5em;margin:0 0 .3em}h2{font-size:1.1em;margin:1.6em 0 .4em}
table{border-collapse:collapse;width:100%}th,td{padding:.25em .6em;border-bottom:1px solid #ddd;
text-align:left;vertical-align:top}th{border-bottom:2px solid #888}td.n,th.n{text-align:right;
font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content auto;gap:.1em 1em;margin:0}
dt{color:#555}dd{margin:0}.no{font-weight:bold}p.note,ul{color:#333}
@media print{body{margin:0;max-width:none}tr{break-inside:avoid}}
"""


def write_html_report(stream: TextIO, document: ReportDocument) -> None:
    """The report as one HTML page."""
    lang = "zh-CN" if get_language() == "zh" else "en"
    title = _safe(f"{document.title} {document.period}")
    stream.write(f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n')
    stream.write(f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n")
    stream.write(f"<h1>{_safe(document.title)}</h1>\n<dl>\n")
    for name, value in head_pairs(document)[1:]:
        stream.write(f"<dt>{_safe(name)}</dt><dd>{_safe(value)}</dd>\n")
    stream.write("</dl>\n")
    for block in document.blocks:
        _write_block(stream, block, document)
    for heading, lines in ((_("Analysis"), document.analysis), (_("Formulas"), document.header)):
        if lines:
            items = "".join(f"<li>{_safe(line)}</li>\n" for line in lines)
            stream.write(f"<h2>{_safe(heading)}</h2>\n<ul>\n{items}</ul>\n")
    stream.write("</body>\n</html>\n")


def _write_block(stream: TextIO, block: Block, document: ReportDocument) -> None:
    stream.write(f"<h2>{_safe(block.title)}</h2>\n")
    if not block.rows:
        stream.write(f"<p>{_safe(_('none'))}</p>\n")
        return
    shown = [column for column in block.columns if column.table]
    kinds = [' class="n"' if column.align_right else "" for column in shown]
    heads = "".join(
        f"<th{kind}>{_safe(_(column.title))}</th>" for kind, column in zip(kinds, shown, strict=True)
    )
    stream.write(f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n")
    for row in block.rows:
        cells = "".join(
            f"<td{kind}>{_safe(as_words(column, column.of(row), document.zone))}</td>"
            for kind, column in zip(kinds, shown, strict=True)
        )
        stream.write(f"<tr>{cells}</tr>\n")
    stream.write("</tbody>\n</table>\n")
    for note in block.notes:
        stream.write(f'<p class="note">{_safe(note)}</p>\n')


def _safe(text: str) -> str:
    return escape(literal_line(text), quote=True)
