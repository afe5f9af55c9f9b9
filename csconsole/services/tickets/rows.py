"""What the ticket services hand back: frozen rows, built while the transaction is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole.i18n import get_language
from csconsole.metrics.spans import seconds_spent
from csconsole.models import Category, Customer, Department, Staff, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services.clocks.judging import counted_until, judged_at
from csconsole.services.context import Context
from csconsole.services.shown_phones import sees_whole, shown_number
from csconsole.services.tariff.amounts import money_text
from csconsole.services.tickets.kinds import has_procedure, say_stage, stage_of
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket as a list shows it. Times are UTC. ``late`` and ``waiting_seconds`` hold at ``seen_at``,
    or where the clock is in doubt when it was not.

    ``due_at`` is when the result is owed, ``next_due_at`` when the first of the running clocks is up, be it
    the arrival; ``next_clock`` is which one (TKT-07).
    """

    id: int
    version: int
    number: str
    kind: str
    state: str
    stage: str | None
    stage_label: str | None
    priority: str
    vip: bool
    level: str | None
    level_confirmed: bool
    title: str
    category_id: int | None
    category: str | None
    scope: str | None
    size: str | None
    mode: str | None
    customer_id: int | None
    customer: str | None
    contact_name: str | None
    phone: str | None
    address: str | None
    zone: str | None
    department_id: int | None
    department: str | None
    handler_id: int | None
    handler: str | None
    second_handler_id: int | None
    second_handler: str | None
    accepted_by_one: str | None
    first_owner_id: int | None
    first_owner: str | None
    origin_call_id: int | None
    reported_at: datetime
    dispatched_at: datetime | None
    dispatch_seconds: int | None
    accepted_at: datetime | None
    due_at: datetime | None
    due_source: str | None
    due_limit: str | None
    promised_at: datetime | None
    paused_at: datetime | None
    review_at: datetime | None
    last_note_at: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    close_reason: str | None
    satisfaction: str | None
    returns: int
    reopenings: int
    escalated: bool
    needs_callback: bool
    callback_id: int | None
    late: bool
    waiting_seconds: int
    seen_at: datetime
    merged_into: str | None = None
    next_due_at: datetime | None = None
    next_clock: str | None = None
    result: str | None = None
    litigation_at: datetime | None = None
    charge: str | None = None
    paid: bool | None = None
    slip_due_at: datetime | None = None
    slip_at: datetime | None = None
    first_accepted_by_id: int | None = None

    @property
    def handlers(self) -> str:
        """The person who has it, or both of two (TKT-28); empty while it is with nobody."""
        return " + ".join(name for name in (self.handler, self.second_handler) if name)

    @property
    def is_open(self) -> bool:
        """Whether work is still owed."""
        return TICKET.is_open(self.state)


_COPIED: Final = tuple(
    field.name
    for field in fields(TicketRow)
    if field.name in Ticket.model_fields and field.name not in {"id", "stage", "phone", "reported_at"}
)
"""The fields of a row that are columns of the ticket as they are."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the records that some tickets point at, read with one query a table."""

    staff: dict[int, str]
    departments: dict[int, str]
    customers: dict[int, str]
    categories: dict[int, str]
    tickets: dict[int, str]


def names_for(uow: UnitOfWork, tickets: Iterable[Ticket]) -> Names:
    """The names that rows of ``tickets`` need, departments and categories in the current language."""
    found = list(tickets)
    zh = get_language() == "zh"
    staff = {
        key
        for each in found
        for key in (
            each.handler_id,
            each.second_handler_id,
            each.first_accepted_by_id,
            each.first_owner_id,
        )
    }
    return Names(
        staff=_names(uow, Staff, Staff.name, staff),
        departments=_names(
            uow,
            Department,
            Department.name_zh if zh else Department.name_en,
            {each.department_id for each in found},
        ),
        customers=_names(uow, Customer, Customer.name, {each.customer_id for each in found}),
        categories=_names(
            uow, Category, Category.name_zh if zh else Category.name_en, {each.category_id for each in found}
        ),
        tickets=_names(uow, Ticket, Ticket.number, {each.merged_into_id for each in found}),
    )


def _names(
    uow: UnitOfWork,
    model: type[Staff] | type[Department] | type[Customer] | type[Category] | type[Ticket],
    name: str,
    keys: set[int | None],
) -> dict[int, str]:
    wanted = sorted(key for key in keys if key is not None)
    if not wanted:
        return {}
    rows = uow.session.exec(select(col(model.id), name).where(col(model.id).in_(wanted)))
    return {key: text for key, text in rows if key is not None}


def ticket_rows(ctx: Context, uow: UnitOfWork, tickets: Sequence[Ticket]) -> list[TicketRow]:
    """The rows of ``tickets`` in their order."""
    names = names_for(uow, tickets)
    now = ctx.now()
    judged = judged_at(ctx) if any(is_late(ticket, now) for ticket in tickets) else now
    return [_row(ctx, ticket, names, judged) for ticket in tickets]


def ticket_row(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> TicketRow:
    """The row of one ticket."""
    return ticket_rows(ctx, uow, [ticket])[0]


def is_late(ticket: Ticket, now: datetime) -> bool:
    """Whether the work is overdue: still to be done, the first of its running clocks up (TKT-07)."""
    worked = ticket.state in ("done", "called_back")
    due = ticket.next_due_at
    return TICKET.is_open(ticket.state) and not worked and due is not None and due < now


def sees_phone(ctx: Context, ticket: Ticket) -> bool:
    """Whether the person may read the phone: own items, or the right to (SEC-08)."""
    return sees_whole(ctx, (ticket.handler_id, ticket.second_handler_id, ticket.first_owner_id))


def shown_phone(ctx: Context, ticket: Ticket) -> str | None:
    """The phone as this person may see it."""
    return shown_number(ticket.e164, ticket.phone, whole=sees_phone(ctx, ticket)) or None


def _row(ctx: Context, ticket: Ticket, names: Names, judged: datetime) -> TicketRow:
    """The row of a ticket; ``judged`` is the time by which its work is late or not."""
    held = vars(ticket)  # asking SQLAlchemy for each column takes longer than making the row
    copied = {name: held[name] if name in held else getattr(ticket, name) for name in _COPIED}
    return TicketRow(id=ticket.pk, **copied, **_named(ticket, names), **_worked_out(ctx, ticket, judged))


def _named(ticket: Ticket, names: Names) -> dict[str, Any]:
    """By name or number what the ticket points at; empty where it points at nothing."""
    return {
        "category": names.categories.get(ticket.category_id or 0),
        "customer": names.customers.get(ticket.customer_id or 0),
        "department": names.departments.get(ticket.department_id or 0),
        "handler": names.staff.get(ticket.handler_id or 0),
        "second_handler": names.staff.get(ticket.second_handler_id or 0),
        "accepted_by_one": names.staff.get(ticket.first_accepted_by_id or 0),
        "first_owner": names.staff.get(ticket.first_owner_id or 0),
        "merged_into": names.tickets.get(ticket.merged_into_id or 0),
    }


def _worked_out(ctx: Context, ticket: Ticket, judged: datetime) -> dict[str, Any]:
    """What follows from the ticket, the person who looks and the time; lengths are seconds."""
    now = ctx.now()
    stage = stage_of(ticket) if has_procedure(ticket.kind) else None
    reported, dispatched = ticket.reported_at or now, ticket.dispatched_at
    return {
        "stage": stage,
        "stage_label": say_stage(ticket.kind, stage, ticket.state) if stage else None,
        "phone": shown_phone(ctx, ticket),
        "reported_at": reported,
        "dispatch_seconds": seconds_spent(reported, dispatched) if dispatched else None,
        "waiting_seconds": seconds_spent(reported, dispatched or counted_until(ctx, reported)),
        "late": is_late(ticket, judged),
        "seen_at": now,
        "charge": None if ticket.charge_cents is None else money_text(ticket.charge_cents),
    }
