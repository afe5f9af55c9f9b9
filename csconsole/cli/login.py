"""``csconsole login``: sign in for the commands that follow."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.output import emit_text, say
from csconsole.cli.reminders import say_reminders
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

app = NounApp()


@app.command(
    "login", help=N_("Sign in; later commands act as you. The token is kept in a file only you can read.")
)
def login(
    staff_no: Annotated[str, typer.Argument(metavar="STAFF", help=N_("Your staff number."))] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=N_("Read the password from the first line of stdin."))
    ] = False,
    print_token: Annotated[
        bool, typer.Option("--print", help=N_("Print the token for CSCONSOLE_TOKEN instead of keeping it."))
    ] = False,
) -> None:
    """Check the password and keep a token."""
    from csconsole.cli.ask import ask, ask_password, passwords_from_stdin
    from csconsole.cli.session import open_database, site_config, store_token, use_language_of
    from csconsole.clock import SystemClock
    from csconsole.services.sign_in import issue_token, sign_in, solo_actor

    store = open_database()
    if solo_actor(store) is not None and not staff_no:
        say(_("This database is for one desk: no one need sign in."))
        return
    staff_no = staff_no or ask(_("Your staff number:"))
    [password] = passwords_from_stdin() if password_stdin else [ask_password(_("Password:"))]
    ctx = sign_in(store, SystemClock(), site_config(), staff_no=staff_no, password=password)
    use_language_of(ctx)
    token = issue_token(ctx)
    if print_token:
        emit_text(token)
    else:
        store_token(token)
    say(_("Signed in as {name} ({staff_no}).", name=ctx.actor.name, staff_no=ctx.actor.staff_no))
    say_reminders(ctx)
