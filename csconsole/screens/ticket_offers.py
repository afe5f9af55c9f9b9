"""Which keys the footer names for a ticket: what is refused in any case is not offered (TKT-02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csconsole.screens.slip_writing import SlipWriting

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.tickets import TicketRow
    from csconsole.services.tickets.offered import Assigning

_TAKES: Final = {
    "ticket.take": "accept",
    "ticket.dispatch": "dispatch",
    "board.dispatch": "dispatch",
    "board.assign": "dispatch",
    "ticket.note": "note",
}
"""What an action of the keys does with a ticket."""
_WHILE_OPEN: Final = ("ticket.item", "record.escalate")
_COMPLAINTS: Final = ("ticket.procedure",)


class TicketOffers(SlipWriting):
    """Mixin of the screens that show tickets. With several marked a key is offered where one of them takes
    it: the preview says which do not.
    """

    house: Assigning | None = None
    """Who may give tickets to whom; a thread reads it together with the tickets."""

    def offers(self, action: Action) -> bool:
        """The footer names what can be done with the tickets that the keys are about."""
        if not (super().offers(action) and self.offers_up(self.console.ctx, action)):
            return False
        rows = self.chosen_tickets()
        if step := _TAKES.get(action.id):
            return step in self.taken_steps(rows)
        if action.id in _COMPLAINTS:
            return any(row.kind == "complaint" for row in rows)
        return action.id not in _WHILE_OPEN or any(row.is_open for row in rows)

    def taken_steps(self, rows: Sequence[TicketRow]) -> frozenset[str]:
        """The steps that one of these tickets takes."""
        ctx, house = self.console.ctx, self.house
        if ctx is None or house is None or not rows:
            return frozenset()
        from csconsole.services.tickets.offered import takes

        return frozenset().union(*(takes(ctx, row, house) for row in rows))
