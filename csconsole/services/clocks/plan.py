"""All clocks of a ticket, as they are after a change: what ``keep`` stores and ``why`` tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole.models import Ticket, TicketClock
from csconsole.services.clocks.facts import Change, Fact, fact_of, level_confirmed
from csconsole.services.clocks.history import ClockHistory, clock_history
from csconsole.services.clocks.kinds import TICKET_KINDS, ClockKind, ClockState, DueSource
from csconsole.services.clocks.policy import Rule, calendar_name, pause_states, rules_of
from csconsole.services.clocks.reckon import (
    Agreed,
    ClockPlan,
    Inputs,
    Site,
    read_warnings,
    reckon_clock,
    stopped,
    text_of,
)
from csconsole.services.context import Context
from csconsole.services.due import Calendar, parse_limit, site_calendar
from csconsole.services.settings import setting
from csconsole.services.tickets.kinds import has_procedure
from csconsole.storage import UnitOfWork

Rows = Mapping[ClockKind, TicketClock]
Settled = Mapping[ClockKind, Agreed]
"""What was settled with people just now, by clock; an empty entry takes an earlier one back."""


BEGUN = "season"
"""The entry of a clock that did not run before a season raised its ticket, ``from`` when it counts."""
LITIGATION = "litigation"
"""Why clocks stand still while a court has the matter; a code of ``park_reason``."""


@dataclass(slots=True)
class CalendarShelf(Mapping[tuple[str, str], Calendar]):
    """Calendars by name and zone, loaded when they are asked for."""

    ctx: Context
    found: dict[tuple[str, str], Calendar] = field(default_factory=dict)

    def __getitem__(self, key: tuple[str, str]) -> Calendar:
        if key not in self.found:
            self.found[key] = site_calendar(self.ctx, *key)
        return self.found[key]

    def __iter__(self) -> Any:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


def site_of(ctx: Context, ticket: Ticket, now: datetime, calendar: str | None = None) -> Site:
    """Calendar, zone and warnings that hold for a ticket."""
    return Site(
        now=now,
        calendar=calendar or calendar_name(ctx, ticket),
        zone=ctx.zone.key,
        load=CalendarShelf(ctx),
        warnings=read_warnings(setting(ctx, "clock.warn_percent"), setting(ctx, "clock.escalations")),
        roll=bool(setting(ctx, "calendar.roll_day_limits")),
    )


def stored_clocks(uow: UnitOfWork, ticket: Ticket) -> dict[ClockKind, TicketClock]:
    """The stored clocks of a ticket's present round; those of a ticket being changed are locked."""
    if ticket.id is None:
        return {}
    query = select(TicketClock).where(
        TicketClock.ticket_id == ticket.id,
        TicketClock.round == ticket.reopenings + 1,
        TicketClock.item_id == 0,
    )
    if uow.writes:
        query = query.order_by(col(TicketClock.id)).with_for_update()
    found = uow.session.exec(query.execution_options(populate_existing=True))
    return {ClockKind(row.kind): row for row in found}


def plan_clocks(
    ctx: Context,
    uow: UnitOfWork,
    change: Change,
    rows: Rows,
    *,
    settled: Settled | None = None,
    calendar: str | None = None,
) -> tuple[ClockPlan, ...]:
    """Every clock of the ticket as it is after the change; ``calendar`` is for trying another one."""
    site = site_of(ctx, change.ticket, change.now, calendar)
    history = _history(uow, change, rows)
    plans = (
        _plan(ctx, uow, kind, change, rows, site, history, (settled or {}).get(kind, {}))
        for kind in TICKET_KINDS
    )
    return tuple(plan for plan in plans if plan is not None)


def _history(uow: UnitOfWork, change: Change, rows: Rows) -> ClockHistory:
    """When this round began, and the pauses of a ticket whose clocks were never stored."""
    ticket = change.ticket
    if rows:
        resolve = rows.get(ClockKind.RESOLVE)
        starts = [row.started_at for row in rows.values() if row.started_at is not None]
        return ClockHistory(resolve.started_at if resolve and resolve.started_at else min(starts))
    if ticket.id is None:
        return ClockHistory(ticket.reported_at or change.now)
    if "reopenings" in change.changed:
        return ClockHistory(change.now)
    return clock_history(uow, ticket, change.now)


def _plan(
    ctx: Context,
    uow: UnitOfWork,
    kind: ClockKind,
    change: Change,
    rows: Rows,
    site: Site,
    history: ClockHistory,
    settled: Agreed,
) -> ClockPlan | None:
    """How one kind of clock stands after the change: reckoned anew, as it ended, stopped where no limit holds
    any more, or ``None`` where the ticket has none of this kind.
    """
    ticket, row = change.ticket, rows.get(kind)
    if kind is ClockKind.RESPOND and row is None and _answered_before(change, rows, history):
        return None
    fact = fact_of(kind, change, row.met_at if row else None)
    if kind is ClockKind.PROMISE and fact.met_at is not None and _still_promised(uow, ticket):
        fact = replace(fact, met_at=None)
    if row is not None and not settled and _is_over(row, fact):
        return as_stored(row, site)
    agreed = _agreed(kind, ticket, row, settled)
    ended = None if agreed or row is None else _settled_at(uow, kind, ticket, row)
    if row is not None and ended is not None:
        fact, agreed = replace(fact, met_at=ended), dict(row.agreed)
    rules = _rules(ctx, uow, kind, ticket)
    start = _start(kind, change, row, history, agreed)
    if row is None and (fact.over or (fact.met_at is not None and fact.met_at < start)):
        return None
    if not rules and not agreed.keys() - {BEGUN}:
        return stopped(as_stored(row, site)) if row is not None else None
    inputs = Inputs(
        kind=kind,
        round=ticket.reopenings + 1,
        start=start,
        rules=rules,
        fact=fact,
        pause=_pause(ctx, kind, ticket),
        agreed=agreed,
        pauses=history.pauses,
    )
    return reckon_clock(inputs, row, site)


def as_stored(row: TicketClock, site: Site) -> ClockPlan:
    """A clock by the rule and calendars with which it was stored, whatever the policy says now."""
    assert row.started_at is not None
    assert row.due_at is not None
    limit = parse_limit(row.time_limit) if row.time_limit else None
    source = DueSource(row.source)
    rules = (Rule(source, row.policy or "", limit),) if limit else ()
    agreed = dict(row.agreed)
    if not rules and source.value not in agreed:
        agreed[source.value] = {"until": text_of(row.due_at)}
    _since, name, zone = row.calendars[-1]
    fact = Fact(row.met_at)
    pause = str(row.pauses[-1][2]) if row.pauses and row.pauses[-1][1] is None else None
    inputs = Inputs(ClockKind(row.kind), row.round, row.started_at, rules, fact, pause, agreed)
    then = replace(site, calendar=str(name), zone=str(zone))
    plan = reckon_clock(inputs, row, then)
    over = row.state in ("met", "excused", "stopped") or row.met_at is not None
    return replace(
        plan,
        state=ClockState(row.state),
        due_at=row.due_at,
        whole_seconds=row.whole_seconds,
        used_seconds=row.used_seconds if over else plan.used_seconds,
        plan=dict(row.plan),
        marks=dict(row.marks),
        next_mark_at=row.next_mark_at,
    )


def _is_over(row: TicketClock, fact: Fact) -> bool:
    """Whether a stored clock has come to its end and nothing has taken that back."""
    if row.met_at is not None:
        return fact.met_at == row.met_at
    if row.state == ClockState.EXCUSED:
        return True
    return fact.over and row.state in (ClockState.STOPPED, ClockState.LATE)


def _rules(ctx: Context, uow: UnitOfWork, kind: ClockKind, ticket: Ticket) -> tuple[Rule, ...]:
    if kind is ClockKind.PROMISE:
        return ()
    if kind is ClockKind.OBJECTION:
        text = str(setting(ctx, "ticket.deemed_acceptance")).strip()
        if has_procedure(ticket.kind):  # a complaint ends only with a callback's result (CMP-17)
            return ()
        if not text or ticket.state != "done" or ticket.customer_informed is False:
            return ()
        limit = parse_limit(text, field="ticket.deemed_acceptance")
        return (Rule(DueSource.SETTING, "ticket.deemed_acceptance", limit),)
    if kind is ClockKind.RESPOND and not _has_customer(ticket):
        return ()
    return rules_of(ctx, uow, ticket, kind, confirmed=level_confirmed(ticket))


def _still_promised(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether a promise about the ticket is open, which the end of the work has not settled (CALL-14)."""
    if ticket.id is None or ticket.promised_at is None:
        return False
    from csconsole.services.promises.of_tickets import open_of_ticket

    return bool(open_of_ticket(uow, ticket.pk))


def _settled_at(uow: UnitOfWork, kind: ClockKind, ticket: Ticket, row: TicketClock) -> datetime | None:
    """When the promise that the clock counted was settled, of a ticket that has none left."""
    if kind is not ClockKind.PROMISE:
        return None
    from csconsole.services.promises.of_tickets import settled_at

    return settled_at(uow, ticket.pk, row.due_at)


def _answered_before(change: Change, rows: Rows, history: ClockHistory) -> bool:
    """Whether the ticket was reopened when a response to its first report was taken for one to each: nobody
    wrote down since when its customer is answered.
    """
    answered = change.ticket.first_response_at
    known = bool(rows) and "reopenings" not in change.changed
    return known and answered is not None and answered < history.start


def _has_customer(ticket: Ticket) -> bool:
    """Whether there is anybody to contact: tickets of the house have nobody (TKT-27)."""
    return any((ticket.customer_id, ticket.e164, ticket.phone, ticket.contact_name))


def _agreed(kind: ClockKind, ticket: Ticket, row: TicketClock | None, settled: Agreed) -> Agreed:
    found: Agreed = {name: dict(entry) for name, entry in (row.agreed if row else {}).items()}
    if kind is ClockKind.RESOLVE:
        found.pop(DueSource.CUSTOMER.value, None)
        if ticket.wanted_at is not None:
            found[DueSource.CUSTOMER.value] = {"until": text_of(ticket.wanted_at)}
    if kind is ClockKind.PROMISE:
        found = {} if ticket.promised_at is None else {"promise": {"until": text_of(ticket.promised_at)}}
    found |= settled
    return {name: entry for name, entry in found.items() if entry}


def _start(
    kind: ClockKind, change: Change, row: TicketClock | None, history: ClockHistory, agreed: Agreed
) -> datetime:
    ticket = change.ticket
    if kind is ClockKind.ARRIVE and ticket.appointment_at is not None:
        return max(history.start, ticket.appointment_at)
    if (begun := agreed.get(BEGUN)) is not None:
        return max(history.start, datetime.fromisoformat(begun["from"]))
    if kind is ClockKind.PROMISE:
        same = row is not None and row.agreed.get("promise") == agreed.get("promise")
        return row.started_at if same and row is not None and row.started_at else change.now
    if kind is ClockKind.OBJECTION:
        return ticket.done_at or change.now
    return history.start


def _pause(ctx: Context, kind: ClockKind, ticket: Ticket) -> str | None:
    """Why the clock stands still in the ticket's present state, or ``None``; before a court every one does
    (TKT-25).
    """
    if ticket.litigation_at is not None:
        return LITIGATION
    if kind in (ClockKind.PROMISE, ClockKind.OBJECTION):
        return None
    states = pause_states(ctx, ticket, kind)
    if not {ticket.state, ticket.stage} & states:
        return None
    return (ticket.park_reason if ticket.state == "parked" else ticket.wait_reason) or ""
