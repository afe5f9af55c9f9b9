"""The records behind a figure, page by page; enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csconsole.i18n import N_, _, get_language
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import moment
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.reports import OpenedRow, Period


class FigureList(ListScreen["OpenedRow"]):
    """What a figure of a period counts; ``v`` shows its denominator or another part of it. With a dimension
    and its value, called ``name``, only what one line of a split counts.
    """

    CONTEXT = "figure"
    HOLDS = "records"
    TITLE_TEXT = N_("Reports")
    COLUMNS = (
        Column("number", N_("number"), 14),
        Column("at", N_("time"), 11, sort="at"),
        Column("state", N_("state"), 12),
        Column("who", N_("officer"), 10),
        Column("contact", N_("customer"), 12, wide=90),
        Column("phone", N_("phone"), 14, wide=110),
        Column("what", N_("what"), 20, flex=1),
    )
    EMPTY = N_("No record is behind this figure. esc goes back, v shows its other parts.")

    def __init__(
        self, metric_id: str, period: Period, *, dimension: str = "", value: Any = None, name: str = ""
    ) -> None:
        super().__init__()
        self.metric_id = metric_id
        self.period = period
        self.dimension = dimension
        self.value = value
        self.value_name = name
        self.figure_part = "numerator"

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[OpenedRow]:
        """A page of records."""
        from csconsole.services.reports import open_figure

        return open_figure(
            ctx,
            self.metric_id,
            self.period,
            part=self.figure_part,
            dimension=self.dimension,
            value=self.value,
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.reports import figure_fields

        return figure_fields(self.metric_id)

    def load(self) -> None:
        """The name of the figure, and its records."""
        from csconsole.services.reports import metric_named

        metric = metric_named(self.metric_id)
        part = "" if self.figure_part == "numerator" else self._part_name(self.figure_part)
        self.set_title(
            metric.label(get_language()),
            Toned(f" {self.period.text} ", "quiet"),
            Toned(self.value_name or part, "accent"),
        )
        super().load()

    def row_of(self, item: OpenedRow) -> TableRow:
        """One record."""
        from csconsole.services.reports import state_label

        now, zone = self.console.clock.now(), self.console.config.zone_info
        at = moment(item.at, now, zone) if item.at else ""
        state = state_label(item.entity, item.state)
        return TableRow(item.id, (item.number, at, state, item.who, item.contact, item.phone, item.what))

    def peek_of(self, item: OpenedRow) -> Sequence[PeekLine]:
        """The matter in full."""
        return [
            (Toned(item.number, "strong"), f"  {item.contact} {item.phone}"),
            item.what,
        ]

    def open_item(self, item: OpenedRow) -> None:
        """The page of the record."""
        from csconsole.screens.records import open_record

        open_record(self.console, item.entity, item.number)

    def do_report_view(self) -> None:
        """Another part of the figure."""
        from csconsole.services.reports import figure_parts

        parts = [(one, self._part_name(one)) for one in figure_parts(self.metric_id)]
        self.open_dialog(Choice.numbered(_("Which part of the figure?"), parts), self._show_part)

    def _show_part(self, part: str) -> None:
        self.figure_part = part
        self.load()

    def _part_name(self, part: str) -> str:
        from csconsole.services.reports import part_label

        return part_label(self.metric_id, part)
