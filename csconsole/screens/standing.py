"""Whether the person at the console is still signed in, and with which rights: told of as soon as somebody
changes it, and asked again before each command (SEC-02, SEC-03).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.errors import CsconsoleError, SignInError
from csconsole.i18n import _, listed

if TYPE_CHECKING:
    from csconsole.screens.gate import Change
    from csconsole.screens.sitting import Sitting
    from csconsole.services.context import Context

TOKENS = "sign_in_token"


def concerns(context: Context, changes: list[Change]) -> bool:
    """Whether a change may have touched the rights or the sign-in of the person of ``context``."""
    me = context.actor.staff_id
    return any(
        change.kind == TOKENS or (change.kind == "staff" and (not change.ids or me in change.ids))
        for change in changes
    )


def recheck(app: Sitting) -> None:
    """Ask in a thread how the person stands. Where the database does not answer, nothing changes: the
    screen's own requests report it.
    """
    context = app.ctx
    if context is None or app.locked:
        return

    def work() -> None:
        try:
            checked(app, context)
        except CsconsoleError:
            return

    app.run_worker(work, thread=True, exit_on_error=False, group="standing")


def checked(app: Sitting, context: Context) -> Context:
    """``context`` with the rights of now; called in a thread. Where the person is not signed in any more the
    console locks, and ``SignInError`` says why.
    """
    try:
        now = app.gate.standing(context)
    except SignInError as error:
        app.from_thread(shut_out, app, context, error)
        raise
    if now is not context:
        app.from_thread(take, app, context, now)
    return now


def take(app: Sitting, before: Context, now: Context) -> None:
    """Go on with the rights of now: the footer and the menus follow, lists are read again."""
    if app.ctx is not before:
        return
    app.ctx = now
    if now.actor.rights == before.actor.rights:
        for screen in app.all_screens():
            screen.draw_frame()
        return
    from csconsole.codes import label

    roles = listed(sorted(label("role", role) for role in now.actor.roles))
    app.toast(_("Your rights have changed. You are now: {roles}.", roles=roles), "warning")
    for screen in app.all_screens():
        screen.rights_changed()


def shut_out(app: Sitting, context: Context, error: SignInError) -> None:
    """Lock with the reason; what was typed is kept."""
    from csconsole.screens.sign_in import LockScreen

    if app.ctx is not context or app.locked:
        return
    app.keep_all_typed()
    app.locked = True
    app.push_screen(LockScreen(error))
