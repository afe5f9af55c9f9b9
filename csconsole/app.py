"""The Textual application: modes, theme, keymap, title line, actions of everywhere. No rules."""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.screen import Screen

from csconsole.actions import load_registry
from csconsole.actions.shell import MODES
from csconsole.clock import Clock, local
from csconsole.config import Config
from csconsole.errors import NotAllowedError
from csconsole.heap import give_back
from csconsole.i18n import _, get_language, set_language
from csconsole.screens.base import BaseScreen
from csconsole.screens.bindings import bindings_of
from csconsole.screens.endings import on_ending_signals
from csconsole.screens.gate import Gate
from csconsole.screens.sitting import Sitting
from csconsole.screens.standing import recheck
from csconsole.screens.turns import Taken, Turns
from csconsole.text import clean
from csconsole.themes import THEMES
from csconsole.widgets.lines import Alarm
from csconsole.widgets.signs import use_plain_signs
from csconsole.widgets.table import PagedTable
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.context import Context
    from csconsole.services.desk import Watch

CLOCK_SECONDS = 5.0
"""How often the clock, the alarm and the idle lock are looked at."""
LOOK_SECONDS = 60.0
"""How often shift and alarm are asked for where nothing is heard of a change."""
RECENT_ACTIONS = 5


def _mode_factory(name: str) -> Callable[[], Screen[Any]]:
    def make() -> Screen[Any]:
        module_name = f"csconsole.screens.{name}"
        if importlib.util.find_spec(module_name) is None:
            from csconsole.screens.absent import AbsentScreen

            return AbsentScreen(name)
        screen: Screen[Any] = importlib.import_module(module_name).MODE_SCREEN()
        return screen

    return make


class Console(Sitting):
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
        super().__init__(config, gate, clock, lang=lang)
        self.animation_level = "none"
        self.watch_state: Watch | None = None
        self.recent_actions: list[str] = []
        self._looked_at = 0.0
        self._turns = Turns(self, self._take)
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
        """The clock, and signals that end the console; the database waits for the first frame."""
        if not self.is_headless:
            on_ending_signals(self.end)
        self.app_resume_signal.subscribe(self, self._come_back)
        self.set_class(self.config.symbols == "ascii", "-plain")
        self.set_interval(CLOCK_SECONDS, self.tick)

    def remind(self) -> None:
        """Say what must be read or signed first, when somebody has signed in."""
        from csconsole.screens.duty import remind

        remind(self)

    # ---- frame

    def size_classes(self) -> dict[str, bool]:
        """The classes that the terminal's size gives a screen. A new one has them before its widgets are
        made: given with its first size, as Textual does, they have all of these styled once more.
        """
        width = [name for least, name in self.HORIZONTAL_BREAKPOINTS if self.size.width >= least]
        height = [name for least, name in self.VERTICAL_BREAKPOINTS if self.size.height >= least]
        return dict.fromkeys((*width[-1:], *height[-1:]), True)

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

    @property
    def shift_text(self) -> str:
        """Name of the shift that I am signed on to; else that I am not, with the key; "" for whoever does not
        work in shifts.
        """
        if self.watch_state is None:
            return ""
        if not self.watch_state.may_sign_on:
            return self.watch_state.shift
        return _("not signed on ({key})", key=self.registry.key_sign("shift.duty"))

    @property
    def alarm_text(self) -> Alarm:
        """What of mine is about to be missed, in words of this moment; an empty one for nothing."""
        watch = self.watch_state
        if watch is None or (watch.alarm is None and watch.held is None):
            return Alarm()
        from csconsole.screens.watch import alarm_words, clock_words

        return alarm_words(self, watch.alarm) if watch.alarm and not watch.held else clock_words(self)

    def tick(self) -> None:
        """The clock, the alarm and the idle lock; what was freed goes back to the system."""
        self.lock_when_idle()
        if isinstance(self.screen, BaseScreen):
            self.screen.draw_frame()
        if time.monotonic() - self._looked_at > LOOK_SECONDS:
            recheck(self)
            self.look_round()
        give_back()

    def sign_out_key(self) -> str:
        """The key that lets somebody else sign in."""
        return self.registry.key_sign("app.sign_out")

    def look_round(self) -> None:
        """Ask for the shift and the alarm, when somebody is signed in."""
        if isinstance(self.screen, BaseScreen) and self.ctx is not None and not self.locked:
            from csconsole.screens.watch import look_round

            self._looked_at = time.monotonic()
            look_round(self, self.screen)

    def show_watch(self, watch: Watch | None) -> None:
        """Take the shift and the alarm into the title line; a new alarm rings."""
        from csconsole.screens.watch import take_watch

        before = self.watch_state.alarm if self.watch_state else None
        self.watch_state = watch
        take_watch(self)
        if watch and watch.alarm and (before is None or before.number != watch.alarm.number):
            self.bell()
        for screen in self.all_screens():
            screen.draw_frame()

    # ---- actions of the registry

    def may_not(self, action: Action) -> str:
        """Why the person may not run an action, and who may; "" if he may. Some are also the head's of a
        department (TKT-04).
        """
        if action.heads and self.watch_state is not None and self.watch_state.heads:
            return ""
        if not (missing := self.right_missing(action.right)) or self.ctx is None:
            return ""
        from csconsole.models.rights import Right

        try:
            self.ctx.require(Right(action.right.partition("|")[0]))
        except NotAllowedError as error:
            return str(error)
        return missing

    async def on_event(self, event: events.Event) -> None:
        """Note that someone is there, clean what is pasted, then handle the event as usual."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self.note_presence()
        if isinstance(event, events.Paste):
            event.text = clean(event.text)
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._turns.line_up(event)
        else:
            await super().on_event(event)

    async def _take(self, event: Taken) -> None:
        """It is this key's turn; a form puts it aside, or gives the focus to a field where none has it."""
        if isinstance(self.screen, BaseScreen) and self.screen.puts_aside(event):
            return
        if not (isinstance(event, events.Key) and await self._moves_in_a_list(event.key)):
            await super().on_event(event)

    async def _moves_in_a_list(self, key: str) -> bool:
        """Run a key of a list at once: nothing between a table and the application handles keys, so it need
        not pass through the queue of each widget round it.
        """
        if not (isinstance(self.focused, PagedTable) and isinstance(self.screen, BaseScreen)):
            return False
        return await self._check_bindings(key, priority=True) or await self._check_bindings(key)

    async def _check_bindings(self, key: str, priority: bool = False) -> bool:
        """Run what a key is bound to; whether something was. In place of Textual's own, see ``bindings``."""
        for namespace, binding in bindings_of(self.screen, key, priority=priority):
            if await self.run_action(binding.action, namespace):
                return True
        return False

    def go(self, mode: str) -> None:
        """Switch to a mode; what was open in it is still there. In the mode itself: back to its first page;
        a form that lies on the way stays.
        """
        if mode == self.current_mode:
            while (
                len(self.screen_stack) > 1 and isinstance(self.screen, BaseScreen) and not self.screen.forms()
            ):
                self.pop_screen()
        else:
            self.switch_mode(mode)
        if isinstance(self.screen, BaseScreen):
            self.screen.draw_frame()

    def go_and_run(self, mode: str, action_id: str) -> None:
        """Switch to a mode and run one of its actions as soon as it is drawn."""
        self.go_then(mode, lambda screen: screen.run_action_id(action_id))

    def go_then(self, mode: str, call: Callable[[BaseScreen[object]], object]) -> None:
        """Switch to a mode and do something with its screen as soon as that is drawn."""
        self.go(mode)
        screen = self.screen
        if isinstance(screen, BaseScreen):
            screen.call_after_refresh(lambda: call(screen))

    def do_call_start(self) -> None:
        """Open the call form on top of what is open."""
        if importlib.util.find_spec("csconsole.screens.call_form") is None:
            self.toast(_("The call form is not part of this build."), "warning")
            return
        module = importlib.import_module("csconsole.screens.call_form")
        if isinstance(self.screen, module.CallForm):
            self.screen.begin_again()
        else:
            self.push_screen(module.CallForm())

    def do_app_palette(self) -> None:
        """Open the command palette."""
        from csconsole.screens.palette import Palette

        if isinstance(self.screen, BaseScreen) and self.screen.is_mounted:
            self.push_screen(Palette(self.screen), self._run_picked)

    def do_app_help(self) -> None:
        """Open the help for where I am."""
        from csconsole.screens.help import Help

        if isinstance(self.screen, BaseScreen) and self.screen.is_mounted:
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
        from csconsole.screens.watch import open_alarm

        open_alarm(self)

    def do_shift_duty(self) -> None:
        """Sign on to a shift or off."""
        from csconsole.screens.duty import open_duty

        open_duty(self)

    def do_app_suspend(self) -> None:
        """Back to the shell; everything stays as it is until ``fg``."""
        self.action_suspend_process()

    def _come_back(self, _app: object) -> None:
        """After ``fg`` the terminal shows nothing of ours: draw all of it, with what others changed."""
        self.screen.refresh(layout=True)
        self.tick()
        self.look_round()

    def do_app_language(self) -> None:
        """The other language."""
        self.set_language("en" if get_language() == "zh" else "zh")

    def do_app_own_language(self) -> None:
        """The present language from the next sign-in on, on every terminal and the command line."""
        if not isinstance(self.screen, BaseScreen):
            return

        def work(ctx: Context) -> object:
            from csconsole.services.staff import change_language

            return change_language(ctx, get_language())

        self.screen.command(work, lambda _row: self.toast(_("Kept: you see the program in this language.")))

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

    def do_app_undo(self) -> None:
        """Take the last change back."""
        if isinstance(self.screen, BaseScreen):
            from csconsole.screens.undoing import undo_on

            undo_on(self.screen)

    async def fresh_modes(self) -> None:
        """Close everything that is open, keeping drafts, so that the next person sees nothing of it."""
        self.keep_all_typed()
        await self.switch_mode(self.DEFAULT_MODE)
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        for name in list(self._screen_stacks):
            if name != self.DEFAULT_MODE:
                await self.remove_mode(name)
                self.add_mode(name, _mode_factory(name))
        self.show_watch(None)
        if isinstance(self.screen, BaseScreen):
            await self.screen.forget()

    def back_at_root(self) -> None:
        """Escape or ``q`` where nothing is left to go back to: to the desk; there it is asked."""
        if self.current_mode != self.DEFAULT_MODE:
            self.go(self.DEFAULT_MODE)
            return
        from csconsole.widgets.dialogs import Confirm

        self.push_screen(
            Confirm(_("Quit the console?"), effect=self.would_be_lost() or _("Drafts are kept.")),
            self._quit_if,
        )

    def _quit_if(self, yes: bool | None) -> None:
        if yes:
            self.do_app_quit()
