"""Driving the console in a test.

::

    async def test_takes_a_ticket(desk: Desk) -> None:
        async with desk.console("agent", size=(80, 24), lang="zh") as shell:
            await shell.press("3")              # ticket list
            await shell.press("t")
            assert "已接单" in shell.toasts()[-1]

``shell.keys`` counts what was pressed, for keystroke budgets; ``shell.type`` writes text that does not count.
``shell.lines()`` is the screen as text, ``shell.idle()`` waits until nothing runs any more; never sleep.
Pictures, in a test that is not async:
``desk.snap(snap_compare, "agent", press=("3",), size=(80, 24), lang="en")``.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, TextArea
from textual.worker import WorkerCancelled, WorkerFailed

from csconsole import i18n
from csconsole.app import Console
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.screens.gate import Change, Opening, Progress
from csconsole.services.context import Context
from csconsole.widgets.filter_bar import FilterBar
from csconsole.widgets.peek import PeekPane
from csconsole.widgets.pick_input import PickInput

SIZES = ((80, 24), (160, 48), (60, 20))
LANGUAGES = ("en", "zh")
ROUNDS = 400
"""How often ``idle`` looks again before it gives up."""


class StandGate:
    """A gate that is open already: ``context`` is signed in, or nobody is if it is None."""

    def __init__(self, context: Context | None, people: dict[str, Context] | None = None) -> None:
        self.context = context
        self.people = people or {}
        self.remembered = False

    def missing(self) -> bool:
        """There is a database."""
        return False

    def open(self) -> Opening:
        """Signed in already, or not."""
        return Opening("ready", self.context) if self.context else Opening("sign_in")

    def sign_in(self, staff_no: str, password: str) -> Context:
        """The services' own sign-in on the test's store."""
        from csconsole.services.sign_in import sign_in

        ctx = next(iter(self.people.values()))
        return sign_in(ctx.store, ctx.clock, ctx.config, staff_no=staff_no, password=password)

    def standing(self, context: Context) -> Context:
        """What the services say of the account; how somebody signed in is not looked at."""
        from csconsole.services.sign_in import Proof, still_signed_in

        return still_signed_in(context, Proof())

    def idle_minutes(self, context: Context) -> int | None:
        """The setting."""
        from csconsole.services.sign_in import idle_lock_minutes

        return idle_lock_minutes(context)

    def ends_login(self) -> bool:
        """Nothing is kept, unless a test says so."""
        return self.remembered

    def sign_out(self) -> None:
        """Nothing is kept."""

    def create(self, choice: str, progress: Progress) -> Opening:
        """Nothing is made in a test."""
        progress(0, 1)
        raise AssertionError(f"a test made a {choice} database")

    def listen(self, heard: Callable[[list[Change]], None], stopped: Callable[[], bool]) -> None:
        """Changes reach a test by ``shell.hear`` only, so that it knows when."""

    def close(self) -> None:
        """The fixture closes the store."""


@dataclass
class Shell:
    """A running console."""

    app: Console
    pilot: Pilot[None]
    keys: int = 0

    async def press(self, *keys: str) -> None:
        """Press keys, each counted, and wait until the console rests."""
        self.keys += len(keys)
        for key in keys:
            await self.pilot.press(key)
            await self.idle()

    async def type(self, text: str) -> None:
        """Type text into the focused field; not counted."""
        await self.pilot.press(*("space" if c == " " else "enter" if c == "\n" else c for c in text))
        await self.idle()

    async def rush(self, *keys: str) -> None:
        """Press keys back to back, as a fast hand does: none waits for what the one before it leads to."""
        self.keys += len(keys)
        for key in keys:
            self.app.post_message(events.Key(key, key if len(key) == 1 else None))
        await self.idle()

    async def idle(self) -> None:
        """Wait until no service call runs and every message was handled."""
        quiet = 0
        for _round in range(ROUNDS):
            busy = [w for w in self.app.workers if not w.is_finished and w.group != "listen"]
            for worker in busy:
                with contextlib.suppress(WorkerFailed, WorkerCancelled):
                    await worker.wait()
            await self.pilot.pause()
            shown = self.app.screen
            typed = (*shown.query(FilterBar), *shown.query(PickInput), *shown.query(PeekPane))
            waiting = [field for field in typed if field.pending]
            # On a machine that gives this process no time it looks idle while messages are on their way.
            unread = any(node.message_queue_size for node in (self.app, shown, *shown.walk_children()))
            if waiting or unread:
                await asyncio.sleep(0.02)
            quiet = 0 if busy or waiting or unread else quiet + 1
            if quiet >= 2:
                return
        raise AssertionError("the console does not come to rest")

    async def hear(self, *kinds: str) -> None:
        """Tell the console that records of these kinds changed."""
        self.app.heard([Change(kind) for kind in kinds])
        await self.idle()

    async def resize(self, width: int, height: int) -> None:
        """Another terminal size."""
        await self.pilot.resize_terminal(width, height)
        await self.idle()

    @property
    def screen(self) -> Any:
        """The screen on top; a test knows which it is."""
        return self.app.screen

    def lines(self) -> list[str]:
        """What the terminal shows, line by line."""
        return [strip.text.rstrip() for strip in self.app.screen._compositor.render_strips()]

    def text(self) -> str:
        """What the terminal shows, as one text."""
        return "\n".join(self.lines())

    def toasts(self) -> list[str]:
        """The messages shown so far, oldest first."""
        return list(self.app.told)

    def hush(self) -> None:
        """Take every message away that covers what a test looks at."""
        self.app._say("")
        self.app.clear_notifications()


@dataclass
class Desk:
    """Makes consoles on the test's database. ``context_of`` gives the context of a person by name."""

    context_of: Callable[[str], Context]
    config: Config
    clock: FrozenClock

    def app(
        self,
        who: str | None = "agent",
        *,
        lang: str = "en",
        theme: str = "csconsole-dark",
        symbols: str = "unicode",
    ) -> Console:
        """A fresh console with a frozen clock; ``who`` None means that nobody is signed in."""
        from dataclasses import replace

        i18n.set_language(lang)
        context = self.context_of(who) if who else None
        gate = StandGate(context, {"any": self.context_of("agent")})
        return Console(
            replace(self.config, lang=lang, theme=theme, symbols=symbols), gate, self.clock, lang=lang
        )

    @contextlib.asynccontextmanager
    async def console(
        self,
        who: str | None = "agent",
        *,
        size: tuple[int, int] = (80, 24),
        lang: str = "en",
        theme: str = "csconsole-dark",
        symbols: str = "unicode",
    ) -> AsyncIterator[Shell]:
        """A running console at rest."""
        app = self.app(who, lang=lang, theme=theme, symbols=symbols)
        async with app.run_test(size=size) as pilot:
            shell = Shell(app, pilot)
            await shell.idle()
            yield shell
            await shell.idle()

    def snap(
        self,
        snap_compare: Callable[..., bool],
        who: str | None = "agent",
        *,
        press: Sequence[str] = (),
        size: tuple[int, int] = (80, 24),
        lang: str = "en",
        before: Callable[[Shell], Awaitable[None]] | None = None,
    ) -> bool:
        """Compare a picture of the console with the stored one, after keys and ``before``."""
        app = self.app(who, lang=lang)

        async def run_before(pilot: Pilot[None]) -> None:
            shell = Shell(app, pilot)
            await shell.idle()
            await shell.press(*press)
            if before is not None:
                await before(shell)
            for field in (*app.screen.query(Input), *app.screen.query(TextArea)):
                field.cursor_blink = False
            await shell.idle()

        return snap_compare(app, terminal_size=size, run_before=run_before)
