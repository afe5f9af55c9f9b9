"""One dialog for several texts, so that a step that needs two is not asked for twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from csconsole.i18n import _
from csconsole.text import clean
from csconsole.widgets.dialogs import Dialog
from csconsole.widgets.tones import say, say_line


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to ask for: its id in the answer, its shown name, whether it takes several lines."""

    id: str
    label: str
    long: bool = False
    value: str = ""
    required: bool = True


class AskFields(Dialog[dict[str, str]]):
    """Answers with every text by its id; an empty one that is required gets the focus and a word."""

    DEFAULT_CSS = """
    AskFields VerticalScroll { height: auto; max-height: 18; }
    AskFields .asked--label { color: $quiet; height: 1; margin: 1 0 0 0; }
    AskFields Input, AskFields TextArea { margin: 0; background: $field-back; }
    AskFields Input:focus, AskFields TextArea:focus { background: $field-focus-back; border: none; }
    AskFields TextArea { height: 3; }
    """
    BINDINGS = [Binding("ctrl+s,f10", "save", show=False, priority=True)]

    def __init__(self, title: str, asked: Sequence[Asked]) -> None:
        super().__init__(title)
        self.asked = tuple(asked)

    def compose_dialog(self) -> ComposeResult:
        """Name and field of each text, a line for what is missing, the keys."""
        with VerticalScroll(can_focus=False):
            for one in self.asked:
                yield Static(say_line(one.label), classes="asked--label", markup=False)
                if one.long:
                    yield TextArea(clean(one.value), id=f"asked-{one.id}", tab_behavior="focus")
                else:
                    yield Input(clean(one.value), id=f"asked-{one.id}", max_length=500, select_on_focus=False)
        yield Static("", classes="dialog--error", id="asked-error", markup=False)
        yield Static(say(_("tab: next field   ctrl+s or F10 saves   esc leaves")), classes="dialog--keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, in the last it saves."""
        event.stop()
        if event.input.id == f"asked-{self.asked[-1].id}":
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Answer with the texts."""
        answer: dict[str, str] = {}
        for one in self.asked:
            editor = self.query_one(f"#asked-{one.id}", Widget)
            text = editor.text if isinstance(editor, TextArea) else ""
            text = editor.value if isinstance(editor, Input) else text
            answer[one.id] = clean(text).strip()
            if one.required and not answer[one.id]:
                error = say_line("! ", _("{field}: please write something.", field=one.label))
                self.query_one("#asked-error", Static).update(error)
                editor.focus()
                return
        self.dismiss(answer)
