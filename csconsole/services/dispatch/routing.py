"""The routing table proposes who gets a ticket, and says why (TKT-03)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Category, Customer, Department, Right, RoutingRule, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import loads_of_people
from csconsole.services.dispatch.strategies import NOBODY, choose, why_passed
from csconsole.services.entry import one_of
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, department_name, load_ticket
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed department and person (either may be missing) with the reasons, one sentence each.

    ``strategy`` is how the person was found; ``passed`` names who was passed over, each with the reason.
    """

    department_id: int | None
    department: str | None
    handler_id: int | None
    handler: str | None
    reasons: tuple[str, ...]
    strategy: str = "manual"
    passed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What lines of the table are held against, beside the ticket's own fields."""

    category: str
    place: str
    origin: int | None


def propose_target(ctx: Context, ref: TicketRef, *, strategy: str | None = None) -> Proposal:
    """Who should get this ticket: the department by the routing table, else by the category; in it the zone
    officer of the customer's zone, else by the strategy: the one given, of the table's line, or the setting.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return propose_for(ctx, uow, load_ticket(ctx, uow, ref), strategy=strategy)


def propose_for(ctx: Context, uow: UnitOfWork, ticket: Ticket, *, strategy: str | None = None) -> Proposal:
    """The proposal for a loaded ticket."""
    category = uow.get(Category, ticket.category_id) if ticket.category_id is not None else None
    rule = _matching_rule(uow, ticket, category)
    reasons: list[str] = []
    department: Department | None = None
    if rule is not None:
        department = uow.get(Department, rule.department_id)
        reasons.append(_("routing table: {rule}", rule=_describe(rule)))
    elif category is not None and category.department_id is not None:
        department = uow.get(Department, category.department_id)
        reasons.append(_("department of the category {category}", category=category.code))
    if department is None:
        return Proposal(None, None, None, None, (_("No line of the routing table fits: choose by hand."),))
    how = one_of("dispatch_strategy", strategy, "strategy", rule="TKT-04")
    how = how or (rule.strategy if rule else None) or str(setting(ctx, "dispatch.strategy"))
    people = loads_of_people(ctx, uow, department.pk)
    passed = {each.staff_id: why_passed(ctx, each, people) for each in people}
    named = rule.handler_id if rule is not None and strategy is None else None
    if named is not None:
        handler = uow.get(Staff, named)
        if not passed.get(named) and handler.active:
            reasons.append(_("{name} is named in the routing table", name=handler.name))
            return Proposal(
                department.pk, department_name(department), named, handler.name, tuple(reasons), how
            )
    free = [each for each in people if not passed[each.staff_id]]
    choice = choose(ctx, uow, ticket, category, free, how)
    skipped = () if how in NOBODY else [each for each in people if passed[each.staff_id]]
    if not free and how not in NOBODY:
        reasons.append(_("nobody of the department can take it now"))
    return Proposal(
        department.pk,
        department_name(department),
        choice.person.staff_id if choice.person else None,
        choice.person.name if choice.person else None,
        (*reasons, *choice.reasons),
        how,
        tuple(f"{each.name}: {passed[each.staff_id]}" for each in skipped),
    )


def _matching_rule(uow: UnitOfWork, ticket: Ticket, category: Category | None) -> RoutingRule | None:
    """The first active line by rank that fits; of one rank the one with the longest category, then zone."""
    rules = uow.session.exec(
        select(RoutingRule)
        .where(col(RoutingRule.active))
        .order_by(col(RoutingRule.rank), col(RoutingRule.id))
    )
    facts = _Facts(category.code if category else "", _place(uow, ticket), _origin(uow, ticket))
    fitting = [rule for rule in rules if _fits(rule, ticket, facts)]
    return min(
        fitting,
        key=lambda rule: (
            rule.rank,
            -len(rule.category_prefix or ""),
            rule.building is None,
            rule.zone is None,
            rule.from_department_id is None,
            rule.pk,
        ),
        default=None,
    )


def _place(uow: UnitOfWork, ticket: Ticket) -> str:
    """Where the matter is: the ticket's address, else the customer's unit."""
    if ticket.address or ticket.customer_id is None:
        return ticket.address or ""
    return uow.get(Customer, ticket.customer_id).unit or ""


def _origin(uow: UnitOfWork, ticket: Ticket) -> int | None:
    """The department that the matter comes from: of the first owner."""
    return uow.get(Staff, ticket.first_owner_id).department_id if ticket.first_owner_id else None


def in_building(place: str, building: str) -> bool:
    """Whether a place lies in a building: ``3-502`` and ``3栋502`` in 3, ``13-502`` and ``31`` not."""
    start = re.match(rf"\s*{re.escape(building.strip())}(?![0-9A-Za-z])", place, re.IGNORECASE)
    return start is not None


def _fits(rule: RoutingRule, ticket: Ticket, facts: _Facts) -> bool:
    if rule.building is not None and not in_building(facts.place, rule.building):
        return False
    if rule.from_department_id not in (None, facts.origin):
        return False
    if rule.ticket_kind not in (None, ticket.kind) or rule.scope not in (None, ticket.scope):
        return False
    if rule.zone not in (None, ticket.zone):
        return False
    if rule.category_prefix is None:
        return True
    code = facts.category
    return code == rule.category_prefix or code.startswith(f"{rule.category_prefix}.")


def _describe(rule: RoutingRule) -> str:
    parts = [
        label("ticket_kind", rule.ticket_kind),
        rule.category_prefix or "",
        rule.zone or "",
        rule.building or "",
        label("ticket_scope", rule.scope),
    ]
    return " / ".join(part for part in parts if part) or _("everything")
