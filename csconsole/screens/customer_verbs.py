"""What can be done with a customer, in the list and on the page: the same letters in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record

if TYPE_CHECKING:
    from csconsole.screens.ticket_form import Choices
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerRow


class CustomerVerbs(BaseScreen[Any]):
    """Steps on the customer that ``target_id`` names."""

    @property
    def target_id(self) -> int | None:
        """The key of the customer that the keys mean, if there is one."""
        return None

    def do_customer_dial(self) -> None:
        """An outbound call record for this customer."""
        if (key := self.target_id) is not None:
            from csconsole.screens.call_form import CallForm

            self.open_dialog(CallForm(customer_id=key, direction="outbound"), lambda _row: self.load())

    def do_customer_callback(self) -> None:
        """Plan a callback for this customer."""
        if (key := self.target_id) is not None:
            from csconsole.screens.callback_plan import CallbackPlanScreen

            self.open_dialog(CallbackPlanScreen(f"#{key}"), lambda _row: self.load())

    def do_customer_ticket(self) -> None:
        """A ticket for this customer."""
        key = self.target_id
        if key is None:
            return

        def work(ctx: Context) -> tuple[str, Choices]:
            from csconsole.screens.ticket_form import read_choices
            from csconsole.services.customers import show_customer

            with ctx.read():
                return show_customer(ctx, key).name, read_choices(ctx)

        def form(found: tuple[str, Choices]) -> None:
            from csconsole.screens.ticket_form import TicketForm

            name, choices = found
            self.open_dialog(TicketForm(*choices, key, name), lambda _row: self.load())

        self.ask(work, form, group="ticket-form")

    def do_customer_edit(self) -> None:
        """Change the file."""
        key = self.target_id
        if key is None:
            return

        def work(ctx: Context) -> CustomerRow:
            from csconsole.services.customers import show_customer

            return show_customer(ctx, key)

        def edit(row: CustomerRow) -> None:
            from csconsole.screens.customer_form import CustomerForm

            self.open_dialog(CustomerForm(row), lambda _row: self.load())

        self.ask(work, edit, group="edit")

    def do_customer_new(self) -> None:
        """A new file; it is opened when it was stored."""
        from csconsole.screens.customer_form import CustomerForm

        def made(row: CustomerRow) -> None:
            self.load()
            open_record(self.console, "customer", str(row.id))

        self.open_dialog(CustomerForm(None), made)
