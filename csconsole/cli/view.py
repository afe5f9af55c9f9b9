"""``csconsole view``: saved filters and orders of the ticket list, one's own and those of others."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FilterOption, FormatOption, SortOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.ticket_columns import COLUMNS as TICKETS
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import Page
    from csconsole.services.tickets import TicketRow
    from csconsole.services.views import ViewRow, Whose

ENTITY = "ticket"
VIEW: tuple[Column[object], ...] = (
    Column("id", N_("Key"), right=True, table=False),
    Column("name", N_("Name"), width=30),
    Column("whose", N_("Whose"), codes="view_whose"),
    Column("filter", N_("Filter"), width=50),
    Column("sort", N_("Sort")),
    Column("code", N_("Code"), table=False),
)
COUNTED: tuple[Column[object], ...] = (
    *(replace(one, value=attrgetter(f"view.{one.name}")) for one in VIEW),
    Column(
        "count",
        N_("Tickets"),
        right=True,
        about=N_("counted to 100, then 100+; empty where it takes too long"),
    ),
)


class Audience(StrEnum):
    """For whom a view is kept."""

    OWN = "own"
    DEPARTMENT = "department"
    EVERYONE = "everyone"


NameArgument = Annotated[
    str, typer.Argument(metavar="VIEW", help=N_("The view's name, or the code of one that ships."))
]
ForOption = Annotated[
    Audience, typer.Option("--for", help=N_("Whose view it is; for others you need the right."))
]

app = NounApp(help=N_("Saved views of the ticket list: list, open, add, share, remove."))


@lists(
    app,
    about=N_("List the views that you have, with how many tickets each selects."),
    prints=COUNTED,
    limit=500,
)
def list_() -> PageReader:
    """The service that reads a page of the views, one's own first."""
    from csconsole.services.views.listing import page_of_views

    return page_of_views


@lists(
    app,
    "open",
    about=N_("List the tickets that a view selects, in its order."),
    prints=TICKETS,
    counted="tickets",
)
def open_(name: NameArgument) -> PageReader:
    """Reads tickets: within the view's filter, and in its order unless another is asked for."""
    from csconsole.cli.session import context
    from csconsole.services.query import both_filters, parse
    from csconsole.services.tickets import list_tickets

    view = _named(context(), name)

    def read(ctx: Context, *, filter: str, sort: str, **page: Any) -> Page[TicketRow]:
        order = sort or ("" if parse(filter).sort else view.sort)
        return list_tickets(ctx, filter=both_filters(view.filter, filter), sort=order, **page)

    return read


@app.command(
    "add", help=N_("Save a filter and order under a name; the same name again replaces it."), prints=VIEW
)
def add(
    name: Annotated[str, typer.Argument(metavar="VIEW", help=N_("The view's name."))],
    query: FilterOption = "",
    sort: SortOption = "",
    whose: ForOption = Audience.OWN,
    fmt: FormatOption = None,
) -> None:
    """Save and print the view."""
    from csconsole.cli.session import context
    from csconsole.services.views import Whose, save_view

    row = save_view(context(), entity=ENTITY, name=name, filter=query, sort=sort, whose=Whose(whose))
    emit_record(row, VIEW, fmt=fmt)


@app.command(
    "share", help=N_("Give your own view to your department or to everyone; it is theirs then."), prints=VIEW
)
def share(name: NameArgument, whose: ForOption = Audience.DEPARTMENT, fmt: FormatOption = None) -> None:
    """Share and print the view."""
    from csconsole.cli.session import context
    from csconsole.errors import UsageError
    from csconsole.services.views import Whose, share_view

    if whose is Audience.OWN:
        raise UsageError(_("It is your own already."), field="--for", hint=_("Name department or everyone."))
    ctx = context()
    found = _named(ctx, name, Whose.OWN)
    emit_record(share_view(ctx, found.id or 0, whose=Whose(whose)), VIEW, fmt=fmt)


@app.command("remove", help=N_("Drop a saved view; those that ship stay."))
def remove(
    name: NameArgument,
    whose: Annotated[
        Audience | None, typer.Option("--for", help=N_("Whose view is meant, where several have the name."))
    ] = None,
) -> None:
    """Drop the view."""
    from csconsole.cli.session import context
    from csconsole.errors import RuleBrokenError
    from csconsole.services.views import Whose, drop_view

    ctx = context()
    found = _named(ctx, name, Whose(whose) if whose is not None else None)
    if found.id is None:
        raise RuleBrokenError(_("This view ships with the program; it cannot be dropped."))
    drop_view(ctx, found.id)
    say(_("View dropped."))


def _named(ctx: Context, name: str, whose: Whose | None = None) -> ViewRow:
    from csconsole.services.views import find_view

    return find_view(ctx, ENTITY, name, whose=whose)
