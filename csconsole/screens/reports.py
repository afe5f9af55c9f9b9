"""Mode 8: a report on screen. Choose it and its period, walk its parts, open a figure, split, export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from csconsole.errors import CsconsoleError, RuleBrokenError
from csconsole.i18n import N_, _, get_language, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.screens.report_rows import figure_columns, figure_rows, table_columns, table_rows
from csconsole.widgets.dialogs import AskText, Choice
from csconsole.widgets.table import PagedTable
from csconsole.widgets.tones import Piece, Toned, say_lines
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.reports import Block, Opening, ReportDocument

SPLITS: Final = (
    ("", N_("not split")),
    ("person", N_("person")),
    ("team", N_("team")),
    ("branch", N_("branch")),
    ("zone", N_("zone")),
    ("department", N_("department")),
    ("type", N_("type")),
    ("product", N_("product")),
    ("channel", N_("channel")),
    ("category", N_("category")),
    ("day", N_("day")),
    ("hour", N_("hour of the day")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the screen shows: a report, its period as a text (empty: the report's own), and a split."""

    name: str = "daily"
    period: str = ""
    by: str = ""


class ReportsScreen(BaseScreen[None]):
    """One report, part by part; the table below shows the part that the line above has marked."""

    CONTEXT = "reports"
    DEFAULT_CSS = """
    ReportsScreen #parts { height: auto; padding: 0 1; }
    ReportsScreen #formula { height: auto; max-height: 2; padding: 0 2; border-top: solid $rule; }
    ReportsScreen #notes { height: auto; max-height: 5; padding: 0 2; color: $quiet; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked()
        self.shown = self.asked
        self.part = 0
        self.document: ReportDocument | None = None

    # ---- body

    def compose_body(self) -> ComposeResult:
        """The parts, the table of one part, the analysis."""
        with Vertical():
            yield Static("", id="parts", markup=False)
            yield PagedTable(
                (), id="list", empty=_("Nothing in this part. tab goes on, / changes the period.")
            )
            yield Static("", id="formula", markup=False)
            yield Static("", id="notes", markup=False)

    @property
    def table(self) -> PagedTable:
        """The table."""
        return self.query_one("#list", PagedTable)

    def on_mount(self) -> None:
        """Start with the table focused."""
        self.table.focus()

    def load(self) -> None:
        """Build the report."""
        asked = self.asked

        def work(ctx: Context) -> ReportDocument:
            from csconsole.services.reports import build_report

            return build_report(ctx, asked.name, date=asked.period, by=asked.by)

        def built(document: ReportDocument) -> None:
            self.shown = asked
            self.show(document)

        def refused(error: CsconsoleError) -> None:
            if self.document is not None and isinstance(error, RuleBrokenError):
                self.asked, self.old = (
                    self.shown,
                    False,
                )  # what is shown is whole: there is nothing to try again
                self.draw_status()
            self.toast_error(error)

        self.ask(work, built, failed=refused)

    def show(self, document: ReportDocument) -> None:
        """Show a report that was built."""
        self.document = document
        self.part = min(self.part, len(document.blocks) - 1)
        sign = Toned("  " + _("provisional"), "caution") if document.provisional else ""
        self.set_title(document.title, Toned(f" {document.source} ", "quiet"), document.period, sign)
        self._show_part()

    def _show_part(self) -> None:
        document = self.document
        if document is None:
            return
        block = document.blocks[self.part]
        if block.figures:
            self.table.set_columns(figure_columns())
            self.table.show_page(figure_rows(block))
        else:
            self.table.set_columns(table_columns(block, document.zone))
            self.table.show_page(table_rows(block, document.zone))
        self._draw_formula()
        self._draw_parts(document)
        notes = [*block.notes, *(document.analysis if block.figures else ())]
        lines = max(1, min(4, self.size.height // 8))
        self.query_one("#notes", Static).update(say_lines(notes[:lines]))
        self.set_status(
            _("part {n} of {total}", n=self.part + 1, total=len(document.blocks)),
            Toned("  " + ngettext("{n} row", "{n} rows", len(block.rows)), "quiet"),
            Toned("  " + _("Secrecy: {level}", level=document.secrecy), "quiet"),
        )

    def on_paged_table_moved(self, _event: PagedTable.Moved) -> None:
        """Another figure under the cursor."""
        self._draw_formula()

    def _draw_formula(self) -> None:
        """What the figure under the cursor is made of, by name: its numerator over its denominator."""
        block = self.document.blocks[self.part] if self.document is not None else None
        row = self.table.cursor_row
        shown = self.query_one("#formula", Static)
        shown.display = block is not None and bool(block.figures)
        if block is None or row is None or not block.figures:
            return
        from csconsole.services.reports import metric_named

        figure = next(each for each in block.rows if each["id"] == row.key)
        metric = metric_named(str(row.key))
        parts = Toned(f"  {figure['fraction']}" if figure["fraction"] else "", "strong")
        shown.update(say_lines([(figure["name"], " = ", metric.formula(get_language()), parts)]))

    def _draw_parts(self, document: ReportDocument) -> None:
        pieces: list[Piece] = []
        for number, block in enumerate(document.blocks):
            here = number == self.part
            pieces += [Toned(f"[{block.title}]", "accent") if here else f" {block.title} ", " "]
        self.query_one("#parts", Static).update(say_lines([tuple(pieces)]))

    def on_resize(self, _event: Any) -> None:
        """Other widths for tables."""
        self._show_part()

    # ---- actions

    def do_report_section(self) -> None:
        """The next part."""
        self._step(1)

    def do_report_section_back(self) -> None:
        """The part before."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.document is not None:
            self.part = (self.part + by) % len(self.document.blocks)
            self.table.cursor = 0
            self._show_part()

    def do_report_view(self) -> None:
        """Choose the report."""
        from csconsole.services.reports import REPORTS

        choice = Choice.numbered(
            _("Which report?"),
            [(spec.name, f"{spec.title}  {spec.source}") for spec in REPORTS.values()],
            [spec.about for spec in REPORTS.values()],
        )
        self.open_dialog(choice, lambda name: self._change(Asked(name=name)))

    def do_report_filter(self) -> None:
        """Choose the period."""
        self.open_dialog(
            AskText(
                _("Which period?"),
                about=A_WORD,
                value=self.asked.period,
                required=False,
                body=_("today, yesterday, week, lastmonth, 2026-11-22, 2026-11, 2026"),
            ),
            lambda text: self._change(replace(self.asked, period=text.strip())),
        )

    def do_report_previous(self) -> None:
        """The period before."""
        self._move_period(back=True)

    def do_report_next(self) -> None:
        """The period after."""
        self._move_period(back=False)

    def _move_period(self, *, back: bool) -> None:
        if self.document is None:
            return
        from csconsole.services.reports import Period

        period = Period(self.document.first, self.document.last)
        moved = period.before() if back else period.after()
        self._change(replace(self.asked, period=f"{moved.first}..{moved.last}"))

    def do_report_split(self) -> None:
        """Split the figures by a dimension, or not."""
        self.open_dialog(
            Choice.numbered(_("Split the figures by what?"), [(key, _(label)) for key, label in SPLITS]),
            self._split,
        )

    def _split(self, by: str) -> None:
        self.part = 10_000 if by else 0
        self._change(replace(self.asked, by=by), keep_part=True)

    def _change(self, asked: Asked, *, keep_part: bool = False) -> None:
        if asked.name != self.asked.name and not keep_part:
            self.part = 0
        self.asked = asked
        self.load()

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Open the records behind a figure, or the record of a row."""
        document = self.document
        if document is None:
            return
        block: Block = document.blocks[self.part]
        if block.figures:
            from csconsole.screens.report_figure import FigureList
            from csconsole.services.reports import Period

            period = Period(document.first, document.last)
            self.app.push_screen(FigureList(str(event.row.key), period))
            return
        if block.opens:
            self._choose_opening(document, block, block.rows[self.table.cursor])
            return
        self._open_row(block.rows[self.table.cursor])

    def _choose_opening(self, document: ReportDocument, block: Block, row: Any) -> None:
        """Which of the numbers of a row is opened to its records."""
        titles = {column.name: _(column.title) for column in block.columns}
        cells = {column.name: column.of(row) for column in block.columns}
        shown = [one for one in block.opens if cells.get(one.column)]
        if not shown:
            self.toast(_("There is no record behind this row."), "warning")
            return
        if len(shown) == 1:
            self._open_split(document, block, row, shown[0])
            return
        values = [(one, f"{titles[one.column]}  {cells[one.column]}") for one in shown]
        self.open_dialog(
            Choice.numbered(str(row["name"]), values), lambda one: self._open_split(document, block, row, one)
        )

    def _open_split(self, document: ReportDocument, block: Block, row: Any, one: Opening) -> None:
        from csconsole.screens.report_figure import FigureList
        from csconsole.services.reports import Period

        period = Period(*(block.opened_in or (document.first, document.last)))
        self.app.push_screen(
            FigureList(one.metric, period, dimension=one.dimension, value=row["key"], name=str(row["name"]))
        )

    def _open_row(self, row: Any) -> None:
        from csconsole.services.record_numbers import read_number

        number = str(row.get("number", "")) if hasattr(row, "get") else ""
        written = read_number(number)
        if written is None or written.entity not in ("call", "ticket", "callback"):
            self.toast(_("There is no record behind this row."), "warning")
            return
        from csconsole.screens.records import open_record

        open_record(self.console, written.entity, number)

    def do_report_export(self) -> None:
        """Export the report, as it is shown, to a file."""
        document = self.document
        if document is None:
            return
        name = f"{document.name}-{document.first}.html"
        self.open_dialog(
            AskText(
                _("Export to which file?"),
                about=A_WORD,
                value=name,
                body=_("html xlsx md csv tsv json jsonl txt, by the suffix."),
            ),
            lambda text: self._export(document, Path(text.strip()).expanduser()),
        )

    def _export(self, document: ReportDocument, file: Path) -> None:
        from csconsole.screens.exporting import unless_kept

        unless_kept(self, file, lambda: self._write(document, file))

    def _write(self, document: ReportDocument, file: Path) -> None:
        def work(ctx: Context) -> None:
            from csconsole.screens.exporting import file_errors
            from csconsole.services.reports import export_report

            with file_errors(file):
                export_report(ctx, document, file)

        self.command(
            work,
            lambda _done: self.toast(
                _("{title} {period} is in {file}.", title=document.title, period=document.period, file=file)
            ),
            group="export",
        )


MODE_SCREEN = ReportsScreen
