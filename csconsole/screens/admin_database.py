"""Administration: what the database and the program are; checking and backing up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole import __version__
from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import AskText, Choice, Confirm, Note, Option
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.database import BackupReport, CheckReport, DatabaseStatus
    from csconsole.services.handover import Releasable

ADMIN = "database.admin"


class DatabaseScreen(BaseScreen[None]):
    """Version, size, counts, the last backup."""

    CONTEXT = "database"
    TITLE_TEXT = N_("Database and program")

    def compose_body(self) -> ComposeResult:
        """One row a fact."""
        yield PagedTable(
            (Column("fact", N_("what"), 22), Column("value", N_("value"), 30, flex=1)), id="list"
        )

    def on_mount(self) -> None:
        """Begin on the first row."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """Ask for the state of the database."""

        def work(ctx: Context) -> DatabaseStatus:
            from csconsole.services.database import database_status

            return database_status(ctx.config.db_url)

        self.ask(work, self._show)

    def _show(self, status: DatabaseStatus) -> None:
        rows = [
            TableRow(number, (Toned(name, "quiet"), value))
            for number, (name, value) in enumerate(self._facts(status))
        ]
        self.query_one("#list", PagedTable).show_page(rows, more=False)

    def _facts(self, status: DatabaseStatus) -> list[tuple[str, Piece]]:
        at = status.last_backup_at
        backup: Piece = Toned(_("never"), "caution")
        if at is not None:
            local = at.astimezone(self.console.config.zone_info)
            backup = f"{local:%Y-%m-%d %H:%M}  {status.last_backup_file}"
        current = status.state == "current"
        counts = (
            (_("staff"), status.staff),
            (_("customers"), status.customers),
            (_("calls"), status.calls),
            (_("tickets"), status.tickets),
            (_("audit events"), status.events),
        )
        return [
            (_("program"), f"csconsole {__version__}"),
            (_("database"), status.where),
            (_("engine"), f"{status.engine} {status.engine_version}"),
            (
                _("version"),
                Toned(
                    f"{status.revision} {label('database_state', status.state)}",
                    "done" if current else "danger",
                ),
            ),
            (_("size"), "" if status.size is None else f"{status.size / 1_000_000:,.1f} MB"),
            *((name, "" if count is None else f"{count:,}") for name, count in counts),
            (_("last backup"), backup),
            (_("settings file"), str(_settings_file())),
        ]

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The whole value, which may be longer than the line."""
        name, value = event.row.cells
        self.open_dialog(Note(_text(name), [_text(value)]))

    def do_list_copy(self) -> None:
        """Copy the value."""
        table = self.query_one("#list", PagedTable)
        row = next((row for row in table.rows if row.key == table.cursor_key), None)
        if row is not None:
            self.copy(_text(row.cells[1]))

    def do_database_steps(self) -> None:
        """Check or back up; what the role may not do stays, with the reason."""
        no = self.console.right_missing(ADMIN)
        options = (
            Option("c", "check", _("look for damage")),
            Option("b", "backup", _("back up into a file"), why_not=no),
            Option("h", "handovers", _("release old handovers for purging"), why_not=no),
        )
        self.open_dialog(Choice(_("Database"), options), self._step)

    def _step(self, step: str) -> None:
        if step == "backup":
            self.open_dialog(AskText(_("Back up into which file?"), about=A_WORD), self._back_up)
            return
        if step == "handovers":
            self._release_handovers()
            return

        def work(ctx: Context) -> CheckReport:
            from csconsole.services.database import check_database

            return check_database(ctx.config.db_url)

        self.toast(_("Checking. This may take a while."))
        self.ask(work, self._checked, group="check")

    def _checked(self, report: CheckReport) -> None:
        lines = [
            (
                Toned("  " if finding.ok else "! ", "danger"),
                named(label("database_check", finding.check)),
                Toned(finding.found, "done" if finding.ok else "danger"),
            )
            for finding in report.findings
        ]
        self.open_dialog(Note(_("Database"), lines))

    def _release_handovers(self) -> None:
        """Those that were kept for their time, after it was said how many (SHF-26)."""

        def work(ctx: Context) -> Releasable:
            from csconsole.services.handover import releasable_handovers

            return releasable_handovers(ctx)

        def ask(found: Releasable) -> None:
            if not found.count:  # the service says from when on
                self._release(0)
                return
            question = ngettext(
                "Release handovers that were kept for {n} month?",
                "Release handovers that were kept for {n} months?",
                found.months,
            )
            self.open_dialog(
                Confirm(question, count=found.count), lambda yes: self._release(found.count) if yes else None
            )

        self.ask(work, ask, group="handovers")

    def _release(self, seen: int) -> None:
        def work(ctx: Context) -> int:
            from csconsole.services.handover import release_old_handovers

            return release_old_handovers(ctx, seen=seen)

        self.command(
            work, lambda n: self.toast(ngettext("{n} handover released.", "{n} handovers released.", n))
        )

    def _back_up(self, file: str) -> None:
        def work(ctx: Context) -> BackupReport:
            from pathlib import Path

            from csconsole.errors import CsconsoleError
            from csconsole.services.database import backup_database

            try:
                return backup_database(ctx, Path(file))
            except OSError as error:
                why = error.strerror or str(error)
                raise CsconsoleError(_("{file} cannot be written: {why}.", file=file, why=why)) from error

        def done(report: BackupReport) -> None:
            self.toast(_("Backed up into {file}.", file=report.file))
            self.load()

        self.command(work, done)


def _settings_file() -> Any:
    from csconsole.paths import config_file

    return config_file()


def _text(piece: Piece) -> str:
    return piece.text if isinstance(piece, Toned) else piece
