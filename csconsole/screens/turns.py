"""Keys one after the other: the next key is taken only when everything that the last one led to is done.

Textual hands a key to the widget that has the focus at that moment, while the key before it may still be on
its way to moving the focus or to opening a screen. Someone who types fast, or a paste that a terminal sends
as keys, would then write into the wrong field.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

LONGEST_TURN = 1.0
"""Seconds after which the next key is taken in any case, should something on the way be stuck."""
LOOKS = 20
"""In so many parts that time is waited for: a computer that stood still for all of it counts as one part, for
nothing is stuck that had no time to go on.
"""
WALK_AFTER = 0.02
"""Seconds until it is asked whether a turn is over, where no other key waits for that: what the key led to is
drawn first.
"""
ROUNDS = 2
"""How often each widget on the way is asked: a handler may send itself one more message, such as
``Submitted``.
"""
Taken = events.Key | events.Paste


class Turns:
    """Lines up keys and pastes for ``app``; ``take`` handles one as Textual does."""

    def __init__(self, app: App[None], take: Callable[[Taken], Awaitable[None]]) -> None:
        self.app = app
        self.take = take
        self.waiting: deque[Taken] = deque()
        self._turn = 0
        self._busy = False
        self._limit: asyncio.TimerHandle | None = None
        self._walks: asyncio.TimerHandle | None = None

    async def line_up(self, event: Taken) -> None:
        """Handle a key now, or after those before it."""
        self.waiting.append(event)
        if not self._busy:
            await self._next()
        elif self._walks is not None:
            self._walk_now()

    async def _next(self) -> None:
        if not self.waiting:
            return
        event = self.waiting.popleft()
        self._busy = True
        self._turn += 1
        turn, start, screen = self._turn, self.app.focused, self.app.screen
        loop = asyncio.get_running_loop()
        self._look_after(loop, turn, LOOKS)
        try:
            await self.take(event)
        finally:
            self._way = turn, start or screen, screen
            self._walks = loop.call_later(WALK_AFTER, self._walk_now)
            if self.waiting:
                self._walk_now()

    def _look_after(self, loop: asyncio.AbstractEventLoop, turn: int, looks: int) -> None:
        """End the turn after so many looks at it."""

        def look() -> None:
            if looks > 1:
                self._look_after(loop, turn, looks - 1)
            else:
                self.app.call_later(self._over, turn)

        self._limit = loop.call_later(LONGEST_TURN / LOOKS, look)

    def _walk_now(self) -> None:
        if self._walks is not None:
            self._walks.cancel()
            self._walks = None
            self._walk(*self._way)

    def _walk(self, turn: int, start: Widget, screen: Screen[object]) -> None:
        """Pass a sign through the queues of ``start`` and all round it, behind what the key left there."""
        way: list[MessagePump] = [node for node in start.ancestors_with_self if node is not self.app]

        def step(place: int) -> None:
            for at in range(place, len(way) * ROUNDS):
                if way[at // ROUNDS].call_later(step, at + 1):
                    return
            self.app.call_later(self._arrived, turn, screen)

        step(0)

    async def _arrived(self, turn: int, screen: Screen[object]) -> None:
        """The sign is through; where the key opened or left a screen, that one is waited for too."""
        if turn != self._turn or not self._busy:
            return
        now = self.app.screen
        if now is not screen:
            self._walk(turn, now, now)
        else:
            await self._over(turn)

    async def _over(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        if self._limit is not None:
            self._limit.cancel()
        self._busy = False
        await self._next()
