"""The first start, when there is no database: make one with demo data, or an empty one for one desk."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.screens.base_dialog import BaseDialog
from csconsole.screens.gate import Opening
from csconsole.widgets.tones import Piece, Toned, say, say_lines


class FirstRunScreen(BaseDialog[None]):
    """Two choices by key, the unattended way, and the five keys to start with."""

    BINDINGS = [
        Binding("d", "create('demo')", show=False),
        Binding("s", "create('solo')", show=False),
        Binding("f8", "language", show=False),
        Binding("escape,q,ctrl+q", "quit_console", show=False, priority=True),
    ]

    def __init__(self) -> None:
        super().__init__("csconsole")
        self.making = False

    def compose_dialog(self) -> ComposeResult:
        """The choices and the keys."""
        lines: list[Piece | tuple[Piece, ...]] = [
            _("There is no database yet. What should be made?"),
            "",
            (Toned("d ", "accent"), _("a demo: a service centre with a month of invented calls and tickets")),
            (Toned("s ", "accent"), _("an empty one for this desk: no password, every right")),
            "",
            Toned(
                _("For a team: leave with q and run csconsole init; it asks for the first administrator."),
                "quiet",
            ),
            "",
            Toned(_("Five keys to start with"), "strong"),
            (Toned("F2 ", "accent"), _("starts a call record from anywhere")),
            (Toned("1-9", "accent"), " ", _("go to a part of the console")),
            (Toned("/  ", "accent"), _("filters a list")),
            (Toned(":  ", "accent"), _("finds any command")),
            (Toned("?  ", "accent"), _("shows the keys of where you are")),
        ]
        yield Static(say_lines(lines), classes="dialog--body")
        yield Static("", id="first-run-note", classes="dialog--error", markup=False)
        yield Static(say(_("F8 中文/English   q quits")), classes="dialog--keys")

    def action_create(self, choice: str) -> None:
        """Make the database in a thread; the keys wait until it is done."""
        if self.making:
            return
        self.making = True
        self._note(Toned(_("Making the database. This takes a moment."), "accent"))
        self.ask_gate(
            lambda: self.console.gate.create(choice, self._counted), self._made, failed=self._failed
        )

    def _counted(self, done: int, every: int) -> None:
        """Called from the thread."""
        words = _("Making the demo: day {n} of {all}.", n=done, all=every)
        self.call_later(self._note, Toned(words, "accent"))

    def _made(self, opening: Opening) -> None:
        self.dismiss(None)
        self.console.opened(opening)

    def _failed(self, error: CsconsoleError) -> None:
        self.making = False
        self._note(*(Toned(part, "danger") for part in (error.message, error.hint) if part))

    def _note(self, *lines: Piece) -> None:
        self.query_one("#first-run-note", Static).update(say_lines(lines))

    def action_language(self) -> None:
        """The other language."""
        self.console.do_app_language()
        self.refresh(recompose=True)

    def action_quit_console(self) -> None:
        """Quit; nothing was made."""
        self.console.do_app_quit()
