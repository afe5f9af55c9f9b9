"""The routing table itself 派单规则: list its lines, add one, change one, take one out of use (TKT-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import InvalidInputError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, get_language
from csconsole.models import Category, Department, Right, RoutingRule, Staff
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Page,
    Scope,
    department_field,
    fetch_page,
    staff_field,
)
from csconsole.storage import UnitOfWork
from csconsole.text import whole_number

ROUTING: Final = EntityFields(
    name="routing",
    model=RoutingRule,
    fields=(
        FieldSpec("rank", "顺序", Kind.NUMBER, RoutingRule.rank),
        FieldSpec("kind", "类型", Kind.CODE, RoutingRule.ticket_kind, codes="ticket_kind"),
        FieldSpec("category", "业务分类", Kind.EXACT, RoutingRule.category_prefix),
        FieldSpec("zone", "片区", Kind.EXACT, RoutingRule.zone),
        FieldSpec("building", "楼栋", Kind.EXACT, RoutingRule.building),
        FieldSpec("scope", "范围", Kind.CODE, RoutingRule.scope, codes="ticket_scope"),
        department_field("from", "来自部门", RoutingRule.from_department_id),
        department_field("department", "部门", RoutingRule.department_id, aliases=("dept",)),
        staff_field("handler", "处理人", RoutingRule.handler_id),
        FieldSpec("active", "启用", Kind.FLAG, RoutingRule.active),
    ),
    default_sort="rank",
    within=(col(RoutingRule.category_prefix), col(RoutingRule.zone), col(RoutingRule.building)),
)
_WHEN: Final = ("ticket_kind", "category_prefix", "zone", "building", "scope", "from_department_id")
"""What must be so for a line to fit."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One line: when it fits (empty: always), and who gets the ticket then. Departments by code."""

    id: int
    rank: int
    ticket_kind: str | None
    category: str | None
    category_name: str | None
    zone: str | None
    building: str | None
    scope: str | None
    origin: str | None
    department: str
    department_name: str
    handler_no: str | None
    handler: str | None
    strategy: str | None
    active: bool
    version: int


def rank_of(rule: RoutingRule) -> int:
    """The usual place of a line: the more it asks, the earlier it is tried."""
    levels = rule.category_prefix.count(".") + 1 if rule.category_prefix else 0
    asked = ((rule.scope, 5), (rule.building, 4), (rule.zone, 3), (rule.from_department_id, 2))
    return 100 - 10 * levels - sum(weight for value, weight in asked if value)


def rank_read(text: str) -> int | None:
    """The place of a line as typed; ``None`` for an empty text. Raises ``InvalidInputError``."""
    if not text.strip():
        return None
    rank = whole_number(text)
    if rank is None or rank > 100_000:
        raise WrongFormError(_("The order is a whole number."), field="rank", value=text, rule="TKT-03")
    return rank


def list_rules(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[RuleRow]:
    """The lines in the order in which they are tried; everybody who is signed in may see them."""
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            ROUTING,
            lambda found: _rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )


def find_rule(ctx: Context, rule_id: int) -> RuleRow:
    """One line by its key. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return _rows(uow, [uow.get(RoutingRule, rule_id)])[0]


def add_rule(
    ctx: Context,
    *,
    department: str,
    ticket_kind: str = "",
    category: str = "",
    zone: str = "",
    building: str = "",
    scope: str = "",
    origin: str = "",
    handler_no: str = "",
    strategy: str = "",
    rank: int | None = None,
) -> RuleRow:
    """Add a line; departments by code, the category by its code, the handler by staff number.

    Without a ``rank`` it gets the usual one. Raises ``NotAllowedError``, ``NotFoundError``,
    ``InvalidInputError``, ``RuleBrokenError`` for a line that asks the same as another.
    """
    ctx.require(Right.SETTING_CHANGE)
    given = {
        "ticket_kind": ticket_kind,
        "category": category,
        "zone": zone,
        "building": building,
        "scope": scope,
        "origin": origin,
        "department": department,
        "handler_no": handler_no,
        "strategy": strategy,
    }
    with ctx.write() as uow:
        values = _checked(ctx, uow, given)
        rule = RoutingRule(**values)
        rule.rank = rank if rank is not None else rank_of(rule)
        _require_new(uow, rule)
        _require_own_person(uow, rule)
        return _rows(uow, [uow.create(rule)])[0]


def edit_rule(
    ctx: Context,
    rule_id: int,
    *,
    rank: int | None = None,
    active: bool | None = None,
    expected_version: int | None = None,
    **given: str | None,
) -> RuleRow:
    """Change what is given (the names of :func:`add_rule`) and leave the rest; an empty text takes a value
    away, but a line always has a department. Raises as :func:`add_rule` does, and ``ConflictError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    with ctx.write() as uow:
        rule = uow.get(RoutingRule, rule_id)
        changes = _checked(ctx, uow, {name: text for name, text in given.items() if text is not None})
        if rank is not None:
            changes["rank"] = rank
        if active is not None:
            changes["active"] = active
        after = RoutingRule(**{**rule.model_dump(), **changes})
        if after.active:
            _require_new(uow, after)
        _require_own_person(uow, after)
        uow.update(rule, "edited", changes, expected_version=expected_version)
        return _rows(uow, [rule])[0]


def _checked(ctx: Context, uow: UnitOfWork, given: dict[str, str]) -> dict[str, Any]:
    """What was entered as the columns of a line."""
    from csconsole.services.categories.records import category_of
    from csconsole.services.departments.records import department_of
    from csconsole.services.staff import staff_of
    from csconsole.services.tickets.entry import require_known_kind

    found: dict[str, Any] = {}
    for name, text in given.items():
        said = text.strip()
        if name == "ticket_kind":
            found[name] = entry.one_of("ticket_kind", said, "kind", rule="TKT-03")
            if found[name]:
                require_known_kind(ctx, found[name])
        elif name == "category":
            found["category_prefix"] = category_of(uow, said).code if said else None
        elif name == "scope":
            found[name] = entry.one_of("ticket_scope", said, "scope", rule="TKT-03")
        elif name == "strategy":
            found[name] = entry.one_of("dispatch_strategy", said, "strategy", rule="TKT-03")
        elif name == "origin":
            found["from_department_id"] = department_of(uow, said).pk if said else None
        elif name == "department":
            if not said:
                raise InvalidInputError(
                    _("A line of the routing table needs a department."), field=name, rule="TKT-03"
                )
            found["department_id"] = department_of(uow, said).pk
        elif name == "handler_no":
            found["handler_id"] = staff_of(uow, said).pk if said else None
        else:
            found[name] = entry.line(said, name, most=80)
    return found


def _require_new(uow: UnitOfWork, rule: RoutingRule) -> None:
    """Two lines that fit the same tickets would leave it to chance which one holds."""
    same = [col(getattr(RoutingRule, name)).is_not_distinct_from(getattr(rule, name)) for name in _WHEN]
    twin = uow.session.exec(select(RoutingRule).where(col(RoutingRule.active), *same)).first()
    if twin is not None and twin.id != rule.id:
        raise RuleBrokenError(
            _("Line {key} of the routing table fits the same tickets: change that one.", key=twin.pk),
            rule="TKT-03",
        )


def _require_own_person(uow: UnitOfWork, rule: RoutingRule) -> None:
    person = uow.get(Staff, rule.handler_id) if rule.handler_id is not None else None
    if person is not None and person.department_id not in (None, rule.department_id):
        raise InvalidInputError(
            _("{name} belongs to another department.", name=person.name),
            field="handler_no",
            value=person.staff_no,
            rule="TKT-03",
        )


def _rows(uow: UnitOfWork, found: Sequence[RoutingRule]) -> list[RuleRow]:
    departments = {one.pk: one for one in uow.session.exec(select(Department))}
    keys = [rule.handler_id for rule in found if rule.handler_id is not None]
    people = {one.pk: one for one in uow.session.exec(select(Staff).where(col(Staff.id).in_(keys)))}
    chinese = get_language() == "zh"
    name = Category.name_zh if chinese else Category.name_en
    prefixes = {rule.category_prefix for rule in found if rule.category_prefix}
    categories = dict(
        uow.session.exec(select(Category.code, name).where(col(Category.code).in_(prefixes))).all()
    )
    rows = []
    for rule in found:
        target, person = departments[rule.department_id], people.get(rule.handler_id or 0)
        origin = departments.get(rule.from_department_id or 0)
        rows.append(
            RuleRow(
                id=rule.pk,
                rank=rule.rank,
                ticket_kind=rule.ticket_kind,
                category=rule.category_prefix,
                category_name=categories.get(rule.category_prefix or ""),
                zone=rule.zone,
                building=rule.building,
                scope=rule.scope,
                origin=origin.code if origin else None,
                department=target.code,
                department_name=target.name_zh if chinese else target.name_en,
                handler_no=person.staff_no if person else None,
                handler=person.name if person else None,
                strategy=rule.strategy,
                active=rule.active,
                version=rule.version,
            )
        )
    return rows
