"""Paid services in the demo: the price is agreed with the appointment, and paid when the work is done."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tariff import charge_ticket, current_tariff, record_paid

SERVICE: Final = "move.trolley"
"""What is charged, where the tariff has it."""
_UNPAID: Final = 12
"""One of so many is not paid on the spot."""


def agree_price(ctx: Context, ticket_id: int, at: datetime) -> None:
    """Put the price on a chargeable ticket, for an appointment at this time; once."""
    with ctx.read() as uow:
        ticket = uow.get(Ticket, ticket_id)
        chargeable = ticket.kind in setting(ctx, "ticket.chargeable_kinds") and ticket.charge_cents is None
    if chargeable and any(row.code == SERVICE for row in current_tariff(ctx, day=at.date())):
        charge_ticket(ctx, ticket_id, SERVICE, appointment_at=at)


def take_money(ctx: Context, ticket_id: int) -> None:
    """Say whether the customer has paid, where there is a price."""
    with ctx.read() as uow:
        priced = uow.get(Ticket, ticket_id).charge_cents is not None
    if priced:
        record_paid(ctx, ticket_id, paid=ticket_id % _UNPAID != 0)
