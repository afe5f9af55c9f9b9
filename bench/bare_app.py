"""A bare Textual application with the kinds of widgets that a list has, and no data behind them."""

from __future__ import annotations

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header, Input

ROWS = 50


class BareApp(App[None]):
    """A header, an input, a table of fifty rows and a footer."""

    BINDINGS = [("q", "quit", "quit"), ("slash", "focus('filter')", "filter")]

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


if __name__ == "__main__":
    BareApp().run()
