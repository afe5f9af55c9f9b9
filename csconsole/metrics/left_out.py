"""Tickets that rates leave out because of how they were closed, and that are always shown apart (TKT-13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from csconsole.metrics.definition import Basis, Condition, Measure
from csconsole.models import Ticket

SETTING: Final = "ticket.excluded_reasons"
"""The closing reasons that rates leave out; by default both of those below."""

REASONS: Final = (
    ("caused_by_customer", "caused by the customer", "业主自身原因"),
    ("original_construction", "original construction fault", "原施工问题"),
)
"""The reasons that are shown apart whether they are left out or not."""

_REASON: Final = col(Ticket.excluded_reason)


Given: TypeAlias = Callable[[Basis], Condition] | Condition
"""A condition as it is, or by the settings."""


def _said(given: Given, basis: Basis) -> Condition:
    return given if isinstance(given, ColumnElement) else given(basis)


def counted(also: Given) -> Any:
    """Tickets of ``also`` without those that rates leave out, as the condition of a measure."""

    def condition(basis: Basis) -> ColumnElement[bool]:
        return and_(_said(also, basis), or_(_REASON.is_(None), _REASON.not_in(list(basis.settings[SETTING]))))

    return condition


def shown_apart(key: str, also: Given, at: Any) -> tuple[Measure, ...]:
    """What of the tickets of ``also`` is left out or only shown, by reason; their keys begin with ``key``."""
    named = tuple(
        Measure(
            f"{key}_{code}",
            en,
            zh,
            Ticket,
            _closed_for(also, code),
            at=at,
            excluded_when=SETTING,
            code=code,
        )
        for code, en, zh in REASONS
    )
    others = Measure(
        f"{key}_otherwise",
        "closed for another such reason",
        "其他剔除",
        Ticket,
        _others(also),
        at=at,
        if_any=True,
    )
    return (*named, others)


def _closed_for(also: Given, code: str) -> Any:
    return lambda basis: and_(_said(also, basis), _REASON.in_((code,)))


def _others(also: Given) -> Any:
    """What the site leaves out besides; nothing unless its setting names more reasons."""
    own = [code for code, _en, _zh in REASONS]

    def condition(basis: Basis) -> ColumnElement[bool]:
        more = [code for code in basis.settings[SETTING] if code not in own]
        return and_(_said(also, basis), _REASON.in_(more))

    return condition
