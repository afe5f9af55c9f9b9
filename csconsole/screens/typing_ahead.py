"""What is typed while a form is being stored for the next one is meant for the next one."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import events

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen

if TYPE_CHECKING:
    from csconsole.errors import CsconsoleError
    from csconsole.screens.asking import Saw

TYPED = frozenset({"tab", "shift+tab", "enter", "backspace", "space"})
"""Keys that belong to typing, beside those that print something."""
Taken = events.Key | events.Paste
PAUSE = 0.7
"""Seconds without a key after which what is typed is meant for the form that is seen."""


class TypingAhead(BaseScreen[Any]):
    """Holds the keys between "save and next" and the empty form, and types them there (CALL-05).

    A call is stored in a thread, and a number that is typed or pasted at once would end in the call before.
    """

    goes_on = False
    """Whether the save that was asked for last is followed by an empty form."""
    _ahead: list[Taken] | None = None
    _missed_at: float | None = None
    """When the last key came that was meant for a form that did not come."""

    def command(
        self,
        work: Callable[[Any], Any],
        then: Callable[[Any], None] | None = None,
        *,
        group: str = "command",
        failed: Callable[[CsconsoleError], None] | None = None,
        saw: Saw | None = None,
    ) -> bool:
        """As of every screen; from here on keys are held where an empty form follows."""
        started = super().command(work, then, group=group, failed=failed, saw=saw)
        if started and self.goes_on and group == "command":
            self._ahead = []
        return started

    def puts_aside(self, event: Taken) -> bool:
        """Whether the key was put aside for the form that comes."""
        if isinstance(event, events.Key) and not event.is_printable and event.key not in TYPED:
            self._missed_at = None
            return False
        if self._ahead is not None:
            self._ahead.append(event)
            return True
        if self._missed_at is None or time.monotonic() - self._missed_at > PAUSE:
            self._missed_at = None
            return False
        self._missed_at = time.monotonic()
        return True

    def type_on(self) -> None:
        """The empty form is there: what was typed meanwhile goes into it, before what comes now."""

        def send() -> None:
            held, self._ahead = self._ahead or [], None
            for event in held:
                again: Taken
                if isinstance(event, events.Paste):
                    again = events.Paste(event.text)
                else:
                    again = events.Key(event.key, event.character)
                self.app.post_message(again)

        # by the application: a key that a screen sends does not pass beyond it to what the key means
        self.call_after_refresh(self.app.call_later, send)

    def answer_failed(self, group: str) -> None:
        """Nothing was stored: what was typed for the next form must not land in this one, nor what follows
        without a pause: nobody stops typing in the middle of a number to read.
        """
        super().answer_failed(group)
        if group == "command" and self._ahead is not None:
            if self._ahead:
                self.toast(_("What you typed since was not taken: this form is not stored yet."), "warning")
                self._missed_at = time.monotonic()
            self._ahead = None
