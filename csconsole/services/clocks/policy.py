"""Which limits, pauses and calendar a ticket has: the site's policy, read from the settings (REF-07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Category, Ticket
from csconsole.models.lifecycle.complaint import LEVELS
from csconsole.services.clocks.kinds import TICKET_KINDS, ClockKind, DueSource
from csconsole.services.context import Context
from csconsole.services.due import Limit, LimitUnit, parse_limit
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork
from csconsole.text import whole_number

OFF: Final = "off"
"""In place of a limit: this clock does not run."""
EVERY: Final = "*"

Table = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One limit that applies; ``policy`` is the key of the setting, or the category, that gave it."""

    source: DueSource
    policy: str
    limit: Limit


def rules_of(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, kind: ClockKind, *, confirmed: bool
) -> tuple[Rule, ...]:
    """The limits of one clock of a ticket; the earliest holds.

    The level's own stands in place of the category's, that in place of the kind's with this priority, of the
    kind's, and of every kind's; the priority's is weighed besides. While the level of a complaint is not
    ``confirmed`` those of all levels are weighed (CMP-04). Resolving without any limit: the next day
    (TKT-10).
    """
    table = limit_table(ctx)
    found = [*_own(uow, ticket, kind, table, confirmed)]
    found += _rule(DueSource.PRIORITY, f"priority.{ticket.priority}", kind, table)
    if not found and kind is ClockKind.RESOLVE and not _switched_off(ticket, kind, table):
        text = str(setting(ctx, "ticket.no_clock_limit"))
        found.append(Rule(DueSource.NEXT_DAY, "", parse_limit(text, field="ticket.no_clock_limit")))
    return tuple(found)


def limit_table(ctx: Context) -> Table:
    """The setting ``ticket.limits``; a limit without the name of its clock is that of resolving."""
    return read_limits(setting(ctx, "ticket.limits"))


def check_limits(table: dict[str, Any]) -> None:
    """Whether the setting ``ticket.limits`` may be saved like this: it is not first noticed when a ticket is
    to be reckoned. Raises ``InvalidInputError``.
    """
    for key, limits in read_limits(table).items():
        for name, text in limits.items():
            if text != OFF:
                parse_limit(text, field=f"ticket.limits.{key}.{name}")


def check_escalations(table: dict[str, Any]) -> None:
    """Whether the setting ``clock.escalations`` may be saved like this. Raises ``InvalidInputError``."""
    for role, text in table.items():
        parse_limit(str(text), field=f"clock.escalations.{role}")


def check_percents(percents: list[str]) -> None:
    """Whether the setting ``clock.warn_percent`` may be saved like this: without 100 no clock would ever be
    breached. Raises ``ValueError`` with how it is written.
    """
    if "100" not in percents or not all(1 <= (whole_number(one) or 0) <= 100 for one in percents):
        raise ValueError(_("Write whole numbers from 1 to 100; 100 is one of them."))


def check_acceptance(text: str) -> None:
    """Whether the setting ``ticket.deemed_acceptance`` may be saved like this: a limit, or nothing. Raises
    ``InvalidInputError``.
    """
    if text.strip():
        parse_limit(text, field="ticket.deemed_acceptance")


def check_length(text: str) -> None:
    """Whether a limit is a length of time round the clock, of which nobody must know the calendar. Raises
    ``ValueError`` with how it is written.
    """
    if parse_limit(text).unit not in (LimitUnit.MINUTES, LimitUnit.HOURS):
        raise ValueError(_("Write minutes or hours, such as 15m or 24h."))


def read_limits(given: dict[str, Any]) -> Table:
    """Limits as they are written, by key and clock. Raises ``InvalidInputError`` for an unknown clock."""
    table: Table = {}
    for key, value in given.items():
        limits = value if isinstance(value, dict) else {ClockKind.RESOLVE.value: value}
        if unknown := set(limits) - set(TICKET_KINDS):
            raise WrongFormError(
                _("There is no clock {name}.", name=listed(sorted(unknown))),
                field=f"ticket.limits.{key}",
                value=", ".join(sorted(unknown)),
                rule="TKT-07",
                hint=_("Known values: {values}", values=listed(TICKET_KINDS)),
            )
        table[str(key)] = {str(name): str(text) for name, text in limits.items()}
    return table


def _own(uow: UnitOfWork, ticket: Ticket, kind: ClockKind, table: Table, confirmed: bool) -> Iterator[Rule]:
    if not confirmed:
        levels = [
            rule
            for level in LEVELS
            for rule in _rule(DueSource.UNCONFIRMED, f"{ticket.kind}.{level}", kind, table)
        ]
        if levels:
            yield from levels
            return
    elif ticket.level and f"{ticket.kind}.{ticket.level}" in table:
        key = f"{ticket.kind}.{ticket.level}"
        if kind.value in table[key]:
            yield from _rule(DueSource.LEVEL, key, kind, table)
            return
    if kind is ClockKind.RESOLVE and (own := _category_rule(uow, ticket.category_id)):
        yield own
        return
    for source, key in _keys(ticket):
        if kind.value in table.get(key, {}):
            yield from _rule(source, key, kind, table)
            return


def _keys(ticket: Ticket) -> tuple[tuple[DueSource, str], ...]:
    """The keys of a ticket in the table, the most particular first."""
    return (
        (DueSource.KIND, f"{ticket.kind}.{ticket.priority}"),
        (DueSource.KIND, ticket.kind),
        (DueSource.EVERY, EVERY),
    )


def _switched_off(ticket: Ticket, kind: ClockKind, table: Table) -> bool:
    return any(table.get(key, {}).get(kind.value) == OFF for _source, key in _keys(ticket))


def _rule(source: DueSource, key: str, kind: ClockKind, table: Table) -> list[Rule]:
    text = table.get(key, {}).get(kind.value, OFF)
    if text == OFF:
        return []
    return [Rule(source, key, parse_limit(text, field=f"ticket.limits.{key}.{kind.value}"))]


def _category_rule(uow: UnitOfWork, category_id: int | None) -> Rule | None:
    """The limit of the category, or of the nearest one above it that has a limit."""
    while category_id is not None:
        category = uow.get(Category, category_id)
        limit = category.policy or category.custom.get("limit")
        if limit:
            return Rule(DueSource.CATEGORY, category.code, parse_limit(str(limit), field="category.limit"))
        category_id = category.parent_id
    return None


def pause_states(ctx: Context, ticket: Ticket, kind: ClockKind) -> frozenset[str]:
    """The states in which this clock of the ticket stands still (TKT-07)."""
    table: dict[str, Any] = setting(ctx, "clock.pause_states")
    for key in (f"{ticket.kind}.{kind.value}", kind.value, ticket.kind, EVERY):
        if key in table:
            return frozenset(str(state) for state in table[key])
    return frozenset()


def calendar_name(ctx: Context, ticket: Ticket) -> str:
    """The calendar by which a ticket's clocks count: by level, priority or kind, else the site's (REF-31)."""
    table: dict[str, Any] = setting(ctx, "ticket.calendars")
    keys = (
        f"{ticket.kind}.{ticket.level}",
        f"{ticket.kind}.{ticket.priority}",
        f"priority.{ticket.priority}",
        ticket.kind,
    )
    return next((str(table[key]) for key in keys if key in table), str(setting(ctx, "calendar.name")))
