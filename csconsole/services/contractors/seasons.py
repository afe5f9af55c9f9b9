"""Seasons in which some tickets are urgent and enough contractors must be at hand 雨季漏雨预案 (TKT-30).

The setting ``ticket.seasons`` is empty until a pack fills it::

    [settings."ticket.seasons".rain]
    from = "06-01"
    to = "09-30"
    category = ["repair.water.leak", "repair.water.roof"]
    priority = "urgent"
    trade = "waterproofing"
    min_firms = 2
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, or_, select

from csconsole.errors import WrongFormError
from csconsole.i18n import _
from csconsole.models import Contractor, Right
from csconsole.services.context import Context
from csconsole.services.settings import setting

_DAY: Final = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_FIELDS: Final = frozenset({"from", "to", "category", "priority", "trade", "min_firms"})


def check_seasons(table: Mapping[str, Any]) -> None:
    """Whether the setting ``ticket.seasons`` may be saved like this. Raises ``InvalidInputError``."""
    for name, rule in table.items():
        fields = rule if isinstance(rule, Mapping) else {}
        faulty = [
            *(day for day in ("from", "to") if not _DAY.fullmatch(str(fields.get(day, "")))),
            *sorted(set(fields) - _FIELDS),
            *(["min_firms"] if type(fields.get("min_firms", 0)) is not int else []),
            *(name for name in ("priority", "trade") if not isinstance(fields.get(name, ""), str)),
            *(["category"] if not isinstance(fields.get("category", ""), (str, list)) else []),
        ]
        if faulty:
            raise WrongFormError(
                _("The season {name} is wrong at {field}.", name=name, field=faulty[0]),
                field=f"ticket.seasons.{name}.{faulty[0]}",
                value=fields.get(faulty[0]),
                rule="TKT-30",
                hint=_(
                    "A season has: from, to (month-day, such as 06-01), category, priority, trade, min_firms."
                ),
            )


@dataclass(frozen=True, slots=True)
class SeasonCheck:
    """One season that is on: how many active contractors of its trade there are, and how many are needed."""

    season: str
    until: str
    trade: str
    firms: int
    needed: int

    @property
    def short(self) -> bool:
        """Whether there are too few."""
        return self.firms < self.needed


def season_checks(ctx: Context) -> tuple[SeasonCheck, ...]:
    """The seasons that are on today; a contractor whose contract is over does not count."""
    ctx.require(Right.RECORD_VIEW)
    today = ctx.today()
    usable = or_(col(Contractor.contract_until).is_(None), col(Contractor.contract_until) >= today)
    found = []
    with ctx.read() as uow:
        for name, rule in seasons_on(ctx, today):
            trade = str(rule.get("trade", ""))
            query = select(func.count()).where(col(Contractor.active), Contractor.trade == trade, usable)
            firms = int(uow.session.exec(query).one())
            found.append(SeasonCheck(name, str(rule["to"]), trade, firms, int(rule.get("min_firms", 0))))
    return tuple(found)


def seasonal_priority(ctx: Context, category: str | None) -> str | None:
    """The priority that a ticket of this category has at least today, or ``None``."""
    if not category:
        return None
    for _name, rule in seasons_on(ctx, ctx.today()):
        named = rule.get("category", "")
        prefixes = [str(one) for one in named] if isinstance(named, list) else [str(named)]
        if any(prefix and (category == prefix or category.startswith(prefix + ".")) for prefix in prefixes):
            return str(rule.get("priority", "urgent"))
    return None


def seasons_on(ctx: Context, today: date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The seasons that are on at ``today``, with their rules."""
    day = f"{today:%m-%d}"
    for name, rule in setting(ctx, "ticket.seasons").items():
        start, end = str(rule["from"]), str(rule["to"])
        if start <= day <= end if start <= end else day >= start or day <= end:
            yield str(name), rule
