"""A new ticket."""

from __future__ import annotations

from datetime import datetime

from csconsole.models import Right, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import create_with_clocks
from csconsole.services.context import Context
from csconsole.services.site_phones import site_phone
from csconsole.services.tickets.access import with_every_right
from csconsole.services.tickets.called_back import needs_callback
from csconsole.services.tickets.entry import RANKS, NewTicket, check_new, read_moment, require_past
from csconsole.services.tickets.house import slip_due
from csconsole.services.tickets.kinds import COMPLAINT_KIND, has_procedure, lifecycle_of
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.tags import owned_by_asset, sized, tagged
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS


def create_ticket(
    ctx: Context,
    *,
    kind: str | None = None,
    title: str,
    description: str = "",
    customer_id: int | None = None,
    phone: str | None = None,
    contact_name: str | None = None,
    category_id: int | None = None,
    priority: str | None = None,
    address: str | None = None,
    scope: str | None = None,
    size: str | None = None,
    mode: str | None = None,
    origin_call_id: int | None = None,
    first_owner_id: int | None = None,
    department_id: int | None = None,
    handler_id: int | None = None,
    second_handler_id: int | None = None,
    promised_at: datetime | None = None,
    wanted_at: datetime | None = None,
    promise_text: str | None = None,
    level: str | None = None,
    asset: str | None = None,
    part: str | None = None,
    product: str | None = None,
    defect: str | None = None,
    appointment_at: datetime | None = None,
    against_staff_id: int | None = None,
    demand: str | None = None,
    reported_at: datetime | None = None,
) -> TicketRow:
    """Register a ticket (TKT-01) with its due time, and its promise if one was made (CALL-14).

    Kind, scope and priority may come from the category, contact and address from the customer, who is known
    by the phone where it is one customer's; a call has found its customer already. The first
    owner (default: who registers it) stays for good. With a department or handler it is dispatched at once,
    which needs that right. ``asset`` is its number or words, ``part`` what of it is broken, ``product`` and
    ``defect`` are tags. ``wanted_at`` is an earlier time that the customer asks for (CMP-05). ``reported_at``
    is when it was reported, where that was before now: its clocks count from then. Raises
    ``InvalidInputError``, ``NotFoundError``, ``NotAllowedError``, ``PromiseTooFarError`` (TKT-09).
    """
    ctx.require(Right.TICKET_CREATE)
    _check_promised(ctx, promised_at)
    read_moment(wanted_at, "wanted_at", after=ctx.now(), rule="CMP-05")
    read_moment(appointment_at, "appointment_at", after=ctx.now(), rule="TKT-18")
    require_past(reported_at, "reported_at", now=ctx.now(), rule="TKT-01")
    with ctx.write() as uow:
        customer_id, address = owned_by_asset(uow, asset, customer_id, address)
        if origin_call_id is None and customer_id is None:
            customer_id = _customer_of_phone(ctx, uow, phone)
        found = check_new(
            ctx,
            uow,
            kind=kind,
            title=title,
            description=description,
            customer_id=customer_id,
            phone=phone,
            contact_name=contact_name,
            category_id=category_id,
            priority=priority,
            address=address,
            scope=scope,
            level=level,
        )
        category = found.category.pk if found.category else None
        about = tagged(uow, category, asset=asset, part=part, product=product, defect=defect)
        ticket = new_ticket(ctx, uow, found)
        for name, value in {**about, **sized(size, mode)}.items():
            setattr(ticket, name, value)
        ticket.origin_call_id = origin_call_id
        ticket.first_owner_id = first_owner_id if first_owner_id is not None else ctx.actor.staff_id
        ticket.reported_at = reported_at or ticket.reported_at
        ticket.promised_at = promised_at
        ticket.wanted_at = wanted_at
        ticket.appointment_at = appointment_at
        ticket.against_staff_id = against_staff_id
        ticket.demand = entry.paragraph(demand, "demand")
        ticket.level_confirmed = ticket.level is not None and ctx.can(Right.COMPLAINT_CONFIRM)
        ticket.slip_due_at = slip_due(ctx, ticket.kind)
        create_with_clocks(ctx, uow, ticket)
        begin_procedure(ctx, uow, ticket)
        if promised_at is not None:
            _promise(ctx, uow, ticket, promise_text)
        if department_id is None and handler_id is None:
            return ticket_row(ctx, uow, ticket)
        return _dispatch(ctx, ticket, department_id, handler_id, second_handler_id)


def _check_promised(ctx: Context, promised_at: datetime | None) -> None:
    """The time lies ahead, and no further than may be promised (CALL-14, TKT-09)."""
    if promised_at is not None:
        from csconsole.services.promises import check_promised_time

        read_moment(promised_at, "promised_at", after=ctx.now(), rule="CALL-14")
        check_promised_time(ctx, promised_at)


def _dispatch(
    ctx: Context, ticket: Ticket, department_id: int | None, handler_id: int | None, second_id: int | None
) -> TicketRow:
    from csconsole.services.dispatch import dispatch_ticket

    return dispatch_ticket(
        ctx, ticket.pk, department_id=department_id, handler_id=handler_id, second_handler_id=second_id
    )


def begin_procedure(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """What belongs to a ticket of some kinds from its first moment on: a complaint's records, the report that
    an incident owes (CMP-01, TKT-23).
    """
    if ticket.kind == COMPLAINT_KIND:
        from csconsole.services.complaints import register_complaint

        register_complaint(ctx, uow, ticket)
    elif ticket.kind == "incident":
        from csconsole.services.matters.incidents import register_incident

        register_incident(ctx, uow, ticket)


def _customer_of_phone(ctx: Context, uow: UnitOfWork, typed: str | None) -> int | None:
    """The customer whose phone it is, if it is exactly one customer's, as a call finds its own (CALL-01)."""
    from csconsole.services.customers.owners import only_customer

    phone = site_phone(ctx, typed) if typed and typed.strip() else None
    return only_customer(uow, phone) if phone is not None else None


def new_ticket(ctx: Context, uow: UnitOfWork, found: NewTicket) -> Ticket:
    """A ticket of checked values, not stored yet, reported now."""
    return Ticket(
        number=uow.next_number(LETTERS["ticket"], ctx.today()),
        kind=found.kind,
        state=TICKET.initial,
        stage=lifecycle_of(found.kind).initial if has_procedure(found.kind) else None,
        category_id=found.category.pk if found.category else None,
        title=found.title,
        description=found.description,
        scope=found.scope,
        priority=found.priority,
        priority_rank=RANKS[found.priority],
        vip=found.vip,
        customer_id=found.customer.pk if found.customer else None,
        contact_name=found.contact_name,
        phone=found.phone,
        e164=found.e164,
        address=found.address,
        zone=found.zone,
        level=found.level,
        reported_at=ctx.now(),
        needs_callback=needs_callback(ctx, kind=found.kind, scope=found.scope, e164=found.e164),
    )


def _promise(ctx: Context, uow: UnitOfWork, ticket: Ticket, text: str | None) -> None:
    from csconsole.services.promises import make_promise
    from csconsole.services.promises.approval import ask_approval

    assert ticket.promised_at is not None
    promise = make_promise(
        with_every_right(ctx),
        text=text or ticket.title,
        due_at=ticket.promised_at,
        customer_id=ticket.customer_id,
        call_id=ticket.origin_call_id,
        ticket_id=ticket.pk,
    )
    due_at = ticket.promised_at
    ask_approval(ctx, uow, text, promise_id=promise.id, ticket_id=ticket.pk, due_at=due_at)
