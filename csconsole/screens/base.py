"""The base of every screen: frame, keys from the registry, service calls in threads, errors, focus.

A screen of a mode or a page::

    class TicketPage(BaseScreen[None]):
        CONTEXT = "ticket"                     # a context of csconsole.actions.tickets
        WATCH = frozenset({"ticket"})          # kinds of records whose change reloads it

        def compose_body(self) -> ComposeResult:
            yield Timeline(id="timeline")

        def load(self) -> None:                # on mount, on R, after a change, after a language switch
            self.ask(lambda ctx: show_ticket(ctx, self.number), self.show)

        def show(self, ticket: TicketDetail) -> None:
            self.set_title(ticket.number, " ", ticket.title)

        def do_ticket_take(self) -> None:      # runs the action ticket.take
            self.command(lambda ctx: accept_ticket(ctx, self.number), lambda row: self.toast(_("Taken.")))

Services are imported inside ``load`` and the like, never at the top of a screen module: the first frame must
not import the database. ``work`` runs in a thread and must not touch widgets; ``then`` runs on the screen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.widget import Widget

from csconsole.actions import Action
from csconsole.errors import ConflictError, CsconsoleError, NotAllowedError
from csconsole.i18n import _
from csconsole.screens.gate import Change
from csconsole.text import literal_line
from csconsole.widgets.dialogs import Dialog
from csconsole.widgets.form import Form
from csconsole.widgets.lines import FooterLine, StatusLine, TitleLine
from csconsole.widgets.table import PagedTable
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.services.context import Context

T = TypeVar("T")
BUSY_AFTER = 0.1
"""Seconds until a running request shows a sign."""
Severity = Literal["information", "warning", "error"]


@dataclass
class Answered(Message, bubble=False):
    """A service call came back, with a result or an error."""

    number: int
    group: str
    result: Any
    error: Exception | None
    then: Callable[[Any], None]
    failed: Callable[[CsconsoleError], None] | None


class Asking(Widget):
    """What screens and dialogs share: numbered service calls in threads, toasts, dialogs."""

    @property
    def console(self) -> Console:
        """The application."""
        return cast("Console", self.app)

    @property
    def ctx(self) -> Context | None:
        """Who is signed in, on which database; None before the first sign-in. Use :meth:`ask` to call
        services.
        """
        return self.console.ctx

    def _requests(self) -> dict[str, int]:
        if not hasattr(self, "_asked"):
            self._asked: dict[str, int] = {}
            self._pending: dict[str, int] = {}
        return self._asked

    def ask(
        self,
        work: Callable[[Context], T],
        then: Callable[[T], None],
        *,
        group: str = "load",
        failed: Callable[[CsconsoleError], None] | None = None,
    ) -> None:
        """Run ``work(ctx)`` in a thread and ``then(result)`` here. In one ``group`` only the latest answer
        counts.

        An error of the csconsole family goes to ``failed`` where given, else to a toast; what the screen
        shows stays and is marked old. Before anybody is signed in the call waits.
        """
        asked = self._requests()
        number = asked[group] = asked.get(group, 0) + 1
        self.console.when_signed_in(partial(self._start_asking, number, group, work, then, failed))

    def command(
        self,
        work: Callable[[Context], T],
        then: Callable[[T], None] | None = None,
        *,
        group: str = "command",
        failed: Callable[[CsconsoleError], None] | None = None,
        undo: tuple[str, Callable[[Context], object]] | None = None,
    ) -> bool:
        """Run a call that changes something. A second one of the same group is refused while one is running,
        so a key pressed twice does not save twice; returns whether it was started.

        ``undo`` is (what it was, a service call that takes it back): the key ``u`` runs it.
        """
        self._requests()
        if self._pending.get(group):
            self.toast(_("Still working on the last command."), "warning")
            return False

        def done(result: T) -> None:
            if undo:
                self.console.remember_undo(*undo)
            if then:
                then(result)

        self.ask(work, done, group=group, failed=failed)
        return True

    def ask_gate(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[CsconsoleError], None] | None = None,
    ) -> None:
        """As :meth:`ask`, for what needs nobody signed in: opening the database, signing in."""
        asked = self._requests()
        number = asked["gate"] = asked.get("gate", 0) + 1
        self._run_in_thread(number, "gate", work, then, failed)

    def _start_asking(
        self,
        number: int,
        group: str,
        work: Callable[[Context], T],
        then: Callable[[T], None],
        failed: Callable[[CsconsoleError], None] | None,
    ) -> None:
        context = self.console.ctx
        if context is not None and self.is_attached:
            self._run_in_thread(number, group, partial(work, context), then, failed)

    def _run_in_thread(
        self,
        number: int,
        group: str,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[CsconsoleError], None] | None,
    ) -> None:
        self._pending[group] = self._pending.get(group, 0) + 1
        self.set_timer(BUSY_AFTER, self.show_busy)

        def run() -> None:
            result: T | None = None
            error: Exception | None = None
            try:
                result = work()
            except Exception as raised:  # the boundary: handed to the screen, which shows and logs it
                error = raised
            self.post_message(Answered(number, group, result, error, then, failed))

        self.run_worker(run, group=f"{group}-{number}", thread=True, exit_on_error=False, exclusive=False)

    def on_answered(self, message: Answered) -> None:
        """Deliver an answer, unless a later request of its group has been made."""
        self._pending[message.group] -= 1
        self.show_busy()
        if message.number != self._asked.get(message.group) or not self.is_attached:
            return
        if message.error is None:
            self.answer_arrived(message.group)
            message.then(message.result)
            return
        self.answer_failed(message.group)
        self.report(message.error, message.failed)

    def report(self, error: Exception, failed: Callable[[CsconsoleError], None] | None = None) -> None:
        """Show an error once: to ``failed`` or as a toast; one that is nobody's rule is logged with its
        trace.
        """
        if not isinstance(error, CsconsoleError):
            self.console.log_crash(error)
            file = self.console.crash_log
            self.toast(
                _("Something inside failed; what you typed is kept. Details are in {file}.", file=file),
                "error",
            )
        elif failed is not None:
            failed(error)
        else:
            self.toast_error(error)

    def toast_error(self, error: CsconsoleError) -> None:
        """The message and the hint of an error as a toast."""
        severity: Severity = "warning" if isinstance(error, NotAllowedError | ConflictError) else "error"
        self.toast("\n".join(p for p in (error.message, error.hint) if p), severity)

    def toast(self, text: str, severity: Severity = "information") -> None:
        """A short message at the edge. The text is never read as markup."""
        self.console.toast(text, severity)

    def copy(self, text: str) -> None:
        """Put a text on the terminal's clipboard (OSC 52) and say so."""
        self.app.copy_to_clipboard(literal_line(text))
        self.toast(_("Copied: {text}", text=text))

    @property
    def busy(self) -> bool:
        """Whether a service call is running."""
        self._requests()
        return any(self._pending.values())

    def show_busy(self) -> None:
        """Called when the busy state may have changed; screens show a sign in the status line."""

    def answer_arrived(self, group: str) -> None:
        """Called before a good answer is delivered."""

    def answer_failed(self, group: str) -> None:
        """Called before an error is reported."""


class BaseDialog(Dialog[ScreenResultType], Asking, Generic[ScreenResultType]):
    """The base of dialogs that call services: opaque, escape leaves; the content comes from
    ``compose_dialog``.
    """


class BaseScreen(Screen[ScreenResultType], Asking, Generic[ScreenResultType]):
    """A full screen with title, body, status and footer."""

    CONTEXT: ClassVar[str] = "global"
    """Its context in the registry of actions."""
    TITLE_TEXT: ClassVar[str] = ""
    """Msgid of the title's first words; empty means the mode's name."""
    WATCH: ClassVar[frozenset[str]] = frozenset()
    """Kinds of records (table names) whose change by anyone reloads the screen."""

    def __init__(self, *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(name=name, id=id)
        self.old = False
        self._stale = False
        self._status: tuple[Piece, ...] = ()
        self._title: tuple[Piece, ...] = ()
        self._focus_before: Widget | None = None

    # ---- frame

    def compose(self) -> ComposeResult:
        """The frame round ``compose_body``."""
        yield TitleLine(id="title-line")
        with Vertical(id="body"):
            yield from self.compose_body()
        yield StatusLine(id="status-line")
        yield FooterLine(id="footer-line")

    def compose_body(self) -> ComposeResult:
        """The widgets between title and status line."""
        yield from ()

    def load(self) -> None:
        """Ask for what the screen shows. Called on mount, on ``R``, when watched records change."""

    def on_mount(self) -> None:
        """Take the keys of the registry, draw the frame, load."""
        self.install_keys()
        self.draw_frame()
        self.load()
        self.call_after_refresh(self.console.first_frame_drawn)

    def draw_frame(self) -> None:
        """Draw title, status and footer again."""
        if not self.is_mounted:
            return
        title = self.query_one("#title-line", TitleLine)
        head = _(self.TITLE_TEXT) if self.TITLE_TEXT else self.console.mode_label()
        dot = Toned("  ", "quiet")
        title.left = (head, *((dot, *self._title) if self._title else ()))
        title.right = self.console.title_right()
        title.alarm = self.console.alarm_text
        self._draw_status()
        self.draw_footer()

    def set_title(self, *pieces: Piece) -> None:
        """What is open, after the mode's name."""
        self._title = pieces
        self.draw_frame()

    def set_status(self, *pieces: Piece) -> None:
        """Filter, marks, count: the left of the status line."""
        self._status = pieces
        self._draw_status()

    def _draw_status(self) -> None:
        if not self.is_mounted:
            return
        line = self.query_one("#status-line", StatusLine)
        right: list[Piece] = []
        if any(form.dirty for form in self.query(Form)):
            right.append(Toned(_("unsaved") + " ", "caution"))
        if self.old:
            key = self.console.registry.key_sign("app.refresh")
            right.append(Toned(_("old, {key} tries again", key=key) + " ", "caution"))
        if self.console.ctx is None:
            right.append(Toned(_("opening the database") + " ", "accent"))
        if self.busy:
            right.append(Toned(_("working") + " ", "accent"))
        line.left = self._status
        line.right = tuple(right)

    def show_busy(self) -> None:
        """Busy sign in the status line."""
        self._draw_status()

    def answer_arrived(self, group: str) -> None:
        """A good answer to ``load`` makes the content fresh."""
        if group.startswith("load") and self.old:
            self.old = False
            self._draw_status()

    def answer_failed(self, group: str) -> None:
        """A failed ``load`` leaves the old content, marked old."""
        if group.startswith("load"):
            self.old = True
            self._draw_status()

    def draw_footer(self) -> None:
        """The footer's keys for this context."""
        footer = self.query_one("#footer-line", FooterLine)
        actions = sorted((a for a in self.active_actions() if a.footer), key=lambda a: a.footer)
        registry = self.console.registry
        footer.keys = tuple(
            (registry.key_sign(a.id), _(a.short or a.label), not self.why_not(a))
            for a in actions
            if registry.keys[a.id]
        )

    # ---- actions

    def active_actions(self) -> list[Action]:
        """The registry's actions that apply here."""
        return self.console.registry.active(self.CONTEXT)

    def install_keys(self) -> None:
        """Bind the keys of all active actions."""
        registry = self.console.registry
        bindings = self._merged_bindings.copy() if self._merged_bindings else self._bindings.copy()
        own: dict[str, list[Binding]] = {}
        for action in self.active_actions():
            for key in registry.keys[action.id]:
                priority = action.priority and len(key) > 1
                for binding in Binding.make_bindings(
                    [
                        Binding(
                            "comma" if key == "," else key,
                            f"run('{action.id}')",
                            show=False,
                            priority=priority,
                        )
                    ]
                ):
                    own[binding.key] = [binding]
        for key, listed in own.items():
            bindings.key_to_bindings[key] = listed
        self._bindings = bindings

    def action_run(self, action_id: str) -> None:
        """A key of the registry was pressed."""
        self.run_action_id(action_id)

    def run_action_id(self, action_id: str) -> None:
        """Run an action by id, or say why it cannot run now."""
        action = self.console.registry.actions[action_id]
        if action not in self.active_actions():
            contexts = self.console.registry.contexts
            where = ", ".join(_(contexts[name].label) for name in action.contexts)
            self.toast(_("{label}: only in {where}.", label=_(action.label), where=where), "warning")
            return
        if reason := self.why_not(action):
            self.toast(reason, "warning")
            return
        handler = self.handler_of(action)
        if handler is None:
            self.toast(_("{label}: not available here.", label=_(action.label)), "warning")
            return
        handler()

    def why_not(self, action: Action) -> str:
        """ "" if the action can run now, else the reason. Screens override it for reasons of their own."""
        if reason := self.console.right_missing(action.right):
            return reason
        return action.enabled(self) if action.enabled else ""

    def handler_of(self, action: Action) -> Callable[[], object] | None:
        """The method that runs an action: on the focused widget or one around it, the screen, its table, the
        app.
        """
        if action.id.startswith("go."):
            return partial(self.console.go, action.verb)
        start: Widget = self.focused or self
        nodes: list[Any] = [*start.ancestors_with_self]
        if self not in nodes:
            nodes.append(self)
        if action.group == "list":
            nodes.extend(table for table in self.query(PagedTable) if table.display)
        if self.app not in nodes:
            nodes.append(self.app)
        for node in nodes:
            if (method := getattr(node, action.method, None)) is not None:
                return cast("Callable[[], object]", method)
        return None

    # ---- going back, refreshing, language

    def do_app_back(self) -> None:
        """One step back: what ``back_step`` finds, else the screen itself."""
        if self.back_step():
            return
        if len(self.console.screen_stack) > 1:
            self.dismiss(None)
        else:
            self.console.back_at_root()

    def do_list_copy(self) -> None:
        """Copy what names the row under the cursor: its key. Lists with a human number copy that."""
        row = next((table.cursor_row for table in self.query(PagedTable) if table.display), None)
        if row is not None:
            self.copy(str(row.key))

    def back_step(self) -> bool:
        """Close the innermost thing that is open here (peek, filter, marks); False if nothing is."""
        return False

    def do_app_refresh(self) -> None:
        """Read again."""
        self.load()

    def data_changed(self, changes: list[Change]) -> None:
        """Records changed, here or elsewhere; reloads when a watched kind is among them."""
        if not any(change.kind in self.WATCH for change in changes):
            return
        if self.app.screen is self:
            self.load()
        else:
            self._stale = True

    def relabel(self) -> None:
        """Show every text again in the present language; forms keep what was typed, the focus its place."""
        held = {form.id: form.hold() for form in self.query(Form)}
        focused = self.focused.id if self.focused else None

        async def again() -> None:
            await self.recompose()
            self.draw_frame()
            for form in self.query(Form):
                if form.id in held:
                    form.restore(held[form.id])
            self.relabelled()
            self.load()
            if focused and (found := self.query(f"#{focused}")):
                found.first().focus()

        self.call_later(again)

    def relabelled(self) -> None:
        """Called after a language switch, with fresh widgets."""

    # ---- focus

    def on_screen_suspend(self) -> None:
        """Remember the focus while something lies on top."""
        self._focus_before = self.focused

    def on_screen_resume(self) -> None:
        """Give the focus back and catch up with changes."""
        before = self._focus_before
        if self.focused is None and before is not None and before.is_attached and before.focusable:
            self.set_focus(before)
        if self.is_mounted:
            self.draw_frame()
        if self._stale:
            self._stale = False
            self.load()

    def on_resize(self, _event: events.Resize) -> None:
        """Draw the frame at the new width."""
        self.draw_frame()

    def open_dialog(self, dialog: Screen[T], then: Callable[[T], None] | None = None) -> None:
        """Open a dialog; ``then`` gets its answer unless it was left without one. The focus comes back."""

        def closed(answer: T | None) -> None:
            if answer is not None and then is not None:
                then(answer)

        self.app.push_screen(dialog, closed)
