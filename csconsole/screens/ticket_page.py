"""The page of one ticket: state and clocks on top, the timeline, fields beside it, one line for a note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.clock_words import clock_lines
from csconsole.screens.contractor_work import job_lines
from csconsole.screens.going_by import GoingByNumber
from csconsole.screens.kind_work import kind_lines
from csconsole.screens.matter_work import matter_lines
from csconsole.screens.note_line import NoteLine
from csconsole.screens.reporting_up import escalation_lines, waiting_line
from csconsole.screens.subtask_work import SubtaskWork, subtask_lines
from csconsole.screens.ticket_about import about_pairs, warranty_line, warranty_lines
from csconsole.screens.ticket_edit import TicketEditing
from csconsole.screens.ticket_words import due_reason, head_pieces, state_words, who_words
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.signs import sign
from csconsole.widgets.timeline import Moment, Timeline
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import JobRow
    from csconsole.services.escalations import EscalationRow
    from csconsole.services.matters import DisputeRow, IncidentRow, ReferralRow
    from csconsole.services.subtasks import SubtaskRow
    from csconsole.services.tariff import Charges
    from csconsole.services.tickets import TicketPage as PageRow
    from csconsole.services.tickets import TicketRow, TimelineEntry

TONES: Final[dict[str, Tone]] = {
    "created": "accent",
    "return": "caution",
    "reopen": "caution",
    "cancel": "danger",
    "done": "done",
    "close": "done",
    "call_back": "done",
    "note": "strong",
}
FIELDS: Final = (
    ("customer", N_("Customer")),
    ("contact_name", N_("Contact")),
    ("phone", N_("Phone")),
    ("address", N_("Address")),
    ("zone", N_("Zone")),
    ("category", N_("Category")),
)
MAX_NOTE: Final = 2000
RELOAD_SECONDS: Final = 60
ROOMY: Final = 36
"""Rows from which every clock has a bar."""
TALL: Final = 24
"""Rows from which the fields are shown below the timeline at the start."""


class TicketPage(GoingByNumber, NoteLine, SubtaskWork, TicketEditing):
    """Everything about one ticket. Letters take steps; ``i`` goes to the note line, enter there saves it."""

    CONTEXT = "ticket"
    WATCH = frozenset(
        {"ticket", "subtask", "contractor_job", "referral", "incident", "dispute", "escalation"}
    )
    DEFAULT_CSS = """
    TicketPage #head { height: auto; padding: 0 1; border-bottom: solid $rule; }
    TicketPage #facts { height: auto; max-height: 7; padding: 0 1; border-top: solid $rule; display: none; }
    TicketPage #facts.-open { display: block; }
    TicketPage #facts > Static { height: auto; }
    TicketPage.-wide Timeline { width: 3fr; }
    TicketPage.-wide #facts {
        display: block; width: 2fr; height: 1fr; max-height: 100h; border-top: none; border-left: solid $rule;
    }
    TicketPage #note-line { border: none; height: 1; padding: 0 1; background: $field-back; }
    TicketPage #note-line:focus { background: $field-focus-back; border: none; }
    """

    def __init__(self, number: str, neighbours: Sequence[str] = ()) -> None:
        super().__init__()
        self.number = number
        self.neighbours = tuple(neighbours)
        self.page: PageRow | None = None

    def compose_body(self) -> ComposeResult:
        """Head, timeline and fields, the note line."""
        yield Static("", id="head", markup=False)
        with Container(classes="split"):
            yield Timeline()
            with VerticalScroll(id="facts", can_focus=False):
                yield Static("", id="fact-lines", markup=False)
        yield LineInput(
            id="note-line", placeholder=_("i writes a note here, enter saves it"), max_length=MAX_NOTE
        )

    def on_mount(self) -> None:
        """Keys are steps until the note line is asked for."""
        self.query_one(Timeline).focus()
        self.query_one("#facts").set_class(self.size.height >= TALL, "-open")
        self.set_interval(RELOAD_SECONDS, self.reload_clocks)

    def reload_clocks(self) -> None:
        """Read the page again, so that its clocks stay true."""
        if self.is_current:
            self.load()

    def undo_record(self) -> str:
        """``u`` is about this record."""
        return self.number

    def undo_version(self) -> tuple[str, int, int] | None:
        """As the page shows it."""
        row = self.page.row if self.page else None
        return ("ticket", row.id, row.version) if row else None

    def load(self) -> None:
        """The whole page in one snapshot."""
        number = self.number

        def work(ctx: Context) -> PageRow:
            from csconsole.services.tickets import show_ticket
            from csconsole.services.tickets.offered import assigning

            self.house = assigning(ctx)
            return show_ticket(ctx, number)

        self.ask(work, self.show)

    def show(self, page: PageRow) -> None:
        """Draw what was read."""
        self.page = page
        row = page.row
        self.number = row.number
        self.note_of(row.id)
        self.set_title(row.number, Toned("  " + row.title, "quiet"))
        self.draw_head()
        zone = self.console.config.zone_info
        self.query_one(Timeline).show([_moment(entry, exact(entry.at, zone)) for entry in page.timeline])
        self.query_one("#fact-lines", Static).update(say_lines(self._facts(page)))
        place = (
            f"{self.neighbours.index(row.number) + 1}/{len(self.neighbours)}  "
            if row.number in self.neighbours
            else ""
        )
        self.draw_footer()
        possible = [step for step in page.steps if step.possible]
        self.set_status(
            place, Toned(ngettext("{n} step possible: o", "{n} steps possible: o", len(possible)), "quiet")
        )

    def draw_head(self) -> None:
        """State, owner and clocks; again at another width."""
        page = self.page
        if page is None:
            return
        row, zone = page.row, self.console.config.zone_info
        lines: list[Piece | tuple[Piece, ...]] = [
            head_pieces(row),
            Toned(row.title, "strong"),
            (state_words(row), "  ", who_words(row), Toned("  " + _paused_words(page), "quiet")),
        ]
        wide, tall = self.size.width >= 120, self.size.height >= ROOMY
        lines += clock_lines(page.clocks, zone, 24 if wide else 12, 7 if tall else 3)
        if row.is_open and page.row.due_at is not None:
            lines.append(Toned(due_reason(row, zone), "quiet"))
        if page.untold:
            lines.append(Toned(_("! The customer is to be told today: K c"), "caution"))
        lines += waiting_line(page.escalations)
        lines += warranty_line(page)
        self.query_one("#head", Static).update(say_lines(lines))

    def _facts(self, page: PageRow) -> list[Piece | tuple[Piece, ...]]:
        row, zone = page.row, self.console.config.zone_info
        known: list[tuple[str, str]] = [(_(text), getattr(row, name) or "") for name, text in FIELDS]
        known += [
            (_("Scope"), label("ticket_scope", row.scope)),
            *about_pairs(page),
            (_("Appointment"), exact(page.appointment_at, zone)),
            (_("Reported"), exact(row.reported_at, zone)),
            (_("Repair slip wanted by"), exact(row.slip_due_at, zone) if row.slip_at is None else ""),
            (_("Repair slip submitted"), exact(row.slip_at, zone)),
            (_("Promised"), exact(row.promised_at, zone)),
            (_("Review"), exact(row.review_at, zone)),
            (_("Demand"), page.demand or ""),
            (_("Result"), page.result or ""),
            (_("Feedback"), page.feedback or ""),
            (_("Satisfaction"), label("satisfaction", row.satisfaction)),
            (_("Closed because"), label("ticket_close_reason", row.close_reason)),
        ]
        lines: list[Piece | tuple[Piece, ...]] = [
            (Toned(named(name), "quiet"), value) for name, value in known if value
        ]
        for link in page.links:
            state = Toned("  " + label("ticket_state", link.state), "quiet")
            lines.append((Toned(named(link.words), "quiet"), f"{link.number}  {link.title}", state))
        if page.description:
            lines += ["", *page.description.split("\n")]
        lines += warranty_lines(page)
        beside = matter_lines(page.referral, page.incident, zone)
        beside += kind_lines(page.charges, page.dispute, zone)
        beside += subtask_lines(page.subtasks, zone) + job_lines(page.jobs, zone)
        return lines + _complaint_lines(page) + escalation_lines(page.escalations, zone) + beside

    # ---- steps

    def escalations_shown(self) -> Sequence[EscalationRow]:
        """Those of this ticket."""
        return self.page.escalations if self.page else ()

    def chosen_tickets(self) -> Sequence[TicketRow]:
        """The ticket of this page."""
        return [self.page.row] if self.page else []

    def subtasks_shown(self) -> Sequence[SubtaskRow]:
        """Those of this ticket."""
        return self.page.subtasks if self.page else ()

    def jobs_shown(self) -> Sequence[JobRow]:
        """Those of this ticket."""
        return self.page.jobs if self.page else ()

    def referral_shown(self) -> ReferralRow | None:
        """That of this ticket."""
        return self.page.referral if self.page else None

    def incident_shown(self) -> IncidentRow | None:
        """That of this ticket."""
        return self.page.incident if self.page else None

    def dispute_shown(self) -> DisputeRow | None:
        """That of this ticket."""
        return self.page.dispute if self.page else None

    def charges_shown(self) -> Charges | None:
        """Those of this ticket."""
        return self.page.charges if self.page else None

    def do_ticket_asset(self) -> None:
        """Open the file of the asset that the ticket is about."""
        page = self.page
        if page is None:
            return
        if page.asset_number is None:
            self.toast(_("The ticket names no asset of the file: e v names one."), "warning")
            return
        from csconsole.screens.records import open_record

        open_record(self.console, "asset", page.asset_number)

    # ---- the note line

    def save_note(self, text: str) -> None:
        """Write it on the ticket."""
        self.act("note", {"note": text})

    def _step_done(self, action: str, row: TicketRow, still: str) -> None:
        if action == "note":
            self.noted(row)
        super()._step_done(action, row, still)

    def back_step(self) -> bool:
        """Out of the note line first."""
        return self.leave_note()

    # ---- around

    def do_list_copy(self) -> None:
        """Copy the number."""
        self.copy(self.number)

    def do_ticket_peek(self) -> None:
        """Show or hide the fields on a narrow terminal."""
        self.query_one("#facts").toggle_class("-open")

    def on_resize(self, _event: events.Resize) -> None:
        """Bars as long as there is room for."""
        self.draw_head()


def _moment(entry: TimelineEntry, when: str) -> Moment:
    return Moment(when, entry.who, entry.title, "\n".join(entry.lines), TONES.get(entry.action, ""))


def _paused_words(page: PageRow) -> str:
    if page.row.litigation_at is not None:
        return _("in litigation: handling is frozen")
    if page.row.accepted_by_one:
        return _("accepted by {name}, not yet by the other", name=page.row.accepted_by_one)
    if page.row.paused_at is None:
        return ""
    reason = page.wait_reason or label("park_reason", page.park_reason)
    return _("the clock stands still: {reason}", reason=reason)


def _complaint_lines(page: PageRow) -> list[Piece | tuple[Piece, ...]]:
    """The six-step record of a complaint: what each step holds so far."""
    if page.row.kind != "complaint":
        return []
    stage = label("complaint_state", str(page.complaint.get("stage", "")))
    lines: list[Piece | tuple[Piece, ...]] = [
        "",
        (Toned(named(_("Procedure")), "quiet"), Toned(stage, "strong")),
    ]
    for step in "123456":
        name = label("complaint_step", step)
        taken = page.complaint.get(step) or []
        mark = Toned(sign("check") + " ", "done") if taken else Toned("- ", "quiet")
        lines.append((mark, f"{step} {name}"))
        for entry in taken:
            done = label("complaint_action", str(entry.get("action", "")))
            lines.append(Toned(f"    {done} {entry.get('by', '')}", "quiet"))
    return lines
