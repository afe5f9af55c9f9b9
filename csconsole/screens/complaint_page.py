"""The page of a complaint: the six steps as a checklist, the seven steps of a major one, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import codes, label
from csconsole.i18n import N_, _, apart, listed, named, ngettext
from csconsole.models.lifecycle.answers import CODES, DEPARTMENTS, MANY_CODES, YES_NO
from csconsole.models.lifecycle.complaint import ACTS, GENERAL_MANAGERS, LEADERS
from csconsole.screens.complaint_beside import (
    BESIDE_KEYS,
    LISTS,
    OTHER_FIELDS,
    asked_beside,
    asked_of_act,
    changed,
    departments_to_ask,
    held_words,
    open_list,
    other_options,
    run_beside,
)
from csconsole.screens.complaint_words import beside_lines
from csconsole.screens.going_by import GoingByNumber
from csconsole.screens.ticket_steps import TicketSteps
from csconsole.screens.ticket_words import head_pieces, who_words
from csconsole.screens.ticking import together
from csconsole.widgets.ask_fields import AskFields
from csconsole.widgets.dialogs import Choice, Note, Option
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.complaints import ComplaintPage as PageRow
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.escalations import EscalationRow
    from csconsole.services.tickets import TicketRow

Line = Piece | tuple[Piece, ...]
SIGNS: Final[dict[str, tuple[str, Tone]]] = {
    "done": ("check", "done"),
    "now": (">", "accent"),
    "open": ("-", "quiet"),
}
EDITED: Final = frozenset({"describe"})
"""What is on record already and only changed."""
RANKED: Final = ("inform", "visit", "call")
TALL: Final = 36
"""Rows from which the checklist shows at once what each step recorded."""
FRAME: Final = frozenset({"action", "at", "by", "n"})


class ComplaintScreen(GoingByNumber, TicketSteps):
    """One complaint. Enter takes the next step, ``o`` lists all with why not, ``+`` records what is done
    beside them, ``H`` shows the guide cards.
    """

    CONTEXT = "complaint"
    TITLE_TEXT = N_("Complaint")
    WATCH = frozenset({"ticket", "complaint", "complaint_act", "meeting", "action_item"})
    DEFAULT_CSS = """
    ComplaintScreen #head { height: auto; padding: 0 1; border-bottom: solid $rule; }
    ComplaintScreen .split { height: 1fr; layout: vertical; }
    ComplaintScreen #steps { height: auto; max-height: 60%; padding: 0 1; }
    ComplaintScreen #beside { height: 1fr; padding: 0 1; border-top: solid $rule; }
    ComplaintScreen .split Static { height: auto; }
    ComplaintScreen.-wide .split { layout: horizontal; }
    ComplaintScreen.-wide #steps { width: 3fr; height: 1fr; max-height: 100%; }
    ComplaintScreen.-wide #beside { width: 2fr; height: 1fr; border-top: none; border-left: solid $rule; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.page: PageRow | None = None
        self.whole: bool | None = None

    def compose_body(self) -> ComposeResult:
        """Head, checklist, and what is done beside the steps."""
        yield Static("", id="head", markup=False)
        with Container(classes="split"):
            with VerticalScroll(id="steps"):
                yield Static("", id="step-lines", markup=False)
            with VerticalScroll(id="beside"):
                yield Static("", id="beside-lines", markup=False)

    def on_mount(self) -> None:
        """The arrow keys scroll the checklist."""
        self.query_one("#steps").focus()

    def undo_record(self) -> str:
        """``u`` is about this record."""
        return self.number

    def undo_version(self) -> tuple[str, int, int] | None:
        """As the page shows it."""
        row = self.page.ticket.row if self.page else None
        return ("ticket", row.id, row.version) if row else None

    def load(self) -> None:
        """The whole page in one snapshot."""
        number = self.number

        def work(ctx: Context) -> PageRow:
            from csconsole.services.complaints import show_complaint
            from csconsole.services.tickets.offered import assigning

            self.house = assigning(ctx)
            return show_complaint(ctx, number)

        self.ask(work, self.show)

    def show(self, page: PageRow) -> None:
        """Draw what was read."""
        self.page = page
        row, zone = page.ticket.row, self.console.config.zone_info
        self.set_title(row.number, Toned("  " + row.title, "quiet"))
        head: list[Line] = [head_pieces(row), Toned(row.title, "strong")]
        stage = (Toned(label("complaint_state", page.stage), "strong"), "  ", who_words(row))
        due = Toned("  " + _("due {time}", time=exact(row.due_at, zone)), "quiet") if row.is_open else ""
        head.append((*stage, due))
        head += _warnings(page)
        self.query_one("#head", Static).update(say_lines(head))
        self.draw_footer()
        self._draw_steps()
        self.query_one("#beside-lines", Static).update(say_lines(beside_lines(page, zone)))
        following, held = page.following, page.held_up
        words = _("enter: {step}", step=following.label) if following else _("nothing is owed now")
        if held is not None:
            words = held_words(self.console.registry, page, held)
        self.set_status(Toned(words, "accent" if following else "caution" if held else "quiet"))

    def _draw_steps(self) -> None:
        """The checklist; on a small terminal without what the steps recorded, unless it is asked for."""
        if self.page is None:
            return
        whole = self.size.height >= TALL if self.whole is None else self.whole
        self.query_one("#step-lines", Static).update(say_lines(_checklist(self.page, whole)))

    def do_ticket_peek(self) -> None:
        """Show or hide what the steps recorded."""
        self.whole = not (self.size.height >= TALL if self.whole is None else self.whole)
        self._draw_steps()

    def on_resize(self, _event: events.Resize) -> None:
        """As much as there is room for."""
        self._draw_steps()

    # ---- steps

    def offers(self, action: Action) -> bool:
        """Of what is owed nothing by this person no next step."""
        idle = self.page is None or self.page.following is None
        return super().offers(action) and not (action.id == "complaint.advance" and idle)

    def escalations_shown(self) -> Sequence[EscalationRow]:
        """Those of this complaint."""
        return self.page.ticket.escalations if self.page else ()

    def chosen_tickets(self) -> Sequence[TicketRow]:
        """The complaint of this page."""
        return [self.page.ticket.row] if self.page else []

    def do_complaint_advance(self) -> None:
        """Take the next step; where several are possible, choose."""
        page = self.page
        if page is None:
            return
        from csconsole.models.lifecycle.complaint import STEP_OF

        possible = [step for step in page.procedure if step.possible and step.action in STEP_OF]
        if not possible or page.held_up is not None:
            self.do_ticket_steps()  # the status line says what holds it up: here is what else can be done
        elif len(possible) == 1:
            self._step_picked(possible[0])
        else:
            options = [
                Option(str(n), step, step.label, listed(label("field", name) for name in step.needs))
                for n, step in enumerate(possible, start=1)
            ]
            likely = next((n for n, step in enumerate(possible) if step == page.following), None)
            self.open_dialog(
                Choice(_("Which step?"), options, start=likely),
                self._step_picked,
            )

    def do_complaint_item(self) -> None:
        """Record what is done beside the steps: measures, a meeting, its minutes, items, escalation."""
        if self.page is None:
            return
        self.note_seen()
        options = [
            Option(key, code, label("complaint_act", code))
            for key, code in zip("123456789", ACTS, strict=False)
        ]
        options += [Option(BESIDE_KEYS[name], f"*{name}", text) for name, text in other_options(self.page)]
        self.open_dialog(Choice(_("What was done?"), options), self._record)

    def _record(self, what: str) -> None:
        if what.startswith("*") and what[1:] in LISTS:
            open_list(self.console, what[1:], self.number)
        elif what.startswith("*"):
            self._ask_beside(what[1:])
        elif what in RANKED:
            rungs = GENERAL_MANAGERS if what == "inform" else LEADERS
            ranks = [(code, label("escalation_rung", code)) for code in rungs]
            self.open_dialog(
                Choice.numbered(label("field", "rank"), ranks), lambda rank: self._ask_act(what, rank)
            )
        else:
            self._ask_act(what, None)

    def _ask_beside(self, what: str) -> None:
        """Ask for the fields of ``what``; a department is one of the list."""
        fields = OTHER_FIELDS[what]

        def show(found: Sequence[DepartmentRow]) -> None:
            places = tuple((row.code, row.name) for row in found if row.active)
            asked = asked_beside(self.page, what, places)
            self.open_dialog(
                AskFields(self._name_of(what), asked, about=f"complaint {self.number} {what}"),
                lambda given: self._do(what, changed(asked, given) if what in EDITED else together(given)),
            )

        if any(name in DEPARTMENTS for name, _long in fields):
            self.ask(departments_to_ask, show, group="targets")
        else:
            show(())

    def _name_of(self, what: str) -> str:
        return (
            next((text for name, text in other_options(self.page) if name == what), what)
            if self.page
            else what
        )

    def _ask_act(self, kind: str, rank: str | None) -> None:
        about = f"complaint {self.number} act {kind} {rank}"
        self.open_dialog(
            AskFields(label("complaint_act", kind), asked_of_act(), about=about),
            lambda given: self._do(kind, {**given, **({"rank": rank} if rank else {})}),
        )

    def _do(self, what: str, given: dict[str, str]) -> None:
        assert self.page is not None
        if not given:
            return  # nothing of it was changed
        page = self.page

        def work(ctx: Context) -> object:
            return run_beside(ctx, page, what, given)

        self.command(work, lambda _done: self._recorded(), saw=self.saw)

    def _recorded(self) -> None:
        self.toast(_("{number}: recorded.", number=self.number))
        self.load()

    def do_complaint_guide(self) -> None:
        """The guide cards."""
        lines: list[Line] = []
        for card in codes("guide_card"):
            lines.append(Toned(label("guide_card", card), "strong"))
            lines += [
                "  " + label("guide_line", line)
                for line in codes("guide_line")
                if line.startswith(card + ".")
            ]
        self.open_dialog(Note(_("Guide cards"), lines))


def _warnings(page: PageRow) -> list[Line]:
    """What must be seen at once: flags, a repeat that is proposed as major, an unconfirmed level."""
    about = page.about
    lines: list[Line] = []
    if about.loops:
        again = ngettext(
            "not satisfied once: worked on again", "not satisfied {n} times: worked on again", about.loops
        )
        lines.append(Toned(again, "caution"))
    flags = [
        label("field", name)
        for name in ("mass", "media", "refuses_payment", "harm_continues", "beyond_authority")
        if getattr(about, name) and (page.ticket.row.is_open or name != "harm_continues")
    ]
    if flags:
        lines.append(Toned("!! " + listed(flags), "danger"))
    if page.repeats.proposes_major and page.ticket.row.is_open:
        earlier = listed(page.repeats.earlier)
        text = _(
            "! number {count} about the same matter: make it major? {earlier}",
            count=page.repeats.count,
            earlier=earlier,
        )
        lines.append(Toned(text, "caution"))
        if not about.refuses_payment:
            lines.append(Toned("  " + _("Ask whether fees are refused, and record it."), "caution"))
    if page.ticket.row.is_open and not page.ticket.row.level_confirmed:
        lines.append(Toned(_("the level is not confirmed: the stricter clock runs"), "quiet"))
    return lines


def _checklist(page: PageRow, whole: bool) -> list[Line]:
    lines: list[Line] = []
    for check in page.steps:
        mark, tone = SIGNS[check.state]
        mark = sign(mark) if mark == "check" else mark
        name = f"{check.step} {label('complaint_step', check.step)}"
        missing = listed(label("field", field) for field in check.missing)
        words: list[Piece] = [Toned(mark + " ", tone), Toned(name, "strong" if check.state == "now" else "")]
        if check.present:
            said = listed(label("field", field) for field in check.present)
            words.append(Toned("  " + _("recorded: {fields}", fields=said), "done"))
        if missing:
            words.append(Toned("  " + _("needs: {fields}", fields=missing), "caution"))
        lines.append(tuple(words))
        for entry in check.entries if whole else ():
            action = label("complaint_action", str(entry.get("action", "")))
            lines.append(Toned(f"    {action}  {entry.get('by', '')}", "quiet"))
            lines += [
                (Toned("      " + named(label("field", name)), "quiet"), shown)
                for name, value in entry.items()
                if name not in FRAME and (shown := answer_words(name, value))
            ]
    return lines


def answer_words(name: str, value: Any) -> str:
    """A recorded answer in words."""
    if name in YES_NO:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        known = MANY_CODES.get(name)
        return apart(label(known, str(one)) if known else str(one) for one in value)
    if name in DEPARTMENTS:
        return ""
    return label(CODES[name], str(value)) if name in CODES else str(value or "")
