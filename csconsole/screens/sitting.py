"""Who sits at the console: opening the database, signing in and out, the idle lock, threads, the crash
log.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.util
import threading
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from csconsole import paths
from csconsole.clock import Clock
from csconsole.config import Config
from csconsole.errors import CsconsoleError
from csconsole.heap import give_back
from csconsole.i18n import _, get_language, listed
from csconsole.screens.base import BaseScreen
from csconsole.screens.gate import Change, Gate, Opening
from csconsole.screens.keeping import Keeping
from csconsole.screens.standing import concerns, recheck
from csconsole.text import literal

if TYPE_CHECKING:
    from csconsole.services.context import Context

KEEP_SECONDS = 3.0
"""How long quitting waits for drafts to be stored."""
GARBAGE_TURNS = (10_000, 2, 30)
"""After so many new objects Python looks for garbage among them while the console is used: a matter of a
millisecond. After two more such turns it looks at what they left: Textual's garbage of a form is found only
then. At everything since the start it looks as seldom as it would by itself.
"""
PRELOAD_SECONDS = 1.0
"""How long after the sign-in the screens of ``PRELOADED`` are imported; the desk's data comes first."""
PRELOADED = ("call_form", "calls", "tickets", "callbacks")
"""What a ringing telephone needs at once; the rest takes no memory before it is opened."""
STEP_SECONDS = 0.05
LISTEN_AGAIN_SECONDS = 3.0
"""How long the console waits until it tries to hear of changes again."""


class Sitting(Keeping):
    """The half of the application that knows who is signed in. ``gate`` reaches the services."""

    def __init__(self, config: Config, gate: Gate, clock: Clock, *, lang: str | None = None) -> None:
        super().__init__()
        self.config = config
        self.gate = gate
        self.clock = clock
        self.forced_language = lang or config.lang
        self.ctx: Context | None = None
        self.crash_log: Path = paths.data_dir() / "console.log"
        self.idle_seconds: float | None = None
        self.locked = False
        self._last_crash = ""
        self._waiting: list[Callable[[], None]] = []
        self._last_key = time.monotonic()
        self._stop = threading.Event()
        self._listening = False
        self._deaf = False
        self._started = False
        self._settled = True
        self.unread = False  # whether something was stored since a screen was last read

    # ---- what the other half does

    def set_language(self, language: str) -> None:
        """Show everything in this language."""
        raise NotImplementedError

    def look_round(self) -> None:
        """Ask for the alarm and the shift."""
        raise NotImplementedError

    def sign_out_key(self) -> str:
        """The key that lets somebody else sign in."""
        raise NotImplementedError

    def remind(self) -> None:
        """Say what must be read or signed first."""
        raise NotImplementedError

    async def fresh_modes(self) -> None:
        """Close everything that is open."""
        raise NotImplementedError

    # ---- opening

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
            self.from_thread(self._open_failed, error)
        else:
            self.from_thread(self.opened, opening)

    def from_thread(self, call: Callable[..., object], *values: object) -> None:
        """Run a call here, asked for by another thread; not when the console is being left."""
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
            if opening.remembered:
                self._say_who(opening.context)
        else:
            self.ask_who()

    def _say_who(self, context: Context) -> None:
        """Nobody was asked who it is: say it, and the key for somebody else."""
        person, key = context.actor, self.sign_out_key()
        self.toast(
            _(
                "You are {number} {name}: signed in earlier. {key} signs in somebody else.",
                number=person.staff_no,
                name=person.name,
                key=key,
            )
        )

    def ask_who(self) -> None:
        """Show the sign-in screen."""
        from csconsole.screens.sign_in import SignInScreen

        self.push_screen(SignInScreen())

    def signed_in(self, context: Context) -> None:
        """Somebody is signed in: take the language, run what waited, listen for changes."""
        self.ctx = context
        self.note_presence()
        if not self.forced_language and context.actor.language and context.actor.language != get_language():
            self.set_language(context.actor.language)
        self._settled = False
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
        for screen in self.all_screens():
            screen.draw_frame()
        if not (isinstance(self.screen, BaseScreen) and self.screen.busy):
            self.settle()

    def settle(self) -> None:
        """What waits until the first screen shows its data: hear of changes, learn of the idle lock, look at
        shift and alarm, remind. Once after each sign-in.
        """
        context = self.ctx
        if self._settled or context is None:
            return
        self._settled = True
        if not self._listening:
            self._listening = True
            self.run_worker(self._listen, thread=True, exit_on_error=False, group="listen")
            if not self.is_headless:
                preload = partial(self.run_worker, self._preload, thread=True, exit_on_error=False)
                self.set_timer(PRELOAD_SECONDS, preload)
        self._learn_idle_minutes(context)
        self.call_later(self.look_round)
        self.call_later(self.remind)

    def _preload(self) -> None:
        """Import the screens that most work needs, in a thread: the first press of their keys is quick."""
        for name in PRELOADED:
            if self._stop.wait(STEP_SECONDS):
                return
            if importlib.util.find_spec(f"csconsole.screens.{name}") is not None:
                importlib.import_module(f"csconsole.screens.{name}")
        # What is loaded now stays to the end; garbage is looked for among what comes, in turns nobody feels.
        gc.freeze()
        gc.set_threshold(*GARBAGE_TURNS)
        give_back()

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

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self.gate.listen(lambda changes: self.from_thread(self.heard, changes), self._stop.is_set)
                return
            except Exception as error:  # the boundary of the listening thread, which tries again
                self.from_thread(self._unheard, error)
                self._stop.wait(LISTEN_AGAIN_SECONDS)

    def _unheard(self, error: Exception) -> None:
        """Others' changes do not arrive: said once."""
        if self._deaf:
            return
        self._deaf = True
        words = _("Changes of others are not shown by themselves now; R reads again.")
        if isinstance(error, CsconsoleError):
            words = f"{error.message} {words}"
        else:
            self.log_crash(error)
        self.toast(words, "warning")

    def heard(self, changes: list[Change]) -> None:
        """Tell every screen what has changed. Nothing changed means that the listening has begun."""
        if not changes:
            if self._deaf:
                self._deaf = False
                self.keep_again()
                self.toast(_("Changes of others are shown by themselves again."))
                recheck(self)
                for screen in self.all_screens():
                    screen.read_again()
            return
        for screen in self.all_screens():
            screen.data_changed(changes)
        if self.ctx is not None and concerns(self.ctx, changes):
            recheck(self)
        self.look_round()

    def log_crash(self, error: Exception) -> None:
        """Write the trace of an error that is nobody's rule to the log file, readable by the user only; the
        same one in a row once.
        """
        trace = literal("".join(traceback.format_exception(error)))
        if trace == self._last_crash:
            return
        self._last_crash = trace
        self.crash_log.parent.mkdir(parents=True, exist_ok=True)
        self.crash_log.touch(mode=0o600, exist_ok=True)
        with self.crash_log.open("a", encoding="utf-8") as file:
            file.write(f"{self.clock.now().isoformat()}\n")
            file.write(trace + "\n")

    def right_missing(self, right: str) -> str:
        """ "" if the signed-in person has the right, or one of those between ``|``, else a sentence that
        names the first.
        """
        if not right or self.ctx is None:
            return ""
        from csconsole.codes import label
        from csconsole.models.rights import Right

        rights = [Right(one) for one in right.split("|")]
        if any(self.ctx.can(one) for one in rights):
            return ""
        return _("You may not do this: it needs the right “{right}”.", right=label("right", rights[0]))

    # ---- the idle lock, leaving

    def note_presence(self) -> None:
        """Somebody is there."""
        self._last_key = time.monotonic()

    def lock_when_idle(self) -> None:
        """Lock where nobody has touched a key for as long as the setting says (SEC-03)."""
        limit = self.idle_seconds
        if self.ctx and limit and not self.locked and time.monotonic() - self._last_key > limit:
            self.do_app_lock()

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
        self.note_presence()

    def do_app_sign_out(self) -> None:
        """Ask, then sign out."""
        from csconsole.widgets.dialogs import Confirm

        if self.ctx is None or not isinstance(self.screen, BaseScreen):
            return
        person, effect = self.ctx.actor, _("Drafts are kept. Then somebody else can sign in.")
        if self.unkept:
            effect = _(
                "Not stored as a draft: {names}. It is held here until the database is back.",
                names=listed(self.unkept),
            )
        if self.gate.ends_login():
            effect += " " + _("The shell was signed in with the same login: it is signed out too.")
        self.screen.open_dialog(
            Confirm(_("Sign out {number} {name}?", number=person.staff_no, name=person.name), effect=effect),
            lambda yes: self.sign_out() if yes else None,
        )

    def sign_out(self) -> None:
        """Forget who is signed in, close what was open and ask who is next; drafts are kept."""
        self.run_worker(self._sign_out(), group="sign-out", exit_on_error=False)

    async def _sign_out(self) -> None:
        await self.fresh_modes()
        self.ctx = None
        self.idle_seconds = None
        try:
            await asyncio.to_thread(self.gate.sign_out)
        except CsconsoleError as error:
            self.toast(error.message, "error")
        if isinstance(self.screen, BaseScreen):
            self.screen.draw_frame()
            self.screen.load()
        self.ask_who()

    def do_app_quit(self) -> None:
        """Quit; drafts are kept. What could not be kept is asked about."""
        self.keep_all_typed()
        self.keep_again()
        self.run_worker(self._quit_kept(), group="leave", exit_on_error=False)

    async def action_quit(self) -> None:
        """Textual's own way of quitting asks too."""
        self.do_app_quit()

    async def _quit_kept(self) -> None:
        from csconsole.widgets.dialogs import Confirm

        await self._wait_for_drafts()
        if not self.unkept:
            self._leave_now(0)
        elif not isinstance(self.screen, Confirm):
            self.push_screen(
                Confirm(_("Quit and lose what is typed?"), effect=self.would_be_lost()),
                lambda yes: self._leave_now(0) if yes else None,
            )

    def end(self, code: int) -> None:
        """Keep what is typed, give the terminal back and leave with this exit code."""
        self.keep_all_typed()
        self.keep_again()
        self.run_worker(self._leave(code), group="leave", exit_on_error=False)

    async def _leave(self, code: int) -> None:
        await self._wait_for_drafts()
        self._leave_now(code)

    async def _wait_for_drafts(self) -> None:
        until = time.monotonic() + KEEP_SECONDS
        while self.is_keeping and time.monotonic() < until:
            await asyncio.sleep(0.01)

    def _leave_now(self, code: int) -> None:
        self._stop.set()
        self.exit(return_code=code)

    def on_unmount(self) -> None:
        """Let the threads end and close the database."""
        self._stop.set()
        self.gate.close()
