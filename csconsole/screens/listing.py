"""The base of every list screen: filter bar, paged table, peek pane, marks, count, paging, sorting.

A list screen says only what is its own::

    class Tickets(ListScreen[TicketRow]):
        CONTEXT = "tickets"
        WATCH = frozenset({"ticket"})
        COLUMNS = (Column("no", N_("#"), 7), Column("what", N_("what"), 20, flex=1))
        EMPTY = N_("No tickets. n makes one, / changes the filter.")
        def fetch(self, ctx, *, filter, sort, limit, after):       # in a thread
            return list_tickets(ctx, filter=filter, sort=sort, limit=limit, after=after)

        def row_of(self, item):
            return TableRow(item.id, (item.number, Toned(item.due_words, "danger"), item.title))

        def open_item(self, item):
            self.app.push_screen(TicketPage(item.number))
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, ClassVar, Generic, Protocol, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical

from csconsole.i18n import _, ngettext
from csconsole.screens.list_filter import FilteredScreen
from csconsole.widgets.filter_bar import FilterBar
from csconsole.widgets.peek import PeekLine, PeekPane
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, Key, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from datetime import datetime

    from csconsole.actions import Action
    from csconsole.services.context import Context

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)
PAGE = 100
"""Rows of one keyset page."""


class PageLike(Protocol[R_co]):
    """What a list service returns; see ``services.query.Page``."""

    @property
    def rows(self) -> Sequence[R_co]: ...
    @property
    def total(self) -> int | None: ...
    @property
    def capped(self) -> bool: ...
    @property
    def next_after(self) -> str | None: ...
    @property
    def partial(self) -> bool: ...
    @property
    def latest(self) -> str: ...


class ListScreen(FilteredScreen, Generic[R]):
    """A list of rows of one kind."""

    COLUMNS: ClassVar[tuple[Column, ...]] = ()
    EMPTY: ClassVar[str] = ""
    """Msgid of the sentence of an empty list, with the next key."""
    SORT: ClassVar[str] = ""
    """The sort at the start, such as ``due`` or ``-created``; empty is the service's own order."""
    EXPORTS: ClassVar[str] = ""
    """What ``E`` exports: a name of ``services.exports.EXPORTS``, such as ``tickets``."""
    HOLDS: ClassVar[str] = ""
    """What kind of customers' data the rows hold where ``E`` exports them as they are seen."""
    PEEK: ClassVar[bool] = True
    """Whether the peek pane is open at the start (on terminals of 24 rows and more)."""

    def __init__(self) -> None:
        super().__init__()
        self.sort = self.SORT
        self.items: dict[Key, R] = {}
        self.total: int | None = None
        self.capped = False
        self.partial = False
        self.latest = ""
        self._page_after: str | None = None
        self._peek_wanted = self.PEEK
        self._peek_shut = False  # for as long as the filter stands
        self._minute: datetime | None = None
        self._footer_for: Hashable = None

    # ---- what a list says

    def fetch(self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None) -> PageLike[R]:
        """One page from the service; runs in a thread."""
        raise NotImplementedError

    def row_of(self, item: R) -> TableRow:
        """The table row of an item; its key must stay the same."""
        raise NotImplementedError

    def peek_of(self, item: R) -> Sequence[PeekLine]:  # noqa: ARG002  # for subclasses
        """Lines of the peek pane."""
        return ()

    def open_item(self, item: R) -> None:
        """Enter on a row."""

    def copy_text(self, item: R) -> str:
        """What ``y`` copies: the human number where the item has one."""
        return str(getattr(item, "number", "") or "")

    def export_items(self) -> None:
        """``E``: export what the filter selects: records of ``EXPORTS``, else the rows as they are seen."""
        from csconsole.screens.exporting import export_list, export_seen

        if self.EXPORTS:
            export_list(self, self.EXPORTS, filter=self.export_filter(), sort=self.export_sort())
        else:
            export_seen(self)

    def export_filter(self) -> str:
        """The filter that selects what is shown."""
        return self.filter

    def export_sort(self) -> str:
        """The order in which it is shown; empty is that of the service."""
        return self.sort

    # ---- body

    def compose_body(self) -> ComposeResult:
        """Filter bar on top, then table and peek pane."""
        yield FilterBar(self.complete_filter)
        with Container(classes="split"):
            with Vertical(classes="pane", id="list-pane"):
                yield from self.compose_above()
                yield PagedTable(self.COLUMNS, id="list", empty=_(self.EMPTY) if self.EMPTY else "")
            yield PeekPane()

    def compose_above(self) -> ComposeResult:
        """Widgets above the table, such as figures."""
        yield from ()

    @property
    def table(self) -> PagedTable:
        """The list's table."""
        return self.query_one("#list", PagedTable)

    @property
    def peek(self) -> PeekPane:
        """The peek pane."""
        return self.query_one(PeekPane)

    def on_mount(self) -> None:
        """Start with the list focused."""
        self.table.focus()
        self._place_peek()

    def relabelled(self) -> None:
        """Fresh widgets."""
        self._place_peek()

    # ---- loading

    def load(self) -> None:
        """The list from its start, as many rows as are shown now."""
        limit = max(PAGE, len(self.table.rows))
        filter_text, sort = self.filter, self.sort

        def work(ctx: Context) -> PageLike[R]:
            return self._read(ctx, filter=filter_text, sort=sort, limit=min(limit, 500), after=None)

        self.ask(work, self._show_page, failed=self._filter_refused)

    def _read(self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None) -> PageLike[R]:
        """One page within a time that is not noticed; what no index serves says what was left out."""
        from csconsole.services.query import hurried

        with hurried():
            return self.fetch(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def _show_page(self, page: PageLike[R]) -> None:
        self._filter_typed = False
        was_empty = self.is_empty
        self._take_page(page, keep=False)
        self.table.show_page([self.row_of(item) for item in page.rows], more=page.next_after is not None)
        if was_empty != self.is_empty:
            self.draw_footer()
        self._minute = self._now_minute()
        self._show_peek()
        self._draw_count()
        self.footer_follows()

    def draw_frame(self) -> None:
        """The frame; in another minute also the rows and the details, whose times are relative to now."""
        super().draw_frame()
        minute = self._now_minute()
        if self.items and self._minute != minute and self.is_mounted:
            self._minute = minute
            self.table.add_page([self.row_of(item) for item in self.in_order()], more=self.table.more)
            self._show_peek()

    def _now_minute(self) -> datetime:
        return self.console.clock.now().replace(second=0, microsecond=0)

    def _take_page(self, page: PageLike[R], *, keep: bool) -> None:
        fresh = {self.row_of(item).key: item for item in page.rows}
        self.items = {**self.items, **fresh} if keep else fresh
        self._page_after = page.next_after
        if page.total is not None or not keep:
            self.total, self.capped = page.total, page.capped
        self.partial, self.latest = page.partial, page.latest

    def on_paged_table_need_more(self, _event: PagedTable.NeedMore) -> None:
        """The next keyset page."""
        after, filter_text, sort = self._page_after, self.filter, self.sort
        if after is None:
            return

        def work(ctx: Context) -> PageLike[R]:
            return self._read(ctx, filter=filter_text, sort=sort, limit=PAGE, after=after)

        def show(page: PageLike[R]) -> None:
            if self.filter == filter_text and self.sort == sort and self._page_after == after:
                self._take_page(page, keep=True)
                self.table.add_page(
                    [self.row_of(item) for item in page.rows], more=page.next_after is not None
                )
                self._draw_count()

        self.ask(work, show, group="more")

    def _draw_count(self) -> None:
        shown = len(self.table.rows)
        if self.total is None:
            count = (
                ngettext("{n} row", "{n} rows", shown)
                if self._page_after is None
                else _("1-{n} of more", n=shown)
            )
        elif shown == 0:
            count = _("no rows")
        else:
            total = f"{max(self.total, shown):,}" + ("+" if self.capped else "")
            count = _("1-{n} of {total}", n=shown, total=total)
        parts: list[Piece] = [count]
        if self.table.marks:
            parts.append(Toned("  " + _("marked {n}", n=len(self.table.marks)), "accent"))
        if self.partial:
            parts.append(Toned("  " + _("older rows were not searched"), "caution"))
        if order := self.sort or self.latest:
            parts.append(Toned("  " + _("sorted by {column}", column=self._shown_sort(order)), "quiet"))
        if self.filter:  # the longest part, so the last
            parts += [
                Toned("  " + _("filter") + " ", "quiet"),
                Toned(self.shown_filter(self.filter), "accent"),
            ]
        self.set_status(*parts)
        self.bar.show_count(count)

    @property
    def is_empty(self) -> bool:
        """Whether the list was read and has no row."""
        return self.table.loaded and not self.table.rows

    def offers(self, action: Action) -> bool:
        """The footer of an empty list names no key that needs a row."""
        return super().offers(action) and not (action.needs_row and self.is_empty)

    # ---- chosen items

    @property
    def current(self) -> R | None:
        """The item under the cursor."""
        key = self.table.cursor_key
        return None if key is None else self.items.get(key)

    def chosen_items(self) -> list[R]:
        """The marked items, or the one under the cursor."""
        return [self.items[key] for key in self.table.chosen() if key in self.items]

    def in_order(self) -> list[R]:
        """What is loaded, in the order of the list: the neighbours of the one that is opened."""
        return [self.items[row.key] for row in self.table.rows if row.key in self.items]

    # ---- table, filter, peek

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Other details in the peek pane, when the cursor rests; other keys."""
        if self.peek.is_open:
            self.peek.show_soon(self._peek_lines)
        self.footer_follows()

    def footer_about(self) -> Hashable:
        """What of the row under the cursor decides which keys the footer names."""
        return None

    def footer_follows(self) -> None:
        """Draw the footer again where the row under the cursor takes other keys than the one before."""
        if (about := self.footer_about()) != self._footer_for:
            self._footer_for = about
            self.draw_footer()

    def on_paged_table_marked(self, _event: PagedTable.Marked) -> None:
        """Another number of marks; other keys."""
        self._draw_count()
        self.footer_follows()

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Open the item."""
        if (item := self.items.get(event.row.key)) is not None:
            self.open_item(item)

    def _show_peek(self) -> None:
        if self.peek.is_open:
            self.peek.show(self._peek_lines())

    def _peek_lines(self) -> Sequence[PeekLine]:
        item = self.current
        return self.peek_of(item) if item is not None else ()

    def _place_peek(self) -> None:
        shown = (
            self._peek_wanted and not self._peek_shut and (self.size.height >= 20 or self.size.width >= 120)
        )
        self.peek.set_open(shown)
        self._show_peek()

    def on_resize(self, _event: events.Resize) -> None:
        """A low terminal has no room for the peek pane."""
        self._place_peek()

    def do_list_peek(self) -> None:
        """Show or hide the details."""
        self._peek_wanted, self._peek_shut = not self.peek.is_open, False
        self.peek.set_open(self._peek_wanted)
        self._show_peek()

    def do_list_zoom(self) -> None:
        """All room for the list, and back."""
        self.do_list_peek()

    def _shown_sort(self, order: str) -> str:
        if (fields := self.fields()) is None:
            return order
        from csconsole.services.query import shown_sort

        return shown_sort(fields, order)

    def do_list_sort(self) -> None:
        """Sort by the next column that can be sorted by."""
        keys = [column.sort for column in self.COLUMNS if column.sort]
        if not keys:
            self.toast(_("This list has one order only."), "warning")
            return
        now = self.sort.lstrip("-")
        self.sort = keys[(keys.index(now) + 1) % len(keys)] if now in keys else keys[0]
        self.load()

    def do_list_reverse(self) -> None:
        """Reverse the order."""
        if self.sort:
            self.sort = self.sort[1:] if self.sort.startswith("-") else "-" + self.sort
            self.load()

    def do_list_copy(self) -> None:
        """Copy the number to the terminal's clipboard."""
        if (item := self.current) is not None and (text := self.copy_text(item)):
            self.copy(text)

    def do_list_export(self) -> None:
        """Export what I see."""
        self.export_items()

    def back_step(self) -> bool:
        """Filter bar, then marks, then the details of a row, and the filter last; its key gets it back."""
        if self.bar.is_open:
            self.close_filter()
        elif self.table.marks:
            self.table.clear_marks()
        elif not self.is_filtered:
            return False
        elif self.peek.is_open and self.items:
            self._peek_shut = True
            self._place_peek()
        else:
            self._peek_shut = False
            self._place_peek()
            self.drop_filter()
        return True
