"""The assets 设备档案: found by what is known of them, or those with a check due; enter opens one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.codes import label
from csconsole.i18n import N_, _, ngettext
from csconsole.screens.asset_page import AssetPage, open_asset_form
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import AskText
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.services.assets import AssetRow
    from csconsole.services.context import Context

DUE_DAYS: Final = 30
"""How far ahead the list of checks due looks."""


class AssetList(BaseScreen[None]):
    """One row an asset."""

    CONTEXT = "assets"
    TITLE_TEXT = N_("Assets")
    WATCH = frozenset({"asset", "asset_check"})

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.due = False

    def compose_body(self) -> ComposeResult:
        """The table."""
        yield PagedTable(
            (
                Column("number", N_("#"), 15),
                Column("name", N_("name"), 14, flex=2),
                Column("kind", N_("kind"), 12),
                Column("where", N_("where"), 12, flex=2),
                Column("next", N_("next check"), 12),
                Column("open", N_("tickets"), 7, align="right"),
                Column("serial", N_("serial"), 14, wide=100),
                Column("state", N_("state"), 10, wide=110),
            ),
            id="list",
            empty=_("No asset is found. / looks for another, n enters one."),
        )

    def on_mount(self) -> None:
        """Begin on the first asset."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """Those that were asked for."""
        text, due = self.text, self.due

        def work(ctx: Context) -> tuple[AssetRow, ...]:
            from csconsole.services.assets import list_assets

            until = ctx.today() + timedelta(days=DUE_DAYS) if due else None
            return list_assets(ctx, text, due_until=until)

        self.ask(work, self._show)

    def _show(self, found: tuple[AssetRow, ...]) -> None:
        asked = [_("with a check due in {n} days", n=DUE_DAYS)] if self.due else []
        asked += [f"“{self.text}”"] if self.text else []
        self.set_title(Toned("  " + "  ".join(asked), "quiet") if asked else "")
        self.set_status(ngettext("{n} asset", "{n} assets", len(found)))
        self.query_one("#list", PagedTable).show_page([_row(one) for one in found], more=False)

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Its page."""
        self.app.push_screen(AssetPage(str(event.row.key)))

    def do_asset_find(self) -> None:
        """Ask what is known of it."""
        title = _("Number, serial, name, place or product (empty: all)")

        def look(text: str) -> None:
            self.text = text.strip()
            self.load()

        self.open_dialog(AskText(title, about=A_WORD, value=self.text, required=False), look)

    def do_asset_view(self) -> None:
        """Those with a check due, or all again."""
        self.due = not self.due
        self.load()

    def do_asset_new(self) -> None:
        """A form for a new one."""

        def stored(row: AssetRow) -> None:
            self.app.push_screen(AssetPage(row.number))

        open_asset_form(self, None, stored)


def _row(one: AssetRow) -> TableRow:
    due = Toned(f"! {one.next_check_on}", "danger") if one.overdue else str(one.next_check_on or "")
    return TableRow(
        one.number,
        (
            one.number,
            one.name,
            one.kind_name,
            one.location,
            due,
            Toned(str(one.open_tickets or ""), "caution"),
            one.serial or "",
            label("asset_state", one.state),
        ),
        "quiet" if one.state == "scrapped" else "",
    )
