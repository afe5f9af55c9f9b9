"""The verb that lists a noun's records page by page: the same options, the same order of steps for each.

A noun's module says what is listed and which service reads a page; the service is named inside a function, so
that it is imported only when the list is asked for::

    @lists(app, about=N_("List calls, newest first."), prints=CALLS, leaving="calls")
    def list_() -> PageReader:
        from csconsole.services.calls import list_calls

        return list_calls

What such a function takes are options that the verb has before those of every list::

    @lists(app, "jobs", about=N_("Open jobs, the oldest first."), prints=JOBS)
    def jobs(mine: MineOption = False) -> PageReader:
        from csconsole.services.contractors import open_jobs

        return partial(open_jobs, mine=mine)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from inspect import Parameter, Signature, signature
from typing import TYPE_CHECKING, Any, Final, TypeVar

from csconsole.cli.leaving import RequestOption, count_leaving, count_rows
from csconsole.cli.options import (
    AfterOption,
    FilterOption,
    FormatOption,
    LimitOption,
    OutOption,
    ReasonOption,
    SortOption,
)
from csconsole.cli.output import Column, emit_page

if TYPE_CHECKING:
    from csconsole.cli.verbs import NounApp
    from csconsole.services.context import Context
    from csconsole.services.query import Page

PageReader = Callable[..., Any]
"""A service that takes ``filter``, ``sort``, ``limit`` and ``after`` and gives a ``services.query.Page``."""
Listing = Callable[..., PageReader]
"""What ``lists`` declares: takes the verb's own options, gives the service that reads a page."""

SECONDS: Final = 10
"""How long a command searches before it prints what it has found by then."""
_KEYWORD: Final = Parameter.KEYWORD_ONLY
_RELEASE: Final[dict[str, tuple[Any, Any]]] = {"reason": (ReasonOption, ""), "request": (RequestOption, "")}
P = TypeVar("P")


def lists(
    app: NounApp,
    verb: str = "list",
    *,
    about: str,
    prints: Sequence[Column[Any]],
    limit: int = 50,
    within: str = "",
    leaving: str = "",
    counted: str = "",
    released: bool = False,
    then: Callable[[Context], None] | None = None,
) -> Callable[[Listing], Listing]:
    """Declare ``list``, or another ``verb``, with its line of help. ``within`` is a condition that always
    holds; ``leaving`` names the kind of customers' data that its rows are, ``counted`` the kind of records
    that they are about, which are counted before they go to a file or another program; with ``released`` the
    reason and the approved request that many of them need are options, too (SEC-12). ``then`` says more when
    the page is printed.
    """

    def declare(reader: Listing) -> Listing:
        def list_(**given: Any) -> None:
            """Print a page."""
            from csconsole.cli.session import context

            asked = {name: given.pop(name) for name in ("sort", "limit", "after")}
            query, fmt, out = (given.pop(name) for name in ("query", "fmt", "out"))
            why = {name: given.pop(name) for name in _RELEASE} if released else {}
            ctx, wanted = context(), _narrowed(query, within)
            page: Page[Any] = in_full(partial(reader(**given), ctx, filter=wanted, **asked))
            if leaving:
                keys = [row.id for row in page.rows]
                count_leaving(ctx, leaving, len(keys), fmt=fmt, out=out, filter=wanted, keys=keys, **why)
            if counted:
                count_rows(ctx, counted, page.rows, fmt=fmt, out=out)
            emit_page(page, prints, fmt=fmt, out=out)
            if then is not None:
                then(ctx)

        _sign(list_, _parameters(reader, limit, released=released))
        app.command(verb, help=about, prints=prints)(list_)
        return reader

    return declare


def in_full(read: Callable[[], P]) -> P:
    """What ``read`` finds; a search in it may take longer for a command than for a screen."""
    from csconsole.services.query import patience

    with patience(SECONDS):
        return read()


def _parameters(reader: Listing, limit: int, *, released: bool) -> list[Parameter]:
    """What the option parser reads for a list: the options of the verb's own, then those of every list."""
    options: dict[str, tuple[Any, Any]] = {
        "query": (FilterOption, ""),
        "sort": (SortOption, ""),
        "limit": (LimitOption, limit),
        "after": (AfterOption, None),
        **(_RELEASE if released else {}),
        "fmt": (FormatOption, None),
        "out": (OutOption, None),
    }
    return [
        *(one.replace(kind=_KEYWORD) for one in signature(reader, eval_str=True).parameters.values()),
        *(Parameter(name, _KEYWORD, default=usual, annotation=of) for name, (of, usual) in options.items()),
    ]


def _sign(function: Any, parameters: Sequence[Parameter]) -> None:
    """Let the option parser see these parameters of a function that takes any."""
    function.__signature__ = Signature(parameters)
    function.__annotations__ = {one.name: one.annotation for one in parameters}


def _narrowed(query: str, within: str) -> str:
    if not within:
        return query
    from csconsole.services.query import both_filters

    return both_filters(within, query)
