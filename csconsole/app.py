"""The Textual application: modes, theme, keymap, error boundary, who is signed in. No rules."""

from __future__ import annotations

import importlib
import importlib.util
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from csconsole import paths
from csconsole.actions import load_registry
from csconsole.actions.shell import MODES
from csconsole.clock import Clock, local
from csconsole.config import Config
from csconsole.errors import CsconsoleError
from csconsole.i18n import _, get_language, set_language
from csconsole.screens.base import BaseScreen, Severity
from csconsole.screens.gate import Change, Gate, Opening
from csconsole.text import clean, literal
from csconsole.themes import THEMES
from csconsole.widgets.signs import use_plain_signs
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context

CLOCK_SECONDS = 5.0
"""How often the clock, the alarm and the idle lock are looked at."""
TOAST_SECONDS = {"information": 4.0, "warning": 6.0, "error": 12.0}
RECENT_ACTIONS = 5
Undo = tuple[str, Callable[["Context"], object]]


def _mode_factory(name: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        module_name = f"csconsole.screens.{name}"
        if importlib.util.find_spec(module_name) is None:
            from csconsole.screens.absent import AbsentScreen

            return AbsentScreen(name)
        screen: Screen[Any] = importlib.import_module(module_name).MODE_SCREEN()
        return screen

    return make


class Console(App[None]):
    """The console. ``gate`` reaches the services; ``lang`` wins over the settings file and the staff
    member's own.
    """

    CSS_PATH = "screens/console.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "csconsole"
    MODES = {name: _mode_factory(name) for name, _key, _label in MODES}
    DEFAULT_MODE = "desk"
    HORIZONTAL_BREAKPOINTS = [(0, "-small"), (80, "-normal"), (120, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (24, "-tall")]
    BINDINGS: ClassVar[list[Binding]] = []  # type: ignore[assignment]  # keys come from the registry

    def __init__(self, config: Config, gate: Gate, clock: Clock, *, lang: str | None = None) -> None:
        self.registry = load_registry(config.keys)
        super().__init__()
        self.animation_level = "none"
        self.config = config
        self.gate = gate
        self.clock = clock
        self.forced_language = lang or config.lang
        self.ctx: Context | None = None
        self.crash_log: Path = paths.data_dir() / "console.log"
        self.alarm_text = ""
        self.alarm_open: Callable[[], object] | None = None
        self.shift_text = ""
        self.recent_actions: list[str] = []
        self.undo_stack: list[Undo] = []
        self.idle_seconds: float | None = None
        self.locked = False
        self._waiting: list[Callable[[], None]] = []
        self._last_key = time.monotonic()
        self._stop = threading.Event()
        self._keeping = threading.Lock()
        self._opened_once = False
        self._started = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = config.theme if config.theme in self.available_themes else THEMES[0].name
        if self.forced_language:
            set_language(self.forced_language)
        use_plain_signs(config.symbols == "ascii")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our variables, for themes that are not ours."""
        return THEMES[0].variables

    # ---- start

    def on_mount(self) -> None:
        """The clock; the database waits for the first frame."""
        self.set_class(self.config.symbols == "ascii", "-plain")
        self.set_interval(CLOCK_SECONDS, self.tick)

    def first_frame_drawn(self) -> None:
        """The first screen is on the terminal: open the database, or offer to make one."""
        if self._started:
            return
        self._started = True
        if self.gate.missing():
            self._offer_first_run()
        else:
            self.open_database()

    def open_database(self) -> None:
        """Open the database in a thread and go on with what it led to."""
        self.run_worker(self._open, thread=True, exit_on_error=False, group="open")

    def _open(self) -> None:
        try:
            opening = self.gate.open()
        except Exception as error:  # the boundary: shown on a screen of its own, logged where it is a bug
            self._from_thread(self._open_failed, error)
        else:
            self._from_thread(self.opened, opening)

    def _from_thread(self, call: Callable[..., object], *values: object) -> None:
        if not self._stop.is_set():
            self.call_later(call, *values)

    def _open_failed(self, error: Exception) -> None:
        from csconsole.screens.sign_in import TroubleScreen

        if not isinstance(error, CsconsoleError):
            self.log_crash(error)
            error = CsconsoleError(_("The database could not be opened."), hint=str(self.crash_log))
        self.push_screen(TroubleScreen(error))

    def _offer_first_run(self) -> None:
        from csconsole.screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen())

    def opened(self, opening: Opening) -> None:
        """The database is open: go on, ask who it is, or offer to make one."""
        if opening.state == "no_database":
            self._offer_first_run()
        elif opening.context is not None:
            self.signed_in(opening.context)
        else:
            self.ask_who()

    def ask_who(self) -> None:
        """Show the sign-in screen."""
        from csconsole.screens.sign_in import SignInScreen

        self.push_screen(SignInScreen())

    def signed_in(self, context: Context) -> None:
        """Somebody is signed in: take the language, run what waited, listen for changes."""
        self.ctx = context
        self._last_key = time.monotonic()
        if not self.forced_language and context.actor.language and context.actor.language != get_language():
            self.set_language(context.actor.language)
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
        if not self._opened_once:
            self._opened_once = True
            self.run_worker(self._listen, thread=True, exit_on_error=False, group="listen")
        self._learn_idle_minutes(context)
        self.call_later(self.look_round)
        for screen in self.all_screens():
            screen.draw_frame()

    def _learn_idle_minutes(self, context: Context) -> None:
        def learnt(minutes: int | None) -> None:
            self.idle_seconds = None if minutes is None else minutes * 60.0

        if isinstance(self.screen, BaseScreen):
            self.screen.ask_gate(lambda: self.gate.idle_minutes(context), learnt)

    def when_signed_in(self, call: Callable[[], None]) -> None:
        """Run now, or as soon as somebody is signed in."""
        if self.ctx is not None:
            call()
        else:
            self._waiting.append(call)

    def keep(self, work: Callable[[Context], object]) -> None:
        """Run a call that no screen waits for, such as keeping a draft; one after the other, also when the
        screen that asked is closed meanwhile.
        """
        context = self.ctx
        if context is None:
            return

        def run() -> None:
            with self._keeping:
                try:
                    work(context)
                except Exception as error:  # the boundary of this thread: shown and logged
                    self._from_thread(self._not_kept, error)

        self.run_worker(run, thread=True, exit_on_error=False, group="keep")

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, CsconsoleError):
            self.toast(error.message, "error")
        else:
            self.log_crash(error)
            self.toast(_("The draft could not be kept; details are in {file}.", file=self.crash_log), "error")

    def _listen(self) -> None:
        try:
            self.gate.listen(lambda changes: self._from_thread(self.heard, changes), self._stop.is_set)
        except Exception as error:  # the boundary of the listening thread; the console goes on without it
            self._from_thread(self._deaf, error)

    def _deaf(self, error: Exception) -> None:
        self.log_crash(error)
        self.toast(_("Changes of others are no longer shown by themselves; R reads again."), "warning")

    def heard(self, changes: list[Change]) -> None:
        """Tell every screen what has changed."""
        for screen in self.all_screens():
            screen.data_changed(changes)
        self.look_round()

    def all_screens(self) -> list[BaseScreen[object]]:
        """Every screen of every mode that is open."""
        stacks = self._screen_stacks.values()
        return [screen for stack in stacks for screen in stack if isinstance(screen, BaseScreen)]

    # ---- frame

    def mode_label(self) -> str:
        """Name of the present mode."""
        return next((_(label) for name, _key, label in MODES if name == self.current_mode), "")

    def title_right(self) -> tuple[Piece, ...]:
        """Shift, person and clock."""
        clock = local(self.clock.now(), self.config.zone_info).strftime("%H:%M")
        person = f"{self.ctx.actor.staff_no} {self.ctx.actor.name}" if self.ctx else ""
        parts: list[Piece] = []
        for text in (self.shift_text, person):
            if text:
                parts += [text, Toned("  ")]
        return (*parts, clock)

    def tick(self) -> None:
        """The clock, the alarm and the idle lock."""
        limit = self.idle_seconds
        if self.ctx and limit and not self.locked and time.monotonic() - self._last_key > limit:
            self.do_app_lock()
        if isinstance(self.screen, BaseScreen):
            self.screen.draw_frame()
        self.look_round()

    def look_round(self) -> None:
        """Ask for the alarm and the shift, when somebody is signed in."""
        if isinstance(self.screen, BaseScreen) and self.ctx is not None and not self.locked:
            from csconsole.screens.watch import look_round

            look_round(self, self.screen)

    def show_watch(self, shift: str, alarm: str, open_alarm: Callable[[], object] | None) -> None:
        """Take the shift and the alarm into the title line."""
        if (shift, alarm) == (self.shift_text, self.alarm_text):
            return
        if alarm and alarm.split()[:1] != self.alarm_text.split()[:1]:
            self.bell()
        self.shift_text, self.alarm_text, self.alarm_open = shift, alarm, open_alarm
        for screen in self.all_screens():
            screen.draw_frame()

    def toast(self, text: str, severity: Severity = "information") -> None:
        """A short message; its text is never read as markup."""
        self.notify(literal(text), severity=severity, timeout=TOAST_SECONDS[severity], markup=False)

    def log_crash(self, error: Exception) -> None:
        """Write the trace of an error that is nobody's rule to the log file, readable by the user only."""
        self.crash_log.parent.mkdir(parents=True, exist_ok=True)
        self.crash_log.touch(mode=0o600, exist_ok=True)
        with self.crash_log.open("a", encoding="utf-8") as file:
            file.write(f"{self.clock.now().isoformat()}\n")
            file.write(literal("".join(traceback.format_exception(error))) + "\n")

    def right_missing(self, right: str) -> str:
        """ "" if the signed-in person has the right, else a sentence that names it."""
        if not right or self.ctx is None:
            return ""
        from csconsole.codes import label
        from csconsole.models.rights import Right

        if self.ctx.can(Right(right)):
            return ""
        return _("You may not do this: it needs the right “{right}”.", right=label("right", right))

    # ---- actions of the registry

    async def on_event(self, event: events.Event) -> None:
        """Note that someone is there, clean what is pasted, then handle the event as usual."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self._last_key = time.monotonic()
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        await super().on_event(event)

    def go(self, mode: str) -> None:
        """Switch to a mode; what was open in it is still there."""
        self.switch_mode(mode)
        if isinstance(self.screen, BaseScreen):
            self.screen.draw_frame()

    def go_and_run(self, mode: str, action_id: str) -> None:
        """Switch to a mode and run one of its actions as soon as it is drawn."""
        self.go(mode)
        screen = self.screen
        if isinstance(screen, BaseScreen):
            screen.call_after_refresh(lambda: screen.run_action_id(action_id))

    def do_call_start(self) -> None:
        """Open the call form on top of what is open."""
        if importlib.util.find_spec("csconsole.screens.call_form") is None:
            self.toast(_("The call form is not part of this build."), "warning")
            return
        module = importlib.import_module("csconsole.screens.call_form")
        self.push_screen(module.CallForm())

    def do_app_palette(self) -> None:
        """Open the command palette."""
        from csconsole.screens.palette import Palette

        if isinstance(self.screen, BaseScreen):
            self.push_screen(Palette(self.screen), self._run_picked)

    def do_app_help(self) -> None:
        """Open the help for where I am."""
        from csconsole.screens.help import Help

        if isinstance(self.screen, BaseScreen):
            self.push_screen(Help(self.screen), self._run_picked)

    def _run_picked(self, picked: str | None) -> None:
        if picked is None or not isinstance(self.screen, BaseScreen):
            return
        if picked.startswith("goto "):
            from csconsole.screens.records import go_to

            go_to(self, picked.removeprefix("goto "))
            return
        self.recent_actions[:] = [picked, *[a for a in self.recent_actions if a != picked]][:RECENT_ACTIONS]
        self.screen.run_action_id(picked)

    def do_app_alarm(self) -> None:
        """Open what the alarm is about."""
        if self.alarm_open is None:
            self.toast(_("Nothing of yours is about to be missed."))
        else:
            self.alarm_open()

    def do_shift_duty(self) -> None:
        """Sign on to a shift or off."""
        from csconsole.screens.duty import open_duty

        open_duty(self)

    def do_app_language(self) -> None:
        """The other language."""
        self.set_language("en" if get_language() == "zh" else "zh")

    def set_language(self, language: str) -> None:
        """Show everything in this language from now on."""
        set_language(language)
        for screen in self.all_screens():
            screen.relabel()

    def do_app_theme(self) -> None:
        """The next theme."""
        names = [theme.name for theme in THEMES]
        place = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(place + 1) % len(names)]
        self.toast(self.theme)

    def remember_undo(self, what: str, work: Callable[[Context], object]) -> None:
        """Keep how to take the last change back."""
        self.undo_stack = [*self.undo_stack[-19:], (what, work)]

    def do_app_undo(self) -> None:
        """Take the last change back."""
        if not self.undo_stack:
            self.toast(_("There is nothing to undo."), "warning")
            return
        what, work = self.undo_stack.pop()
        if isinstance(self.screen, BaseScreen):
            self.screen.command(work, lambda _row: self.toast(_("Undone: {what}", what=what)), group="undo")

    def do_app_lock(self) -> None:
        """Hide everything until the password is typed; nothing below is closed."""
        from csconsole.screens.sign_in import LockScreen

        if self.ctx is None or self.locked:
            return
        if self.idle_seconds is None:
            self.toast(_("This desk has no password, so it cannot be locked."), "warning")
            return
        self.locked = True
        self.push_screen(LockScreen())

    def unlocked(self) -> None:
        """The right person is back."""
        self.locked = False
        self._last_key = time.monotonic()

    def do_app_sign_out(self) -> None:
        """Forget who is signed in and ask who is next; drafts are kept."""
        self.ctx = None
        self.undo_stack = []
        self.show_watch("", "", None)
        self.gate.sign_out()
        self.ask_who()

    def back_at_root(self) -> None:
        """Escape or ``q`` where nothing is left to go back to."""
        from csconsole.widgets.dialogs import Confirm

        self.push_screen(Confirm(_("Quit the console?"), effect=_("Drafts are kept.")), self._quit_if)

    def _quit_if(self, yes: bool | None) -> None:
        if yes:
            self.do_app_quit()

    def do_app_quit(self) -> None:
        """Quit; drafts are kept."""
        self._stop.set()
        self.exit()

    def on_unmount(self) -> None:
        """Let the threads end and close the database."""
        self._stop.set()
        self.gate.close()
