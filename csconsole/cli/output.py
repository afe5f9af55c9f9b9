"""Everything the commands print: data to stdout or a file, words to stderr.

A verb that lists calls ``emit_page(page, COLUMNS, fmt=fmt, out=out)`` with the page its service gave, one
that has plain rows ``emit_rows(rows, COLUMNS, fmt=fmt, out=out)``, one that shows a record ``emit_record(row,
COLUMNS, fmt=fmt)``; what it has to say to a person (what was done, what to do next) goes through ``say``.
Formats: ``table``, ``json``, ``jsonl``, ``csv``, ``tsv``, ``md``. Without a format ``-o`` decides by its
suffix, and a table is the default.

Text that reaches a terminal is made harmless; csv and tsv cells cannot be formulas; a file is replaced whole
or not at all and is readable by its owner only. With ``--labels`` csv and tsv are for people, too. There is
no colour except bold headings on a terminal, and no pager.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

from csconsole.cli.afterwards import OutputLostError, printed
from csconsole.errors import UsageError
from csconsole.i18n import _, listed
from csconsole.tabular.columns import Column, FileFormat, Format
from csconsole.tabular.files import replacing
from csconsole.text import literal

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = ["Column", "Format", "emit_page", "emit_record", "emit_rows", "emit_text", "open_out", "say"]


_SUFFIXES: Final = {
    ".json": Format.JSON,
    ".jsonl": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".md": Format.MD,
}
_zone: ZoneInfo | None = None


def say(text: str) -> None:
    """Print one message for a person on stderr; text in it that a terminal would obey is made visible."""
    try:
        print(literal(text), file=sys.stderr)  # noqa: T201 - this is where the command line speaks
    except BrokenPipeError:
        raise
    except OSError:  # nobody can be told; what was done is done, and its exit code says so
        return


def use_zone(zone: ZoneInfo) -> None:
    """Show times of tables in this zone from now on: the site's, once its database is open."""
    global _zone
    _zone = zone


def site_zone() -> ZoneInfo:
    """The zone that tables show times in."""
    global _zone
    if _zone is None:
        from csconsole.config import load_config

        _zone = load_config().zone_info
    return _zone


def choose_format(fmt: Format | str | None, out: Path | str | None) -> Format:
    """The format asked for, else the one that the suffix of ``out`` means, else the command line's default.

    Raises ``UsageError`` for an unknown format, or a suffix that names none.
    """
    from csconsole.cli.globals import current_globals

    if fmt:
        try:
            return Format(fmt)
        except ValueError:
            raise UsageError(
                _("There is no format “{format}”.", format=fmt),
                field="--format",
                hint=_("Use one of: {formats}.", formats=listed(Format)),
            ) from None
    if out is not None and (suffix := Path(out).suffix.lower()) not in ("", ".txt"):
        if suffix not in _SUFFIXES:
            raise UsageError(
                _("A file that ends in {suffix} is not a list this command writes.", suffix=suffix),
                field="-o",
                value=str(out),
                hint=_("Use one of: {formats}.", formats=" ".join(_SUFFIXES)),
            )
        return _SUFFIXES[suffix]
    return Format(current_globals().default_format or Format.TABLE)


def labelled_as(fmt: Format | FileFormat) -> bool:
    """Whether ``--labels`` was given. Raises ``UsageError`` for a format that is never for people."""
    from csconsole.cli.globals import with_labels

    if not with_labels():
        return False
    if fmt in (FileFormat.JSON, FileFormat.JSONL):
        raise UsageError(
            _("{format} has names and codes that stay the same, never labels.", format=str(fmt)),
            field="--labels",
            hint=_("Use one of: {formats}.", formats=listed(("csv", "tsv", "md", "table"))),
        )
    return True


def emit_rows(
    rows: Iterable[Any],
    columns: Sequence[Column[Any]],
    *,
    fmt: Format | str | None = None,
    out: Path | str | None = None,
    zone: ZoneInfo | None = None,
) -> int:
    """Print rows in a format to stdout or, whole or not at all, to the file ``out``; the number of rows
    printed.

    ``rows`` may be a generator; csv, tsv and jsonl print it as it comes. Raises ``UsageError`` for an unknown
    format.
    """
    from csconsole.tabular.formats import LABELLED, WRITERS

    chosen = choose_format(fmt, out)
    writers = LABELLED if labelled_as(chosen) else WRITERS
    with open_out(out) as stream:
        count = writers[chosen](stream, rows, columns, zone or site_zone())
    printed.anything = True
    return count


def emit_page(
    page: Any,
    columns: Sequence[Column[Any]],
    *,
    fmt: Format | str | None = None,
    out: Path | str | None = None,
) -> int:
    """Print a ``services.query.Page`` and say on stderr how many there are and how to go on; the rows
    printed.
    """
    count = emit_rows(page.rows, columns, fmt=fmt, out=out)
    say(_page_words(count, page))
    return count


def _page_words(printed: int, page: Any) -> str:
    total = page.total
    count = "" if total is None else f"{total}+" if page.capped else str(total)
    words = _("{n} of {total} shown.", n=printed, total=count) if count else _("{n} shown.", n=printed)
    if page.next_after:
        words += " " + _("For the next ones add --after {key}", key=page.next_after)
    if getattr(page, "partial", None):
        words += " " + _("The search ran out of time: older records were not searched.")
    return words


def emit_record(
    row: Any,
    columns: Sequence[Column[Any]],
    *,
    fmt: Format | str | None = None,
    out: Path | str | None = None,
    zone: ZoneInfo | None = None,
) -> None:
    """Print one record: a line a field for people, one object in json and jsonl, one line in csv and tsv."""
    from csconsole.tabular.formats import LABELLED_RECORDS, RECORD_WRITERS

    chosen = choose_format(fmt, out)
    writers = LABELLED_RECORDS if labelled_as(chosen) else RECORD_WRITERS
    with open_out(out) as stream:
        writers[chosen](stream, row, columns, zone or site_zone())
    printed.anything = True


def emit_text(text: str, *, out: Path | str | None = None) -> None:
    """Print a prepared text, such as a handover in Markdown, to stdout or the file ``out``; ends with a
    newline.
    """
    with open_out(out) as stream:
        stream.write(literal(text) if stream.isatty() else text)
        if not text.endswith("\n"):
            stream.write("\n")


@contextmanager
def open_out(out: Path | str | None) -> Iterator[TextIO]:
    """stdout, or a text stream to a file that replaces ``out`` when the block ends well and is dropped when
    not.
    """
    if out is None or str(out) == "-":
        with printing() as stream:
            yield stream
        return
    with replacing(Path(out)) as file:
        yield file


@contextmanager
def printing() -> Iterator[TextIO]:
    """stdout for one piece of output, all of it written when the block ends. Raises ``OutputLostError`` where
    it cannot be written, ``BrokenPipeError`` where its reader went away.
    """
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None:
            raise
        raise OutputLostError(error.errno, error.strerror) from error
