"""What every step on a handover needs: the record, the side of the person, running a service call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from csconsole.i18n import _, listed
from csconsole.models.lifecycle.handover import RECEIVED_STATES
from csconsole.screens.base import BaseScreen

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.handover import HandoverRecord, ItemRow


class HandoverActing(BaseScreen[None]):
    """The screen says which record and which items the keys of a handover act on."""

    record: HandoverRecord | None = None
    seen_items: Mapping[int, tuple[int, int]] | None = None
    """What stood at the positions when they were chosen: others may decide while a question is open."""

    def show_record(self, record: HandoverRecord | None) -> None:
        """Keep what became of it; the screen also draws it."""
        self.record = record

    def chosen_positions(self) -> list[int]:
        """The marked items, or the one under the cursor."""
        return []

    def decided(self) -> None:
        """Items were decided: go on to the next one."""

    @property
    def section(self) -> str:
        """The section that is shown, ``all`` for every item."""
        return "all"

    @property
    def is_outgoing(self) -> bool:
        """Whether the person at the keyboard hands over."""
        record, ctx = self.record, self.ctx
        return record is not None and ctx is not None and record.row.outgoing_id == ctx.actor.staff_id

    # ---- inside

    def _run(
        self, work: Callable[[Context, Any], HandoverRecord], then: Callable[[], object] | None = None
    ) -> None:
        def run(ctx: Context) -> HandoverRecord:
            from csconsole.services import handover

            return work(ctx, handover)

        def done(record: HandoverRecord) -> None:
            self.show_record(record)
            if then:
                then()

        self.command(run, done)

    def _on_items(self, then: Callable[[str, list[int]], object]) -> None:
        positions = self.chosen_positions()
        if self.record is None or not positions:
            self.toast(_("No item is chosen."), "warning")
        elif not self._is_over():
            chosen = (self._item(position) for position in positions)
            self.seen_items = {item.position: item.seen for item in chosen if item is not None}
            then(self.record.row.number, positions)

    def _is_over(self) -> bool:
        """Whether both sides have signed: nothing is decided or asked any more, which is said (SHF-12)."""
        record = self.record
        if record is None or record.row.state not in RECEIVED_STATES:
            return False
        number = record.row.number
        self.toast(
            _("{number} is signed by both sides; it only takes an addendum.", number=number), "warning"
        )
        return True

    def _item(self, position: int) -> ItemRow | None:
        items = self.record.items if self.record else ()
        return next((item for item in items if item.position == position), None)

    def _names(self, positions: list[int]) -> str:
        """Which items a dialog is about: one with its title, of several their numbers."""
        items = [item for item in map(self._item, positions) if item is not None]
        if len(items) == 1:
            return f"{items[0].number} {items[0].title}".strip()
        return listed(item.number or item.title for item in items)

    def _nothing(self) -> None:
        self.toast(_("There is no handover. n prepares yours."), "warning")
