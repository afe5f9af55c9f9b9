"""A form: labelled stock fields with their errors, and what was typed as plain values.

Fields are Textual's own Input, TextArea and Select, because only they place the terminal's cursor where an
input method for Chinese expects it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Select, Static, TextArea

from csconsole.i18n import _
from csconsole.text import cell_width, clean, literal_line
from csconsole.widgets.choice_input import ChoiceInput
from csconsole.widgets.editors import few_choices, typed_in
from csconsole.widgets.finding import MANY
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.pick_input import PickBox, PickInput
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Toned, say, say_line

AUTOSAVE_AFTER = 0.25
"""Seconds after the last key until the draft is offered for saving."""
AUTOSAVE_WITHIN = 0.75
"""Seconds after the first key that is not kept yet, however fast the typing goes on."""
MAX_INPUT = 2000
HELP_CELLS = 60
"""Cells of a help that stands in the empty field; a longer one has lines of its own below it."""
MESSAGE_AT = 16
"""Cells before a message under a field, at most: it needs the width more than the place."""
LABEL_CELLS = (10, 26)
"""Least and most cells of the labels' column."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``label`` and ``help`` are msgids; ``choices`` are (value, shown text), the text already
    translated.

    ``kind``: ``line``, ``text`` (several lines), ``choice``, ``secret``. ``rows`` is the height of a
    ``text``. A choice among many is found by typing; ``found_by`` holds more words for some of its values.
    """

    id: str
    label: str
    kind: Literal["line", "text", "choice", "secret"] = "line"
    choices: Sequence[tuple[str, str]] = ()
    value: str = ""
    help: str = ""
    required: bool = False
    rows: int = 4
    found_by: Mapping[str, str] = dataclass_field(default_factory=dict)


class Form(VerticalScroll, can_focus=False):
    """Fields one under the other. ``values()`` is what was typed, ``show_error`` puts a message under a
    field.

    Posts :class:`Changed` on every change, :class:`Pause` shortly after the last one and when a field loses
    the focus (save the draft then), and :class:`Submitted` on enter in the last line field.
    """

    DEFAULT_CSS = """
    Form { height: 1fr; padding: 0 1; }
    Form .form--row { layout: horizontal; height: auto; }
    Form .form--label { color: $quiet; padding: 0 1 0 0; }
    Form Input, Form Select { width: 1fr; }
    Form Input, Form TextArea { border: none; background: $field-back; height: 1; padding: 0 1; }
    Form Input:focus, Form TextArea:focus { background: $field-focus-back; border: none; }
    Form Select > SelectCurrent { border: none; background: $field-back; padding: 0 1; }
    Form Select.-textual-compact > SelectCurrent { padding: 0 1; }
    Form Select:focus > SelectCurrent { background: $field-focus-back; border: none; }
    Form TextArea { width: 1fr; }
    Form .form--error { color: $danger; height: auto; display: none; }
    Form .form--error.-shown { display: block; }
    Form .form--help { color: $quiet; height: auto; }
    """

    @dataclass
    class Changed(Message):
        """Something was typed or chosen."""

        form: Form
        field: str

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    @dataclass
    class Pause(Message):
        """Typing paused; the draft should be saved."""

        form: Form

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    @dataclass
    class Submitted(Message):
        """Enter in the last line field."""

        form: Form

        @property
        def control(self) -> Form:
            """The form."""
            return self.form

    def __init__(self, fields: Sequence[Field], *, id: str = "form") -> None:
        super().__init__(id=id)
        self.fields = tuple(fields)
        self.dirty = False
        self._timer: Timer | None = None
        self._first_unkept = 0.0
        self._start = {f.id: f.value for f in self.fields}

    def compose(self) -> ComposeResult:
        """Label and field, its help where nothing is typed yet, and room for an error, for each field."""
        width = self._label_width()
        for field in self.fields:
            with Vertical(classes="form--row"):
                star = Toned(" *", "caution") if field.required else ""
                label = Static(say_line(_(field.label), star), classes="form--label")
                label.styles.width = width
                yield label
                yield self._editor(field)
            error = Static("", classes="form--error", id=f"error-{field.id}", markup=False)
            error.styles.padding = (0, 0, 0, min(width, MESSAGE_AT))
            yield error
            if field.help and cell_width(_(field.help)) > HELP_CELLS:
                help_ = Static(say(_(field.help)), classes="form--help")
                help_.styles.padding = (0, 0, 0, width)
                yield help_

    def _label_width(self) -> int:
        """Cells of the labels' column: the longest label in the present language, within bounds."""
        longest = max((cell_width(_(f.label)) + (2 if f.required else 0) for f in self.fields), default=0)
        return min(max(longest + 2, LABEL_CELLS[0]), LABEL_CELLS[1])

    def help_of(self, editor: str | None) -> str:
        """What helps with the field of this widget, in the present language; "" for none."""
        field = self._field_of(editor)
        return _(field.help) if field is not None and field.help else ""

    def is_filled(self, editor: str | None) -> bool:
        """Whether anything stands in the field of this widget, so that its help does not."""
        field = self._field_of(editor)
        return field is not None and bool(self._value(field))

    def _field_of(self, editor: str | None) -> Field | None:
        name = (editor or "").removeprefix("field-")
        return next((field for field in self.fields if field.id == name), None)

    def _editor(self, field: Field) -> Widget:
        name = f"field-{field.id}"
        help_ = _(field.help) if field.help and cell_width(_(field.help)) <= HELP_CELLS else ""
        if field.kind == "text":
            area = TextArea(
                clean(field.value), id=name, tab_behavior="focus", soft_wrap=True, placeholder=help_
            )
            area.styles.height = field.rows
            return area
        if field.kind == "choice" and len(field.choices) > MANY:
            hint = sign("dot").join(part for part in (_("type to find, arrow down: all"), help_) if part)
            return PickBox(
                ChoiceInput(
                    field.choices, id=name, value=field.value, found_by=field.found_by, placeholder=hint
                )
            )
        if field.kind == "choice":
            prompt = sign("dot").join(part for part in (_("choose"), help_) if part)
            return few_choices(field.choices, field.value, id=name, needed=field.required, prompt=prompt)
        return LineInput(
            clean(field.value),
            id=name,
            password=field.kind == "secret",
            max_length=MAX_INPUT,
            placeholder=literal_line(help_),
        )

    # ---- values

    def values(self) -> dict[str, str]:
        """What stands in the fields, cleaned; an empty choice is ""."""
        return {field.id: clean(self._value(field)) for field in self.fields}

    def _value(self, field: Field) -> str:
        return typed_in(self.editor(field.id))

    def editor(self, field: str) -> Widget:
        """The widget of a field."""
        return self.query_one(f"#field-{field}")

    def set_values(self, values: Mapping[str, str]) -> None:
        """Put values into the fields; unknown names are ignored."""
        for field in self.fields:
            if field.id not in values:
                continue
            value = clean(values[field.id])
            editor = self.editor(field.id)
            if isinstance(editor, TextArea):
                editor.text = value
            elif isinstance(editor, ChoiceInput):
                editor.choose(value)
            elif isinstance(editor, Select):
                known = any(value == v for v, _text in field.choices)
                editor.value = value if known else Select.NULL
            elif isinstance(editor, Input):
                editor.value = value

    def hold(self) -> dict[str, str]:
        """The values, to be given to :meth:`restore` after the form was built again."""
        return {field.id: self._value(field) for field in self.fields}

    def restore(self, held: Mapping[str, str]) -> None:
        """Put held values back."""
        self.set_values(held)

    def mark_saved(self) -> None:
        """What stands in the fields now is stored: the form is not dirty any more."""
        self._start = self.hold()
        self.dirty = False

    # ---- errors

    def show_error(self, field: str | None, message: str) -> bool:
        """Put a message under a field and the focus into it; False where the form has no such field."""
        self.clear_errors()
        if field is None or all(f.id != field for f in self.fields):
            return False
        line = self.query_one(f"#error-{field}", Static)
        line.update(say("! ", message))
        line.add_class("-shown")
        self.editor(field).focus()
        return True

    def refuse_unknown(self) -> bool:
        """Put a message under the first choice in which something is typed that is none; whether there is
        one.
        """
        for field in self.fields:
            editor = self.editor(field.id)
            if isinstance(editor, ChoiceInput) and editor.is_unknown:
                return self.show_error(
                    field.id, _("None of the list: type other words, arrow down shows all.")
                )
        return False

    def clear_errors(self) -> None:
        """Take all messages away."""
        for line in self.query(".form--error"):
            line.remove_class("-shown")

    # ---- changes

    def on_pick_input_asked(self, event: PickInput.Asked) -> None:
        """Everything is wanted of a choice."""
        if isinstance(event.input, ChoiceInput):
            event.stop()
            event.input.offer_all()

    def on_pick_input_taken(self, event: PickInput.Taken) -> None:
        """A choice was made: go on with the next field."""
        if isinstance(event.input, ChoiceInput):
            event.stop()
            self.screen.focus_next()

    def on_input_changed(self, event: Input.Changed) -> None:
        """A line was typed into."""
        self._typed(event.input.id)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """A text was typed into."""
        self._typed(event.text_area.id)

    def on_select_changed(self, event: Select.Changed) -> None:
        """A choice was made."""
        self._typed(event.select.id)

    def _typed(self, editor: str | None) -> None:
        field = (editor or "").removeprefix("field-")
        for line in self.query(f"#error-{field}"):
            line.remove_class("-shown")
        self.dirty = self.hold() != self._start
        if not self.dirty:
            self._stop_timer()
            return
        now = time.monotonic()
        if self._timer is None:
            self._first_unkept = now
        if self._timer is None or now - self._first_unkept < AUTOSAVE_WITHIN - AUTOSAVE_AFTER:
            self._stop_timer()
            self._timer = self.set_timer(AUTOSAVE_AFTER, self._pause)
        self.post_message(self.Changed(self, field))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _pause(self) -> None:
        self._stop_timer()
        self.post_message(self.Pause(self))

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        """Another field: what was typed is kept at once."""
        if self._timer is not None:
            self._pause()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes to the next field, and submits in the last."""
        event.stop()
        lines = [f"field-{f.id}" for f in self.fields]
        if event.input.id == lines[-1]:
            self.post_message(self.Submitted(self))
        else:
            self.screen.focus_next()
