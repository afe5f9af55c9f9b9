"""Small dialogs: confirm (default No), choose by letter or number, ask for one text, show a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static, TextArea
from textual.widgets.input import Selection

from csconsole.i18n import N_, _
from csconsole.text import clean
from csconsole.widgets.dialog import BORDER, Dialog
from csconsole.widgets.finding import FIND, MANY, Finder, Finding
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.tones import Piece, Toned, say, say_line, say_lines
from csconsole.widgets.typed_dialog import TypedDialog, write_into

WIDTH = 72
SCROLL_BAR = 1
KEY = 4
"""Cells before an option: the cursor and its key."""


FRAME = 5
"""Rows of a dialog for one text: title, the space before the field and the keys, an error, the keys."""
LEAST_BODY = 2
LINES = 6
MOST_LINES = 13
"""Rows of a field of several lines: as many as its text has, within these."""


class Confirm(Dialog[bool]):
    """A yes-or-no question about something that cannot be taken back; enter and escape mean No. A key that is
    no answer leaves the question open and says so.

    ``count`` says how many records it touches, ``effect`` what will happen.
    """

    BINDINGS = [
        Binding("y", "answer(True)", show=False),
        Binding("n,enter,q", "answer(False)", show=False),
    ]
    ANSWERS: ClassVar = frozenset({"y", "n", "enter", "q", "escape"})

    def __init__(self, question: str, *, effect: str = "", count: int | None = None) -> None:
        super().__init__(question)
        self.effect = effect
        self.count = count

    def compose_dialog(self) -> ComposeResult:
        """Count, effect, keys."""
        lines: list[Piece] = []
        if self.count is not None:
            lines.append(Toned(_("Records: {n}", n=self.count), "strong"))
        if self.effect:
            lines += self.effect.split("\n")
        if lines:
            yield Static(say_lines(lines), classes="dialog--body")
        yield Static(say(_("y yes   n or enter: no")), classes="dialog--keys", id="answers")

    def on_key(self, event: events.Key) -> None:
        """Another key than an answer does nothing, and it is said that it did nothing."""
        if event.key not in self.ANSWERS:
            event.stop()
            text = _("This question comes first: y yes, n or enter no.")
            self.query_one("#answers", Static).update(say_line(Toned(text, "caution")))

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the key that picks it, the value it gives, its text, and why it cannot be picked ("" if it
    can).
    """

    key: str
    value: Any
    text: str
    note: str = ""
    why_not: str = ""


class Choice(Dialog[Any], Finding):
    """Pick one by its letter or number, or with the arrows and enter. What cannot be picked stays, with the
    reason. With ``/`` one is found by words, pinyin or first letters; ``typed`` begins with that.

    Answers with the option's value. :meth:`numbered` gives the keys 1 to 9, then a to z. ``start`` is the row
    of the cursor, by default the first that can be picked; -1 is none, where no answer may be suggested.
    """

    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    Choice VerticalScroll { height: auto; max-height: 16; margin: 1 0 0 0; scrollbar-size-vertical: 1; }
    Choice VerticalScroll Static { height: auto; }
    Choice #find { display: none; }
    Choice #find.-open { display: block; }
    """

    def __init__(
        self,
        title: str,
        options: Sequence[Option],
        *,
        keys_note: str = "",
        start: int | None = None,
        typed: bool = False,
    ) -> None:
        super().__init__(title)
        self.every = self.options = tuple(options)
        self.typed = typed
        texts = {str(n): f"{option.text} {option.note}" for n, option in enumerate(self.every)}
        self.finder = Finder(texts)
        first = next((n for n, o in enumerate(self.options) if not o.why_not), 0)
        self.cursor = first if start is None else start
        self.keys_note = keys_note

    @classmethod
    def numbered(
        cls, title: str, values: Sequence[tuple[Any, str]], notes: Sequence[str] = (), *, names: bool = False
    ) -> Choice:
        """A choice among (value, text) with keys 1 to 9, then letters. Many ``names``, such as those of
        people or departments, are found by typing.
        """
        keys = "123456789abcdefghijklmnopqrstuvwxyz"
        return cls(
            title,
            [
                Option(keys[n] if n < len(keys) else "", value, text, notes[n] if n < len(notes) else "")
                for n, (value, text) in enumerate(values)
            ],
            typed=names and len(values) > MANY,
        )

    def compose_dialog(self) -> ComposeResult:
        """The options and the keys."""
        yield self.find_input()
        with VerticalScroll(can_focus=False):
            yield Static("", id="choices", markup=False)
        yield Static("", classes="dialog--keys", id="choice-keys")

    def on_mount(self) -> None:
        """Draw the options."""
        if self.typed:
            self.find()
        else:
            self.say_keys()
            self._draw()

    def say_keys(self) -> None:
        """The keys of the moment."""
        usual = self.keys_note or _("press a key, or arrows and enter; esc leaves")
        if len(self.every) > MANY:
            usual = f"{usual}   {_('/ finds')}"
        text = _("arrows and enter, esc leaves") if self.finding else usual
        self.query_one("#choice-keys", Static).update(say(text))
        if self.finding:
            self.call_after_refresh(self.fit)

    def narrow(self, typed: str) -> None:
        """Show the options that fit."""
        self.options = tuple(option for n, option in enumerate(self.every) if self.finder.fits(str(n), typed))
        self.cursor = next((n for n, o in enumerate(self.options) if not o.why_not), 0)
        self._draw()
        if not self.options:
            nothing = say_line(Toned(_("Nothing fits. esc leaves."), "caution"))
            self.query_one("#choices", Static).update(nothing)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter picks the row under the cursor."""
        event.stop()
        if self.options and not self.options[self.cursor].why_not:
            self.dismiss(self.options[self.cursor].value)

    def _draw(self) -> None:
        width = min(WIDTH, self.app.size.width) - BORDER - 2 - KEY - SCROLL_BAR
        lines: list[Content] = []
        first = last = 0
        for n, option in enumerate(self.options):
            if n == self.cursor:
                first = len(lines)
            lines += self._option_lines(n, option, max(1, width))
            if n == self.cursor:
                last = len(lines) - 1
        self.query_one("#choices", Static).update(Content("\n").join(lines))
        scroll = self.query_one(VerticalScroll)
        height = max(1, scroll.size.height)
        if last >= scroll.scroll_y + height:
            scroll.scroll_to(y=last - height + 1, animate=False)
        elif first < scroll.scroll_y:
            scroll.scroll_to(y=first, animate=False)

    def _option_lines(self, n: int, option: Option, width: int) -> list[Content]:
        """One option; what does not fit into a line goes on under its beginning."""
        here = n == self.cursor
        cursor, key = Toned("> " if here else "  ", "accent"), " " if self.finding else option.key or " "
        if option.why_not:
            head = say_line(cursor, Toned(f"{key} ", "quiet"))
            text = say_line(Toned(f"{option.text}  {option.why_not}", "quiet"))
        else:
            head = say_line(cursor, Toned(f"{key} ", "accent"))
            note = Toned(f"  {option.note}" if option.note else "", "quiet")
            text = say_line(Toned(option.text, "strong") if here else option.text, note)
        parts = text.wrap(width) or [text]
        return [Content.assemble(head, parts[0]), *(Content(" " * KEY) + part for part in parts[1:])]

    def fit(self) -> None:
        """The row under the cursor is seen at every size."""
        super().fit()
        self.call_after_refresh(self._draw)

    def on_key(self, event: events.Key) -> None:
        """Letters pick, arrows move, enter picks the row under the cursor."""
        if event.character == FIND and not self.finding:
            event.stop()
            event.prevent_default()
            self.find()
            return
        named = [o for o in self.options if not self.finding and o.key and event.character == o.key]
        picked = next((o for o in named if not o.why_not), named[0] if named else None)
        if picked is None and event.key == "enter" and not self.finding and self.options and self.cursor >= 0:
            picked = self.options[self.cursor]
        if picked is not None:
            event.stop()
            if not picked.why_not:
                self.dismiss(picked.value)
            return
        step = {"down": 1, "up": -1, "pagedown": 10, "pageup": -10}.get(event.key)
        if step is not None and self.options:
            event.stop()
            self.cursor = max(0, min(len(self.options) - 1, self.cursor + step))
            self._draw()


class AskText(TypedDialog[str]):
    """Ask for one text. ``required`` refuses an empty one; ``long`` takes several lines (ctrl+s or F10
    saves). A ``value`` that is ``selected`` is replaced by the first letter; the arrows keep it.
    """

    DEFAULT_CSS = """
    AskText VerticalScroll { height: auto; scrollbar-size-vertical: 1; }
    """
    BINDINGS = [
        Binding("ctrl+s,f10", "save", show=False, priority=True),
        Binding("pageup", "scroll_body(-1)", show=False),
        Binding("pagedown", "scroll_body(1)", show=False),
    ]

    def __init__(
        self,
        title: str,
        *,
        about: str,
        value: str = "",
        body: str = "",
        required: bool = True,
        long: bool = False,
        stays: bool = False,
        selected: bool = False,
    ) -> None:
        super().__init__(title, about, stays=stays)
        self.selected = selected
        self.value = clean(value)
        self.body = body
        self.required = required
        self.long = long

    def again(self, answer: str, field: str, message: str) -> AskText:
        """The same question with the answer that was refused."""
        dialog = AskText(
            self.title_text,
            about=self.about,
            value=answer,
            body=self.body,
            required=self.required,
            long=self.long,
        )
        dialog.goes_on(self, field, message)
        return dialog

    def compose_dialog(self) -> ComposeResult:
        """The field, an error line and the keys."""
        if self.body:
            with VerticalScroll(can_focus=False):
                yield Static(say(self.body), classes="dialog--body")
        if self.long:
            area = TextArea(self.value, id="answer", tab_behavior="focus")
            area.styles.height = max(LINES, min(MOST_LINES, self.value.count("\n") + 2))
            yield area
        else:
            yield LineInput(self.value, id="answer", max_length=500, select_on_focus=False)
        refused = say_line("! ", self.refused) if self.refused else ""
        yield Static(refused, classes="dialog--error", id="answer-error", markup=False)
        yield Static(say(self._keys()), classes="dialog--keys", id="answer-keys")

    def on_mount(self) -> None:
        """What is to be written anew is selected."""
        if self.selected and not self.refused:
            for field in self.query(Input):
                field.selection = Selection(0, len(field.value))

    def fit(self) -> None:
        """The field leaves room for a line of the words over it, and they give way to it."""
        for area in self.query(TextArea):
            others = FRAME + (LEAST_BODY if self.body else 0)
            area.styles.max_height = max(1, self.size.height - BORDER - others)
        super().fit()
        for scroll in self.query(VerticalScroll):
            limit = scroll.styles.max_height
            more = limit is not None and scroll.virtual_size.height > limit.value
            words = f"{self._keys()}   {_('PgDn reads on')}" if more else self._keys()
            self.query_one("#answer-keys", Static).update(say(words))

    def _keys(self) -> str:
        return _("ctrl+s or F10 saves, esc leaves") if self.long else _("enter goes on, esc leaves")

    def action_scroll_body(self, pages: int) -> None:
        """Read on in the words over the field."""
        for scroll in self.query(VerticalScroll):
            scroll.scroll_relative(y=pages * max(1, scroll.size.height - 1), animate=False)

    def hold(self) -> dict[str, str]:
        """What stands in the field now."""
        editor = cast("Input | TextArea", self.query_one("#answer"))
        return {"answer": editor.text if isinstance(editor, TextArea) else editor.value}

    def put_back(self, texts: Mapping[str, str]) -> None:
        """What was kept stands in the field again."""
        if (text := texts.get("answer")) is not None:
            write_into(self.query_one("#answer"), text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter saves."""
        event.stop()
        self.action_save()

    def action_save(self) -> None:
        """Answer with the text."""
        text = clean(self.hold()["answer"]).strip()
        if self.required and not text:
            self.query_one("#answer-error", Static).update(say_line("! ", _("Please write something.")))
            return
        self.answer_with(text)


class Note(Dialog[bool]):
    """Shows lines of text; any of enter, escape and q leaves. Used for ``why`` and errors in full."""

    KEYS = N_("enter or esc leaves")

    BINDINGS = [Binding("enter,q,w", "leave", show=False)]

    DEFAULT_CSS = """
    Note VerticalScroll { height: auto; max-height: 18; margin: 1 0 0 0; }
    Note VerticalScroll Static { height: auto; }
    """

    def __init__(self, title: str, lines: Sequence[Piece | tuple[Piece, ...]]) -> None:
        super().__init__(title)
        self.lines = tuple(lines)

    def compose_dialog(self) -> ComposeResult:
        """The lines."""
        with VerticalScroll():
            yield Static(say_lines(self.lines))
        yield Static(say(_(self.KEYS)), classes="dialog--keys")


class InsertNote(Note):
    """Shows words that can be put into the open form: answers True for ``I``."""

    KEYS = N_("I inserts it into the call, enter or esc leaves")
    BINDINGS = [Binding("I", "insert", show=False)]

    def action_insert(self) -> None:
        """Insert."""
        self.dismiss(True)
