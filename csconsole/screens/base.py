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
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget

from csconsole.actions import Action
from csconsole.errors import CsconsoleError
from csconsole.i18n import _, listed
from csconsole.screens.asking import Answered, Asking, Severity
from csconsole.screens.gate import Change
from csconsole.widgets.lines import FooterLine, StatusLine, TitleLine
from csconsole.widgets.table import PagedTable
from csconsole.widgets.tones import Piece, Toned
from csconsole.widgets.whole_strips import WholeStrips

if TYPE_CHECKING:
    from csconsole.widgets.form import Form
    from csconsole.widgets.typed_dialog import TypedDialog

__all__ = ["Answered", "Asking", "BaseScreen", "Severity"]

T = TypeVar("T")


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
        self._compositor = WholeStrips()
        self.old = self._stale = False
        self._status: tuple[Piece, ...] = ()
        self._title: tuple[Piece, ...] = ()
        self._focus_before: Widget | None = None
        self._refused: Callable[[CsconsoleError], bool] | None = None
        self._unsettled: list[TypedDialog[Any]] = []

    # ---- frame

    def compose(self) -> ComposeResult:
        """The frame round ``compose_body``."""
        self.update_classes(self.console.size_classes(), update=False)
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

    def undo_record(self) -> str:
        """The number of the record that ``u`` is about; empty: the person's last change, whatever it was."""
        return ""

    def undo_version(self) -> tuple[str, int, int] | None:
        """Kind, key and version of that record as it is shown: ``u`` takes back what is seen."""
        return None

    def on_mount(self) -> None:
        """Take the keys of the registry, draw the frame, load."""
        self.install_keys()
        self.draw_frame()
        self.load()
        self.call_after_refresh(self.console.first_frame_drawn)

    def draw_frame(self) -> None:
        """Draw title, status and footer again; nothing while they are being made or taken away."""
        if not self.is_mounted or not self.query("#footer-line"):
            return
        title = self.query_one("#title-line", TitleLine)
        head = _(self.TITLE_TEXT) if self.TITLE_TEXT else self.console.mode_label()
        title.left = (head, *((Toned("  ", "quiet"), *self._title) if self._title else ()))
        title.right = self.console.title_right()
        title.alarm = self.console.alarm_text
        self.draw_status()
        self.draw_footer()

    def set_title(self, *pieces: Piece) -> None:
        """What is open, after the mode's name."""
        self._title = pieces
        self.draw_frame()

    def set_status(self, *pieces: Piece) -> None:
        """Filter, marks, count: the left of the status line."""
        self._status = pieces
        self.draw_status()

    def draw_status(self) -> None:
        """What was just said, else the status; busy, old and unsaved on the right."""
        if not self.is_mounted or not self.query("#status-line"):
            return
        line = self.query_one("#status-line", StatusLine)
        right: list[Piece] = []
        if any(form.dirty for form in self.forms()):
            right.append(Toned(_("unsaved") + " ", "caution"))
        if self.old:
            key = self.console.registry.key_sign("app.refresh")
            right.append(Toned(_("old, {key} tries again", key=key) + " ", "caution"))
        if self.console.ctx is None:
            right.append(Toned(_("opening the database") + " ", "accent"))
        if self.busy:
            right.append(Toned(_("working") + " ", "accent"))
        saying = self.console.saying
        line.left = (Toned(saying, self.console.saying_tone),) if saying else self._status
        line.right = tuple(right)

    def show_busy(self) -> None:
        """Busy sign in the status line."""
        self.draw_status()

    def answer_arrived(self, group: str) -> None:
        """A good answer to ``load`` makes the content fresh."""
        if group.startswith("load"):
            self.console.unread = False
        if group.startswith("load") and self.old:
            self.old = False
            self.draw_status()

    def answer_failed(self, group: str) -> None:
        """A failed ``load`` leaves the old content, marked old."""
        if group.startswith("load"):
            self.old = True
            self.draw_status()

    def draw_footer(self) -> None:
        """The footer's keys for this context; not those that are refused in any case."""
        footer = self.query_one("#footer-line", FooterLine)
        mine = (a for a in self.active_actions() if a.footer and self.offers(a))
        actions = sorted(mine, key=lambda a: a.footer)
        registry = self.console.registry
        typing = "form" in registry.closure(self.CONTEXT)
        footer.keys = tuple(
            (key, _(a.short or a.label), not self.why_not(a))
            for a in actions
            if (key := registry.key_sign(a.id, typing=typing))
        )

    def offers(self, action: Action) -> bool:
        """Whether the footer names an action: not without the right to it, nor an alarm that is none."""
        quiet = action.id == "app.alarm" and not self.console.alarm_text
        return not quiet and not self.console.may_not(action)

    # ---- actions

    def active_actions(self) -> list[Action]:
        """The registry's actions that apply here."""
        return self.console.registry.active(self.CONTEXT)

    def install_keys(self) -> None:
        """Bind the keys of all active actions; within a form a digit never leaves for another mode."""
        registry = self.console.registry
        typing = "form" in registry.closure(self.CONTEXT)
        bindings = self._merged_bindings.copy() if self._merged_bindings else self._bindings.copy()
        own: dict[str, list[Binding]] = {}
        for action in self.active_actions():
            for key in registry.keys[action.id]:
                if typing and action.group == "go" and len(key) == 1:
                    continue
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
        for key, found in own.items():
            bindings.key_to_bindings[key] = found
        self._bindings = bindings

    def action_run(self, action_id: str) -> None:
        """A key of the registry was pressed."""
        self.run_action_id(action_id)

    def run_action_id(self, action_id: str) -> None:
        """Run an action by id, or say why it cannot run now."""
        action = self.console.registry.actions[action_id]
        if action not in self.active_actions():
            contexts = self.console.registry.contexts
            where = listed(_(contexts[name].label) for name in action.contexts)
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
        if reason := self.console.may_not(action):
            return reason
        return action.enabled(self) if action.enabled else ""

    def handler_of(self, action: Action) -> Callable[[], object] | None:
        """The method that runs an action: of the focused widget, one around it, the screen, table or app."""
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
        if any(change.kind in self.WATCH for change in changes):
            self.read_again()

    def rights_changed(self) -> None:
        """The person may do more or less than before: draw the keys, read lists and pages again."""
        self.draw_frame()
        self.read_again()

    def read_again(self) -> None:
        """Load again, where the screen does so by itself: now, or as soon as it is seen."""
        if not self.WATCH:
            return
        if self.app.screen is self:
            self.load()
        else:
            self._stale = True

    def relabel(self) -> None:
        """Show every text again in the present language; forms keep what was typed, the focus its place."""
        held = {form.id: form.hold() for form in self.forms()}
        focused = self.focused.id if self.focused else None

        async def again() -> None:
            await self.recompose()
            self.draw_frame()
            for form in self.forms():
                if form.id in held:
                    form.restore(held[form.id])
            self.relabelled()
            self.load()
            if focused and (found := self.query(f"#{focused}")):
                found.first().focus()

        self.call_later(again)

    def forms(self) -> list[Form]:
        """The forms on this screen. Asked for by name, so that a screen without one does not load forms."""
        return [cast("Form", widget) for widget in self.query("Form")]

    def puts_aside(self, _event: events.Key | events.Paste) -> bool:
        """Called before a key is handled; forms put it aside, or give a field the focus where none has it."""
        return False

    def keep_typed(self) -> None:
        """Keep what was typed here and is not stored; screens with a form do."""

    def relabelled(self) -> None:
        """Called after a language switch, with fresh widgets."""

    async def forget(self) -> None:
        """Show nothing of what was read, as when the screen was new, nor of what is still being read."""
        self.old, self._stale, self._title, self._status = False, False, (), ()
        with self.taken_apart():
            await self.recompose()
        self.relabelled()
        self.draw_frame()

    # ---- focus

    def on_screen_suspend(self) -> None:
        """Remember the focus while something lies on top."""
        self._focus_before = self.focused or self._focus_before

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
        """Open a dialog; ``then`` gets its answer unless it was left without one. The focus comes back. Where
        the command that ``then`` runs is refused, the dialog is there again with what was typed. What was
        typed is kept until the command that follows is stored, and where none does.
        """
        asked = cast("TypedDialog[Any]", dialog) if getattr(dialog, "about", "") else None

        def refused(answer: T, error: CsconsoleError) -> bool:
            make = getattr(dialog, "again", None)
            again = make(answer, error.field or "", self.error_text(error)) if make is not None else None
            if again is not None:
                self.open_dialog(again, then)
            return again is not None

        def closed(answer: T | None) -> None:
            if answer is None or then is None:
                self._unsettled = []
                return
            if asked is not None:
                self._unsettled.append(asked)
            self._refused = partial(refused, answer)
            then(answer)
            self._refused = None
            if asked in self._unsettled:
                asked.rest()

        if isinstance(self.app.screen, ModalScreen):
            return  # one lies on top already: a key pressed twice opens one dialog
        self.app.push_screen(dialog, closed)
        if asked is not None:
            from csconsole.screens.asked_drafts import keep_asked

            keep_asked(self, asked)
