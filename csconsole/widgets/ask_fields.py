"""One dialog for several texts, so that a step that needs two is not asked for twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from csconsole.i18n import _, named
from csconsole.text import clean
from csconsole.widgets.choice_input import ChoiceInput
from csconsole.widgets.editors import few_choices, typed_in
from csconsole.widgets.finding import MANY
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.pick_input import PickBox, PickInput
from csconsole.widgets.tones import say, say_line
from csconsole.widgets.typed_dialog import TypedDialog, write_into


@dataclass(frozen=True, slots=True)
class Asked:
    """One text to ask for: its id in the answer, its shown name, whether it takes several lines; with
    ``choices``, each a value and its shown text, one of them is chosen.
    """

    id: str
    label: str
    long: bool = False
    value: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


class AskFields(TypedDialog[dict[str, str]]):
    """Answers with every text by its id; an empty one that is required gets the focus and a word."""

    DEFAULT_CSS = """
    AskFields > Vertical { background: $background; }
    AskFields Select.-textual-compact > SelectCurrent { padding: 0 1; }
    AskFields VerticalScroll { height: auto; max-height: 18; margin: 1 0 0 0; }
    AskFields .asked--label { color: $quiet; height: auto; }
    AskFields Input, AskFields TextArea { margin: 0; background: $field-back; }
    AskFields Input:focus, AskFields TextArea:focus { background: $field-focus-back; border: none; }
    AskFields TextArea { height: 3; }
    AskFields Select > SelectCurrent { border: none; background: $field-back; padding: 0 1; }
    AskFields Select:focus > SelectCurrent { background: $field-focus-back; border: none; }
    """
    BINDINGS = [Binding("ctrl+s,f10", "save", show=False, priority=True)]

    def __init__(self, title: str, asked: Sequence[Asked], *, about: str) -> None:
        super().__init__(title, about)
        self.asked = tuple(asked)

    def again(self, answer: dict[str, str], field: str, message: str) -> AskFields:
        """The same fields with what was typed, after it was refused."""
        asked = [replace(one, value=answer[one.id]) for one in self.asked]
        dialog = AskFields(self.title_text, asked, about=self.about)
        dialog.goes_on(self, field, message)
        return dialog

    def compose_dialog(self) -> ComposeResult:
        """Name and field of each text, a line for what is missing, the keys."""
        with VerticalScroll(can_focus=False):
            for one in self.asked:
                yield Static(say_line(one.label), classes="asked--label", markup=False)
                yield _editor(one)
        refused = say_line("! ", self.refused) if self.refused else ""
        yield Static(refused, classes="dialog--error", id="asked-error", markup=False)
        yield Static(say(_("tab: next field   ctrl+s or F10 saves   esc leaves")), classes="dialog--keys")

    def on_mount(self) -> None:
        """After a refusal begin with the field that it is about."""
        if any(one.id == self.refused_field for one in self.asked):
            self.query_one(f"#asked-{self.refused_field}").focus()

    def hold(self) -> dict[str, str]:
        """What stands in the fields now, by id."""
        return {one.id: typed_in(self.query_one(f"#asked-{one.id}", Widget)) for one in self.asked}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """Put kept texts back; a choice that is none any more stays as it is."""
        for one in self.asked:
            if (text := texts.get(one.id)) is not None:
                _put(self.query_one(f"#asked-{one.id}", Widget), one, clean(text))

    # ---- keys

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, in the last it saves."""
        event.stop()
        if event.input.id == f"asked-{self.asked[-1].id}":
            self.action_save()
        else:
            self.focus_next()

    def on_pick_input_taken(self, event: PickInput.Taken) -> None:
        """A choice was made: the next field."""
        event.stop()
        self.focus_next()

    def on_pick_input_asked(self, event: PickInput.Asked) -> None:
        """Every choice is wanted."""
        event.stop()
        if isinstance(event.input, ChoiceInput):
            event.input.offer_all()

    def action_save(self) -> None:
        """Answer with the texts."""
        answer: dict[str, str] = {}
        for one in self.asked:
            editor = self.query_one(f"#asked-{one.id}", Widget)
            answer[one.id] = clean(typed_in(editor)).strip()
            if isinstance(editor, ChoiceInput) and editor.is_unknown:
                words = _("None of the list: type other words, arrow down shows all.")
                error = say_line("! ", named(one.label, words))
                self.query_one("#asked-error", Static).update(error)
                editor.focus()
                return
            if one.required and not answer[one.id]:
                missing = (
                    _("{field}: please choose one.", field=one.label)
                    if one.choices
                    else _("{field}: please write something.", field=one.label)
                )
                error = say_line("! ", missing)
                self.query_one("#asked-error", Static).update(error)
                editor.focus()
                return
        self.answer_with(answer)


def _editor(one: Asked) -> Widget:
    name = f"asked-{one.id}"
    if len(one.choices) > MANY:
        hint = _("type to find, arrow down: all")
        return PickBox(ChoiceInput(one.choices, id=name, value=one.value, placeholder=hint))
    if one.choices:
        return few_choices(one.choices, one.value, id=name, needed=one.required, prompt=_("choose"))
    if one.long:
        return TextArea(clean(one.value), id=name, tab_behavior="focus")
    return LineInput(clean(one.value), id=name, max_length=500, select_on_focus=False)


def _put(editor: Widget, one: Asked, text: str) -> None:
    if isinstance(editor, ChoiceInput):
        editor.choose(text)
        if text and not editor.chosen:
            write_into(editor, text)
    elif isinstance(editor, Select):
        if any(text == value for value, _shown in one.choices):
            editor.value = text
    else:
        write_into(editor, text)
