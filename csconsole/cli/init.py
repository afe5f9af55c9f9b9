"""``csconsole init``: a new database with its first administrator, or for one desk."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.output import say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

app = NounApp()


@app.command(
    "init", help=N_("Create the database and its first administrator, or with --solo one for one desk.")
)
def init(
    solo: Annotated[
        bool, typer.Option("--solo", help=N_("One desk: no password, one staff member with every right."))
    ] = False,
    admin: Annotated[
        str, typer.Option("--admin", metavar="STAFF", help=N_("The staff number of the first administrator."))
    ] = "",
    name: Annotated[str, typer.Option("--name", help=N_("The administrator's name."))] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=N_("Read the password from the first line of stdin."))
    ] = False,
    pack: Annotated[
        list[str] | None,
        typer.Option("--pack", help=N_("Also install this pack; may be given several times.")),
    ] = None,
) -> None:
    """Make the database that ``--db`` or the settings file names."""
    from csconsole.cli.ask import ask, ask_new_password, passwords_from_stdin
    from csconsole.cli.session import site_config
    from csconsole.clock import SystemClock
    from csconsole.errors import UsageError
    from csconsole.services.database import create_database, create_solo, refuse_existing

    if solo and (admin or password_stdin):
        raise UsageError(
            _("A solo database has no administrator and no password."),
            field="--solo",
            hint=_("Leave out --admin and --password-stdin."),
        )
    if password_stdin and not admin:
        raise UsageError(
            _("--password-stdin needs the staff number too."), field="--admin", hint=_("Add --admin STAFF.")
        )
    config = site_config()
    refuse_existing(config.db_url)
    packs = tuple(pack or ())
    if solo:
        create_solo(config, SystemClock(), name=name, packs=packs)
        say(_("The database is ready. Start with: csconsole"))
        return
    staff_no = admin or ask(_("Your staff number:"))
    if password_stdin:
        [password] = passwords_from_stdin()
    else:
        name = name or ask(_("Your name:"))
        password = ask_new_password(_("Choose a password:"))
    actor = create_database(
        config, SystemClock(), staff_no=staff_no, name=name or staff_no, password=password, packs=packs
    )
    say(_("The database is ready. Sign in with: csconsole login {staff_no}", staff_no=actor.staff_no))
