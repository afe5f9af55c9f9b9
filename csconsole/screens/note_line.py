"""The line of a page into which a note is typed: kept while it is typed, there again after a crash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import Input

from csconsole.screens.asked_drafts import find_text, keep_text
from csconsole.screens.base import BaseScreen
from csconsole.text import clean
from csconsole.widgets.timeline import Timeline
from csconsole.widgets.typed_dialog import KEEP_AFTER

if TYPE_CHECKING:
    from csconsole.services.tickets import TicketRow

NOTE = "note"


class NoteLine(BaseScreen[Any]):
    """Mixin of the ticket's page: ``i`` goes to the line, enter saves; the note stays until it is stored."""

    _note_key = ""
    """Which record the line belongs to, in the drafts."""
    _note_kept = ""
    _note_waits = False

    @property
    def note_line(self) -> Input:
        """Where a note is typed."""
        return self.query_one("#note-line", Input)

    def do_ticket_note(self) -> None:
        """Go to the note line."""
        self.note_line.focus()

    def note_of(self, ticket_id: int) -> None:
        """The line belongs to this ticket now: what was typed for it before stands there again."""
        about = f"ticket {ticket_id} note line"
        if about == self._note_key:
            return
        self.keep_typed()
        if self._note_key:
            self.note_line.value = ""
        self._note_key, self._note_kept = about, ""

        def found(texts: dict[str, str]) -> None:
            if self._note_key == about and not self.note_line.value:
                self._note_kept = texts.get(NOTE, "")
                self.note_line.value = clean(self._note_kept)

        find_text(self, about, found)

    def on_input_changed(self, _event: Input.Changed) -> None:
        """A letter more: kept in a moment."""
        if not self._note_waits:
            self._note_waits = True
            self.set_timer(KEEP_AFTER, self.keep_typed)

    def keep_typed(self) -> None:
        """Keep what stands in the line."""
        self._note_waits = False
        text = self.note_line.value if self._note_key and self.query("#note-line") else self._note_kept
        if text != self._note_kept:
            self._note_kept = text
            keep_text(self, self._note_key, {NOTE: text} if text.strip() else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves the note."""
        event.stop()
        text = clean(event.value).strip()
        if text:
            self.save_note(text)
        else:
            self.query_one(Timeline).focus()

    def save_note(self, text: str) -> None:
        """Write the note on the ticket; the page does."""
        raise NotImplementedError

    def noted(self, _row: TicketRow) -> None:
        """It is stored: the line is free for the next, and the keys are the page's again."""
        self.note_line.value = ""
        self.keep_typed()
        self.leave_note()

    def leave_note(self) -> bool:
        """Out of the line; what was typed stays there. False where it has not the focus."""
        if self.focused is not self.note_line:
            return False
        self.query_one(Timeline).focus()
        return True
