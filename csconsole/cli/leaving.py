"""Lists of customers' data that go to a file or another program are counted before they do (SEC-12)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from csconsole.cli.output import Column, Format, choose_format, emit_rows
from csconsole.i18n import N_

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.exports.account import Keys

PAGE_ROWS: Final = 100
"""Rows of a table that a person reads at the terminal; more are taken out, not read."""

RequestOption = Annotated[
    str,
    typer.Option(
        "--request", metavar="NUMBER", help=N_("The approved release request of the customers' data.")
    ),
]


def count_leaving(
    ctx: Context,
    entity: str,
    rows: int,
    *,
    fmt: Format | None,
    out: Path | None,
    filter: str = "",
    reason: str = "",
    request: str = "",
    keys: Keys = (),
) -> None:
    """Count the rows of a list unless it is a table of a page at most for a person at the terminal: where
    ``>`` leads is a file too. ``keys`` are those of the rows, of a mixed list by kind. Raises
    ``ReleaseNeededError`` where they are too many, before anything is printed.
    """
    if not _leaves(rows, fmt, out):
        return
    from csconsole.services.exports.leaving import let_rows_leave

    table = choose_format(fmt, out) is Format.TABLE

    file = out.name if out is not None else ""
    let_rows_leave(
        ctx,
        entity,
        rows,
        filter=filter,
        file=file,
        reason=reason,
        request=request,
        keys=keys,
        one_seen=table and rows == 1,
    )


def count_rows(
    ctx: Context, entity: str, rows: Sequence[Any], *, fmt: Format | None, out: Path | None
) -> None:
    """Count the records that the rows of a list are about. Raises as ``count_leaving``."""
    if not _leaves(len(rows), fmt, out):
        return
    from csconsole.services.exports import records_in

    count_leaving(ctx, entity, len(rows), fmt=fmt, out=out, keys=records_in(ctx, rows))


def _leaves(rows: int, fmt: Format | None, out: Path | None) -> bool:
    """Whether rows go to a file or another program; a table of a page at most is read at the terminal."""
    table = choose_format(fmt, out) is Format.TABLE
    return bool(rows) and not (table and out is None and rows <= PAGE_ROWS and sys.stdout.isatty())


def emit_counted(
    ctx: Context,
    entity: str,
    rows: Sequence[Any],
    columns: Sequence[Column[Any]],
    *,
    fmt: Format | None,
    out: Path | None = None,
) -> None:
    """Count the rows of a list, each record once a day, then print them. Raises ``ReleaseNeededError``."""
    count_rows(ctx, entity, rows, fmt=fmt, out=out)
    emit_rows(rows, columns, fmt=fmt, out=out)
