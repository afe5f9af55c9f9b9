"""The tick: what open consoles and ``csconsole due tick`` call so that clocks warn, each time once (TKT-07).

What was warned of is stored with the clock, so that a program that was down, a clock set back, or many
terminals at once neither lose a warning nor repeat one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, or_, text
from sqlmodel import col, select

from csconsole.models import ActionItem, Ticket, TicketClock
from csconsole.services.clocks.apart import Failure, Work, failures, work_through
from csconsole.services.clocks.jump import ClockJump, hold_at_jump
from csconsole.services.clocks.kinds import ClockKind, ClockState
from csconsole.services.clocks.plan import site_of
from csconsole.services.clocks.reckon import (
    BREACH,
    calendar_of,
    escalation_plan,
    first_open,
    instant,
    text_of,
)
from csconsole.services.clocks.tell import tell_of
from csconsole.services.context import SYSTEM, Context
from csconsole.services.settings import setting
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import has_procedure
from csconsole.storage import UnitOfWork

_OPEN_ITEM = text("action_item.state <> 'closed'")


@dataclass(frozen=True, slots=True)
class ClockWarning:
    """A clock that reached a mark: a share of its time in percent, or the role that hears of it being late.

    ``at`` is when the mark was reached, ``given_at`` when it was noticed; ``department_id`` is who was asked,
    of what is owed within the ticket.
    """

    ticket_id: int
    number: str
    clock: ClockKind
    mark: str
    at: datetime
    due_at: datetime
    given_at: datetime
    department_id: int | None = None

    @property
    def breach(self) -> bool:
        """Whether the time is used up, or was before."""
        return self.mark == BREACH or not self.mark.isdecimal()


@dataclass(frozen=True, slots=True)
class TickResult:
    """What a tick did: the warnings that it gave, the tickets that it closed as accepted (TKT-33), those that
    a season's start raised (TKT-30), what it could not handle, and the jump of the machine's clock for which
    it did nothing at all.
    """

    warnings: tuple[ClockWarning, ...] = ()
    accepted: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()
    failed: tuple[Failure, ...] = ()
    held: ClockJump | None = None


def tick(ctx: Context) -> TickResult:
    """Give every warning that is due and was not given. Any terminal may call it at any time. What cannot be
    handled is in ``failed``, holds up nothing else, and is tried again at the next tick (``apart``). By a
    clock that jumped far ahead nothing is breached (``jump``).
    """
    system = replace(ctx, actor=SYSTEM)
    if (jump := hold_at_jump(system)) is not None:
        return TickResult(held=jump)
    raised, failed = _seasons(system)
    done, late = work_through(system, "tick_clock", lambda: (_clocks(system),))
    items = _overdue_items(system)
    items += _with_the_accused(system)
    return TickResult(
        tuple(one for one in done if isinstance(one, ClockWarning)),
        tuple(one for one in done if isinstance(one, str)),
        raised,
        (*failed, *late, *items),
    )


def _seasons(ctx: Context) -> tuple[tuple[str, ...], tuple[Failure, ...]]:
    """A season that has begun raises the open tickets of its categories (TKT-30)."""
    if not setting(ctx, "ticket.seasons"):
        return (), ()
    from csconsole.services.tickets.season import begin_seasons

    return begin_seasons(ctx)


def _overdue_items(ctx: Context) -> tuple[Failure, ...]:
    """Action items that are overdue are told to the supervisors, each once (MTG-13)."""
    due = (_OPEN_ITEM, col(ActionItem.due_at) < ctx.now(), col(ActionItem.escalated_at).is_(None))
    with ctx.read() as uow:
        some = uow.session.exec(select(ActionItem.id).where(*due).limit(1)).first()
    if some is None and not failures(ctx, ("tick_item",)):
        return ()
    from csconsole.services.meetings.overdue import tell_overdue_items

    return tell_overdue_items(ctx)


def _with_the_accused(ctx: Context) -> tuple[Failure, ...]:
    """An open complaint that is with the person whom it is about, as those are that an earlier version left
    there, goes to somebody who decides (CMP-22).
    """
    against = col(Ticket.against_staff_id)
    theirs = or_(col(Ticket.handler_id) == against, col(Ticket.second_handler_id) == against)
    with ctx.read() as uow:
        some = uow.session.exec(select(Ticket.id).where(against > 0, theirs, is_open()).limit(1)).first()
    if some is None:
        return ()
    from csconsole.services.complaints.hiding import take_from_the_accused

    return take_from_the_accused(ctx)


def _due(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    column = col(TicketClock.next_mark_at)
    return column.is_not(None), column <= ctx.now()


def _clocks(ctx: Context) -> Work[ClockWarning | str]:
    """The clocks that reached a mark, the longest ago first."""
    key = col(TicketClock.id)
    query = select(key).where(*_due(ctx)).order_by(col(TicketClock.next_mark_at), key)

    def named(uow: UnitOfWork, clock: int) -> dict[str, str]:
        about = select(Ticket.number, TicketClock.kind).where(
            Ticket.id == TicketClock.ticket_id, TicketClock.id == clock
        )
        found = uow.session.exec(about).first()
        return {"number": found[0], "clock": found[1]} if found else {}

    return Work(query, key, partial(_warn, ctx), named)


def _warn(ctx: Context, uow: UnitOfWork, keys: Sequence[int]) -> list[ClockWarning | str]:
    """What these clocks warn of, and the tickets that silence closes; those that others hold are left out."""
    query = (
        select(TicketClock)
        .where(*_due(ctx), col(TicketClock.id).in_(keys))
        .order_by(col(TicketClock.next_mark_at), col(TicketClock.id))
        .with_for_update(skip_locked=True)
    )
    warnings: list[ClockWarning] = []
    accepted: list[str] = []
    for row in list(uow.session.exec(query.execution_options(populate_existing=True))):
        ticket = uow.get(Ticket, row.ticket_id)
        if row.kind == ClockKind.OBJECTION:
            accepted += _accept(ctx, uow, ticket, row)
            continue
        warnings += _advance(ctx, uow, ticket, row)
    tell_of(ctx, uow, warnings)
    return [*warnings, *accepted]


def _advance(ctx: Context, uow: UnitOfWork, ticket: Ticket, row: TicketClock) -> Iterator[ClockWarning]:
    """Mark what the clock has reached; a breach plans whom to tell next."""
    now = ctx.now()
    assert row.due_at is not None
    given: list[ClockWarning] = []
    while (at := first_open(row.plan, row.marks)) is not None and at <= now:
        mark = min(
            (each for each in row.plan if each not in row.marks),
            key=lambda each: (instant(row.plan[each]), each),
        )
        row.marks = {**row.marks, mark: text_of(now)}
        if mark == BREACH:
            row.state = ClockState.LATE.value
            site = site_of(ctx, ticket, now)
            row.plan = escalation_plan(site.warnings, calendar_of(row.calendars, site), row.due_at) | row.plan
        found = ClockWarning(
            ticket.pk, ticket.number, ClockKind(row.kind), mark, at, row.due_at, now, row.department_id
        )
        given.append(found)
    detail = {"clock": row.kind, "marks": [each.mark for each in given], "due": text_of(row.due_at)}
    uow.note(ticket, "clock_warning", detail=detail)
    row.next_mark_at = first_open(row.plan, row.marks)
    row.version += 1
    row.updated_at = now
    uow.session.add(row)
    yield from given


def _accept(ctx: Context, uow: UnitOfWork, ticket: Ticket, row: TicketClock) -> Iterator[str]:
    """Nobody has objected: the result counts as accepted, and the ticket is closed (TKT-33), unless something
    is still owed on it: then it stays finished, and stands among what is not closed yet.
    """
    row.next_mark_at = None
    row.marks = {**row.marks, BREACH: text_of(ctx.now())}
    uow.session.add(row)
    uow.session.flush()
    from csconsole.services.subtasks.ending import why_owed
    from csconsole.services.tickets import close_ticket
    from csconsole.services.tickets.unfinished import why_unfinished

    if ticket.state != "done" or has_procedure(ticket.kind) or ticket.litigation_at is not None:
        return
    if why := why_owed(ctx, uow, ticket) or why_unfinished(ctx, uow, ticket):
        uow.note(ticket, "clock_warning", detail={"clock": row.kind, "text": why})
        return
    close_ticket(ctx, ticket.pk, reason="deemed_accepted", told_customer=True, override=True)
    yield ticket.number
