"""Administration: the packs of the trades; installing one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.i18n import N_, _, listed, ngettext
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.dialogs import Confirm, Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.packs import PackReport, PackRow
    from csconsole.services.query import EntityFields


class PackList(ListScreen["PackRow"]):
    """One row a pack; ``n`` installs it after saying what it brings, and so does enter on a new one."""

    CONTEXT = "packs"
    TITLE_TEXT = N_("Packs")
    PEEK = False
    COLUMNS = (
        Column("name", N_("pack"), 12, sort="name"),
        Column("label", N_("name"), 24, flex=1, sort="label"),
        Column("categories", N_("categories"), 10, align="right", sort="categories"),
        Column("departments", N_("departments"), 11, align="right", sort="departments"),
        Column("state", N_("state"), 14),
    )
    EMPTY = N_("No pack is found. / changes the filter.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[PackRow]:
        """A page of them."""
        from csconsole.services.packs import list_packs

        return list_packs(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.packs.listing import PACKS

        return PACKS

    def row_of(self, item: PackRow) -> TableRow:
        """One pack."""
        state = Toned(_("installed"), "done") if item.installed else Toned(_("not installed"), "quiet")
        cells = (item.name, item.label, str(item.categories), str(item.departments), state)
        return TableRow(item.name, cells)

    def peek_of(self, item: PackRow) -> Sequence[PeekLine]:
        """What it brings besides."""
        return [Toned(item.label, "strong"), listed(item.kinds), listed(item.settings)]

    def copy_text(self, item: PackRow) -> str:
        """The pack's name, as commands take it."""
        return item.name

    def open_item(self, item: PackRow) -> None:
        """What an installed pack has brought; one that is not installed is offered to be."""
        if not item.installed:
            self.do_pack_new()
            return
        brought = (
            (_("Version"), str(item.version)),
            (_("Categories"), str(item.categories)),
            (_("Departments"), str(item.departments)),
            (_("Routing rules"), str(item.rules)),
            (_("Kinds of tickets"), listed(item.kinds)),
            (_("Settings"), listed(item.settings)),
        )
        lines: list[Piece | tuple[Piece, ...]] = [
            (Toned(f"{name}  ", "quiet"), value) for name, value in brought if value
        ]
        lines += ["", Toned(_("It is installed. n installs what a newer version adds."), "quiet")]
        self.open_dialog(Note(item.label, lines))

    def do_pack_new(self) -> None:
        """Install the pack under the cursor, after it was said what that changes."""
        if (pack := self.current) is None:
            return
        effect = _(
            "Adds categories: {categories}, departments: {departments}, routing rules: {rules}. "
            "What you have changed stays. Categories can be switched off later, not removed.",
            categories=pack.categories,
            departments=pack.departments,
            rules=pack.rules,
        )
        if pack.settings:
            effect += " " + _("Presets, where you have set nothing: {keys}.", keys=listed(pack.settings))
        self.open_dialog(
            Confirm(_("Install the pack {name}?", name=pack.label), effect=effect),
            lambda yes: self._install(pack) if yes else None,
        )

    def _install(self, pack: PackRow) -> None:
        def work(ctx: Context) -> PackReport:
            from csconsole.services.packs import install_pack

            return install_pack(ctx, pack.name)

        def done(report: PackReport) -> None:
            self.toast(
                ngettext("{pack}: {n} row added.", "{pack}: {n} rows added.", report.total, pack=pack.label)
            )
            self.load()

        self.command(work, done)
