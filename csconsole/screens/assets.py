"""The assets 设备档案: found by what is known of them, or those with a check due; enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.asset_page import AssetPage, open_asset_form
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.assets import AssetRow
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields

DUE_DAYS: Final = 30
"""How far ahead the list of checks due looks."""


class AssetList(ListScreen["AssetRow"]):
    """One row an asset; ``v`` shows those with a check due."""

    CONTEXT = "assets"
    TITLE_TEXT = N_("Assets")
    WATCH = frozenset({"asset", "asset_check"})
    PEEK = False
    COLUMNS = (
        Column("number", N_("#"), 15, sort="number"),
        Column("name", N_("name"), 14, flex=2, sort="name"),
        Column("kind", N_("kind"), 12, sort="kind"),
        Column("where", N_("where"), 12, flex=2),
        Column("next", N_("next check"), 12, sort="check"),
        Column("open", N_("tickets"), 7, align="right"),
        Column("serial", N_("serial"), 14, wide=100),
        Column("state", N_("state"), 14, wide=110),
    )
    EMPTY = N_("No asset is found. / looks for another, n enters one.")

    def __init__(self) -> None:
        super().__init__()
        self.due = False

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[AssetRow]:
        """A page of them, or of those with a check due."""
        from csconsole.services.assets import list_assets

        until = ctx.today() + timedelta(days=DUE_DAYS) if self.due else None
        return list_assets(ctx, due_until=until, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.assets.fields import ASSETS

        return ASSETS

    def row_of(self, item: AssetRow) -> TableRow:
        """One asset."""
        due = Toned(f"! {item.next_check_on}", "danger") if item.overdue else str(item.next_check_on or "")
        cells = (
            item.number,
            item.name,
            item.kind_name,
            item.location,
            due,
            Toned(str(item.open_tickets or ""), "caution"),
            item.serial or "",
            label("asset_state", item.state),
        )
        return TableRow(item.number, cells, "quiet" if item.state == "scrapped" else "")

    def peek_of(self, item: AssetRow) -> Sequence[PeekLine]:
        """What tells it from others."""
        state = label("asset_state", item.state)
        return [Toned(item.name, "strong"), item.location, f"{item.serial or ''}  {state}".strip()]

    def open_item(self, item: AssetRow) -> None:
        """Its page."""
        self.app.push_screen(AssetPage(item.number))

    def do_asset_view(self) -> None:
        """Those with a check due, or all again."""
        self.due = not self.due
        words = _("with a check due in {n} days", n=DUE_DAYS)
        self.set_title(Toned(f"  {words}" if self.due else "", "quiet"))
        self.load()

    def do_asset_new(self) -> None:
        """A form for a new one."""

        def stored(row: AssetRow) -> None:
            self.app.push_screen(AssetPage(row.number))

        open_asset_form(self, None, stored)
