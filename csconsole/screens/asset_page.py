"""The page of one asset: its file and checks, below or beside them the tickets about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import entries, label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.screens.printing import write_page
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.assets import AssetKind, AssetRow, CheckRow, PlannedCheck
    from csconsole.services.assets import AssetPage as PageRow
    from csconsole.services.context import Context

Line = Piece | tuple[Piece, ...]


class AssetPage(BaseScreen[None]):
    """``+`` records a check; enter opens the ticket under the cursor."""

    CONTEXT = "asset"
    TITLE_TEXT = N_("Assets")
    WATCH = frozenset({"asset", "asset_check", "ticket"})
    DEFAULT_CSS = """
    AssetPage #facts { height: 2fr; padding: 0 1; }
    AssetPage #facts > Static { height: auto; }
    AssetPage PagedTable { height: 1fr; border-top: solid $rule; }
    AssetPage.-wide #facts { height: 1fr; width: 2fr; }
    AssetPage.-wide PagedTable { height: 1fr; width: 3fr; border-top: none; border-left: solid $rule; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.page: PageRow | None = None

    def compose_body(self) -> ComposeResult:
        """The file, and the tickets."""
        with Container(classes="split"):
            with VerticalScroll(id="facts", can_focus=False):
                yield Static("", id="fact-lines", markup=False)
            yield PagedTable(
                (
                    Column("number", N_("ticket"), 15),
                    Column("state", N_("state"), 10),
                    Column("what", N_("what"), 20, flex=1),
                    Column("reported", N_("reported"), 16, wide=90),
                ),
                id="list",
                empty=_("No ticket about this asset."),
            )

    def on_mount(self) -> None:
        """Begin on the newest ticket."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """Everything in one snapshot."""
        number = self.number

        def work(ctx: Context) -> PageRow:
            from csconsole.services.assets import show_asset

            return show_asset(ctx, number)

        self.ask(work, self._show)

    def _show(self, page: PageRow) -> None:
        self.page, zone = page, self.console.config.zone_info
        self.number = page.row.number
        self.set_title(page.row.number, Toned("  " + page.row.name, "quiet"))
        self.set_status(
            ngettext("{n} open ticket", "{n} open tickets", page.row.open_tickets),
            Toned("  " + _("a check is overdue"), "danger") if page.row.overdue else "",
        )
        self.query_one("#fact-lines", Static).update(say_lines(_facts(page)))
        self.query_one("#list", PagedTable).show_page(
            [
                TableRow(
                    one.number,
                    (one.number, label("ticket_state", one.state), one.title, exact(one.reported_at, zone)),
                )
                for one in page.tickets
            ],
            more=False,
        )
        self.draw_footer()

    def offers(self, action: Action) -> bool:
        """The footer names no key for a ticket while there is none."""
        tickets = self.page is not None and bool(self.page.tickets)
        return super().offers(action) and (tickets or action.id not in {"list.open", "list.copy"})

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The ticket's page."""
        from csconsole.screens.records import open_record

        open_record(self.console, "ticket", str(event.row.key))

    # ---- steps

    def do_asset_item(self) -> None:
        """Choose the check, then its result."""
        page = self.page
        if page is None:
            return
        checks = [(one.code, one.name) for one in page.planned]
        notes = [_due_words(one) for one in page.planned]
        if not checks:
            self.toast(_("This kind of asset has no checks: the setting asset.kinds."), "warning")
            return
        self.open_dialog(Choice.numbered(_("Record a check"), checks, notes), self._ask_result)

    def _ask_result(self, check: str) -> None:
        results = [(one.code, label("asset_check_result", one.code)) for one in entries("asset_check_result")]
        title = label("field", "check_result")
        self.open_dialog(Choice.numbered(title, results), partial(self._ask_finding, check))

    def _ask_finding(self, check: str, result: str) -> None:
        if result == "ok":
            self._record(check, result, {})
            return
        asked = [Asked("text", label("field", "note"), long=True)]
        title = label("asset_check_result", result)
        self.open_dialog(
            AskFields(title, asked, about=f"asset {self.number} check {check} {result}"),
            lambda given: self._record(check, result, given),
        )

    def _record(self, check: str, result: str, given: dict[str, str]) -> None:
        number = self.number

        def work(ctx: Context) -> PageRow:
            from csconsole.services.assets import record_check

            return record_check(ctx, number, check, result=result, text=given.get("text"))

        def done(page: PageRow) -> None:
            made = page.checks[0].ticket
            self.toast(_("Recorded; ticket {number}.", number=made) if made else _("Recorded."))
            self.load()

        self.command(work, done)

    def do_asset_slip(self) -> None:
        """Write the card as an HTML file."""
        number = self.number

        def work(ctx: Context) -> Path:
            from csconsole.services.assets import asset_card

            return write_page(f"asset-{_plain(number)}", asset_card(ctx, number, fmt="html"))

        self.command(work, lambda path: self.toast(_("Written: {file}", file=path)))

    def do_asset_edit(self) -> None:
        """The form of the file."""
        if self.page is not None:
            open_asset_form(self, self.page.row, lambda _row: self.load())

    def do_list_copy(self) -> None:
        """Copy the number of the asset."""
        self.copy(self.number)


def open_asset_form(screen: BaseScreen[Any], row: AssetRow | None, then: Callable[[AssetRow], None]) -> None:
    """Open the form of a new asset, or of ``row``; ``then`` gets what was stored."""

    def work(ctx: Context) -> tuple[AssetKind, ...]:
        from csconsole.services.assets import asset_kinds

        return asset_kinds(ctx)

    def show(kinds: tuple[AssetKind, ...]) -> None:
        from csconsole.screens.asset_form import AssetForm

        if not kinds and row is None:
            hint = _("Kinds come with a pack, such as utility: administration, packs.")
            screen.toast(hint, "warning")
            return
        screen.open_dialog(AssetForm([(kind.code, kind.name) for kind in kinds], row), then)

    screen.ask(work, show, group="asset-form")


def _facts(page: PageRow) -> list[Line]:
    row = page.row
    known = (
        (_("Kind"), row.kind_name),
        (_("State"), label("asset_state", row.state)),
        (_("Location"), row.location),
        (_("Zone"), row.zone),
        (_("Serial number"), row.serial),
        (_("Product"), row.product),
        (_("Maker"), row.maker),
        (_("Customer"), row.customer),
        (_("Handover date"), row.handed_over_on),
        (_("Remark"), row.remark),
    )
    lines: list[Line] = [(Toned(row.number, "strong"), "  ", Toned(row.name, "strong"))]
    lines += [(Toned(named(name), "quiet"), str(value)) for name, value in known if value]
    if page.planned:
        lines += ["", Toned(_("Checks to do"), "quiet"), *(_planned(one) for one in page.planned)]
    if page.checks:
        lines += ["", Toned(_("Checks done"), "quiet"), *(_check(one) for one in page.checks)]
    return lines


def _due_words(one: PlannedCheck) -> str:
    return f"{one.every}  {_('due {day}', day=one.due_on)}"


def _planned(one: PlannedCheck) -> Line:
    sign = Toned("! ", "danger") if one.overdue else Toned("- ", "quiet")
    return sign, f"{one.name}  ", Toned(_due_words(one), "danger" if one.overdue else "quiet")


def _check(one: CheckRow) -> Line:
    result = Toned(label("asset_check_result", one.result), "done" if one.result == "ok" else "caution")
    rest = "  ".join(part for part in (one.text, one.by, one.ticket) if part)
    return f"{one.checked_on}  {one.name}  ", result, Toned(f"  {rest}", "quiet")


def _plain(number: str) -> str:
    """A number as a part of a file's name."""
    return "".join(char if char.isalnum() or char in "-_" else "-" for char in number)
