"""The routing table and the tariff that a pack brings (TKT-03, TKT-24)."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlmodel import select

from csconsole.models import Department, RoutingRule, Tariff
from csconsole.services.dispatch.rules import rank_of
from csconsole.services.packs.files import Pack, Row
from csconsole.services.packs.rows import keys_of, store_rows
from csconsole.services.tariff.amounts import cents_of
from csconsole.storage import UnitOfWork

_COLUMNS: Final = {
    "ticket_kind": "ticket_kind",
    "category": "category_prefix",
    "scope": "scope",
    "zone": "zone",
    "building": "building",
}
"""The columns of ``routing.csv`` and those of the table that say when a line fits."""


def routing_of_pack(uow: UnitOfWork, pack: Pack) -> int:
    """Store the lines of ``routing.csv`` that the site has not; ``from`` is the department of origin."""
    departments = keys_of(uow, Department)
    known = {_fits_of(rule) for rule in uow.session.exec(select(RoutingRule))}
    rows = []
    for row in pack.routing:
        rule = _rule(row, departments)
        if _fits_of(rule) not in known:
            rows.append(rule)
    return store_rows(uow, rows, pack)


def _rule(row: Row, departments: dict[str, int]) -> RoutingRule:
    when: dict[str, Any] = {name: row.get(column) or None for column, name in _COLUMNS.items()}
    origin = row.get("from")
    rule = RoutingRule(
        **when,
        from_department_id=departments[origin] if origin else None,
        department_id=departments[row["department"]],
        strategy=row.get("strategy") or None,
    )
    rule.rank = rank_of(rule)
    return rule


def _fits_of(rule: RoutingRule) -> tuple[object, ...]:
    return (*(getattr(rule, name) for name in _COLUMNS.values()), rule.from_department_id)


def tariff_of_pack(uow: UnitOfWork, pack: Pack) -> int:
    """Store the prices of ``tariff.csv`` for services that the site has no price of."""
    known = set(uow.session.exec(select(Tariff.code)).all())
    rows = [
        Tariff(
            code=row["code"],
            name_en=row["en"],
            name_zh=row["zh"],
            unit=row["unit"],
            price_cents=cents_of(row["price"]),
            valid_from=date.fromisoformat(row["from"]),
            pack=pack.name,
        )
        for row in pack.tariff
        if row["code"] not in known
    ]
    return store_rows(uow, rows, pack)
