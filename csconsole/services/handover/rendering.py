"""A plain document model, and its two forms: Markdown and HTML. Every text in it is taken literally."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from csconsole.text import literal, literal_line

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")
_STYLE = (
    "body{font-family:system-ui,'Noto Sans CJK SC',sans-serif;margin:2em;max-width:60em}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.25em .5em;"
    "text-align:left;vertical-align:top}th{background:#eee}p{overflow-wrap:anywhere}"
    "@media print{body{margin:0}}"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A name and a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph as a person wrote it; its line ends are kept."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Line | Words | Table


def as_markdown(blocks: Iterable[Block]) -> str:
    """The document as Markdown in which nothing of a text is markup."""
    parts: list[str] = []
    previous: Block | None = None
    for block in blocks:
        if parts and not (isinstance(block, Line) and isinstance(previous, Line)):
            parts.append("")
        parts.extend(_markdown(block))
        previous = block
    return "\n".join(parts) + "\n"


def as_html(blocks: Iterable[Block], *, title: str, lang: str) -> str:
    """The document as one HTML page without anything to load."""
    body = "\n".join(_html(block) for block in blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(lang)}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(literal_line(title))}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _markdown(block: Block) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * block.level} {_md(block.text)}"
    elif isinstance(block, Line):
        yield f"- {_md(block.name)}: {_md(block.value)}"
    elif isinstance(block, Words):
        yield "  \n".join(_md(words) for words in literal(block.text).splitlines())
    else:
        yield "| " + " | ".join(_md(cell) for cell in block.head) + " |"
        yield "|" + " --- |" * len(block.head)
        for row in block.rows:
            yield "| " + " | ".join(_md(cell) for cell in row) + " |"


def _html(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{_escape(block.text)}</h{block.level}>"
    if isinstance(block, Line):
        return f"<p><b>{_escape(block.name)}</b>: {_escape(block.value)}</p>"
    if isinstance(block, Words):
        return "<p>" + "<br>\n".join(_escape(words) for words in literal(block.text).splitlines()) + "</p>"
    head = "".join(f"<th>{_escape(cell)}</th>" for cell in block.head)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{_escape(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
    )
    return f"<table>\n<tr>{head}</tr>\n{rows}\n</table>"


def _md(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", literal_line(text))


def _escape(text: str) -> str:
    return html.escape(literal_line(text))
