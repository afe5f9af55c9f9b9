"""``csconsole notice``: publish notices and notes of the supervisor, list, read and end them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.moments import moment
from csconsole.cli.options import AfterOption, FilterOption, FormatOption, LimitOption, OutOption, SortOption
from csconsole.cli.output import Column, emit_page, emit_record, emit_rows
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_
from csconsole.text import one_line

app = NounApp(help=N_("Notices: publish, list, read, end."))

NOTICES: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("kind", N_("Kind"), codes="notice_type"),
    Column("title", N_("Title"), width=40),
    Column("body", N_("Text"), lambda row: one_line(row.body), width=40),
    Column("author", N_("Published by")),
    Column("must_read", N_("Must be read")),
    Column("from_at", N_("From")),
    Column("until_at", N_("Until")),
    Column("read_at", N_("Read by me")),
    Column("department_id", N_("Department's key"), table=False),
)
NOTICE: tuple[Column[Any], ...] = tuple(
    Column(one.name, one.title, codes=one.codes) if one.name == "body" else one for one in NOTICES
)
KeyArgument = Annotated[int, typer.Argument(metavar="KEY", help=N_("The notice's key."))]


@app.command("publish", help=N_("Publish a notice to everyone or to one department."), prints=NOTICE)
def publish(
    title: Annotated[str, typer.Argument(metavar="TITLE", help=N_("What it is about, in one line."))],
    body: Annotated[str, typer.Option("--body", metavar="TEXT", help=N_("The details."))] = "",
    kind: Annotated[
        str, typer.Option("--kind", metavar="CODE", help=N_("outage, renovation, fee, staff …"))
    ] = "staff",
    must_read: Annotated[
        bool, typer.Option("--must-read", help=N_("Warn everyone at sign-in until it is read."))
    ] = False,
    department: Annotated[
        str | None, typer.Option("--department", metavar="CODE", help=N_("Only this department."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help=N_("When it ends by itself."))
    ] = None,
    fmt: FormatOption = None,
) -> None:
    """Publish it and print the notice."""
    from csconsole.cli.session import context
    from csconsole.services.departments import find_department
    from csconsole.services.notices import publish_notice

    ctx = context()
    row = publish_notice(
        ctx,
        title=title,
        body=body,
        kind=kind,
        must_read=must_read,
        department_id=find_department(ctx, department).id if department else None,
        until_at=moment(ctx, until, "until_at"),
    )
    emit_record(row, NOTICE, fmt=fmt)


@app.command("list", help=N_("List notices, newest first."), prints=NOTICES)
def list_(
    query: FilterOption = "",
    sort: SortOption = "",
    limit: LimitOption = 50,
    after: AfterOption = None,
    unread: Annotated[
        bool, typer.Option("--unread", help=N_("Only those in force that you have not read."))
    ] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Print a page, or what is unread."""
    from csconsole.cli.session import context
    from csconsole.services.notices import list_notices, unread_notices

    ctx = context()
    if unread:
        emit_rows(unread_notices(ctx), NOTICES, fmt=fmt, out=out)
        return
    page = list_notices(ctx, filter=query, sort=sort, limit=limit, after=after)
    emit_page(page, NOTICES, fmt=fmt, out=out)


@app.command("read", help=N_("Show a notice; you have then read it."), prints=NOTICE)
def read(key: KeyArgument, fmt: FormatOption = None) -> None:
    """Mark it as read and print it."""
    from csconsole.cli.session import context
    from csconsole.services.notices import read_notice

    emit_record(read_notice(context(), key), NOTICE, fmt=fmt)


@app.command("end", help=N_("Let a notice end now; it stays in the list."), prints=NOTICE)
def end(key: KeyArgument, fmt: FormatOption = None) -> None:
    """End it and print the notice."""
    from csconsole.cli.session import context
    from csconsole.services.notices import end_notice

    emit_record(end_notice(context(), key), NOTICE, fmt=fmt)
