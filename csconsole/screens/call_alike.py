"""The call form's hint that the caller's matter is open already, while its item becomes a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.screens.call_lookup import CallLookup
from csconsole.screens.ticket_words import alike_words
from csconsole.widgets.form import Form

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow


class CallAlike(CallLookup):
    """Looks for open tickets of the same caller and matter when typing pauses, when the caller is found and
    when the outcome becomes a ticket; a merge is for afterwards, the call is taken first.
    """

    def __init__(self, draft_key: str = "") -> None:
        super().__init__(draft_key)
        self._alike_asked: tuple[object, ...] = ()

    def on_form_pause(self, event: Form.Pause) -> None:
        """Keep the draft, then look."""
        super().on_form_pause(event)
        self.look_for_alike()

    def look_for_alike(self) -> None:
        """Ask for open tickets of this caller and this branch of categories, once for the same answers."""
        values = self.fields.values()
        code = self.category_code
        category = next((one.id for one in self.categories if one.code == code), None)
        phone, address, customer = values["number"].strip(), values["address"].strip(), self.customer_id
        wanted = self._outcome == "ticket" and category is not None
        asked = (customer, phone, address, category) if wanted else ()
        if asked == self._alike_asked:
            return
        self._alike_asked = asked
        if not wanted:
            self.set_status()
            return

        def work(ctx: Context) -> tuple[TicketRow, ...]:
            from csconsole.services.phones import PhoneError
            from csconsole.services.tickets import similar_tickets

            try:
                return similar_tickets(
                    ctx, customer_id=customer, phone=phone, address=address, category_id=category
                )
            except PhoneError:  # half a number: what is known without it
                return similar_tickets(ctx, customer_id=customer, address=address, category_id=category)

        self.ask(work, self._show_alike, group="alike", failed=lambda _error: None)

    def _show_alike(self, found: Sequence[TicketRow]) -> None:
        self.set_status(*alike_words(found))
