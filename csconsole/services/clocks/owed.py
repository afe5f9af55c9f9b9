"""Clocks of what is owed within a ticket: sub-tasks, contractors' jobs, replies, reports (TKT-14, TKT-18,
TKT-20, TKT-23, TKT-32).

They stand with the clocks of the ticket and warn by the same tick; whoever changes such a record calls
``follow``, whoever moves or ends its ticket ``follow_all``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import ContractorJob, Incident, Referral, Subtask, Ticket, TicketClock
from csconsole.services.clocks.facts import ENDED, Fact
from csconsole.services.clocks.keep import fill_clock, stored_form
from csconsole.services.clocks.kinds import ClockKind, ClockState, DueSource
from csconsole.services.clocks.plan import site_of
from csconsole.services.clocks.reckon import ClockPlan, Inputs, reckon_clock, text_of
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork
from csconsole.storage.bulk import complete, insert_rows

RUNNING, LATE = ClockState.RUNNING, ClockState.LATE
Item = Subtask | ContractorJob | Referral | Incident
"""A record that hangs on a ticket and is due."""

KINDS_OF: Final[dict[type[Any], tuple[ClockKind, ...]]] = {
    Subtask: (ClockKind.ACKNOWLEDGE, ClockKind.DEPARTMENT, ClockKind.VISIT),
    ContractorJob: (ClockKind.CONTRACTOR,),
    Referral: (ClockKind.REPLY,),
    Incident: (ClockKind.REPORT,),
}
"""The kinds of clocks that each kind of record has."""
TABLE_OF: Final = {kind: model for model, kinds in KINDS_OF.items() for kind in kinds}
"""What ``item_id`` of a clock of this kind is a key of."""


@dataclass(frozen=True, slots=True)
class _Owed:
    """One clock as the record asks for it. ``owner_id`` and ``department_id`` are who owes it, neither:
    whoever has the ticket.
    """

    kind: ClockKind
    start: datetime | None
    due: datetime | None
    met_at: datetime | None = None
    over: bool = False
    owner_id: int | None = None
    department_id: int | None = None


def follow(ctx: Context, uow: UnitOfWork, item: Item, *, ended: bool = False) -> None:
    """Bring the clocks of a stored record up to date; with ``ended`` its ticket is about to end."""
    ticket = uow.get(Ticket, item.ticket_id)
    uow.session.flush()
    rows = _stored(uow, item)
    for owed, plan in _plans(ctx, ticket, item, rows, over=ended or ticket.state in ENDED):
        _store(ctx, uow, item, owed, rows.get(owed.kind), plan)


def running_owed(
    ctx: Context, uow: UnitOfWork, ticket: Ticket
) -> tuple[tuple[Item, TicketClock, ClockPlan], ...]:
    """The clocks that run within an open ticket or ran out unmet, reckoned for this moment, the soonest due
    first: the record, the clock as it is stored, its plan.
    """
    found = []
    for item in _items(uow, ticket):
        rows = _stored(uow, item)
        for owed, plan in _plans(ctx, ticket, item, rows, over=ticket.state in ENDED):
            row = rows.get(owed.kind)
            if row is not None and plan.met_at is None and plan.state in (RUNNING, LATE):
                found.append((item, row, plan))
    return tuple(sorted(found, key=lambda one: one[2].due_at))


def _plans(
    ctx: Context, ticket: Ticket, item: Item, rows: Mapping[ClockKind, TicketClock], *, over: bool
) -> Iterator[tuple[_Owed, ClockPlan]]:
    site = site_of(ctx, ticket, ctx.now())
    for owed in _clocks_of(item):
        if owed.due is None or owed.start is None:
            continue
        inputs = Inputs(
            kind=owed.kind,
            round=1,
            start=owed.start,
            rules=(),
            fact=Fact(owed.met_at, owed.over or over),
            pause=None,
            agreed={DueSource.SETTING.value: {"until": text_of(owed.due)}},
        )
        plan = reckon_clock(inputs, rows.get(owed.kind), site)
        if inputs.fact.over and plan.met_at is None:
            plan = replace(plan, state=ClockState.STOPPED)
        yield owed, plan


def follow_all(ctx: Context, uow: UnitOfWork, ticket: Ticket, *, ended: bool = False) -> None:
    """The same for everything that hangs on a ticket: it was merged, ended or taken back."""
    uow.session.flush()
    for item in _items(uow, ticket):
        follow(ctx, uow, item, ended=ended)


def _items(uow: UnitOfWork, ticket: Ticket) -> Iterator[Item]:
    """Only what has clocks: most tickets have none, and their tables are not even looked at."""
    here = col(TicketClock.ticket_id) == ticket.pk
    for model, kinds in KINDS_OF.items():
        clocked = select(TicketClock.item_id).where(
            here, col(TicketClock.item_id) > 0, col(TicketClock.kind).in_(kinds)
        )
        found: Iterable[Item] = uow.session.exec(
            select(model).where((model.ticket_id == ticket.pk) | col(model.id).in_(clocked))
        )
        yield from list(found)


def _stored(uow: UnitOfWork, item: Item) -> dict[ClockKind, TicketClock]:
    query = select(TicketClock).where(
        TicketClock.item_id == item.pk, col(TicketClock.kind).in_(KINDS_OF[type(item)])
    )
    if uow.writes:
        query = query.order_by(col(TicketClock.id)).with_for_update()
    found = uow.session.exec(query.execution_options(populate_existing=True))
    return {ClockKind(row.kind): row for row in found}


def _store(
    ctx: Context, uow: UnitOfWork, item: Item, owed: _Owed, row: TicketClock | None, plan: ClockPlan
) -> None:
    now = ctx.now()
    whose = {
        "ticket_id": item.ticket_id,
        "owner_id": owed.owner_id,
        "department_id": owed.department_id,
    }
    if row is None:
        values = {"kind": owed.kind.value, "round": 1, "item_id": item.pk, **whose, **stored_form(plan)}
        insert_rows(
            uow.connection,
            TicketClock,
            [complete(TicketClock, {**values, "created_at": now, "updated_at": now})],
        )
        return
    fill_clock(row, plan)
    for name, value in whose.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    if uow.session.is_modified(row):
        row.updated_at = now
        row.version += 1
        uow.session.add(row)
        uow.session.flush()


def _clocks_of(item: Item) -> tuple[_Owed, ...]:
    match item:
        case Subtask():
            return _of_subtask(item)
        case ContractorJob():
            return (
                _Owed(
                    ClockKind.CONTRACTOR,
                    item.created_at,
                    item.due_at,
                    item.ended_at,
                    owner_id=item.follower_id,
                ),
            )
        case Referral():
            return (_Owed(ClockKind.REPLY, item.received_at, item.reply_due_at, item.replied_at),)
        case Incident():
            return (_Owed(ClockKind.REPORT, item.happened_at, item.report_due_at, item.reported_at),)


def _of_subtask(item: Subtask) -> tuple[_Owed, ...]:
    gone = item.state == "cancelled"
    if item.kind != "department":
        met = item.ended_at if item.state == "done" else None
        owner = item.staff_id if item.staff_id is not None else item.requester_id
        return (_Owed(ClockKind.VISIT, item.created_at, item.due_at, met, gone, owner),)
    whose = {"owner_id": item.staff_id, "department_id": item.department_id}
    answered = item.answered_at if item.state == "answered" else None
    return (
        _Owed(
            ClockKind.ACKNOWLEDGE, item.created_at, item.acknowledge_by, item.acknowledged_at, gone, **whose
        ),
        _Owed(ClockKind.DEPARTMENT, item.created_at, item.due_at, answered, gone, **whose),
    )
