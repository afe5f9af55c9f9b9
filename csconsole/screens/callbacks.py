"""Mode 4, callbacks: the list is worked without leaving it. Who is next, what to say, one key a result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import label
from csconsole.errors import ConflictError
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.callback_offers import deciding
from csconsole.screens.callback_words import attempt_words, heading, matter, window_words
from csconsole.screens.callback_work import CallbackWork
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.records import open_record
from csconsole.text import literal_line
from csconsole.widgets.dialogs import AskText, Choice, Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.signs import sign
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_sign, due_words, moment
from csconsole.widgets.tones import Toned, say_line

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow, CallbackScript, CallbackSheet, CallbackTally
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields

VIEWS = ("due", "overdue", "mine", "later", "problems", "all")
EMPTY = {
    "due": N_("No callbacks are due. N plans one, v shows later ones."),
    "overdue": N_("No callback is late. v shows the other lists."),
    "mine": N_("No callback is yours. v shows the other lists, t takes one."),
    "later": N_("Nothing is planned for later. N plans one."),
    "problems": N_("No problem waits for an answer."),
    "all": N_("There are no callbacks yet. N plans one."),
}


class CallbacksScreen(CallbackWork, ListScreen["CallbackRow"]):
    """The lists of callbacks, with the script and the history of the one under the cursor."""

    CONTEXT = "callbacks"
    EXPORTS = "callbacks"
    WATCH = frozenset({"callback"})
    COLUMNS = (
        Column("sign", "", 1),
        Column("who", N_("who"), 18, flex=2),
        Column("due", N_("due"), 16, sort="due", zh=14),
        Column("about", N_("about"), 16, flex=3),
        Column("attempt", N_("attempt"), 8),
        Column("owner", N_("owner"), 8, wide=90),
        Column("state", N_("state"), 14, wide=110),
        Column("no", N_("number"), 14, wide=126),
    )
    DEFAULT_CSS = """
    CallbacksScreen #tally { height: 1; padding: 0 2; }
    CallbacksScreen PeekPane { max-height: 14; }
    CallbacksScreen.-low PeekPane { max-height: 9; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.view = "due"
        self.sheet: tuple[CallbackSheet, CallbackScript] | None = None

    @property
    def target(self) -> CallbackRow | None:
        """The callback under the cursor."""
        return self.current

    # ---- the list

    def compose_above(self) -> ComposeResult:
        """Which list it is, and how the day stands."""
        yield Static("", id="tally", markup=False)

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[CallbackRow]:
        """One page of the present view."""
        from csconsole.services.callbacks import list_callbacks

        return list_callbacks(ctx, view=self.view, filter=filter, sort=sort, limit=limit, after=after)

    def load(self) -> None:
        """The list, then the figures above it."""
        self.table.set_empty(_(EMPTY[self.view]))
        super().load()

        mine = self.view == "mine"

        def work(ctx: Context) -> CallbackTally:
            from csconsole.services.callbacks import callback_tally

            return callback_tally(ctx, owner_id=ctx.staff_id if mine else None)

        self.ask(work, self._show_tally, group="tally")

    def _show_tally(self, tally: CallbackTally) -> None:
        counted = (
            _("overdue {n}", n=tally.overdue),
            _("in time {n}", n=tally.kept),
            _("done late {n}", n=tally.late) if tally.late else "",
            _("missed {n}", n=tally.missed) if tally.missed else "",
            _("later {n}", n=tally.later) if tally.later else "",
        )
        figures = sign("dot").join(part for part in counted if part)
        ready = _("{ready} of {today} can be called now", ready=tally.ready, today=tally.today)
        if self.view == "due" and tally.later:
            words = ngettext(
                "No callbacks are due now. {n} is planned for later: v shows it. N plans one.",
                "No callbacks are due now. {n} are planned for later: v shows them. N plans one.",
                tally.later,
            )
            self.table.set_empty(words)
        view = label("callback_view", self.view)
        line = say_line(Toned(view, "strong"), "  ", ready, Toned("  " + figures, "quiet"))
        self.query_one("#tally", Static).update(line)

    def row_of(self, item: CallbackRow) -> TableRow:
        """Who, until when, about what, which attempt; what is not to be called yet is dim."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        waits = item.open and item.ready_at > now
        when = due_words(item.next_at, now, zone) if item.open else _ended(item)
        if waits:
            when = Toned(_("from {time}", time=moment(item.ready_at, now, zone)), "quiet")
        who = " ".join(part for part in (item.customer_name or item.phone or "", item.unit) if part)
        attempt = f"{min(item.attempts + 1, item.max_attempts)}/{item.max_attempts}" if item.open else ""
        return TableRow(
            item.id,
            (
                due_sign(item.due_at if item.open else None, now),
                Toned(who, "quiet" if waits else "strong" if item.kind == "promised" else ""),
                when,
                Toned(matter(item), "quiet" if waits else ""),
                attempt,
                item.owner_name or sign("dash"),
                label("callback_state", item.state),
                item.number,
            ),
        )

    def open_item(self, item: CallbackRow) -> None:
        """The page of the callback."""
        open_record(self.console, "callback", item.number, [one.number for one in self.in_order()])

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.callbacks import CALLBACKS

        return CALLBACKS

    def export_filter(self) -> str:
        """The list that is shown, and the filter within it."""
        from csconsole.services.query import narrowed

        return narrowed(self.filter, "view", self.view)

    def do_callback_view(self) -> None:
        """Choose a list."""
        options = [(view, label("callback_view", view)) for view in VIEWS]
        self.open_dialog(Choice.numbered(_("Which callbacks?"), options), self.show_view)

    def show_view(self, view: str) -> None:
        """Show another list."""
        self.view = view
        self.load()

    # ---- the one under the cursor

    def with_target(self, then: Callable[[CallbackRow], object]) -> None:
        """Calls are made one after the other: with marks it would not be clear whom a key is about."""
        if self.table.marks:
            self.toast(
                _("One call at a time: esc takes the marks away. t takes all that are marked."), "warning"
            )
        else:
            super().with_target(then)

    def do_callback_take(self) -> None:
        """Mine: the one under the cursor, or all that are marked, of which another's with one reason."""
        if not self.table.marks:
            super().do_callback_take()
            return
        rows = self.chosen_items()
        if all(row.owner_id in (None, self.console.ctx and self.console.ctx.actor.staff_id) for row in rows):
            self._take_all(rows)
        else:
            about = f"callbacks take {[row.id for row in rows]}"
            self.open_dialog(
                AskText(_("Say why you take it over."), about=about), partial(self._take_all, rows)
            )

    def _take_all(self, rows: Sequence[CallbackRow], reason: str = "") -> None:
        def work(ctx: Context) -> list[str]:
            """Take them, and say which were left because somebody else had changed them."""
            from csconsole.services.callbacks import take_callback
            from csconsole.services.seen import having_seen

            left = []
            with ctx.write():
                for row in rows:
                    seen = having_seen(ctx, "callback", row.id, row.version, others=True)
                    try:
                        take_callback(seen, row.id, reason=reason)
                    except ConflictError as error:
                        left.append(error.message)
            return left

        def taken(left: list[str]) -> None:
            self.table.clear_marks()
            count = len(rows) - len(left)
            self.toast(ngettext("{n} is yours.", "{n} are yours.", count))
            if left:
                self.open_dialog(Note(_("Changed since they were shown"), list(map(literal_line, left))))
            self.load()

        self.command(work, taken)

    def peek_of(self, item: CallbackRow) -> Sequence[PeekLine]:
        """Who and until when, earlier attempts, the words to say, the note."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        dialled = self.dialled.get(item.id)
        lines: list[PeekLine] = [
            heading(item, dialled[0] if dialled else None),
            window_words(item, now, zone),
        ]
        if self.sheet is not None and self.sheet[0].row.id == item.id:
            sheet, script = self.sheet
            if sheet.attempts:
                lines.append((Toned(_("last") + " ", "quiet"), attempt_words(sheet.attempts, now, zone)))
            if sheet.record.problem_answer:
                lines.append((Toned(named(_("tell the customer")), "caution"), sheet.record.problem_answer))
            elif sheet.record.problem:
                lines.append((Toned(named(_("problem")), "caution"), sheet.record.problem))
            lines.append("")
            lines += script.lines
        if note := self.notes.get(item.id):
            lines += ["", (Toned(_("Note") + " ", "quiet"), note)]
        return lines

    def footer_about(self) -> tuple[str, int | None] | None:
        """Whose it is, and how far it has come."""
        return deciding(self.current)

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Another callback under the cursor: its history, its script, its keys where they are others."""
        self._show_peek()
        self.footer_follows()
        if (item := self.current) is None:
            return

        def work(ctx: Context) -> tuple[CallbackSheet, CallbackScript]:
            from csconsole.services.callbacks import callback_script, show_callback

            return show_callback(ctx, item.id), callback_script(ctx, item.id)

        def show(found: tuple[CallbackSheet, CallbackScript]) -> None:
            self.sheet = found
            self._show_peek()

        self.ask(work, show, group="sheet")

    def show_target(self) -> None:
        """Number, note: drawn again."""
        self._show_peek()

    # ---- going on

    def recorded(self, row: CallbackRow) -> None:
        """Go to the next one that can be called now, then read the list again."""
        now = self.console.clock.now()
        place = self.table.cursor
        order = [*self.table.rows[place + 1 :], *self.table.rows[:place]]
        for one in order:
            item = self.items.get(one.key)
            if item is not None and item.id != row.id and item.open and item.ready_at <= now:
                self.table.move_to_key(one.key)
                break
        self.load()

    def do_callback_new(self) -> None:
        """Plan one."""
        from csconsole.screens.callback_plan import CallbackPlanScreen

        def planned(row: CallbackRow | None) -> None:
            if row is not None:
                self.load()

        self.app.push_screen(CallbackPlanScreen(), planned)


def _ended(item: CallbackRow) -> Toned:
    """What became of one that nobody calls any more."""
    return Toned(label("callback_state", item.state), "done" if item.reached_at is not None else "quiet")


MODE_SCREEN = CallbacksScreen
