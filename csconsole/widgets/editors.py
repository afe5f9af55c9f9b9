"""The editor of a field, in a form as in a dialog: a list of few choices, and what stands in any editor."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widget import Widget
from textual.widgets import Input, Select, TextArea

from csconsole.widgets.choice_input import ChoiceInput
from csconsole.widgets.needed_select import NeededSelect
from csconsole.widgets.tones import say_line


def few_choices(
    choices: Sequence[tuple[str, str]], value: str, *, id: str, needed: bool, prompt: str
) -> Select[str]:
    """A list that shows all its choices, each a value and its text; a ``value`` that is none of them chooses
    nothing.
    """
    kind = NeededSelect if needed else Select
    return kind(
        [(say_line(text), one) for one, text in choices],
        id=id,
        value=value if any(value == one for one, _text in choices) else Select.NULL,
        compact=True,
        prompt=prompt,
    )


def typed_in(editor: Widget) -> str:
    """What stands in the editor, of a choice its value; empty for a widget that takes nothing."""
    if isinstance(editor, TextArea):
        return editor.text
    if isinstance(editor, ChoiceInput):
        return editor.chosen
    if isinstance(editor, Select):
        return "" if editor.value is Select.NULL else str(editor.value)
    return editor.value if isinstance(editor, Input) else ""
