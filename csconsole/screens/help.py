"""Help for where I am: every action that applies here, filterable; enter runs the one under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from csconsole.actions import GLOBAL, Action, show_key
from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.text import cell_width
from csconsole.widgets.dialog import Dialog
from csconsole.widgets.line_input import LineInput
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned, say, text_of

KEYS = 16
"""Cells that keys take at most."""
NOTE = 14
"""Cells that a note gets at least, where there is room for it at all."""
ROOMY = 50
"""Cells beside the keys from which a note has a column; elsewhere it is read below the list."""
HEADING = "heading "
"""Before the key of a row that is no action."""


class ActionPicker(Dialog[str]):
    """A field and a list of actions under it; answers with an action's id. Base of help and palette."""

    DEFAULT_CSS = """
    ActionPicker > Vertical { height: 100%; max-height: 40; width: 90; }
    ActionPicker PagedTable { height: 1fr; background: $surface; }
    ActionPicker #picker-whole { height: 2; padding: 0 2; }
    ActionPicker .dialog--keys { margin: 0; }
    """
    WIDTH = 90
    FRAME = 8
    """Cells of a line that no column gets: border, padding, mark and scroll bar."""
    BINDINGS = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
    ]

    def __init__(self, title: str, screen: BaseScreen[object]) -> None:
        super().__init__(title)
        self.origin = screen

    def compose_dialog(self) -> ComposeResult:
        """The field, the list, the keys."""
        yield LineInput(id="picker-input", placeholder=self.placeholder(), max_length=200)
        yield PagedTable((), id="picker-list", header=False, empty=_("Nothing fits. esc leaves."))
        yield Static("", id="picker-whole", markup=False)
        yield Static(say(_("enter runs, esc leaves")), classes="dialog--keys")

    def placeholder(self) -> str:
        """What the empty field says."""
        return _("type to find")

    def on_mount(self) -> None:
        """All entries at first."""
        self.query_one(PagedTable).can_focus = False
        self.query_one(Input).focus()
        self.show("")

    def show(self, text: str) -> None:
        """The entries that fit what was typed."""
        table, rows = self.query_one(PagedTable), self.rows_for(text)
        table.set_columns(columns_for(rows, min(self.WIDTH, self.app.size.width) - self.FRAME))
        table.show_page(rows)
        table.move_to(self.first_choice(text))
        self.show_whole()

    def show_whole(self) -> None:
        """The entry under the cursor in full: what it does, and why it cannot be done here."""
        row = self.query_one(PagedTable).cursor_row
        pieces = row.cells[1:] if row is not None else ()
        text = "   ".join(found for piece in pieces if (found := text_of(piece)))
        self.query_one("#picker-whole", Static).update(say(Toned(text, "quiet")))

    def first_choice(self, text: str) -> int:  # noqa: ARG002  # for subclasses
        """Where the cursor starts: the first row that is not a heading."""
        rows = self.query_one(PagedTable).rows
        return next((n for n, row in enumerate(rows) if not _is_heading(row)), 0)

    def rows_for(self, text: str) -> list[TableRow]:
        """The rows of the list."""
        raise NotImplementedError

    def row_of(self, action: Action) -> TableRow:
        """One action: its keys, what it does, why it cannot run now."""
        registry = self.origin.console.registry
        keys = " ".join(show_key(k) for k in registry.keys[action.id])
        reason = self.origin.why_not(action)
        tone = "quiet" if reason else ""
        return TableRow(action.id, (Toned(keys, "accent"), _(action.label), Toned(reason, "quiet")), tone)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self.show(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Run the row under the cursor."""
        event.stop()
        self.choose()

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """A click on a row runs it."""
        event.stop()
        self.choose()

    def action_move(self, step: int) -> None:
        """Move the cursor while typing."""
        table = self.query_one(PagedTable)
        place = max(0, min(len(table.rows) - 1, table.cursor + step))
        while 0 <= place < len(table.rows) and _is_heading(table.rows[place]):
            place += 1 if step > 0 else -1
        if 0 <= place < len(table.rows):
            table.move_to(place)
            self.show_whole()

    def choose(self) -> None:
        """Leave with the row under the cursor and run it on the screen below."""
        row = self.query_one(PagedTable).cursor_row
        if row is not None and not _is_heading(row):
            self.dismiss(str(row.key))


def columns_for(rows: Sequence[TableRow], room: int) -> tuple[Column, ...]:
    """Keys as wide as the longest, what is done, and a note where there is one and ``room``, the cells of a
    line, allows.
    """
    actions = [row.cells for row in rows if not _is_heading(row)]
    keys, what, note = (max((cell_width(text_of(row[n])) for row in actions), default=0) for n in range(3))
    keys = min(max(keys, 4), KEYS)
    left = room - keys - 1
    if not note or left < ROOMY:
        return Column("keys", "", keys), Column("what", "", min(20, left), flex=1)
    what = max(1, min(what, left - NOTE - 1))
    return Column("keys", "", keys), Column("what", "", what), Column("note", "", NOTE, flex=1)


def _is_heading(row: TableRow) -> bool:
    return str(row.key).startswith(HEADING)


def fits(text: str, *candidates: str) -> bool:
    """Whether every word typed is in one of the candidates, in any case; a colon after it is the list's."""
    joined = " ".join(candidates).casefold()
    return all(word.rstrip(":：") in joined for word in text.casefold().split())


def nearness(text: str, *phrases: str) -> int:
    """How near what was typed is to the best of the phrases, small is near: the phrase itself, its beginning,
    the beginning of each word typed, only somewhere within.
    """
    typed = text.casefold().strip()
    found = 3
    for phrase in (each.casefold() for each in phrases):
        words = phrase.split()
        if phrase == typed:
            return 0
        if phrase.startswith(typed):
            found = min(found, 1)
        elif all(any(word.startswith(part) for word in words) for part in typed.split()):
            found = min(found, 2)
    return found


def searched(action: Action) -> tuple[str, ...]:
    """The words by which an action is found, in both languages."""
    other = (_(action.words), action.words) if action.words else ()
    return (_(action.label), action.label, *other)


class Help(ActionPicker):
    """The keys of this screen, of everywhere, and for moving about."""

    def __init__(self, screen: BaseScreen[object]) -> None:
        super().__init__(_("Keys"), screen)

    def sections(self) -> list[tuple[str, list[Action]]]:
        """Here, everywhere, moving about."""
        actions = self.origin.active_actions()
        here = [a for a in actions if GLOBAL not in a.contexts and not a.navigation]
        everywhere = [a for a in actions if GLOBAL in a.contexts and not a.navigation]
        moving = [a for a in actions if a.navigation]
        return [(_("Here"), here), (_("Everywhere"), everywhere), (_("Moving about"), moving)]

    def rows_for(self, text: str) -> list[TableRow]:
        """The three sections, each with its heading."""
        registry = self.origin.console.registry
        rows: list[TableRow] = []
        for title, actions in self.sections():
            found = [a for a in actions if fits(text, *searched(a), a.id, *registry.keys[a.id])]
            if found:
                rows.append(TableRow(HEADING + title, ("", Toned(title, "strong"), ""), "strong"))
                rows += [self.row_of(a) for a in found]
        return rows
