"""The dispatch board: unassigned tickets left, people with load, skill, zone and shift right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from csconsole.clock import local_date
from csconsole.codes import entries, label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.ticket_steps import TicketSteps
from csconsole.screens.ticket_words import due_cell, sign_of, title_words
from csconsole.text import cell_width, literal_line
from csconsole.widgets.bars import bar
from csconsole.widgets.dialogs import Choice, Confirm, Note
from csconsole.widgets.numbers import short_number
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import age_words, span_words
from csconsole.widgets.tones import Piece, Tone, Toned, say_line

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.context import Context
    from csconsole.services.dispatch import Board, DepartmentLoad, PersonLoad, Spread
    from csconsole.services.tickets import TicketRow

TICKETS: Final = (
    Column("sign", "", 1),
    Column("number", N_("#"), 10),
    Column("age", N_("since"), 8, align="right", zh=9),
    Column("due", N_("next due"), 19),
    Column("what", N_("what"), 14, flex=3),
    Column("where", N_("where"), 8, flex=1),
    Column("zone", N_("zone"), 6, wide=70),
)
PEOPLE: Final = (
    Column("name", N_("person"), 10, flex=1),
    Column("shift", N_("shift"), 5),
    Column("load", N_("load"), 5, align="right"),
    Column("late", N_("overdue"), 7, align="right", zh=4),
    Column("zone", N_("zone"), 6, wide=60),
    Column("bar", "", 8, wide=90),
    Column("department", N_("department"), 9, flex=6),
    Column("skills", N_("skills"), 8, flex=1, wide=64),
    Column("passed", N_("passed over"), 12, flex=1, wide=52),
)
MOST_SHOWN: Final = 8
GAP: Final = "   "
FULL_LOAD: Final = 10
"""Open tickets that fill the bar of a person without a set capacity."""
BESIDE: Final = 150
"""Columns of a terminal in which both sides have room beside each other for all that is weighed (TKT-04)."""


class DispatchBoard(TicketSteps):
    """``tab`` goes between the two sides, ``d`` proposes, ``a`` assigns to the person on the other side."""

    CONTEXT = "dispatch"
    TITLE_TEXT = N_("Dispatch board")
    WATCH = frozenset({"ticket", "duty"})
    DEFAULT_CSS = """
    DispatchBoard #sides { height: 1fr; layout: vertical; }
    DispatchBoard.-beside #sides { layout: horizontal; }
    DispatchBoard #waiting { height: 1fr; width: 1fr; }
    DispatchBoard #people { height: 1fr; width: 1fr; border-top: solid $rule; }
    DispatchBoard.-beside #people { width: 53%; border-top: none; border-left: solid $rule; }
    DispatchBoard .heading { padding: 0 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None

    def compose_body(self) -> ComposeResult:
        """Tickets left or above, people right or below."""
        with Container(id="sides"):
            with Vertical(id="waiting"):
                yield Static(say_line(_("WAITING FOR DISPATCH")), classes="heading")
                yield PagedTable(
                    TICKETS, id="tickets", empty=_("No ticket waits for dispatch. esc goes back.")
                )
            with Vertical(id="people"):
                yield Static("", id="departments", classes="heading", markup=False)
                yield PagedTable(PEOPLE, id="staff", empty=_("Nobody can take tickets yet."))

    def on_mount(self) -> None:
        """The tickets have the focus."""
        self.set_class(self.size.width >= BESIDE, "-beside")
        self.tickets.focus()

    @property
    def tickets(self) -> PagedTable:
        """The unassigned tickets."""
        return self.query_one("#tickets", PagedTable)

    @property
    def staff(self) -> PagedTable:
        """The people."""
        return self.query_one("#staff", PagedTable)

    def load(self) -> None:
        """The board as it is now."""

        def work(ctx: Context) -> Board:
            from csconsole.services.dispatch import dispatch_board
            from csconsole.services.tickets.offered import assigning

            self.house = assigning(ctx)
            return dispatch_board(ctx)

        self.ask(work, self.show)

    def show(self, board: Board) -> None:
        """Draw both sides."""
        self.board = board
        self.tickets.show_page([self._ticket(row) for row in board.tickets])
        self.staff.show_page(
            [person_row(person, board.passed.get(person.staff_id, "")) for person in board.people]
        )
        self.draw_departments()
        self.draw_footer()
        status: list[Piece] = [_("{n} waiting", n=board.total)]
        if board.total > len(board.tickets):
            shown = _("here the {n} most urgent; esc, v shows all", n=len(board.tickets))
            status.append(Toned("  " + shown, "caution"))
        if board.unclaimed:
            lying = _("{n} with a department, no person", n=board.unclaimed)
            status.append(Toned("  " + lying, "caution"))
        if board.alerts:
            minutes = board.alert_seconds // 60
            status.append(
                Toned("  " + _("{n} over {minutes} min", n=board.alerts, minutes=minutes), "danger")
            )
        if board.today.mean_seconds is not None:
            took = span_words(timedelta(seconds=board.today.mean_seconds))
            dispatched = _(
                "{n} of today dispatched, after {span} in the mean", n=board.today.dispatched, span=took
            )
            status.append(Toned("  " + dispatched, "quiet"))
        self.set_status(*status)

    def on_resize(self, event: events.Resize) -> None:
        """The strip of departments at the new width."""
        super().on_resize(event)
        self.set_class(event.size.width >= BESIDE, "-beside")
        self.call_after_refresh(self.draw_departments)

    def draw_departments(self) -> None:
        """The departments with the most to do."""
        strip = self.query_one("#departments", Static)
        if self.board is not None:
            strip.update(say_line(load_strip(self.board.departments, strip.content_size.width)))

    def _ticket(self, row: TicketRow) -> TableRow:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        assert self.board is not None
        waited = age_words(row.reported_at, now)
        late = row.waiting_seconds > self.board.alert_seconds
        return TableRow(
            row.id,
            (
                sign_of(row, now),
                short_number(row.number, local_date(now, zone)),
                Toned("! " + waited.text, "danger") if late else waited,
                due_cell(row, now, zone),
                ("2× " if row.id in self.board.pairs else "") + title_words(row),
                row.address or row.contact_name or "",
                row.zone or "",
            ),
        )

    def chosen_tickets(self) -> Sequence[TicketRow]:
        """The marked tickets of the left side, else the one under its cursor."""
        if self.board is None:
            return ()
        chosen = set(self.tickets.chosen())
        return [row for row in self.board.tickets if row.id in chosen]

    def offers(self, action: Action) -> bool:
        """Without tickets that wait there is nothing to give, without people nobody to give it to."""
        waiting = self.board is not None and bool(self.board.tickets)
        people = self.board is not None and bool(self.board.people)
        needed = {"board.spread": waiting and people, "board.assign": people, "board.show_why": waiting}
        return super().offers(action) and needed.get(action.id, True)

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Another ticket, which may take other keys."""
        self.draw_footer()

    def do_board_day_book(self) -> None:
        """The engineers' day: who is expected where (TKT-18)."""
        from csconsole.screens.engineers import EngineerDay

        self.app.push_screen(EngineerDay())

    def do_board_dispatch(self) -> None:
        """Propose someone, with the reason."""
        self.do_ticket_dispatch()

    def do_board_show_why(self) -> None:
        """Why the ticket is due when it is."""
        self.do_ticket_show_why()

    def do_board_assign(self) -> None:
        """Assign to the person under the cursor of the right side; where two go, the second is asked for."""
        key, rows = self.staff.cursor_key, self.chosen_tickets()
        if key is None or not rows:
            self.toast(_("Choose a ticket on one side and a person on the other."), "warning")
            return
        self._dispatch_to(rows, {"handler_id": key})

    def do_board_spread(self) -> None:
        """Dispatch by a strategy: the marked tickets, else all that wait; a preview first."""
        if self.board is None or not self.board.tickets:
            return
        marked = list(self.tickets.marks) if self.tickets.marks else []
        ways = [("", _("as the routing table says"))]
        ways += [(code.code, label("dispatch_strategy", code.code)) for code in entries("dispatch_strategy")]
        self.open_dialog(
            Choice.numbered(_("How is the person found?"), ways),
            lambda strategy: self._preview_spread([int(key) for key in marked], strategy or None),
        )

    def _preview_spread(self, keys: list[int], strategy: str | None) -> None:
        seen = {row.id: row.version for row in self.board.tickets} if self.board else {}

        def work(ctx: Context) -> Sequence[Spread]:
            from csconsole.services.dispatch import spread_tickets

            return spread_tickets(ctx, keys, strategy=strategy, dry_run=True)

        def show(found: Sequence[Spread]) -> None:
            going = [one for one in found if not one.why_not]
            question = ngettext("Dispatch {n} ticket?", "Dispatch {n} tickets?", len(going))
            lines = [named(one.number, one.to or one.why_not) for one in found[:MOST_SHOWN]]
            lines += list(dict.fromkeys(one.warning for one in found if one.warning))
            passed = dict.fromkeys(who for one in found for who in one.passed)
            lines += [_("passed over: {who}", who=who) for who in list(passed)[:MOST_SHOWN]]
            if not going:
                self.open_dialog(Note(question, lines))
                return
            self.open_dialog(
                Confirm(question, effect="\n".join(lines), count=len(going)),
                lambda yes: self._spread([one.id for one in going], seen, strategy) if yes else None,
            )

        self.ask(work, show, group="spread")

    def _spread(self, keys: list[int], seen: Mapping[int, int], strategy: str | None) -> None:
        def work(ctx: Context) -> Sequence[Spread]:
            from csconsole.services.dispatch import spread_tickets

            return spread_tickets(ctx, keys, strategy=strategy, versions=seen)

        def told(found: Sequence[Spread]) -> None:
            from csconsole.services.tickets.bulk import bulk_summary

            left = [literal_line(one.why_not) for one in found if one.changed]
            done = sum(not one.why_not for one in found)
            refused = len(found) - done - len(left)
            said = bulk_summary(done=done, refused=refused, changed=len(left))
            self.toast(said, "warning" if refused or left else "information")
            if left:
                self.open_dialog(Note(_("Changed since they were shown"), left))
            self.load()

        self.command(work, told)

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Enter opens the ticket; on a person it assigns."""
        if event.table is self.staff:
            self.do_board_assign()
            return
        row = next((each for each in self.chosen_tickets()), None)
        if row is not None:
            from csconsole.screens.ticket_page import TicketPage

            self.app.push_screen(TicketPage(row.number))


def load_strip(departments: Sequence[DepartmentLoad], width: int) -> str:
    """The departments with their open and overdue tickets in ``width`` cells, the fullest first, and how many
    had no room.
    """
    fullest = sorted(departments, key=lambda each: (-each.open, -each.late, each.name))
    said = [f"{each.name} {each.open}" + (f" !{each.late}" if each.late else "") for each in fullest]
    for shown in range(len(said), 0, -1):
        rest = len(said) - shown
        parts = said[:shown] + ([_("+{n} more", n=rest)] if rest else [])
        if cell_width(GAP.join(parts)) <= width:
            return GAP.join(parts)
    return said[0] if said else ""


def person_row(person: PersonLoad, passed: str) -> TableRow:
    """One line of the people; ``passed`` is why the strategies pass this person over now."""
    full = person.capacity or FULL_LOAD
    share = person.open / full if full else 1.0
    tone: Tone = "danger" if share >= 1 else "caution" if share >= 0.75 else "done"
    held = str(person.open) if person.capacity is None else f"{person.open}/{person.capacity}"
    return TableRow(
        person.staff_id,
        (
            person.name,
            Toned(_("yes"), "done") if person.on_shift else Toned("-", "quiet"),
            Toned(held, tone if share >= 0.75 else ""),
            Toned(str(person.late), "danger") if person.late else Toned("0", "quiet"),
            person.zone or "",
            bar(share, 8, tone),
            Toned(person.department or "", "quiet"),
            " ".join(person.skills),
            Toned(passed, "caution"),
        ),
    )
