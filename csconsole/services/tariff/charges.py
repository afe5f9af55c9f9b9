"""What a chargeable service costs 有偿服务: lines of the tariff on a ticket, and whether it is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from csconsole.clock import local_date
from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _, get_language
from csconsole.models import Right, Tariff, Ticket, TicketCharge
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tariff.amounts import amount_of, money_text, quantity_of, quantity_text
from csconsole.services.tariff.records import price_on
from csconsole.services.tickets.access import TicketRef, load_ticket, require_free, require_work
from csconsole.services.tickets.entry import read_moment
from csconsole.storage import UnitOfWork

RULE = "TKT-24"


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One line of a ticket's price; ``tariff_from`` is the day from which that price of the tariff holds."""

    id: int
    code: str
    name: str
    unit: str
    quantity: str
    price: str
    amount: str
    tariff_from: date


@dataclass(frozen=True, slots=True)
class Charges:
    """The price of a ticket: its lines, their sum, and whether it is paid; ``None``: nobody has said."""

    number: str
    appointment_at: datetime | None
    lines: tuple[ChargeRow, ...]
    total: str
    paid: bool | None


def charge_ticket(
    ctx: Context,
    ref: TicketRef,
    code: str,
    *,
    quantity: str = "1",
    appointment_at: datetime | None = None,
) -> Charges:
    """Put a service of the tariff on a chargeable ticket, with the appointment where it has none yet.

    The price is that of the tariff on the day of the appointment; no other can be named. Raises
    ``InvalidInputError`` without an appointment, ``NotFoundError`` without a price, ``RuleBrokenError`` for a
    ticket that is closed, paid or not chargeable, ``NotAllowedError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    many = quantity_of(quantity)
    with ctx.write() as uow, uow.tied():
        ticket = _chargeable(ctx, uow, ref)
        read_moment(appointment_at, "appointment_at", after=ctx.now(), rule=RULE)
        agreed = appointment_at or ticket.appointment_at
        if agreed is None:
            raise InvalidInputError(
                _("{number} is a chargeable service: agree an appointment first.", number=ticket.number),
                field="appointment_at",
                rule=RULE,
            )
        price = price_on(uow, code, local_date(agreed, ctx.zone))
        line = TicketCharge(
            ticket_id=ticket.pk,
            tariff_id=price.pk,
            quantity=many,
            amount_cents=amount_of(price.price_cents, many),
            by_id=ctx.actor.staff_id,
        )
        uow.create(line)
        text = f"{_service(price)} {quantity_text(many)} × {money_text(price.price_cents)}"
        changes: dict[str, Any] = {"appointment_at": agreed} if appointment_at is not None else {}
        return _summed(ctx, uow, ticket, "charge", text, changes)


def drop_charge(ctx: Context, ref: TicketRef, charge_id: int) -> Charges:
    """Take a line off again. Raises ``RuleBrokenError`` for a paid ticket or a line of another one."""
    ctx.require(Right.TICKET_HANDLE)
    with ctx.write() as uow, uow.tied():
        ticket = _chargeable(ctx, uow, ref)
        line = uow.get(TicketCharge, charge_id)
        if line.ticket_id != ticket.pk or line.ended_at is not None:
            raise RuleBrokenError(_("{number} has no such line.", number=ticket.number), rule=RULE)
        uow.update(line, "ended", {"ended_at": ctx.now()})
        return _summed(ctx, uow, ticket, "charge_dropped", _service(uow.get(Tariff, line.tariff_id)), {})


def record_paid(ctx: Context, ref: TicketRef, *, paid: bool, note: str = "") -> Charges:
    """Say whether the customer has paid, such as with the receipt's number as a note; it may be said anew.

    Raises ``RuleBrokenError`` for a ticket without a price, ``NotYourTicketError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    said = entry.line(note, "note", rule=RULE)
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        if TICKET.is_open(ticket.state):
            require_work(ctx, uow, ticket, "edit")
        if ticket.charge_cents is None:
            raise RuleBrokenError(
                _("{number} has no price yet: put it on from the tariff.", number=ticket.number), rule=RULE
            )
        require_free(ticket)
        detail = {"text": said} if said else None
        change_ticket(ctx, uow, ticket, "paid" if paid else "unpaid", {"paid": paid}, detail=detail)
        return charges_of(ctx, uow, ticket)


def show_charges(ctx: Context, ref: TicketRef) -> Charges:
    """The price of a ticket."""
    with ctx.read() as uow:
        return charges_of(ctx, uow, load_ticket(ctx, uow, ref))


def charges_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> Charges:
    """The price of a loaded ticket."""
    del ctx
    rows = [_row(line, uow.get(Tariff, line.tariff_id)) for line in _lines(uow, ticket)]
    total = money_text(ticket.charge_cents or 0)
    return Charges(ticket.number, ticket.appointment_at, tuple(rows), total, ticket.paid)


def charges_about(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> Charges | None:
    """The price of a ticket that has or needs one, for its page."""
    needed = ticket.kind in setting(ctx, "ticket.chargeable_kinds")
    return charges_of(ctx, uow, ticket) if needed or ticket.charge_cents is not None else None


def charge_fields(charges: Charges | None) -> tuple[tuple[str, str], ...]:
    """What a slip says of the price: each service of the tariff, the sum, whether it is paid (TKT-24);
    nothing for a ticket that is not charged.
    """
    if charges is None:
        return ()
    sums = (f"{line.name} {line.quantity} × {line.price} = {line.amount}" for line in charges.lines)
    lines = tuple((_("Service"), each) for each in sums)
    paid = "____" if charges.paid is None else _("yes") if charges.paid else _("no")
    return (*lines, (_("Price"), charges.total if lines else "____"), (_("Paid"), paid))


def joined_charges(into: Ticket, away: Ticket) -> dict[str, Any]:
    """The price of ``into`` once the lines of ``away`` are its own: the sum; whether it is paid stays known
    only where the same was said of both (TKT-24).
    """
    if away.charge_cents is None:
        return {}
    alike = into.charge_cents is None or into.paid == away.paid
    return {
        "charge_cents": (into.charge_cents or 0) + away.charge_cents,
        "paid": away.paid if alike else None,
    }


def why_price_owed(ctx: Context, ticket: Ticket) -> str:
    """Why a chargeable ticket cannot end yet: it has no price, or nobody said whether it is paid."""
    if ticket.kind not in setting(ctx, "ticket.chargeable_kinds"):
        return ""
    if ticket.charge_cents is None:
        return _("{number} is a chargeable service without a price from the tariff.", number=ticket.number)
    if ticket.paid is None:
        return _("{number}: record whether the customer has paid.", number=ticket.number)
    return ""


def _chargeable(ctx: Context, uow: UnitOfWork, ref: TicketRef) -> Ticket:
    ticket = load_ticket(ctx, uow, ref)
    require_work(ctx, uow, ticket, "edit")
    if ticket.kind not in setting(ctx, "ticket.chargeable_kinds"):
        raise RuleBrokenError(
            _("A ticket of kind {kind} is not charged.", kind=label("ticket_kind", ticket.kind)),
            rule=RULE,
            hint=_("Which kinds are: the setting ticket.chargeable_kinds."),
        )
    if not TICKET.is_open(ticket.state):
        raise RuleBrokenError(_("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02")
    require_free(ticket)
    if ticket.paid:
        raise RuleBrokenError(
            _("{number} is paid: its price stays.", number=ticket.number),
            rule=RULE,
            hint=_("If it is not, record that first."),
        )
    return ticket


def _summed(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str, text: str, changes: dict[str, Any]
) -> Charges:
    lines = _lines(uow, ticket)
    total = sum(line.amount_cents for line in lines) if lines else None
    change_ticket(
        ctx, uow, ticket, action, {**changes, "charge_cents": total, "paid": None}, detail={"text": text}
    )
    return charges_of(ctx, uow, ticket)


def _lines(uow: UnitOfWork, ticket: Ticket) -> list[TicketCharge]:
    query = select(TicketCharge).where(
        TicketCharge.ticket_id == ticket.pk, col(TicketCharge.ended_at).is_(None)
    )
    return list(uow.session.exec(query.order_by(col(TicketCharge.id))))


def _row(line: TicketCharge, tariff: Tariff) -> ChargeRow:
    return ChargeRow(
        id=line.pk,
        code=tariff.code,
        name=_service(tariff),
        unit=tariff.unit,
        quantity=quantity_text(line.quantity),
        price=money_text(tariff.price_cents),
        amount=money_text(line.amount_cents),
        tariff_from=tariff.valid_from,
    )


def _service(tariff: Tariff) -> str:
    return tariff.name_zh if get_language() == "zh" else tariff.name_en
