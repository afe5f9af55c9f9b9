"""A field of one line whose size does not depend on what is typed, and that takes what is pasted into it."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import Reactive
from textual.widgets import Input

from csconsole.i18n import _


class LineInput(Input):
    """Textual's field, without laying the whole screen out again for each letter: its width comes from its
    place, its height is one row. Pasted lines are joined, and cut where the field is full; both is said.
    """

    class Trimmed(Message):
        """What was pasted is not there as it was; ``text`` says how."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)

    def _on_paste(self, event: events.Paste) -> None:
        """Take every line that was pasted, as far as there is room."""
        event.stop()
        event.prevent_default()
        lines = [line for part in event.text.splitlines() if (line := part.strip())]
        text = " ".join(lines) if len(lines) > 1 else "".join(event.text.splitlines())
        said = [_("The pasted lines are joined into one.")] if len(lines) > 1 else []
        start, end = sorted(self.selection)
        if self.max_length:
            room = max(0, self.max_length - len(self.value) + end - start)
            if len(text) > room:
                text = text[:room]
                said.append(_("The field takes {n} characters; the rest is cut.", n=self.max_length))
        if text:
            self.replace(text, start, end)
        if said:
            self.post_message(self.Trimmed("\n".join(said)))

    def action_paste(self) -> None:
        """What was cut or copied here is taken as what comes from outside."""
        self._on_paste(events.Paste(self.app.clipboard))
