"""F2 anywhere: the call form. Who is calling, what about, what was promised, what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static, TextArea

from csconsole.clock import iso
from csconsole.codes import label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.call_advice import ENDS_WITH, CallAdvice, as_spoken
from csconsole.screens.call_drafts import CallDrafts, clock_words
from csconsole.screens.call_entry import FIELD_OF, Entry, save_entry
from csconsole.screens.call_fields import CallFields, OutcomeLine
from csconsole.screens.call_items import CallItems, promised_only
from csconsole.screens.call_lookup import ABOUT_THE_CALLER
from csconsole.screens.call_times import CallTimes
from csconsole.screens.caller_words import short_number
from csconsole.screens.hints import console_hint
from csconsole.text import clean, one_line
from csconsole.widgets.dialogs import Choice, InsertNote, Note
from csconsole.widgets.form import Form
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.calls import CallRow
    from csconsole.services.context import Context
    from csconsole.services.knowledge import ScriptRow

NARROW_WARNINGS = 2
"""Lines of warnings under the number on a terminal without the right half."""


class CallForm(CallAdvice, CallDrafts, CallItems, CallTimes):
    """A contact being entered. Answers with the stored call, or nothing when it was left."""

    CONTEXT = "call_form"
    FORM = "call"
    TITLE_TEXT = N_("Call")
    DEFAULT_CSS = """
    CallForm #call-body { height: 1fr; }
    CallForm #card { display: none; width: 2fr; height: 1fr; border-left: solid $rule; padding: 0 1; }
    CallForm.-wide #card { display: block; }
    CallForm.-wide CallFields { width: 3fr; }
    CallForm #card > Static { height: auto; }
    CallForm #say { color: $quiet; }
    """

    def __init__(
        self,
        *,
        number: str = "",
        customer_id: int | None = None,
        direction: str = "inbound",
        draft_key: str = "",
    ) -> None:
        super().__init__(draft_key)
        self.start_number = number
        self.start_customer = customer_id
        self.start_direction = direction
        self.more = False
        self.complains = False
        self.recorded = False
        self.direction = direction

    # ---- frame

    def compose_body(self) -> ComposeResult:
        """The fields; on a wide terminal the customer beside them."""
        with Horizontal(id="call-body"):
            yield CallFields()
            with VerticalScroll(id="card", can_focus=False):
                yield Static("", id="card-text", markup=False)

    def on_mount(self) -> None:
        """Begin with the number; the clock of the call runs from here."""
        self.opened_at = self.console.clock.now()
        self.set_interval(1.0, self.draw_clock)
        self._begin()

    def _begin(self) -> None:
        values = {"number": self.start_number, "direction": self.start_direction}
        self.fields.set_values(values)
        self.form.mark_saved()
        self.fields.number.focus()
        if self.start_customer is not None:
            self.take_customer(self.start_customer)
            self.fields.category.focus()
        self._redraw()

    def load(self) -> None:
        """The categories, and what to say first."""
        self.load_categories()
        self.ask_script()

    def relabelled(self) -> None:
        """The lines that only show something, after a language switch; nothing is looked up again."""
        self._quiet()
        self._redraw()

    def _quiet(self) -> None:
        for field in (self.fields.number, self.fields.category, self.fields.department):
            field.put(field.value)

    def _redraw(self) -> None:
        self.fields.outcome.put(self.outcome)
        self.show_rows()
        self.fields.fit(self.size.height)
        self.draw_items()
        self.draw_draft()
        self.show_card()
        self.draw_clock()

    def draw_clock(self) -> None:
        """The title: direction and how long it has taken; wrap-up once the customer has hung up."""
        if self.opened_at is None or not self.is_current or not self.query("#title-line"):
            return  # the timer also ticks while a language switch builds the screen again
        now = self.console.clock.now()
        dot = sign("dot")
        talk = timedelta() if self.waiting else (self.hung_up_at or now) - self.opened_at
        pieces: list[Piece] = [label("call_direction", self.direction) + dot + clock_words(talk)]
        if self.hung_up_at is not None:
            wrap = _("wrap-up {time}", time=clock_words(now - self.hung_up_at))
            pieces.append(Toned(dot + wrap, "caution"))
        self.set_title(*pieces)

    # ---- the customer

    def show_card(self) -> None:
        """Who it is: one line and the warnings under the number, everything in the right half."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        lines = self.who_lines(now, zone, NARROW_WARNINGS if self.size.width < 120 else 0)
        self.query_one("#who", Static).update(say_lines(lines))
        self.query_one("#card-text", Static).update(say_lines(self.whole_card(now, zone)))
        self.look_for_alike()

    def on_resize(self, _event: events.Resize) -> None:
        """More or fewer warnings under the number, more or less room for the text."""
        if self.query("#card-text"):
            self.show_card()
            self.fields.fit(self.size.height)

    def do_call_history(self) -> None:
        """The whole card, for a terminal without the right half."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        self.open_dialog(Note(_("Customer"), self.whole_card(now, zone)))

    # ---- outcome, promise, script

    @property
    def outcome(self) -> str:
        """What came of the present item."""
        return self._outcome

    def set_outcome(self, outcome: str) -> None:
        """Choose an outcome and show what it needs."""
        self._outcome = outcome
        self.fields.outcome.put(outcome)
        self.show_rows()
        self.ask_script()
        self.look_for_alike()

    def show_rows(self, *, more: bool | None = None) -> None:
        """Show what the outcome and the category need; ``more`` for the rarer fields too, else as chosen."""
        self.complains = self.is_complaint
        wanted = self.more if more is None else more
        self.fields.show_rows(self.outcome, more=wanted, complaint=self.complains)

    def put_number(self, number: str) -> None:
        """The number that was found is no other caller."""
        self.draft_number = number
        super().put_number(number)

    def on_form_changed(self, event: Form.Changed) -> None:
        """The title says which way the call goes; the first key in a form that waits begins the call."""
        if self.waiting and self.changed:
            self.begin_now()
        number = self.fields.values()["number"]
        if event.field == "number" and self.draft is not None and self.draft_number != number:
            self.draft_number = number
            self.opened_at, self.hung_up_at = self.console.clock.now(), None
            self.draw_clock()
        if event.field == "category" and self.is_complaint != self.complains:
            self.propose_record()
        if event.field == "direction":
            self.direction = self.fields.values()["direction"] or "inbound"
            self.draw_clock()

    def on_outcome_line_chosen(self, event: OutcomeLine.Chosen) -> None:
        """An outcome was chosen by its letter; what was wrong with the one before is no longer asked."""
        self.form.clear_errors()
        self.recorded = False
        self.set_outcome(event.outcome)

    def propose_record(self) -> None:
        """A complaint becomes a ticket of itself (CMP-02), unless another outcome was chosen; another
        category after all takes that back.
        """
        complaint = self.is_complaint and not self.fields.values()["chase"].strip()
        if complaint and self.outcome == "done":
            self.recorded = True
            self.set_outcome("ticket")
        elif self.recorded and not complaint:
            self.recorded = False
            self.set_outcome("done")
        else:
            self.show_rows()

    def do_call_outcome(self) -> None:
        """Go to the outcome."""
        self.fields.outcome.focus()

    def do_call_more(self) -> None:
        """Show or hide the rarer fields."""
        self.more = not self.more
        self.show_rows()
        self.fields.editor("direction" if self.more else "text").focus()

    def do_call_hang_up(self) -> None:
        """The talk is over; what follows is wrap-up."""
        self.hung_up_at = None if self.hung_up_at is not None else self.console.clock.now()
        self.draw_clock()

    def script_moment(self) -> str:
        """Which script fits now."""
        if self.fields.values()["direction"] == "outbound":
            return "outbound_opening"
        if self.fields.values()["chase"].strip():
            return "chase_end"
        if self.outcome == "done":
            return "opening" if not self.form.dirty else "farewell"
        if self.is_complaint:
            return "complaint_end"
        return ENDS_WITH.get(self.outcome, "repair_end")

    def do_call_script(self) -> None:
        """Choose a script and read it in full."""
        values = self.script_values()

        def work(ctx: Context) -> tuple[ScriptRow, ...]:
            from csconsole.services.knowledge import list_scripts

            return list_scripts(ctx, values=as_spoken(ctx, values))

        self.ask(work, self._choose_script, group="scripts")

    def _choose_script(self, scripts: tuple[ScriptRow, ...]) -> None:
        if not scripts:
            self.toast(_("No scripts are installed."), "warning")
            return

        field = self.focused.id if self.focused is not None else None

        def read(script: ScriptRow) -> None:
            self.open_dialog(
                InsertNote(script.label, script.text.splitlines()),
                lambda wanted: self.insert_text(script.text, field) if wanted else None,
            )

        self.open_dialog(Choice.numbered(_("What to say"), [(one, one.label) for one in scripts]), read)

    def insert_text(self, text: str, field: str | None = None) -> None:
        """Put words into the summary or the answer, whichever had the focus; else into the answer."""
        name = "text" if field == "field-text" else "answer"
        editor = self.fields.editor(name)
        words = clean(text).strip()
        if isinstance(editor, TextArea):
            editor.insert(words)
        elif isinstance(editor, Input):
            editor.insert_text_at_cursor(one_line(words))
        editor.focus()

    # ---- drafts

    @property
    def changed(self) -> bool:
        """Whether there is something to keep."""
        return self.form.dirty or bool(self.items)

    def draft_body(self) -> dict[str, Any]:
        """Fields, items, outcome, customer and the clock of the call."""
        return {
            **super().draft_body(),
            "codes": self._typed_codes(),
            "items": self.items,
            "outcome": self.outcome,
            "customer_id": self.customer_id,
            "filled": self._filled,
            "opened_at": iso(self.opened_at),
            "hung_up_at": iso(self.hung_up_at),
        }

    def _typed_codes(self) -> dict[str, dict[str, str]]:
        """The codes of what is typed, so that a draft means the same in the other language."""
        typed = [self.fields.values(), *self.items]
        return {
            name: {text: codes[text] for text in (each[name].strip() for each in typed) if text in codes}
            for name, codes in self.codes.items()
        }

    def restore_draft(self, body: dict[str, Any]) -> None:
        """Put a draft back, with its customer."""
        super().restore_draft(body)
        self.items = [dict(item) for item in body.get("items", [])]
        for name, codes in body.get("codes", {}).items():
            self.codes[name] |= codes
        self._filled, self.waiting = str(body.get("filled") or ""), False
        opened, hung_up = body.get("opened_at"), body.get("hung_up_at")
        self.opened_at = datetime.fromisoformat(opened) if opened else self.opened_at
        self.hung_up_at = datetime.fromisoformat(hung_up) if hung_up else None
        self.set_outcome(str(body.get("outcome") or "done"))
        self._quiet()
        self.draft_number = self.fields.values()["number"]
        if body.get("customer_id") is not None:
            self.take_customer(int(body["customer_id"]))
        self._redraw()

    # ---- saving

    def save(self, then_next: bool) -> None:
        """Store the contact and all that it opens; a promise with nothing behind it is asked about."""
        if promised_only(self.outcome, self.fields.values()):
            self.ask_promised(lambda: self._save(then_next))
        else:
            self._save(then_next)

    def _save(self, then_next: bool) -> None:
        entry = Entry(
            values=self.coded(self.fields.values()),
            outcome=self.outcome,
            items=tuple(self.coded(item) for item in self.items),
            customer_id=self.customer_id,
            opened_at=self.opened_at,
            hung_up_at=self.hung_up_at,
        )

        def stored(row: CallRow) -> None:
            self._stored(row, then_next)

        self.command(lambda ctx: save_entry(ctx, entry), stored, failed=self.refused)

    def _stored(self, row: CallRow, then_next: bool) -> None:
        words = [_("{number} saved", number=short_number(row.number))]
        opened = [item.ticket_number or item.callback_number for item in row.items]
        words += [f"{sign('arrow')} {number}" for number in opened if number]
        for warning in row.warnings:
            self.toast(warning, "warning")
        self.saved(then_next, " ".join(words), row)

    def refused(self, error: CsconsoleError) -> None:
        """The message under the field it is about; a field that is hidden is shown."""
        if error.item is not None:
            self.bring_back(error.item)
        self.show_refusal(error)

    def show_refusal(self, error: CsconsoleError) -> None:
        """The message under the field it is about."""
        field = FIELD_OF.get(error.field or "", error.field)
        if field == "number" and self.fields.values()["number"].strip() == "":
            self.more = True
            self.show_rows(more=True)
        if field is not None and any(one.id == field for one in self.fields.fields):
            self.fields.reveal(field)
        hint = console_hint(self.console.registry, error.hint)
        if field == "category":
            hint = _("Type words of a category and take one from the list.")
        message = "  ".join(part for part in (error.message, hint) if part)
        if not self.form.show_error(field, message):
            self.toast_error(error)

    def start_over(self) -> None:
        """An empty form for the next call."""
        self.start_number, self.start_customer, self.start_direction = "", None, "inbound"
        self.items, self.hung_up_at, self.more = [], None, False
        self.unask(*ABOUT_THE_CALLER)  # an answer about this caller must not reach the next one's form
        self._outcome, self._proposed, self.recorded = "done", "", False
        self.forget_customer()
        self.opened_at, self.waiting = self.console.clock.now(), True
        super().start_over()
        for field in (self.fields.number, self.fields.category, self.fields.department):
            field.put("")  # with the list of the caller before
        self._show_due(None)
        self.read_times()
        self._begin()
        self.ask_script()

    def on_form_submitted(self, _event: Any) -> None:
        """Enter in the last field goes to the outcome: a call is saved on purpose only."""
        self.fields.outcome.focus()
