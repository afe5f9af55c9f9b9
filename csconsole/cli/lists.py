"""The verb that lists a noun's records page by page: the same options, the same order of steps for each.

A noun's module says what is listed and which service reads a page; the service is named inside a function, so
that it is imported only when the list is asked for::

    @lists(app, about=N_("List calls, newest first."), prints=CALLS, leaving="calls")
    def list_() -> PageReader:
        from csconsole.services.calls import list_calls

        return list_calls

A verb with options of its own reads and prints its page by :func:`print_page`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from csconsole.cli.leaving import count_leaving, count_rows
from csconsole.cli.options import AfterOption, FilterOption, FormatOption, LimitOption, OutOption, SortOption
from csconsole.cli.output import Column, Format, emit_page

if TYPE_CHECKING:
    from pathlib import Path

    from csconsole.cli.verbs import NounApp
    from csconsole.services.context import Context
    from csconsole.services.query import Page

PageReader = Callable[..., Any]
"""A service that takes ``filter``, ``sort``, ``limit`` and ``after`` and gives a ``services.query.Page``."""

SECONDS: Final = 10
"""How long a command searches before it prints what it has found by then."""
P = TypeVar("P")


def lists(
    app: NounApp,
    *,
    about: str,
    prints: Sequence[Column[Any]],
    verb: str = "list",
    limit: int = 50,
    within: str = "",
    leaving: str = "",
    counted: str = "",
) -> Callable[[Callable[[], PageReader]], Callable[[], PageReader]]:
    """Declare ``list``, or another ``verb``, with its line of help. ``within`` is a condition that always
    holds; ``leaving`` names the kind of customers' data that its rows are, ``counted`` the kind of records
    that they are about, which are counted before they go to a file or another program (SEC-12).
    """
    usual = limit

    def declare(reader: Callable[[], PageReader]) -> Callable[[], PageReader]:
        @app.command(verb, help=about, prints=prints)
        def list_(
            query: FilterOption = "",
            sort: SortOption = "",
            limit: LimitOption = usual,
            after: AfterOption = None,
            fmt: FormatOption = None,
            out: OutOption = None,
        ) -> None:
            """Print a page."""
            from csconsole.cli.session import context

            ctx, wanted = context(), _narrowed(query, within)
            page = in_full(partial(reader(), ctx, filter=wanted, sort=sort, limit=limit, after=after))
            if leaving:
                keys = [row.id for row in page.rows]
                count_leaving(ctx, leaving, len(keys), fmt=fmt, out=out, filter=wanted, keys=keys)
            if counted:
                count_rows(ctx, counted, page.rows, fmt=fmt, out=out)
            emit_page(page, prints, fmt=fmt, out=out)

        return reader

    return declare


def in_full(read: Callable[[], P]) -> P:
    """What ``read`` finds; a search in it may take longer for a command than for a screen."""
    from csconsole.services.query import patience

    with patience(SECONDS):
        return read()


def print_page(
    ctx: Context,
    read: Callable[[], Page[Any]],
    prints: Sequence[Column[Any]],
    *,
    fmt: Format | None,
    out: Path | None,
    counted: str = "",
) -> None:
    """Read a page and print it, for a verb with options of its own. ``counted`` names the kind of customers'
    data that the rows are, where they are counted before they go to a file or another program (SEC-12).
    """
    page = in_full(read)
    if counted:
        count_rows(ctx, counted, page.rows, fmt=fmt, out=out)
    emit_page(page, prints, fmt=fmt, out=out)


def _narrowed(query: str, within: str) -> str:
    if not within:
        return query
    from csconsole.services.query import both_filters

    return both_filters(within, query)
