"""``csconsole category``: the tree of what calls and tickets are about."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import ActiveOption, EnOption, FormatOption, ReasonOption, ZhOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

COLUMNS: tuple[Column[Any], ...] = (
    Column("code", N_("Code")),
    Column("name", N_("Name"), width=32),
    Column("path", N_("Path"), table=False),
    Column("name_zh", N_("Chinese name"), table=False),
    Column("name_en", N_("English name"), table=False),
    Column("parent", N_("Under"), table=False),
    Column("contact_type", N_("Contact type"), codes="contact_type"),
    Column("ticket_kind", N_("Ticket kind"), codes="ticket_kind"),
    Column("department", N_("Department")),
    Column("policy", N_("Policy"), table=False),
    Column("sort", N_("Order"), right=True, table=False),
    Column("pack", N_("Pack")),
    Column("active", N_("Active")),
)

CodeArgument = Annotated[
    str, typer.Argument(metavar="CODE", help=N_("The category's code, its path: repair.water.leak"))
]
TypeOption = Annotated[
    str | None, typer.Option("--contact-type", metavar="CODE", help=N_("The type of contact it belongs to."))
]
KindOption = Annotated[
    str | None, typer.Option("--ticket-kind", metavar="CODE", help=N_("The kind of ticket it opens."))
]
DepartmentOption = Annotated[
    str | None, typer.Option("--department", metavar="CODE", help=N_("The department it goes to."))
]
PolicyOption = Annotated[
    str | None, typer.Option("--policy", metavar="NAME", help=N_("The policy of its due times."))
]

app = NounApp(help=N_("The category tree."))


@lists(app, about=N_("List categories in the order of the tree."), prints=COLUMNS, limit=200)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.categories import list_categories

    return list_categories


@app.command(
    "add", help=N_("Add a category below the one its code names; one name is enough."), prints=COLUMNS
)
def add(
    code: CodeArgument,
    zh: ZhOption = None,
    en: EnOption = None,
    contact_type: TypeOption = None,
    ticket_kind: KindOption = None,
    department: DepartmentOption = None,
    policy: PolicyOption = None,
    sort: Annotated[int, typer.Option("--order", help=N_("Its place among its neighbours."))] = 0,
    fmt: FormatOption = None,
) -> None:
    """Store a new category and print it."""
    from csconsole.cli.session import context
    from csconsole.services.categories import add_category

    row = add_category(
        context(),
        code=code,
        name_zh=zh or "",
        name_en=en or "",
        contact_type=contact_type,
        ticket_kind=ticket_kind,
        department=department,
        policy=policy,
        sort=sort,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("edit", help=N_("Change a category; an empty text takes a value away."), prints=COLUMNS)
def edit(
    code: CodeArgument,
    zh: ZhOption = None,
    en: EnOption = None,
    contact_type: TypeOption = None,
    ticket_kind: KindOption = None,
    department: DepartmentOption = None,
    policy: PolicyOption = None,
    sort: Annotated[int | None, typer.Option("--order", help=N_("Its place among its neighbours."))] = None,
    active: ActiveOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change what is given and print the result."""
    from csconsole.cli.session import context
    from csconsole.services.categories import edit_category

    row = edit_category(
        context(),
        code,
        name_zh=zh,
        name_en=en,
        contact_type=contact_type,
        ticket_kind=ticket_kind,
        department=department,
        policy=policy,
        sort=sort,
        active=active,
        reason=reason or None,
    )
    emit_record(row, COLUMNS, fmt=fmt)
