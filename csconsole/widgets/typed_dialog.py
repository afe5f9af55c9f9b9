"""What dialogs share into which text is typed: leaving asks, and the text is kept while it is typed."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Final

from textual.screen import ScreenResultType
from textual.widget import Widget
from textual.widgets import Input, Select, TextArea

from csconsole.i18n import _
from csconsole.text import clean
from csconsole.widgets.dialog import Dialog

KEEP_AFTER: Final = 0.25
"""Seconds after a key until what was typed is kept."""
A_WORD: Final = ""
"""What a dialog is ``about`` whose answer is a word that is there to be typed again: the name of a file, a
number, a filter. It neither asks before it is left nor keeps anything.
"""


class TypedDialog(Dialog[ScreenResultType]):
    """Who leaves it is asked whether what was typed is dropped.

    ``about`` names the record and what is done to it. ``keep`` gets what was typed there and None once it is
    dropped; it is set by who opens the dialog. An answer is not the end: what was typed is laid to
    :meth:`rest` until the command that follows is stored, and then comes :meth:`forget`. ``stays`` keeps it
    beyond that, until the screen itself lets it go.
    """

    def __init__(self, title: str, about: str, *, stays: bool = False) -> None:
        super().__init__(title)
        self.about = about
        self.stays = stays
        self.keep: Callable[[dict[str, str] | None], None] | None = None
        self.looking = False
        """Whether it is not known yet what was kept before."""
        self.refused = ""
        self.refused_field = ""
        self._begun: dict[str, str] = {}
        self._typed: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._offered: Mapping[str, str] = {}
        self._waits = False

    @abstractmethod
    def hold(self) -> dict[str, str]:
        """What stands in the fields now, by id."""

    @abstractmethod
    def put_back(self, texts: Mapping[str, str]) -> None:
        """Write kept texts into their fields."""

    def goes_on(self, before: TypedDialog[ScreenResultType], field: str, message: str) -> None:
        """Take up what was typed into ``before``, whose answer was refused with ``message``."""
        self._begun, self._kept = before._begun, before._kept
        self.stays = before.stays
        self.refused, self.refused_field = message, field

    def on_mount(self) -> None:
        """Remember what stands there before the first key."""
        self._begun = self._begun or self.hold()
        if self._offered:
            self.put(self._offered)

    # ---- what was typed

    @property
    def typed(self) -> dict[str, str]:
        """The fields that are not as they were when the dialog was opened first."""
        if not self.is_attached or not self._begun:
            return {}
        return {name: text for name, text in self.hold().items() if text != self._begun.get(name)}

    @property
    def changed(self) -> bool:
        """Whether something was typed or chosen since the dialog was opened first."""
        return bool(self.typed)

    def put(self, texts: Mapping[str, str]) -> None:
        """Put kept texts back; a choice that is none any more stays as it is. What stands there already was
        typed before all the same: leaving asks.
        """
        if self._begun:
            self._kept = dict(texts)
            there = {name: "" for name, text in texts.items() if text and self.hold().get(name) == text}
            self._begun |= there
            self.put_back(texts)
        else:
            self._offered = texts

    def on_input_changed(self, _event: Input.Changed) -> None:
        """A letter more: kept in a moment."""
        self._keep_soon()

    def on_text_area_changed(self, _event: TextArea.Changed) -> None:
        """A letter more: kept in a moment."""
        self._keep_soon()

    def on_select_changed(self, _event: Select.Changed) -> None:
        """Another choice: kept in a moment."""
        self._keep_soon()

    def _keep_soon(self) -> None:
        if self.keep is not None and not self._waits:
            self._waits = True
            self.set_timer(KEEP_AFTER, self.keep_typed)

    def keep_typed(self) -> None:
        """Keep it now."""
        self._waits = False
        self._keep(self.typed)

    def _keep(self, typed: dict[str, str]) -> None:
        if self.keep is not None and typed and typed != self._kept:
            self._kept = typed
            self.keep(typed)

    # ---- the end

    def answer_with(self, answer: ScreenResultType) -> None:
        """Give the answer; what was typed is not given up with it."""
        self._typed = self.typed
        self.dismiss(answer)

    def rest(self) -> None:
        """The answer is not stored, or not yet: keep all that was typed."""
        self._keep(self._typed)

    def forget(self) -> None:
        """It is stored, or dropped: keep nothing."""
        if self.keep is not None and (self._kept or self.looking):
            self._kept = {}
            self.keep(None)
        self.keep = None

    def action_leave(self) -> None:
        """Leave; what was typed is dropped only on yes."""

        def answered(drop: bool | None) -> None:
            if drop:
                self.forget()
                self.dismiss(None)

        if self.about and self.changed:
            from csconsole.widgets.dialogs import Confirm

            self.app.push_screen(Confirm(_("Drop what was typed?")), answered)
        else:
            self.dismiss(None)


def write_into(editor: Widget, text: str) -> None:
    """Put a text into a field, the cursor behind it."""
    if isinstance(editor, TextArea):
        editor.text = clean(text)
        editor.move_cursor(editor.document.end)
    elif isinstance(editor, Input):
        editor.value = clean(text)
        editor.cursor_position = len(editor.value)
