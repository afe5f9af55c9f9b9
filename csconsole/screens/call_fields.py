"""The fields of the call form, laid out close together: 80x24 shows everything that a usual call needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Select, Static

from csconsole.codes import codes, label
from csconsole.i18n import N_, _
from csconsole.screens.ticking import yes_or_no
from csconsole.widgets.form import Field, Form
from csconsole.widgets.pick_input import PickBox, PickInput
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, Toned, say, say_line

OUTCOMES = (
    ("d", "done"),
    ("t", "ticket"),
    ("b", "callback"),
    ("w", "wait"),
    ("x", "transfer"),
    ("e", "escalate"),
)
"""The letter of each outcome (``call_outcome``)."""
LAYOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("draft", ()),
    ("", ("number",)),
    ("who", ()),
    ("", ("name", "address")),
    ("items", ()),
    ("chase", ("chase",)),
    ("", ("category",)),
    ("", ("text",)),
    ("", ("answer",)),
    ("", ("promise", "due")),
    ("outcome", ()),
    ("ticket", ("scope", "priority")),
    ("ticket", ("department",)),
    ("works", ("part", "asset")),
    ("complaint", ("level",)),
    ("complaint", ("demand",)),
    ("transfer", ("transfer",)),
    ("escalate", ("escalate", "reason")),
    ("advice", ()),
    ("say", ()),
    ("more", ("direction", "channel")),
    ("more", ("no_phone", "purpose")),
    ("more", ("organisation", "complex")),
    ("more", ("started", "ended")),
    ("more", ("late_reason", "wait")),
    ("more", ("rings", "voice")),
    ("more", ("next_step",)),
)
"""Rows: what a row belongs to ("" is always seen), and its fields."""
LOW = 30
"""Below so many rows there is room for the usual only."""
_HINTS = {
    "due": N_("today 12:00, tomorrow 10, +2h"),
    "started": N_("2:20, yesterday 15:00"),
    "ended": N_("2:25, or how long: 5m"),
    "part": N_("what is broken: its number or name as shown"),
    "asset": N_("number or serial number, or in words"),
}
"""What an empty field says about itself."""
_NOTED = ("due", "started", "ended")
"""Fields of times, which say how they were understood."""
_OPTIONAL = {"chase", "ticket", "works", "complaint", "transfer", "escalate", "more"}


def fields() -> tuple[Field, ...]:
    """The fields, with choices in the current language."""
    return (
        Field("number", N_("Phone"), required=True),
        Field("name", N_("Caller")),
        Field("address", N_("Address")),
        Field("category", N_("Category"), required=True),
        Field("text", N_("Summary"), "text", required=True, rows=3),
        Field("answer", N_("Answer")),
        Field("promise", N_("Promise")),
        Field("due", N_("Due")),
        Field("scope", N_("Scope"), "choice", _choices("ticket_scope")),
        Field("priority", N_("Priority"), "choice", _choices("ticket_priority")),
        Field("department", N_("Department")),
        Field("part", N_("Part")),
        Field("asset", N_("Asset")),
        Field("level", N_("Level"), "choice", _levels()),
        Field("demand", N_("Demand")),
        Field("chase", N_("Asks after")),
        Field("transfer", N_("To")),
        Field(
            "escalate", N_("To"), "choice", _choices("role", ("supervisor", "manager")), value="supervisor"
        ),
        Field("reason", N_("Reason")),
        Field("direction", N_("Direction"), "choice", _choices("call_direction"), value="inbound"),
        Field("channel", N_("Channel"), "choice", _choices("channel"), value="phone"),
        Field("no_phone", N_("No phone")),
        Field("purpose", N_("Purpose")),
        Field("organisation", N_("Company")),
        Field("complex", N_("Complex"), "choice", yes_or_no()),
        Field("started", N_("Started")),
        Field("ended", N_("Ended")),
        Field("late_reason", N_("Late why")),
        Field("wait", N_("Wait s")),
        Field("rings", N_("Rings")),
        Field("voice", N_("Voice"), "choice", _choices("customer_voice")),
        Field("next_step", N_("Next step")),
    )


def _choices(list_name: str, some: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(list_name, code)) for code in some or codes(list_name))


def _levels() -> tuple[tuple[str, str], ...]:
    """The levels of a complaint, each with what it means (CMP-03)."""
    words = ((code, label("complaint_level_help", code)) for code in codes("complaint_level"))
    return tuple((code, f"{label('complaint_level', code)}  {said}") for code, said in words)


class OutcomeLine(Static, can_focus=True):
    """The outcomes with their letters; a letter or the arrows choose one."""

    DEFAULT_CSS = """
    OutcomeLine { height: auto; width: 1fr; padding: 0 1; background: $field-back; }
    OutcomeLine:focus { background: $field-focus-back; }
    """

    @dataclass
    class Chosen(Message):
        """Another outcome."""

        outcome: str

    def __init__(self) -> None:
        super().__init__("", id="outcome", markup=False)
        self.value = "done"

    def on_mount(self) -> None:
        """Draw."""
        self.put(self.value)

    def put(self, value: str) -> None:
        """Choose without telling."""
        self.value = value
        pieces: list[Piece] = []
        for letter, code in OUTCOMES:
            chosen = code == value
            name = label("call_outcome", code)
            if chosen:
                pieces += [Toned(f"[{letter}] {name}", "strong"), "  "]
            else:
                pieces += [Toned(letter, "accent"), Toned(f" {name}", "quiet"), "  "]
        self.update(say_line(*pieces))

    def choose(self, value: str) -> None:
        """Choose and tell the screen."""
        if value != self.value:
            self.put(value)
        self.post_message(self.Chosen(value))

    def on_key(self, event: events.Key) -> None:
        """Letters and arrows; enter goes on."""
        known = dict(OUTCOMES)
        order = [code for _letter, code in OUTCOMES]
        if event.character in known:
            event.stop()
            self.choose(known[event.character])
        elif event.key in ("left", "right"):
            event.stop()
            step = 1 if event.key == "right" else -1
            self.choose(order[(order.index(self.value) + step) % len(order)])
        elif event.key == "enter":
            event.stop()
            self.screen.focus_next()


class CallFields(Form):
    """The call form's fields in pairs, with the lines between them that only show something."""

    DEFAULT_CSS = """
    CallFields { height: 1fr; width: 1fr; padding: 0 1; }
    CallFields .call--row { height: auto; width: 1fr; }
    CallFields .call--label { width: 11; color: $quiet; padding: 0 1 0 0; height: 1; }
    CallFields .call--cell { height: auto; width: 1fr; }
    CallFields .call--line { height: auto; width: 1fr; padding: 0 0 0 11; }
    CallFields .call--optional { display: none; }
    CallFields .call--optional.-shown { display: block; }
    CallFields Horizontal { height: auto; }
    CallFields .form--error { padding: 0; }
    CallFields #due-box { width: 32; }
    CallFields #say { max-height: 3; }
    CallFields #advice { display: none; max-height: 16; }
    CallFields.-advised #advice { display: block; }
    CallFields.-low #advice { max-height: 7; padding: 0; }
    CallFields.-low.-advised #say { display: none; }
    CallFields .call--note { height: 1; display: none; }
    """

    def __init__(self) -> None:
        super().__init__(fields(), id="call")
        self._by_id = {field.id: field for field in self.fields}

    def compose(self) -> ComposeResult:
        """Rows of one or two fields; lines that show who it is, the items, the outcome, what to say."""
        for number, (belongs, ids) in enumerate(LAYOUT):
            classes = "call--row"
            if belongs in _OPTIONAL:
                classes += f" call--optional call--{belongs}"
            with Vertical(classes=classes, id=f"row-{number}"):
                if ids:
                    with Horizontal():
                        for field_id in ids:
                            yield from self._cell(self._by_id[field_id])
                elif belongs == "outcome":
                    with Horizontal():
                        yield Static(say_line(_("Outcome")), classes="call--label")
                        with Vertical(classes="call--cell"):
                            yield OutcomeLine()
                            yield Static("", classes="form--error", id="error-outcome", markup=False)
                else:
                    yield Static("", id=belongs, classes="call--line", markup=False)

    def _cell(self, field: Field) -> ComposeResult:
        star = Toned("*", "caution") if field.required else ""
        yield Static(say_line(_(field.label), star), classes="call--label")
        with Vertical(classes="call--cell", id=f"{field.id}-box"):
            yield self._editor(field)
            yield Static("", classes="form--error", id=f"error-{field.id}", markup=False)
            if field.id in _NOTED:
                yield Static("", classes="call--note", id=f"note-{field.id}", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Tab stays where nothing follows, be it the outcome or the last of the further fields: it does not
        come round to the phone, where the next letter would make it another caller.
        """
        if event.key == "tab" and self.screen.focused is self.screen.focus_chain[-1]:
            event.stop()

    def show_note(self, field: str, note: Content | str) -> None:
        """A remark under a field, such as how a time was understood."""
        line = self.query_one(f"#note-{field}", Static)
        line.update(note)
        line.display = bool(str(note))

    def _editor(self, field: Field) -> Widget:
        if field.id in {"number", "category", "department"}:
            hints = {
                "number": _("number, last digits, name, pinyin or unit"),
                "category": _("words of a category"),
                "department": _("by the category where it is empty"),
            }
            picked = PickInput(field.value, id=f"field-{field.id}", placeholder=hints[field.id])
            # Selected, the caller would be replaced by the first letter after one tab too many.
            picked.select_on_focus = field.id != "number"
            return PickBox(picked)
        editor = super()._editor(field)
        if isinstance(editor, Select):
            editor.prompt = sign("dash")
        if isinstance(editor, Input) and field.id in _HINTS:
            editor.placeholder = _(_HINTS[field.id])
        return editor

    # ---- parts

    @property
    def number(self) -> PickInput:
        """Who is calling."""
        return self.query_one("#field-number", PickInput)

    @property
    def category(self) -> PickInput:
        """What it is about."""
        return self.query_one("#field-category", PickInput)

    @property
    def department(self) -> PickInput:
        """Who is to do it."""
        return self.query_one("#field-department", PickInput)

    @property
    def outcome(self) -> OutcomeLine:
        """What came of it."""
        return self.query_one(OutcomeLine)

    def show_error(self, field: str | None, message: str) -> bool:
        """Put a message under a field; the outcome, which is chosen and not typed, has a line for its own."""
        if field != "outcome":
            return super().show_error(field, message)
        self.clear_errors()
        line = self.query_one("#error-outcome", Static)
        line.update(say("! ", message))
        line.add_class("-shown")
        self.outcome.focus()
        return True

    def show_rows(self, outcome: str, *, more: bool, complaint: bool) -> None:
        """Show the rows that this outcome needs, of a ticket those of a complaint or of other work, the
        ticket that is asked after, and the others when asked for.
        """
        belongs = {outcome, "more" if more else "", "chase" if self.values()["chase"].strip() else ""}
        if outcome == "ticket":
            belongs.add("complaint" if complaint else "works")
        for row in self.query(".call--optional"):
            row.set_class(any(row.has_class(f"call--{one}") for one in belongs if one), "-shown")

    def fit(self, height: int) -> None:
        """Give the text what room there is; on a low terminal the advice takes that of the script."""
        self.editor("text").styles.height = 3 if height < LOW else 8
        self.set_class(height < LOW, "-low")

    def reveal(self, field: str) -> None:
        """Show the row of a field, because something is wrong there."""
        for number, (_belongs, ids) in enumerate(LAYOUT):
            if field in ids:
                self.query_one(f"#row-{number}").add_class("-shown")
