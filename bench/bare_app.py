"""A bare Textual application with the kinds and the number of widgets that a list and the call form have, and
no data behind them.
"""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Footer, Header, Input, Static

ROWS = 50
TEXTS, CHOICES = 17, 6
"""Fields of the call form in which one types a line, and in which one chooses; a long text comes on top."""


class BareForm(Screen[None]):
    """A label, an editor and a line for errors a field, in two columns."""

    DEFAULT_CSS = """
    BareForm VerticalScroll { width: 1fr; }
    BareForm VerticalScroll Horizontal { height: auto; }
    BareForm VerticalScroll Horizontal Vertical { height: auto; }
    BareForm VerticalScroll Horizontal > Static { width: 16; }
    BareForm Input { border: none; height: 1; padding: 0 1; }
    BareForm TextArea { border: none; height: 4; }
    """

    def compose(self) -> ComposeResult:
        """The fields."""
        from textual.widgets import Select, TextArea

        chosen = [(f"choice {n}", n) for n in range(10)]
        editors: list[Widget] = [Input(id=f"text{n}") for n in range(TEXTS)]
        editors += [Select(chosen, id=f"choice{n}", compact=True) for n in range(CHOICES)]
        editors.append(TextArea(id="long"))
        yield Header()
        half = len(editors) // 2
        with Horizontal():
            for column in (editors[:half], editors[half:]):
                with VerticalScroll(can_focus=False):
                    for editor in column:
                        with Horizontal():
                            yield Static(f"label {editor.id}")
                            with Vertical():
                                yield editor
                                yield Static("")
        yield Footer()


class BareApp(App[None]):
    """A header, an input, a table of fifty rows and a footer; F2 opens the form."""

    BINDINGS = [("q", "quit", "quit"), ("f2", "form", "form")]

    def compose(self) -> ComposeResult:
        """The widgets."""
        yield Header()
        yield Input(id="filter")
        yield DataTable(cursor_type="row")
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        for name in ("number", "due", "state", "what", "where", "who", "age"):
            table.add_column(name, width=10)
        for row in range(ROWS):
            table.add_row(*(Text(f"row{row} 漏水 {column}") for column in range(7)))
        table.focus()

    def action_form(self) -> None:
        """Open the form."""
        self.push_screen(BareForm())


if __name__ == "__main__":
    BareApp().run()
