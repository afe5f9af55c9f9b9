"""``csconsole routing``: the table that says where tickets go."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import ActiveOption, FormatOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

COLUMNS: tuple[Column[Any], ...] = (
    Column("id", N_("Key"), right=True),
    Column("rank", N_("Order"), right=True),
    Column("ticket_kind", N_("Kind"), codes="ticket_kind"),
    Column("category", N_("Category"), people=lambda row: row.category_name or row.category),
    Column("zone", N_("Zone")),
    Column("building", N_("Building")),
    Column("scope", N_("Scope"), codes="ticket_scope"),
    Column("origin", N_("From department")),
    Column("department", N_("Department"), people=lambda row: row.department_name or row.department),
    Column("handler", N_("Handler")),
    Column("category_name", N_("Category's name"), table=False),
    Column("strategy", N_("Strategy"), codes="dispatch_strategy", table=False),
    Column("department_name", N_("Department's name"), table=False),
    Column("handler_no", N_("Handler's number"), table=False),
    Column("active", N_("Active")),
)
KindOption = Annotated[str | None, typer.Option("--kind", help=N_("For this kind of ticket."))]
CategoryOption = Annotated[
    str | None, typer.Option("--category", metavar="CODE", help=N_("For this category and what is below it."))
]
ZoneOption = Annotated[str | None, typer.Option("--zone", help=N_("For this zone."))]
BuildingOption = Annotated[str | None, typer.Option("--building", help=N_("For this building."))]
ScopeOption = Annotated[str | None, typer.Option("--scope", help=N_("in_home, public"))]
OriginOption = Annotated[
    str | None,
    typer.Option("--origin", metavar="CODE", help=N_("For what this department registers.")),
]
HandlerOption = Annotated[
    str | None, typer.Option("--handler", metavar="STAFF", help=N_("Always this person, if he can take it."))
]
StrategyOption = Annotated[
    str | None,
    typer.Option(
        "--strategy",
        help=N_("skill, least_load, round_robin, last_handler, claim, manual; else the setting."),
    ),
]
RankOption = Annotated[
    int | None, typer.Option("--rank", help=N_("Lower is tried first; else the more a line asks."))
]

app = NounApp(help=N_("The routing table: where tickets go."))


@lists(app, about=N_("The lines in the order in which they are tried."), prints=COLUMNS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.dispatch.rules import list_rules

    return list_rules


@app.command("add", help=N_("Add a line; what is not named fits everything."), prints=COLUMNS)
def add(
    department: Annotated[
        str, typer.Argument(metavar="DEPARTMENT", help=N_("The code of the department it goes to."))
    ],
    kind: KindOption = None,
    category: CategoryOption = None,
    zone: ZoneOption = None,
    building: BuildingOption = None,
    scope: ScopeOption = None,
    origin: OriginOption = None,
    handler: HandlerOption = None,
    strategy: StrategyOption = None,
    rank: RankOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store a line."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch.rules import add_rule

    row = add_rule(
        context(),
        department=department,
        ticket_kind=kind or "",
        category=category or "",
        zone=zone or "",
        building=building or "",
        scope=scope or "",
        origin=origin or "",
        handler_no=handler or "",
        strategy=strategy or "",
        rank=rank,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("edit", help=N_("Change a line; an empty text takes a value away."), prints=COLUMNS)
def edit(
    key: Annotated[int, typer.Argument(metavar="KEY", help=N_("The line's key."))],
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=N_("The department it goes to."))
    ] = None,
    kind: KindOption = None,
    category: CategoryOption = None,
    zone: ZoneOption = None,
    building: BuildingOption = None,
    scope: ScopeOption = None,
    origin: OriginOption = None,
    handler: HandlerOption = None,
    strategy: StrategyOption = None,
    rank: RankOption = None,
    active: ActiveOption = None,
    fmt: FormatOption = None,
) -> None:
    """Change what is given."""
    from csconsole.cli.session import context
    from csconsole.services.dispatch.rules import edit_rule

    row = edit_rule(
        context(),
        key,
        rank=rank,
        active=active,
        department=department,
        ticket_kind=kind,
        category=category,
        zone=zone,
        building=building,
        scope=scope,
        origin=origin,
        handler_no=handler,
        strategy=strategy,
    )
    emit_record(row, COLUMNS, fmt=fmt)
