"""Sign in, the idle lock, and the screen for a database that cannot be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from csconsole.errors import CsconsoleError, SignInError
from csconsole.i18n import _
from csconsole.screens.base_dialog import BaseDialog
from csconsole.screens.hints import console_hint
from csconsole.screens.standing import take
from csconsole.widgets.tones import Toned, say, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context


class SignInScreen(BaseDialog[None]):
    """Staff number and password. Stays until somebody is signed in; ctrl+q quits."""

    BINDINGS = [
        Binding("escape", "nothing", show=False),
        Binding("f8", "language", show=False),
        Binding("ctrl+q,f10", "quit_console", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__(_("Sign in"))

    def compose_dialog(self) -> ComposeResult:
        """Two fields, a line for what went wrong, the keys."""
        yield Input(id="staff-no", placeholder=_("staff number"), max_length=20)
        yield Input(id="password", placeholder=_("password"), password=True, max_length=200)
        yield Static("", id="sign-in-error", classes="dialog--error", markup=False)
        yield Static(say(_("enter signs in, F8 中文/English, ctrl+q or F10 quits")), classes="dialog--keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the first field goes to the second, in the second signs in."""
        event.stop()
        if event.input.id == "staff-no":
            self.query_one("#password", Input).focus()
            return
        number = self.staff_number()
        password = event.value
        self.show_problem("", "")
        self.ask_gate(lambda: self.console.gate.sign_in(number, password), self.accepted, failed=self.refused)

    def staff_number(self) -> str:
        """Who wants to sign in."""
        return self.query_one("#staff-no", Input).value.strip()

    def accepted(self, context: Context) -> None:
        """Signed in: go to what lies below."""
        self.dismiss(None)
        self.console.signed_in(context)

    def refused(self, error: CsconsoleError) -> None:
        """Say why, and let the password be typed again."""
        field = self.query_one("#password", Input)
        field.value = ""
        field.focus()
        self.show_problem(error.message, error.hint or "")

    def show_problem(self, message: str, hint: str) -> None:
        """The line under the fields."""
        lines = [Toned(line, "danger") for line in (message, hint) if line]
        self.query_one("#sign-in-error", Static).update(say_lines(lines))

    def action_nothing(self) -> None:
        """There is nothing to go back to."""

    def action_language(self) -> None:
        """The other language, also before anybody is signed in."""
        self.console.do_app_language()
        self.title_text = _("Sign in")
        self.refresh(recompose=True)

    def action_quit_console(self) -> None:
        """Quit."""
        self.console.do_app_quit()


class LockScreen(SignInScreen):
    """The idle lock: hides everything until the same person's password is typed, or somebody else signs
    in. ``reason`` is why somebody was signed out who sat here.
    """

    BINDINGS = [Binding("f4", "somebody_else", show=False, priority=True)]

    def __init__(self, reason: SignInError | None = None) -> None:
        super().__init__()
        self.reason = reason

    def compose_dialog(self) -> ComposeResult:
        """Who is locked out, one field, the keys."""
        context = self.console.ctx
        self.locked_for = context.actor.staff_no if context else ""
        name = context.actor.name if context else ""
        if self.reason is not None:
            why = " ".join(part for part in (self.reason.message, self.reason_hint()) if part)
            yield Static(say(Toned(why, "danger")), classes="dialog--body", id="lock-reason")
        yield Static(
            say(_("Locked for {number} {name}. What was typed is kept.", number=self.locked_for, name=name)),
            classes="dialog--body",
        )
        yield Input(id="password", placeholder=_("password"), password=True, max_length=200)
        yield Static("", id="sign-in-error", classes="dialog--error", markup=False)
        yield Static(
            say(_("enter unlocks, F4 lets somebody else sign in, ctrl+q or F10 quits")),
            classes="dialog--keys",
        )

    def reason_hint(self) -> str:
        """What to do about the reason, as the console says it."""
        return console_hint(self.console.registry, self.reason.hint if self.reason else None)

    def on_mount(self) -> None:
        """Title and focus."""
        self.query_one("#password", Input).focus()

    def staff_number(self) -> str:
        """The one who locked it."""
        return self.locked_for

    def action_somebody_else(self) -> None:
        """The one who locked it is gone: drafts are kept, the next one signs in."""
        self.console.unlocked()
        self.dismiss(None)
        self.console.sign_out()

    def accepted(self, context: Context) -> None:
        """The same person is back."""
        if context.actor.staff_no != self.locked_for:
            self.refused(SignInError(_("Somebody else is signed in here.")))
            return
        before = self.console.ctx
        self.console.unlocked()
        self.dismiss(None)
        if before is not None:
            take(self.console, before, context)


class TroubleScreen(BaseDialog[None]):
    """The database cannot be opened: why, and what to do; ``R`` tries again."""

    BINDINGS = [
        Binding("R,f5,enter", "again", show=False),
        Binding("q,escape,ctrl+q,f10", "quit_console", show=False, priority=True),
    ]

    def __init__(self, error: CsconsoleError) -> None:
        super().__init__(_("The database cannot be opened"))
        self.error = error

    def compose_dialog(self) -> ComposeResult:
        """Message, hint, keys."""
        yield Static(say(Toned(self.error.message, "danger")), classes="dialog--body")
        if self.error.hint:
            yield Static(say(self.error.hint), classes="dialog--body")
        yield Static(say(_("R tries again, q quits")), classes="dialog--keys")

    def action_again(self) -> None:
        """Try to open it again."""
        self.dismiss(None)
        self.console.open_database()

    def action_quit_console(self) -> None:
        """Quit."""
        self.console.do_app_quit()
