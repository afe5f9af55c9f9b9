"""The page of one call: what was said and answered, its items, promises, escalations, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.call_verbs import CallVerbs
from csconsole.screens.caller_words import short_number
from csconsole.screens.going_by import GoingByNumber
from csconsole.screens.records import open_record
from csconsole.screens.reporting_up import escalation_lines
from csconsole.text import one_line
from csconsole.widgets.dialogs import AskText, Choice
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact, until_words
from csconsole.widgets.tones import Piece, Toned, say_lines
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.calls import CallItemRow, CallRow, CallSheet
    from csconsole.services.context import Context
    from csconsole.services.escalations import EscalationRow

Line = Piece | tuple[Piece, ...]


class CallPage(GoingByNumber, CallVerbs):
    """One call. ``number`` is its human number."""

    CONTEXT = "call"
    WATCH = frozenset({"call", "escalation", "promise"})
    TITLE_TEXT = N_("Call")
    DEFAULT_CSS = """
    CallPage #text { width: 3fr; height: 1fr; padding: 0 1; }
    CallPage #text > Static { height: auto; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.sheet: CallSheet | None = None

    def compose_body(self) -> ComposeResult:
        """The story on the left, the facts on the right; on a small terminal one under the other."""
        with Horizontal(classes="split"):
            with VerticalScroll(id="text"):
                yield Static("", id="story", markup=False)
            with VerticalScroll(classes="side"):
                yield Static("", id="facts", markup=False)

    def on_mount(self) -> None:
        """Scrolls with the arrow keys."""
        self.query_one("#text").focus()

    @property
    def target(self) -> CallRow | None:
        """This call."""
        return self.sheet.call if self.sheet is not None else None

    def undo_record(self) -> str:
        """``u`` is about this record."""
        return self.number

    def escalations_shown(self) -> Sequence[EscalationRow]:
        """Those of this call."""
        return self.sheet.escalations if self.sheet is not None else ()

    def load(self) -> None:
        """Read the call."""
        number = self.number

        def work(ctx: Context) -> CallSheet:
            from csconsole.services.calls import call_sheet

            return call_sheet(ctx, number)

        self.ask(work, self.show)

    def show(self, sheet: CallSheet) -> None:
        """Draw the call."""
        self.sheet = sheet
        call = sheet.call
        self.number = call.number
        self.draw_footer()
        dot = sign("dot")
        who = call.customer_name or call.caller_name or call.phone or _("unknown")
        self.set_title(call.number + dot + label("call_state", call.state), "  ", Toned(who, "strong"))
        facts = self._facts(call)
        wide = self.size.width >= 120
        story = self._story(sheet)
        self.query_one("#story", Static).update(say_lines(story if wide else [*story, "", *facts]))
        self.query_one("#facts", Static).update(say_lines(facts))

    def on_resize(self, _event: events.Resize) -> None:
        """The facts move beside the story on a wide terminal."""
        if self.sheet is not None:
            self.show(self.sheet)

    def _story(self, sheet: CallSheet) -> list[Line]:
        call = sheet.call
        now, zone = self.console.clock.now(), self.console.config.zone_info
        lines: list[Line] = [*call.summary.split("\n")]
        if call.answer:
            lines += ["", Toned(_("Answer"), "strong"), *call.answer.split("\n")]
        if call.items:
            lines += ["", Toned(_("Items"), "strong")]
            lines += [_item_line(item) for item in call.items]
        if sheet.promises:
            lines += ["", Toned(_("Promises"), "strong")]
        for promise in sheet.promises:
            state = Toned(label("promise_state", promise.state), "danger" if promise.overdue else "accent")
            due = until_words(promise.due_at, now) if promise.state == "open" else ""
            words = (exact(promise.due_at, zone), "  ", due, "  ", one_line(promise.text))
            waits = Toned(label("promise_approval", promise.approval) + "  ", "caution")
            lines.append((state, "  ", waits if promise.approval else "", *words))
        return lines + escalation_lines(sheet.escalations, zone)

    def _facts(self, call: CallRow) -> list[Line]:
        zone = self.console.config.zone_info
        talk = "" if call.talk_seconds is None else _("{n} s", n=call.talk_seconds)
        wait = "" if call.wait_seconds is None else _("{n} s", n=call.wait_seconds)
        facts: Sequence[tuple[str, str | None]] = (
            (_("Start"), exact(call.started_at, zone)),
            (_("Direction"), label("call_direction", call.direction) + " " + label("channel", call.channel)),
            (_("Phone"), call.phone or call.no_phone_reason),
            (_("Customer"), call.customer_name),
            (_("Caller"), call.caller_name),
            (_("Organisation"), call.organisation),
            (_("Address"), call.address),
            (_("Telephone line"), call.line),
            (_("Category"), call.category_name or call.category),
            (_("Outcome"), label("call_outcome", call.outcome)),
            (_("Complex"), _("yes") if call.complex else ""),
            (_("Solved at first contact"), _("yes") if call.solved_first_contact else ""),
            (_("Next step"), call.next_step),
            (_("Next answer"), exact(call.next_answer_at, zone)),
            (_("Result"), call.result if call.result != call.answer else None),
            (_("Agent"), call.agent),
            (_("First owner"), call.first_owner),
            (_("Time waited"), wait + (" !" if call.over_answer_limit else "")),
            (_("Time talked"), talk),
            (_("Late entry"), call.late_reason),
            (_("Entered"), exact(call.entered_at, zone) if call.late_entry else ""),
            (_("Voice"), _voice(call)),
            (_("Purpose"), call.purpose),
        )
        return [
            (Toned(f"{name}  ", "quiet"), one_line(value)) for name, value in facts if value and value.strip()
        ]

    # ---- steps of the page

    def why_not(self, action: Action) -> str:
        """What did not come of the call is not opened."""
        if action.id == "call.ticket" and self.sheet is not None and not self._opened():
            return _("This call led to no ticket and no callback.")
        return super().why_not(action)

    def offers(self, action: Action) -> bool:
        """The footer names what can be done with this call."""
        return super().offers(action) and (action.id != "call.ticket" or not self.why_not(action))

    def _opened(self) -> list[tuple[str, str]]:
        """Kind and number of each record that the call led to."""
        return [
            (kind, number)
            for item in (self.sheet.call.items if self.sheet is not None else ())
            for kind, number in (("ticket", item.ticket_number), ("callback", item.callback_number))
            if number
        ]

    def do_call_ticket(self) -> None:
        """What this call led to."""
        opened = self._opened()
        if len(opened) == 1:
            open_record(self.console, *opened[0])
        elif opened:
            choice = Choice.numbered(_("Open which?"), [(one, one[1]) for one in opened])
            self.open_dialog(choice, self._open)

    def _open(self, record: tuple[str, str]) -> None:
        open_record(self.console, *record)

    def do_list_copy(self) -> None:
        """Copy the number."""
        self.copy(self.number)

    def do_call_give(self) -> None:
        """Give first-contact responsibility to someone else."""
        call = self.target
        if call is None:
            return

        def whom(staff_no: str) -> None:
            def why(reason: str) -> None:
                def work(ctx: Context) -> CallRow:
                    from csconsole.services.calls import give_call

                    return give_call(ctx, call.id, to=staff_no, reason=reason)

                self.command(
                    work, lambda row: self._done(_("First owner: {name}", name=row.first_owner or ""))
                )

            self.open_dialog(AskText(_("Why?"), about=f"call {call.id} give"), why)

        self.open_dialog(AskText(_("Staff number of the new first owner"), about=A_WORD), whom)


def _item_line(item: CallItemRow) -> tuple[Piece, ...]:
    number = item.ticket_number or item.callback_number
    words = [item.category_name or item.category, one_line(item.content)]
    pieces: list[Piece] = [
        Toned(f"{item.position} ", "accent"),
        "  ".join(word for word in words if word),
        Toned("  " + sign("arrow") + " " + label("call_outcome", item.outcome), "quiet"),
    ]
    if number:
        pieces.append(Toned("  " + short_number(number), "accent"))
    return tuple(pieces)


def _voice(call: CallRow) -> str:
    """The customer's voice with its department and state (CALL-15)."""
    if not call.voice:
        return ""
    state = label("voice_state", call.voice_state)
    return "  ".join(
        part for part in (label("customer_voice", call.voice), call.voice_department, state) if part
    )
