"""How the person for a ticket is found among those of a department; who is passed over, and why (TKT-04)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Category, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import PersonLoad
from csconsole.services.due import show_time
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

NOBODY: Final = frozenset({"manual", "claim"})
"""Strategies that propose the department alone."""
_TURNS: Final = timedelta(days=7)
"""Whose turn it is is reckoned from the tickets of so many days."""
_REMEMBERED: Final = timedelta(days=90)
"""So long a caller without a file is known by the phone."""
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, if anybody, and the reasons, one sentence each."""

    person: PersonLoad | None
    reasons: tuple[str, ...]


def why_passed(ctx: Context, person: PersonLoad, colleagues: Sequence[PersonLoad]) -> str:
    """Why this person is passed over now: absent, not on shift, no capacity left; empty: may be chosen."""
    if person.away_until is not None and person.away_until > ctx.now():
        until = show_time(person.away_until, ctx.zone)
        if person.away_reason:
            return _("absent until {time}: {reason}", time=until, reason=person.away_reason)
        return _("absent until {time}", time=until)
    rule = str(setting(ctx, "dispatch.off_shift"))
    shifts = rule == "skip" or (rule == "auto" and any(each.on_shift for each in colleagues))
    if shifts and not person.on_shift:
        return _("not on shift")
    if person.free is not None and person.free <= 0:
        return _("no capacity left: {open} of {capacity}", open=person.open, capacity=person.capacity)
    return ""


def choose(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    category: Category | None,
    people: Sequence[PersonLoad],
    strategy: str,
    place: str = "",
) -> Choice:
    """Who of ``people`` gets the ticket: the officer of its zone, or of the building that ``place`` is in,
    before any strategy (TKT-03).
    """
    if strategy in NOBODY or not people:
        return Choice(None, (label("dispatch_strategy", strategy),) if strategy in NOBODY else ())
    officers = [each for each in people if each.zone and _is_his(each.zone, ticket.zone, place)]
    if officers:
        name, zone = officers[0].name, officers[0].zone
        return Choice(officers[0], (_("{name} is the officer of zone {zone}", name=name, zone=zone),))
    if strategy == "last_handler" and (known := _last_handler(ctx, uow, ticket, people)):
        return Choice(known, (_("{name} handled this customer last", name=known.name),))
    if strategy == "round_robin":
        return _in_turn(ctx, uow, people)
    skilled = [each for each in people if has_skill(each, ticket, category)] if strategy == "skill" else []
    return _least_loaded(skilled or people, skilled=bool(skilled))


def _is_his(officers: str, zone: str | None, place: str) -> bool:
    return officers == zone or (not zone and in_building(place, officers))


def in_building(place: str, building: str) -> bool:
    """Whether a place lies in a building: ``3-502`` and ``3栋502`` in 3, ``13-502`` and ``31`` not."""
    start = re.match(rf"\s*{re.escape(building.strip())}(?![0-9A-Za-z])", place, re.IGNORECASE)
    return start is not None


def _least_loaded(people: Sequence[PersonLoad], *, skilled: bool) -> Choice:
    chosen = min(people, key=lambda each: (not each.on_shift, each.open, each.late, each.staff_no))
    reasons = []
    if skilled:
        reasons.append(_("{name} has the skill", name=chosen.name))
    if chosen.on_shift:
        reasons.append(_("{name} is on shift", name=chosen.name))
    reasons.append(_("least open work: {count}", count=chosen.open))
    return Choice(chosen, tuple(reasons))


def _in_turn(ctx: Context, uow: UnitOfWork, people: Sequence[PersonLoad]) -> Choice:
    """Whoever has waited longest for a ticket; who had none for a week first."""
    query = (
        select(Ticket.handler_id, func.max(Ticket.dispatched_at), func.max(Ticket.id))
        .where(
            col(Ticket.reported_at) >= ctx.now() - _TURNS,
            col(Ticket.handler_id).in_([each.staff_id for each in people]),
            col(Ticket.dispatched_at).is_not(None),
        )
        .group_by(col(Ticket.handler_id))
    )
    last = {key: (at, number) for key, at, number in uow.session.exec(query)}

    def turn(person: PersonLoad) -> tuple[bool, tuple[datetime, int], str]:
        at, number = last.get(person.staff_id, (None, 0))
        return at is not None, (at or _NEVER, number or 0), person.staff_no

    chosen = min(people, key=turn)
    return Choice(chosen, (_("{name}'s turn", name=chosen.name),))


def _last_handler(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, people: Sequence[PersonLoad]
) -> PersonLoad | None:
    """Who handled the customer's last ticket, if he may be chosen; without a file the phone counts."""
    if ticket.customer_id is not None:
        same = col(Ticket.customer_id) == ticket.customer_id
    elif ticket.e164 is not None:
        recent = col(Ticket.reported_at) >= ctx.now() - _REMEMBERED
        same = (col(Ticket.e164) == ticket.e164) & recent
    else:
        return None
    by_key = {each.staff_id: each for each in people}
    query = (
        select(Ticket.handler_id)
        .where(same, Ticket.id != ticket.id, col(Ticket.handler_id).in_(by_key))
        .order_by(col(Ticket.id).desc())
        .limit(1)
    )
    key = uow.session.exec(query).first()
    return by_key.get(key) if key is not None else None


def has_skill(person: PersonLoad, ticket: Ticket, category: Category | None) -> bool:
    """Whether a skill of the person names the ticket's kind, or its category or a part of it."""
    code = category.code if category else ""
    wanted = {ticket.kind, code, *code.split(".")}
    return any(skill in wanted for skill in person.skills)
