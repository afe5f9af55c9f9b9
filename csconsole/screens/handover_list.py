"""Handovers as a list, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import N_
from csconsole.screens.handover_page import HandoverPage
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.signs import sign
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRow
    from csconsole.services.query import EntityFields


class HandoverList(ListScreen["HandoverRow"]):
    """Every handover; enter opens one."""

    CONTEXT = "handovers"
    EXPORTS = "handovers"
    TITLE_TEXT = N_("Handovers")
    WATCH = frozenset({"handover"})
    PEEK = False
    EMPTY = N_("There is no handover yet.")
    COLUMNS = (
        Column("no", N_("number"), 13),
        Column("state", N_("state"), 12),
        Column("shift", N_("shift"), 12),
        Column("outgoing", N_("outgoing"), 12, flex=1),
        Column("incoming", N_("incoming"), 12, flex=1),
        Column("items", N_("items"), 5, align="right"),
        Column("received", N_("received"), 16, sort="received", wide=90),
        Column("late", N_("late"), 6, wide=100),
    )

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[HandoverRow]:
        """One page."""
        from csconsole.services.handover import list_handovers

        return list_handovers(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.handover import HANDOVERS

        return HANDOVERS

    def row_of(self, item: HandoverRow) -> TableRow:
        """Number, state, shift, people."""
        closed: Tone = "quiet" if item.state in ("closed", "purgeable") else "accent"
        return TableRow(
            item.id,
            (
                item.number,
                Toned(label("handover_state", item.state), closed),
                item.shift.name,
                f"{item.outgoing_no} {item.outgoing}",
                f"{item.incoming_no} {item.incoming}" if item.incoming_id else sign("dash"),
                str(item.items),
                exact(item.received_at, self.console.config.zone_info),
                Toned("!" if item.incoming_late else "", "caution"),
            ),
        )

    def open_item(self, item: HandoverRow) -> None:
        """Its page."""
        self.app.push_screen(HandoverPage(item.number))
