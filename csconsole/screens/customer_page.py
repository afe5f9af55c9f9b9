"""The page of a customer: who, warnings and promises on top, one timeline of everything below."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.clock import local, local_date
from csconsole.codes import label
from csconsole.i18n import N_, _, listed, ngettext
from csconsole.screens.caller_words import card_lines, warning_lines, who_line
from csconsole.screens.customer_verbs import CustomerVerbs
from csconsole.screens.going_by import GoingBy
from csconsole.screens.records import open_record
from csconsole.text import one_line
from csconsole.widgets.dialogs import Note
from csconsole.widgets.numbers import short_number
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_words
from csconsole.widgets.tones import Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerCard, CustomerRow, TimelineRow

_STATES = {
    "call": "call_state",
    "ticket": "ticket_state",
    "callback": "callback_state",
    "promise": "promise_state",
    "customer": "customer_event",
}
_NARROW_LINES = 5
PAGE = 200
"""Entries of the timeline that are read at once."""


class CustomerPage(GoingBy, CustomerVerbs):
    """One customer. ``key`` is the file's key or the customer's number."""

    CONTEXT = "customer"
    WATCH = frozenset({"customer", "customer_phone", "call", "ticket", "callback", "promise"})
    TITLE_TEXT = N_("Customer")
    COLUMNS = (
        Column("at", N_("when"), 11),
        Column("kind", N_("what"), 8, zh=5),
        Column("text", N_("about"), 14, flex=1),
        Column("state", N_("state"), 20, zh=8),
        Column("due", N_("due"), 14, zh=12, wide=76),
        Column("who", N_("who"), 10, wide=84),
    )
    DEFAULT_CSS = """
    CustomerPage #top { height: auto; max-height: 7; padding: 0 1; border-bottom: solid $rule; }
    CustomerPage #top > Static { height: auto; }
    CustomerPage.-wide #top { display: none; }
    CustomerPage.-wide #history { width: 3fr; }
    """

    def __init__(self, key: str | int) -> None:
        super().__init__()
        self.key = key
        self.card: CustomerCard | None = None
        self.history: dict[str, TimelineRow] = {}

    def compose_body(self) -> ComposeResult:
        """Who it is on top, or on the left of a wide terminal; the timeline has the focus."""
        with VerticalScroll(id="top", can_focus=False):
            yield Static("", id="who", markup=False)
        with Container(classes="split"):
            yield PagedTable(self.COLUMNS, id="history", empty=_("Nothing has happened yet."))
            with VerticalScroll(classes="side", can_focus=False):
                yield Static("", id="card", markup=False)

    def key_shown(self) -> str:
        """The file's key."""
        return str(self.key)

    def show_key(self, key: str) -> None:
        """Another file."""
        self.key = key

    @property
    def table(self) -> PagedTable:
        """The timeline."""
        return self.query_one("#history", PagedTable)

    def on_mount(self) -> None:
        """The timeline has the focus."""
        self.table.focus()

    @property
    def target_id(self) -> int | None:
        """This customer."""
        return self.card.customer.id if self.card is not None else None

    def undo_record(self) -> str:
        """``u`` is about this record."""
        return f"#{self.key}"

    def load(self) -> None:
        """Card and timeline in one snapshot."""
        key, limit = self.key, max(PAGE, len(self.history))

        def work(ctx: Context) -> tuple[CustomerCard, tuple[TimelineRow, ...]]:
            from csconsole.services.customers import customer_card, customer_timeline

            with ctx.read():
                return customer_card(ctx, key), customer_timeline(ctx, key, limit=limit)

        self.ask(work, self._show)

    def _show(self, found: tuple[CustomerCard, tuple[TimelineRow, ...]]) -> None:
        self.card, rows = found
        self.history = {f"{row.kind}-{row.id}": row for row in rows}
        self.set_title(Toned(self.card.customer.name, "strong"))
        self._draw()
        rows_shown = [self._row(key, row) for key, row in self.history.items()]
        self.table.show_page(rows_shown, more=len(rows) >= PAGE)
        card = self.card
        self.set_status(
            ngettext("{n} contact", "{n} contacts", card.contact_count),
            Toned(
                "  " + ngettext("{n} open ticket", "{n} open tickets", len(card.tickets)),
                "accent" if card.tickets else "quiet",
            ),
            Toned(
                "  " + ngettext("{n} promise", "{n} promises", len(card.promises)),
                "accent" if card.promises else "quiet",
            ),
        )

    def on_paged_table_need_more(self, _event: PagedTable.NeedMore) -> None:
        """What happened before the oldest entry that is shown."""
        if not self.history:
            return
        key, oldest = self.key, min(row.at for row in self.history.values())

        def work(ctx: Context) -> tuple[TimelineRow, ...]:
            from csconsole.services.customers import customer_timeline

            # what happened in the same instant is asked for again: it may have been cut
            return customer_timeline(ctx, key, limit=PAGE, before=oldest + timedelta(microseconds=1))

        self.ask(work, self._add, group="more")

    def _add(self, rows: tuple[TimelineRow, ...]) -> None:
        fresh = {f"{row.kind}-{row.id}": row for row in rows if f"{row.kind}-{row.id}" not in self.history}
        self.history |= fresh
        more = len(rows) == PAGE and bool(fresh)
        self.table.add_page([self._row(key, row) for key, row in fresh.items()], more=more)

    def _draw(self) -> None:
        if self.card is None:
            return
        now, zone = self.console.clock.now(), self.console.config.zone_info
        whole = card_lines(self.card, now, zone)
        row = self.card.customer
        about = "  ".join(part for part in (row.phone, row.address, listed(row.tags)) if part)
        top = [
            who_line(row),
            *([Toned(about, "quiet")] if about else []),
            *warning_lines(self.card, now, zone),
        ]
        self.query_one("#who", Static).update(say_lines(top[:_NARROW_LINES]))
        self.query_one("#card", Static).update(say_lines(whole))

    def on_resize(self, _event: events.Resize) -> None:
        """Draw at the new width."""
        if self.query("#who"):
            self._draw()

    def _row(self, key: str, row: TimelineRow) -> TableRow:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        at = local(row.at, zone)
        when = f"{at:%m-%d %H:%M}" if at.year == local(now, zone).year else f"{at:%Y-%m-%d}"
        text = " ".join(
            part
            for part in (short_number(row.number or "", local_date(now, zone)), one_line(row.text))
            if part
        )
        quiet = row.kind == "customer"
        state = label(_STATES[row.kind], row.state)
        due = due_words(row.due_at, now, zone)
        return TableRow(
            key,
            (
                Toned(when, "quiet"),
                Toned(label("day_entry", row.kind), "quiet" if quiet else "accent"),
                Toned(text, "quiet" if quiet else ""),
                Toned(state, "quiet" if quiet else ""),
                due,
                Toned(row.who or "", "quiet"),
            ),
        )

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The record of the entry."""
        row = self.history.get(str(event.row.key))
        if row is None:
            return
        if row.number is not None:
            open_record(self.console, row.kind, row.number)
        else:
            self.open_dialog(Note(label("day_entry", row.kind), row.text.splitlines() or [row.state]))

    def do_list_copy(self) -> None:
        """Copy the customer's number or name."""
        if self.card is not None:
            self.copy(self.card.customer.code or self.card.customer.name)

    def do_customer_verify(self) -> None:
        """The file was checked with the customer."""
        key = self.target_id
        if key is None:
            return

        def work(ctx: Context) -> CustomerRow:
            from csconsole.services.customers import verify_customer

            return verify_customer(ctx, key)

        def done(_row: CustomerRow) -> None:
            self.toast(_("Noted: the file was checked."))
            self.load()

        self.command(work, done)

    def do_customer_reveal(self) -> None:
        """The phones in full."""
        key = self.target_id
        if key is None:
            return

        def work(ctx: Context) -> tuple[str, ...]:
            from csconsole.services.customers import reveal_phones

            return reveal_phones(ctx, key)

        self.command(work, lambda phones: self.open_dialog(Note(_("Phones"), phones or [_("none")])))
