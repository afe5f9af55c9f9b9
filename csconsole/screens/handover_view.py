"""A handover on the screen: sections, items with both sides' decisions, texts and signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from csconsole.actions import Action
from csconsole.clock import local_date
from csconsole.i18n import _
from csconsole.models.lifecycle.handover import RECEIVED_STATES, SIGNED_STATES
from csconsole.screens.handover_steps import HandoverSteps, verbs_now
from csconsole.screens.handover_words import (
    COLUMNS,
    TABS,
    fact_row,
    head_line,
    item_lines,
    item_row,
    record_lines,
    section_lines,
    shown_sections,
    sign_lines,
    since_line,
    stale_words,
    tab_line,
    title_pieces,
)
from csconsole.screens.records import open_record
from csconsole.widgets.lines import FOOTER_KEYS, FooterLine
from csconsole.widgets.peek import PeekLine, PeekPane
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import TableRow
from csconsole.widgets.tones import Piece, Toned, say_line, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord, ItemRow

WIDE = 120
"""Cells from which the details stand beside the items."""
HIGH = 30
"""Rows from which details below the items leave room for the texts and signatures of both sides."""


class HandoverView(HandoverSteps):
    """One handover; ``number`` None means the one that concerns the person now, ``at`` is the position of the
    item on which the cursor stands at first."""

    CONTEXT = "handover"
    WATCH = frozenset(
        {
            "handover",
            "handover_item",
            "handover_addendum",
            "duty",
            "ticket",
            "callback",
            "promise",
            "escalation",
        }
        | {"call", "customer", "notice", "subtask", "contractor_job", "action_item"}
    )
    DEFAULT_CSS = """
    HandoverView .handover--line { height: 1; padding: 0 2; }
    HandoverView .handover--line { text-wrap: nowrap; text-overflow: ellipsis; }
    HandoverView #signs { height: auto; padding: 0 2; border-top: solid $rule; }
    HandoverView #signs { text-wrap: nowrap; text-overflow: ellipsis; }
    HandoverView.-wide PeekPane { width: 56; }
    HandoverView.-peeking #since, HandoverView.-peeking #signs { display: none; }
    HandoverView.-peeking PeekPane { max-height: 10; }
    """

    def __init__(self, number: str | None = None, *, at: int | None = None) -> None:
        super().__init__()
        self.number = number
        self._at = at
        self.tab = "all"
        self._peek_wanted = False

    @property
    def section(self) -> str:
        """The section that is shown."""
        return self.tab

    def compose_body(self) -> ComposeResult:
        """Head and tabs on top, items, then both sides; details beside them on a wide terminal."""
        with Container(classes="split"):
            with Vertical(classes="pane"):
                yield Static("", id="head", classes="handover--line", markup=False)
                yield Static("", id="tabs", classes="handover--line", markup=False)
                yield PagedTable(COLUMNS, id="items")
                yield Static("", id="since", classes="handover--line", markup=False)
                yield Static("", id="signs", markup=False)
            yield PeekPane()

    @property
    def table(self) -> PagedTable:
        """The items, and in a section its facts below them."""
        return self.query_one("#items", PagedTable)

    def on_mount(self) -> None:
        """The items have the focus."""
        self.table.focus()
        self._place_peek()

    def relabelled(self) -> None:
        """Fresh widgets after a language switch."""
        self.table.focus()
        self._place_peek()

    def _place_peek(self) -> None:
        wide = self.size.width >= WIDE
        self.query_one(PeekPane).set_open(self._peek_wanted or wide)
        self.set_class(self._peek_wanted and not wide and self.size.height < HIGH, "-peeking")

    # ---- loading and drawing

    def load(self) -> None:
        """Read the handover; one that the other side has signed counts as read then (SHF-14), and one's own
        of which items were refused, once it is received.
        """
        number = self.number

        def work(ctx: Context) -> HandoverRecord | None:
            from csconsole.services import handover

            found = handover.current_handover(ctx) if number is None else handover.show_handover(ctx, number)
            if found is None or ctx.actor.staff_id is None:
                return found
            if found.row.outgoing_id == ctx.actor.staff_id:
                to_read = found.row.refused > 0 and found.row.state in RECEIVED_STATES
            else:
                to_read = found.row.state in SIGNED_STATES or found.row.temporary
            if to_read and ctx.actor.name not in found.readers:
                return handover.read_handover(ctx, found.row.number)
            return found

        self.ask(work, self.show_record)

    def show_record(self, record: HandoverRecord | None) -> None:
        """Draw the whole."""
        self.record = record
        if not self.query("#signs"):
            return
        zone = self.console.config.zone_info
        if record is None:
            self._draw_nothing()
            return
        self.set_title(*title_pieces(record.row))
        self.query_one("#head", Static).update(say_line(*head_line(record, zone)))
        self.query_one("#since", Static).update(say_line(*since_line(record)))
        self.query_one("#signs", Static).update(say_lines(sign_lines(record, zone)))
        self._draw_tab()

    def _draw_nothing(self) -> None:
        self.set_title()
        for name in ("#head", "#tabs", "#since", "#signs"):
            self.query_one(name, Static).update("")
        self.table.show_page([])
        self.table.set_empty(
            _("No handover is open. n prepares yours, W signs you on, v shows earlier ones.")
        )
        self.query_one(PeekPane).show(())
        self.set_status("")

    def _draw_tab(self) -> None:
        record = self.record
        if record is None:
            return
        self.query_one("#tabs", Static).update(
            say_line(*tab_line(record, self.tab, self.query_one("#tabs").size.width - 4))
        )
        self.table.set_empty(self._empty(record))
        self.table.show_page(self._rows(record))
        if self._at is not None:
            self.table.move_to_key(self._at)
            self._at = None
        self._draw_details()
        self._show_status()

    def _show_status(self) -> None:
        """What is marked; that the snapshot is out of date; else how to move."""
        if self.record is None:
            return
        marked = len(self.table.marks)
        parts: list[Piece] = [_("marked {n}", n=marked) + "  "] if marked else []
        key = self.console.registry.key_sign("handover.new")
        stale = stale_words(self.record, key, mine=self.is_outgoing) if self.record else ""
        item = self.current
        if item is not None and item.refusal:
            parts += [Toned(_("reason for refusal") + " ", "danger"), f"“{item.refusal}”  "]
        if item is not None and item.question:
            parts += [Toned(_("question") + " ", "caution"), f"“{item.question}”  "]
            parts += [Toned(_("answer") + " ", "quiet"), f"“{item.reply}”  "] if item.reply else []
        if stale:
            parts.append(Toned(f"! {stale}", "caution"))
        self.set_status(*(parts or [_("tab or ]: next section")]))

    def _rows(self, record: HandoverRecord) -> list[TableRow]:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        items = record.items if self.tab == "all" else record.section_items(self.tab)
        rows = [item_row(item, now, zone) for item in items]
        today = local_date(now, zone)
        return rows + [
            fact_row(section, place, fact, today)
            for section in shown_sections(self.tab)
            for place, fact in enumerate(record.facts.get(section, ()))
        ]

    def _empty(self, record: HandoverRecord) -> str:
        if self.tab == "all":
            return _("Nothing happened and nothing is open: there is nothing to pass on.")
        if self.tab in record.missing:
            return _("This section is empty. i writes it, 0 marks it as nothing to report.")
        words = section_lines(record, self.tab)
        return " ".join(line if isinstance(line, str) else "" for line in words) or _("None.")

    def _draw_details(self) -> None:
        record, item = self.record, self.current
        if record is None:
            return
        zone = self.console.config.zone_info
        lines: list[PeekLine] = list(item_lines(item, zone)) if item else []
        written = section_lines(record, self.tab) if self.tab != "all" else []
        for block in (written, record_lines(record, zone)):
            if lines and block:
                lines.append("")
            lines += block
        self.query_one(PeekPane).show(lines)

    @property
    def current(self) -> ItemRow | None:
        """The item under the cursor."""
        key = self.table.cursor_key
        return self._item(key) if isinstance(key, int) else None

    def chosen_positions(self) -> list[int]:
        """The marked items, or the one under the cursor; facts are not decided."""
        return [key for key in self.table.chosen() if isinstance(key, int)]

    def decided(self) -> None:
        """Unmark, or go on to the next item."""
        if self.table.marks:
            self.table.clear_marks()
        else:
            self.table.do_list_down()

    # ---- keys shown

    def draw_footer(self) -> None:
        """The keys of the side on which the person stands, as far as the handover has come."""
        registry = self.console.registry
        names = [*(f"handover.{verb}" for verb in verbs_now(self.record, mine=self.is_outgoing)), "app.help"]
        names[1:1] = [] if len(names) >= FOOTER_KEYS else ["call.start"]
        named = (registry.actions[name] for name in names if registry.keys[name])
        actions = [action for action in named if not self.console.may_not(action)]
        self.query_one("#footer-line", FooterLine).keys = tuple(
            (registry.key_sign(a.id), self._short(a), not self.why_not(a)) for a in actions
        )

    def _short(self, action: Action) -> str:
        """The word of a key; the same key asks on one side and answers on the other."""
        answers = action.id == "handover.query" and self.is_outgoing
        return _("answer") if answers else _(action.short or action.label)

    # ---- moving

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Other details."""
        self._draw_details()
        self._show_status()

    def on_paged_table_marked(self, _event: PagedTable.Marked) -> None:
        """Another number of marks."""
        self._show_status()

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """The page of the item's record."""
        self.do_handover_open()

    def do_handover_open(self) -> None:
        """Open the record of the item."""
        item = self.current
        if item is None or not item.number:
            self.toast(_("This line has no page of its own."), "warning")
        else:
            letters = {"t": "ticket", "c": "call", "b": "callback", "m": "meeting", "f": "form"}
            kind = letters.get(item.number[:1].lower(), item.entity)
            open_record(self.console, kind, item.number)

    def do_handover_section(self) -> None:
        """The next section."""
        self._turn(1)

    def do_handover_section_back(self) -> None:
        """The section before."""
        self._turn(-1)

    def _turn(self, step: int) -> None:
        self.tab = TABS[(TABS.index(self.tab) + step) % len(TABS)]
        self.table.clear_marks()
        self._draw_tab()

    def do_handover_down(self) -> None:
        """Next item."""
        self.table.do_list_down()

    def do_handover_up(self) -> None:
        """Previous item."""
        self.table.do_list_up()

    def do_handover_top(self) -> None:
        """First item."""
        self.table.do_list_top()

    def do_handover_bottom(self) -> None:
        """Last item."""
        self.table.do_list_bottom()

    def do_handover_page_down(self) -> None:
        """One page down."""
        self.table.do_list_page_down()

    def do_handover_page_up(self) -> None:
        """One page up."""
        self.table.do_list_page_up()

    def do_handover_mark(self) -> None:
        """Mark the item and go on."""
        self.table.do_list_mark()

    def do_handover_mark_all(self) -> None:
        """Mark all, or none."""
        self.table.do_list_mark_all()

    def do_handover_view(self) -> None:
        """Earlier handovers."""
        from csconsole.screens.handover_list import HandoverList

        self.app.push_screen(HandoverList())

    def back_step(self) -> bool:
        """Marks first, then the section."""
        if self.table.marks:
            self.table.clear_marks()
            return True
        if self.tab != "all":
            self.tab = "all"
            self._draw_tab()
            return True
        return False

    def on_resize(self, _event: events.Resize) -> None:
        """The details appear beside the items when there is room."""
        self._place_peek()
        self._draw_tab()

    def do_handover_peek(self) -> None:
        """Show or hide the details below the items."""
        self._peek_wanted = not self._peek_wanted
        self._place_peek()
