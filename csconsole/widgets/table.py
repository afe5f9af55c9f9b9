"""The paged table: rows are drawn when they are seen, so its cost does not grow with their number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from csconsole.i18n import _
from csconsole.widgets.table_rows import Column, Key, Placed, TableRow, cell_text, needed, place
from csconsole.widgets.tones import TONES, tone_of

GUTTER = 2
"""Cells before the first column: the mark."""


class PagedTable(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows of one list, page after page. Until the first page came it is blank: only a list that was read may
    say that it is empty.

    ``show_page(rows, …)`` shows a list from its start and keeps the cursor on its row by key and the marks;
    ``add_page`` appends the next page. When the cursor comes near the last loaded row and more exist, the
    table posts :class:`NeedMore`. Cells are plain text or :class:`Toned`; nothing in them is markup.
    """

    DEFAULT_CSS = """
    PagedTable {
        height: 1fr; width: 1fr; background: $background; overflow-x: hidden; scrollbar-size-vertical: 1;
    }
    PagedTable > .table--header { color: $quiet; text-style: bold; background: $background; }
    PagedTable > .table--row { color: $foreground; background: $background; }
    PagedTable > .table--cursor { background: $cursor-blurred-back; color: $foreground; }
    PagedTable:focus > .table--cursor { background: $cursor-back; color: $cursor-text; text-style: bold; }
    PagedTable > .table--danger { color: $danger; text-style: bold; }
    PagedTable > .table--caution { color: $caution; }
    PagedTable > .table--done { color: $done; }
    PagedTable > .table--quiet { color: $quiet; }
    PagedTable > .table--accent { color: $focus; }
    PagedTable > .table--strong { text-style: bold; }
    PagedTable > .table--mark { color: $focus; text-style: bold; }
    """
    COMPONENT_CLASSES = {
        "table--header",
        "table--row",
        "table--cursor",
        "table--mark",
        *(f"table--{tone}" for tone in TONES),
    }

    @dataclass
    class Opened(Message):
        """Enter on a row, or a click on the row under the cursor."""

        table: PagedTable
        row: TableRow

        @property
        def control(self) -> PagedTable:
            """The table."""
            return self.table

    @dataclass
    class Moved(Message):
        """The cursor is on another row; ``row`` is None in an empty list."""

        table: PagedTable
        row: TableRow | None

        @property
        def control(self) -> PagedTable:
            """The table."""
            return self.table

    @dataclass
    class Marked(Message):
        """The marks changed."""

        table: PagedTable
        keys: frozenset[Key]

        @property
        def control(self) -> PagedTable:
            """The table."""
            return self.table

    @dataclass
    class NeedMore(Message):
        """The last loaded rows are near and more exist."""

        table: PagedTable

        @property
        def control(self) -> PagedTable:
            """The table."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        id: str | None = None,
        empty: str = "",
        header: bool = True,
    ) -> None:
        super().__init__(id=id)
        self.columns = tuple(columns)
        self.header = header
        self.empty = empty
        self.rows: list[TableRow] = []
        self.marks: frozenset[Key] = frozenset()
        self.cursor = 0
        self.loaded = False
        self.more = False
        self._asked_more = False
        self._mark_anchor: Key | None = None
        self._placed: list[Placed] = []

    # ---- content

    def show_page(self, rows: Sequence[TableRow], *, more: bool = False) -> None:
        """Show a list from its start. The cursor stays on its row's key, else near its place; gone marks
        go.
        """
        key = self.cursor_key
        self.loaded = True
        self.rows = list(rows)
        self.more = more
        self._asked_more = False
        places = {row.key: n for n, row in enumerate(self.rows)}
        self.cursor = places.get(key, min(self.cursor, len(self.rows) - 1)) if key is not None else 0
        self.cursor = max(0, self.cursor)
        kept = frozenset(k for k in self.marks if k in places)
        if kept != self.marks:
            self.marks = kept
            self.post_message(self.Marked(self, kept))
        self._changed()
        if self.cursor_key != key or key is None:
            self.post_message(self.Moved(self, self.cursor_row))

    def add_page(self, rows: Sequence[TableRow], *, more: bool = False) -> None:
        """Append the next page; rows whose key is already shown are replaced where they are."""
        places = {row.key: n for n, row in enumerate(self.rows)}
        for row in rows:
            if row.key in places:
                self.rows[places[row.key]] = row
            else:
                self.rows.append(row)
        self.more = more
        self._asked_more = False
        self._changed()

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns for the same rows."""
        self.columns = tuple(columns)
        self._changed()

    def set_empty(self, text: str) -> None:
        """The sentence shown when there is no row: what is so, and the next key."""
        self.empty = text
        self.refresh()

    @property
    def cursor_row(self) -> TableRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    @property
    def cursor_key(self) -> Key | None:
        """Key of the row under the cursor."""
        row = self.cursor_row
        return None if row is None else row.key

    def chosen(self) -> list[Key]:
        """What a command acts on: the marked rows in their order, or the row under the cursor."""
        if self.marks:
            return [row.key for row in self.rows if row.key in self.marks]
        return [] if self.cursor_key is None else [self.cursor_key]

    def _changed(self) -> None:
        top = 1 if self.header else 0
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows) + top)
        self._placed = []
        self.refresh()
        self._keep_visible()

    # ---- cursor and marks

    def move_to(self, index: int) -> None:
        """Put the cursor on a row by its place, cut to what is there."""
        index = max(0, min(index, len(self.rows) - 1))
        if self.more and not self._asked_more and index >= len(self.rows) - max(5, self.size.height):
            self._asked_more = True
            self.post_message(self.NeedMore(self))
        if index == self.cursor or not self.rows:
            return
        old, self.cursor = self.cursor, index
        self._refresh_row(old)
        self._refresh_row(index)
        self._keep_visible()
        self.post_message(self.Moved(self, self.cursor_row))

    def move_to_key(self, key: Key) -> bool:
        """Put the cursor on the row of this key; False where it is not loaded."""
        for index, row in enumerate(self.rows):
            if row.key == key:
                self.move_to(index)
                return True
        return False

    def clear_marks(self) -> None:
        """Unmark all."""
        self._set_marks(frozenset())

    def _set_marks(self, keys: frozenset[Key]) -> None:
        if keys != self.marks:
            self.marks = keys
            self.refresh()
            self.post_message(self.Marked(self, keys))

    def _refresh_row(self, index: int) -> None:
        top = 1 if self.header else 0
        line = index + top - self.scroll_offset.y
        self.refresh(Region(0, line, self.size.width, 1))

    def _keep_visible(self) -> None:
        top = 1 if self.header else 0
        height = self.scrollable_content_region.height - top
        if height < 1:  # it has no place yet: what is first seen begins at the first row
            return
        offset = int(self.scroll_target_y)
        if self.cursor < offset:
            self.scroll_to(y=self.cursor, animate=False, force=True, immediate=True)
        elif self.cursor >= offset + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True, immediate=True)

    # ---- actions of the registry

    def do_list_down(self) -> None:
        """Next row."""
        self.move_to(self.cursor + 1)

    def do_list_up(self) -> None:
        """Previous row."""
        self.move_to(self.cursor - 1)

    def do_list_top(self) -> None:
        """First row."""
        self.move_to(0)

    def do_list_bottom(self) -> None:
        """Last loaded row; asks for more."""
        self.move_to(len(self.rows) - 1)

    def do_list_page_down(self) -> None:
        """One page down."""
        self.move_to(self.cursor + max(1, self.size.height - 2))

    def do_list_page_up(self) -> None:
        """One page up."""
        self.move_to(self.cursor - max(1, self.size.height - 2))

    def do_list_open(self) -> None:
        """Open the row under the cursor."""
        if row := self.cursor_row:
            self.post_message(self.Opened(self, row))

    def do_list_mark(self) -> None:
        """Mark or unmark the row and go to the next."""
        key = self.cursor_key
        if key is None:
            return
        self._mark_anchor = key
        self._set_marks(self.marks ^ {key})
        self.move_to(self.cursor + 1)

    def do_list_mark_range(self) -> None:
        """Mark from the last marked row to the cursor."""
        places = {row.key: n for n, row in enumerate(self.rows)}
        start = places.get(self._mark_anchor, self.cursor) if self._mark_anchor is not None else self.cursor
        low, high = sorted((start, self.cursor))
        self._set_marks(self.marks | {row.key for row in self.rows[low : high + 1]})

    def do_list_mark_all(self) -> None:
        """Mark every loaded row, or none if all are marked."""
        every = frozenset(row.key for row in self.rows)
        self._set_marks(frozenset() if self.marks == every else every)

    # ---- mouse and size

    def on_click(self, event: events.Click) -> None:
        """A click moves the cursor; a click on the row under it opens it."""
        line = event.y - (1 if self.header else 0) + self.scroll_offset.y
        if event.y < (1 if self.header else 0) or line >= len(self.rows):
            return
        if line == self.cursor:
            self.do_list_open()
        else:
            self.move_to(line)

    def on_resize(self) -> None:
        """Place the columns again."""
        self._changed()

    # ---- drawing

    def render_line(self, y: int) -> Strip:
        """One line of the window: the header stays on top while rows scroll under it."""
        width = self.scrollable_content_region.width
        base = self.get_component_rich_style("table--row")
        if not self._placed:
            self._placed = place(self.columns, width - GUTTER - 1, needed(self.columns, self.rows))
        if self.header and y == 0:
            return self._header_line(width)
        index = y - (1 if self.header else 0) + self.scroll_offset.y
        if index < len(self.rows):
            return self._row_line(index, width, base)
        if not self.rows and index == 0 and self.empty and self.loaded:
            return self._fill(
                [Segment("  " + _cut_line(self.empty, width - 3), base + self._style("quiet"))], width, base
            )
        return Strip.blank(width, base)

    def _header_line(self, width: int) -> Strip:
        style = self.get_component_rich_style("table--header")
        segments = [Segment(" " * GUTTER, style)]
        for placed in self._placed:
            segments += [Segment(cell_text(_(placed.column.label), placed), style), Segment(" ", style)]
        return self._fill(segments, width, style)

    def _row_line(self, index: int, width: int, base: Style) -> Strip:
        row = self.rows[index]
        cursor = index == self.cursor
        over = self.get_component_rich_style("table--cursor") if cursor else None
        row_style = base + self._style(row.tone)
        marked = row.key in self.marks
        mark = "x " if marked else "  "
        segments = [Segment(mark, over or (base + self._style("mark") if marked else base))]
        for n, placed in enumerate(self._placed):
            cell = row.cells[placed.index] if placed.index < len(row.cells) else ""
            style = over or row_style + self._style(tone_of(cell))
            if n:
                segments.append(Segment(" ", over or row_style))
            segments.append(Segment(cell_text(cell, placed), style))
        return self._fill(segments, width, over or base)

    def _style(self, tone: str) -> Style:
        return self.get_component_rich_style(f"table--{tone}", partial=True) if tone else Style.null()

    @staticmethod
    def _fill(segments: list[Segment], width: int, style: Style) -> Strip:
        return Strip(segments).adjust_cell_length(width, style)


def _cut_line(text: str, width: int) -> str:
    from csconsole.text import cut, literal_line

    return cut(literal_line(text), width)
