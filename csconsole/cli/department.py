"""``csconsole department``: responsible departments."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import ActiveOption, EnOption, FormatOption, ReasonOption, ZhOption
from csconsole.cli.output import Column, emit_record, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

COLUMNS: tuple[Column[object], ...] = (
    Column("code", N_("Code")),
    Column("name", N_("Name"), width=32),
    Column("name_zh", N_("Chinese name"), table=False),
    Column("name_en", N_("English name"), table=False),
    Column("parent", N_("Belongs to")),
    Column("head_no", N_("Head's number"), table=False),
    Column("head_name", N_("Head")),
    Column("staff", N_("Staff"), right=True),
    Column("active", N_("Active")),
)

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help=N_("The department's code."))]
ParentOption = Annotated[
    str | None, typer.Option("--parent", metavar="CODE", help=N_("The department it belongs to."))
]
HeadOption = Annotated[
    str | None, typer.Option("--head", metavar="STAFF", help=N_("The staff number of its head."))
]

app = NounApp(help=N_("Departments."))


@lists(app, about=N_("List departments, by code."), prints=COLUMNS)
def list_() -> PageReader:
    """Reads a page."""
    from csconsole.services.departments import list_departments

    return list_departments


@app.command("add", help=N_("Add a department; one name is enough."), prints=COLUMNS)
def add(
    code: CodeArgument,
    zh: ZhOption = None,
    en: EnOption = None,
    parent: ParentOption = None,
    head: HeadOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store a new department and print it."""
    from csconsole.cli.session import context
    from csconsole.services.departments import add_department

    row = add_department(
        context(), code=code, name_zh=zh or "", name_en=en or "", parent=parent, head_no=head
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("edit", help=N_("Change a department; an empty text takes a value away."), prints=COLUMNS)
def edit(
    code: CodeArgument,
    zh: ZhOption = None,
    en: EnOption = None,
    parent: ParentOption = None,
    head: HeadOption = None,
    active: ActiveOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change what is given and print the result."""
    from csconsole.cli.session import context
    from csconsole.services.departments import edit_department

    row = edit_department(
        context(),
        code,
        name_zh=zh,
        name_en=en,
        parent=parent,
        head_no=head,
        active=active,
        reason=reason or None,
    )
    emit_record(row, COLUMNS, fmt=fmt)
    if row.still_named:
        say(row.still_named)
