"""Help for where I am: every action that applies here, filterable; enter runs the one under the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from csconsole.actions import GLOBAL, Action, show_key
from csconsole.i18n import N_, _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import Dialog
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned, say


class ActionPicker(Dialog[str]):
    """A field and a list of actions under it; answers with an action's id. Base of help and palette."""

    DEFAULT_CSS = """
    ActionPicker > Vertical { height: 100%; max-height: 40; width: 90; }
    ActionPicker PagedTable { height: 1fr; background: $surface; }
    """
    BINDINGS = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "move(10)", show=False, priority=True),
        Binding("pageup", "move(-10)", show=False, priority=True),
    ]
    COLUMNS = (
        Column("keys", N_("key"), 14),
        Column("what", N_("what it does"), 20, flex=3),
        Column("note", "", 8, flex=2),
    )

    def __init__(self, title: str, screen: BaseScreen[object]) -> None:
        super().__init__(title)
        self.origin = screen

    def compose_dialog(self) -> ComposeResult:
        """The field, the list, the keys."""
        yield Input(id="picker-input", placeholder=self.placeholder(), max_length=200)
        yield PagedTable(self.COLUMNS, id="picker-list", header=False, empty=_("Nothing fits. esc leaves."))
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
        self.query_one(PagedTable).show_page(self.rows_for(text))
        self.query_one(PagedTable).move_to(self.first_choice(text))

    def first_choice(self, text: str) -> int:  # noqa: ARG002  # for subclasses
        """Where the cursor starts: the first row that is not a heading."""
        rows = self.query_one(PagedTable).rows
        return next((n for n, row in enumerate(rows) if not str(row.key).startswith("heading ")), 0)

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
        while 0 <= place < len(table.rows) and str(table.rows[place].key).startswith("heading "):
            place += 1 if step > 0 else -1
        if 0 <= place < len(table.rows):
            table.move_to(place)

    def choose(self) -> None:
        """Leave with the row under the cursor and run it on the screen below."""
        key = self.query_one(PagedTable).cursor_key
        if key is None or str(key).startswith("heading "):
            return
        self.dismiss(str(key))


def fits(text: str, *candidates: str) -> bool:
    """Whether every word typed is in one of the candidates, in any case."""
    joined = " ".join(candidates).casefold()
    return all(word in joined for word in text.casefold().split())


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
                rows.append(TableRow(f"heading {title}", (Toned(title, "strong"), "", ""), "strong"))
                rows += [self.row_of(a) for a in found]
        return rows
