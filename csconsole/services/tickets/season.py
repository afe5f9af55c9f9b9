"""The start of a season: open tickets of its categories get the season's priority and so its limits (TKT-30).

The tick looks once a day and after each change of the seasons. A ticket is raised once in a season: later its
priority cannot be lowered within it but by undo, and what was taken back is not raised again.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, false
from sqlmodel import col, or_, select

from csconsole.clock import day_bounds
from csconsole.codes import label
from csconsole.i18n import _, ngettext
from csconsole.models import Category, Event, Notice, Role, Ticket
from csconsole.services.clocks import ClockKind, Failure, change_ticket, stored_clocks
from csconsole.services.clocks.apart import Work, work_through
from csconsole.services.clocks.plan import BEGUN
from csconsole.services.clocks.reckon import text_of
from csconsole.services.context import Context
from csconsole.services.contractors.seasons import seasons_on
from csconsole.services.journal.reversals import SETTLED_BEFORE
from csconsole.services.settings import setting
from csconsole.services.tickets.entry import RANKS
from csconsole.services.tickets.fields import WORKED, is_open
from csconsole.storage import Store, UnitOfWork

ACTION: Final = "season"
_looked: WeakKeyDictionary[Store, tuple[date, Any]] = WeakKeyDictionary()
"""The day and the seasons with which the open tickets of a database were last looked through here."""


def begin_seasons(ctx: Context) -> tuple[tuple[str, ...], tuple[Failure, ...]]:
    """Raise the open tickets of the seasons that are on today, with the season as the reason, and tell the
    supervisors; the numbers of those that were raised, and what could not be.
    """
    table = setting(ctx, "ticket.seasons")
    if not table or _looked.get(ctx.store) == (ctx.today(), table):
        return (), ()

    def begun() -> list[Work[str]]:
        return [
            _work(ctx, name, rule, RANKS[str(rule.get("priority", "urgent"))])
            for name, rule in seasons_on(ctx, ctx.today())
        ]

    raised, failed = work_through(ctx, "tick_season", begun)
    if not failed:
        _looked[ctx.store] = (ctx.today(), table)
    return tuple(raised), failed


def _work(ctx: Context, name: str, rule: Mapping[str, Any], rank: int) -> Work[str]:
    """One season: batch by batch, each with its notice."""
    key = col(Ticket.id)
    lower = (*_lower(rule, rank), _not_yet(ctx, rule))

    def handle(uow: UnitOfWork, keys: Sequence[int]) -> list[str]:
        query = select(Ticket).where(*lower, key.in_(keys)).order_by(col(Ticket.priority_rank), key)
        found = list(uow.session.exec(query.with_for_update(skip_locked=True)))
        done = list(_raise(ctx, uow, name, rule, found))
        if done:
            _tell(ctx, uow, name, rule, done)
        return done

    def named(uow: UnitOfWork, ticket: int) -> dict[str, str]:
        number = uow.session.exec(select(Ticket.number).where(key == ticket)).first()
        return {"number": number or ""}

    return Work(select(key).where(*lower).order_by(col(Ticket.priority_rank), key), key, handle, named)


def _lower(rule: Mapping[str, Any], rank: int) -> tuple[ColumnElement[bool], ...]:
    """Open tickets of the season's categories, still to be worked on, that rank lower."""
    named = rule.get("category", "")
    codes = [str(one) for one in (named if isinstance(named, list) else [named]) if one]
    if not codes:
        return (false(),)
    kinds = select(Category.id).where(
        or_(*(or_(Category.code == code, col(Category.code).startswith(code + ".")) for code in codes))
    )
    return (
        is_open(),
        col(Ticket.state).not_in(WORKED),
        col(Ticket.priority_rank) > rank,
        col(Ticket.category_id).in_(kinds),
    )


def _not_yet(ctx: Context, rule: Mapping[str, Any]) -> ColumnElement[bool]:
    """Tickets that were not raised since the season began."""
    today, (month, day) = ctx.today(), (int(part) for part in str(rule["from"]).split("-"))
    year = today.year if (today.month, today.day) >= (month, day) else today.year - 1
    begun = day_bounds(date(year, month, min(day, monthrange(year, month)[1])), ctx.zone)[0]
    raised = select(Event.id).where(
        Event.entity == "ticket",
        Event.entity_id == Ticket.id,
        Event.action == ACTION,
        col(Event.at) >= begun,
    )
    return ~raised.exists()


def _raise(
    ctx: Context, uow: UnitOfWork, name: str, rule: Mapping[str, Any], found: Sequence[Ticket]
) -> Iterator[str]:
    """Raise each; an arrival that was not owed before counts from now, not from the report."""
    code = str(rule.get("priority", "urgent"))
    reason = _words(name, rule)
    for ticket in found:
        changes = {"priority": code, "priority_rank": RANKS[code]}
        begun = {BEGUN: {"from": text_of(ctx.now()), "reason": reason}}
        new = {} if ClockKind.ARRIVE in stored_clocks(uow, ticket) else {ClockKind.ARRIVE: begun}
        detail = {
            "season": name,
            "from": str(rule["from"]),
            "until": str(rule["to"]),
            SETTLED_BEFORE: {kind.value: {BEGUN: {}} for kind in new},
        }
        change_ticket(ctx, uow, ticket, ACTION, changes, settled=new, reason=reason, detail=detail)
        yield ticket.number


def _words(name: str, rule: Mapping[str, Any]) -> str:
    return _(
        "Season {season} from {start} to {end}: at least {priority}",
        season=name,
        start=rule["from"],
        end=rule["to"],
        priority=label("ticket_priority", str(rule.get("priority", "urgent"))),
    )


def _tell(ctx: Context, uow: UnitOfWork, name: str, rule: Mapping[str, Any], numbers: list[str]) -> None:
    """One notice to the supervisors: which tickets, and why."""
    now = ctx.now()
    uow.create(
        Notice(
            kind="staff",
            title=ngettext(
                "A season has begun: {n} open ticket was raised",
                "A season has begun: {n} open tickets were raised",
                len(numbers),
            ),
            body="\n".join((_words(name, rule), *numbers)),
            role=Role.SUPERVISOR.value,
            from_at=now,
            until_at=now + timedelta(days=1),
        ),
        "published",
    )
