"""A choice that has to be made: its empty first line is never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import OptionList, Select

from csconsole.i18n import _
from csconsole.widgets.tones import Toned, say_line

if TYPE_CHECKING:
    from textual.widgets._select import SelectOverlay

BLANK = 0
"""The place of the empty line among the options."""


class NeededSelect(Select[str]):
    """``enter`` on the empty line leaves the choices open and says there that one is to be picked."""

    def on_select_overlay_update_selection(self, event: SelectOverlay.UpdateSelection) -> None:
        """Take nothing for an answer that is needed."""
        if event.option_index == BLANK:
            event.stop()
            event.prevent_default()
            words: Content = say_line(Toned("! " + _("Needed: arrow down, then enter."), "caution"))
            self.query_one(OptionList).replace_option_prompt_at_index(BLANK, words)
