"""``csconsole logout``: end the sign-in that ``csconsole login`` began."""

from __future__ import annotations

from csconsole.cli.output import say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

app = NounApp()


@app.command("logout", help=N_("Sign out: the token ends and its file is removed."))
def logout() -> None:
    """End the token, here and in the database."""
    from csconsole.cli.session import context, current_token, forget_token
    from csconsole.errors import SignInError
    from csconsole.services.sign_in import revoke_token

    try:
        token = current_token()
        if not token:
            say(_("Nobody is signed in."))
            return
        revoke_token(context(), token)
    except SignInError as error:  # it had ended already; only the file is left
        say(error.message)
    forget_token()
    say(_("Signed out."))
