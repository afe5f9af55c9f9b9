"""Administration: the packs of the trades; installing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.i18n import N_, _, listed, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import Confirm
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.packs import PackReport, PackRow


class PackList(BaseScreen[None]):
    """One row a pack; ``n`` or enter installs it after saying what it brings."""

    CONTEXT = "packs"
    TITLE_TEXT = N_("Packs")

    def __init__(self) -> None:
        super().__init__()
        self._packs: tuple[PackRow, ...] = ()

    def compose_body(self) -> ComposeResult:
        """The packs with what they bring."""
        yield PagedTable(
            (
                Column("name", N_("pack"), 12),
                Column("label", N_("name"), 24, flex=1),
                Column("categories", N_("categories"), 10, align="right"),
                Column("departments", N_("departments"), 11, align="right"),
                Column("state", N_("state"), 14),
            ),
            id="list",
        )

    def on_mount(self) -> None:
        """Begin on the first pack."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """Ask which packs there are."""

        def work(ctx: Context) -> tuple[PackRow, ...]:
            from csconsole.services.packs import list_packs

            return list_packs(ctx)

        self.ask(work, self._show)

    def _show(self, packs: tuple[PackRow, ...]) -> None:
        self._packs = packs
        self.query_one("#list", PagedTable).show_page([_row(pack) for pack in packs], more=False)

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """The same as ``n``."""
        self.do_pack_new()

    def do_pack_new(self) -> None:
        """Install the pack under the cursor, after it was said what that changes."""
        key = self.query_one("#list", PagedTable).cursor_key
        pack = next((pack for pack in self._packs if pack.name == key), None)
        if pack is None:
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


def _row(pack: PackRow) -> TableRow:
    state = Toned(_("installed"), "done") if pack.installed else Toned(_("not installed"), "quiet")
    return TableRow(pack.name, (pack.name, pack.label, str(pack.categories), str(pack.departments), state))
