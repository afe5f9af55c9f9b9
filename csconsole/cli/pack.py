"""``csconsole pack``: the trades that ship with the program."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

COLUMNS: tuple[Column[object], ...] = (
    Column("name", N_("Pack")),
    Column("label", N_("Name"), width=32),
    Column("version", N_("Version"), right=True),
    Column("installed", N_("Installed")),
    Column("requires", N_("Requires"), table=False),
    Column("categories", N_("Categories"), right=True),
    Column("departments", N_("Departments"), right=True),
    Column("rules", N_("Routing rules"), right=True),
    Column("kinds", N_("Kinds of tickets"), width=24),
    Column("settings", N_("Settings"), table=False),
)
ADDED: tuple[Column[object], ...] = (
    Column("pack", N_("Pack")),
    Column("total", N_("Rows added"), right=True),
    Column("added", N_("By table"), table=False),
)

app = NounApp(help=N_("Packs: a trade's categories, departments, routing and scripts."))


@lists(app, about=N_("List the packs that ship with the program."), prints=COLUMNS, limit=500)
def list_() -> PageReader:
    """The service that reads a page of the packs."""
    from csconsole.services.packs import list_packs

    return list_packs


@app.command(
    "install",
    help=N_("Install a pack and what it requires; what the site has changed stays, twice adds nothing."),
    prints=ADDED,
)
def install(
    name: Annotated[str, typer.Argument(metavar="PACK", help=N_("The pack's name."))],
    fmt: FormatOption = None,
) -> None:
    """Install a pack and print what was added."""
    from csconsole.cli.session import context
    from csconsole.services.packs import install_pack

    emit_record(install_pack(context(), name), ADDED, fmt=fmt)
