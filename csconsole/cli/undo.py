"""``csconsole undo``: take back the last reversible change, by you or on one record."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.options import FormatOption, OutOption
from csconsole.cli.output import Column, emit_rows, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

CHANGES: tuple[Column[Any], ...] = (
    Column("at", N_("When")),
    Column("by", N_("Who")),
    Column("record", N_("Record")),
    Column("title", N_("Change")),
    Column("count", N_("Records"), right=True),
    Column("why_not", N_("Why not"), width=50, about=N_("empty when it can be undone now")),
    Column("entity", N_("Kind"), codes="entity", table=False),
    Column("action", N_("Action"), table=False),
    Column("mine", N_("Mine"), table=False),
    Column("id", N_("Key"), table=False, about=N_("the event that stands for the change")),
)
app = NounApp()


@app.command(
    "undo",
    help=N_("Take back your last change, or the last on RECORD; what was undone stays on record."),
    prints=CHANGES,
)
def undo_(
    record: Annotated[
        str,
        typer.Argument(
            metavar="RECORD", help=N_("A ticket, callback or call by its number, or a customer by #key.")
        ),
    ] = "",
    change: Annotated[
        int | None,
        typer.Option(
            "--change",
            metavar="KEY",
            help=N_("Only this change, as --list or --dry-run names it; refuse where a newer one stands."),
        ),
    ] = None,
    only_list: Annotated[
        bool, typer.Option("--list", help=N_("Only list what could be undone, newest first."))
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("Only say what would be undone."))] = False,
    fmt: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Take back, or list."""
    from csconsole.cli.session import context
    from csconsole.services.journal import last_change, list_changes, newer_that_stands, record_named, undo

    ctx = context()
    place = record_named(ctx, record, to_change=not (only_list or dry_run)) if record else None
    if only_list:
        emit_rows(list_changes(ctx, record=place), CHANGES, fmt=fmt, out=out)
        return
    taken = last_change(ctx, place) if dry_run else undo(ctx, record=place, change_id=change)
    emit_rows([taken], CHANGES, fmt=fmt, out=out)
    if not dry_run:
        say(_("Undone: {what}", what=taken.say()))
    elif newer := newer_that_stands(ctx, taken, place):
        say(_("The newest change cannot be taken back: {what}. This is the one before it.", what=newer))
