"""The routing table proposes who gets a ticket, and says why (TKT-03)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Category, Department, Right, RoutingRule, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import PersonLoad, loads_of_people
from csconsole.services.tickets.access import TicketRef, department_name, load_ticket
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed department and person (either may be missing) with the reasons, one sentence each."""

    department_id: int | None
    department: str | None
    handler_id: int | None
    handler: str | None
    reasons: tuple[str, ...]


def propose_target(ctx: Context, ref: TicketRef) -> Proposal:
    """Who should get this ticket: the department by the routing table, else by the category; in it the zone
    officer of the customer's zone, else who has the skill, is on shift and has the least to do.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return propose_for(ctx, uow, load_ticket(ctx, uow, ref))


def propose_for(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> Proposal:
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
    if rule is not None and rule.handler_id is not None:
        handler = uow.get(Staff, rule.handler_id)
        reasons.append(_("{name} is named in the routing table", name=handler.name))
        return Proposal(department.pk, department_name(department), handler.pk, handler.name, tuple(reasons))
    person = _person(ctx, uow, ticket, category, department.pk, reasons)
    return Proposal(
        department.pk,
        department_name(department),
        person.staff_id if person else None,
        person.name if person else None,
        tuple(reasons),
    )


def _matching_rule(uow: UnitOfWork, ticket: Ticket, category: Category | None) -> RoutingRule | None:
    """The first active line by rank that fits; of one rank the one with the longest category, then zone."""
    rules = uow.session.exec(
        select(RoutingRule)
        .where(col(RoutingRule.active))
        .order_by(col(RoutingRule.rank), col(RoutingRule.id))
    )
    fitting = [rule for rule in rules if _fits(rule, ticket, category)]
    return min(
        fitting,
        key=lambda rule: (rule.rank, -len(rule.category_prefix or ""), rule.zone is None, rule.pk),
        default=None,
    )


def _fits(rule: RoutingRule, ticket: Ticket, category: Category | None) -> bool:
    if rule.ticket_kind not in (None, ticket.kind) or rule.scope not in (None, ticket.scope):
        return False
    if rule.zone not in (None, ticket.zone):
        return False
    if rule.category_prefix is None:
        return True
    code = category.code if category else ""
    return code == rule.category_prefix or code.startswith(f"{rule.category_prefix}.")


def _describe(rule: RoutingRule) -> str:
    parts = [
        label("ticket_kind", rule.ticket_kind),
        rule.category_prefix or "",
        rule.zone or "",
        label("ticket_scope", rule.scope),
    ]
    return " / ".join(part for part in parts if part) or _("everything")


def _person(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    category: Category | None,
    department_id: int,
    reasons: list[str],
) -> PersonLoad | None:
    people = [each for each in loads_of_people(ctx, uow, department_id) if each.free is None or each.free > 0]
    if not people:
        return None
    officers = [each for each in people if ticket.zone and each.zone == ticket.zone]
    if officers:
        chosen = officers[0]
        reasons.append(_("{name} is the officer of zone {zone}", name=chosen.name, zone=ticket.zone))
        return chosen
    skilled = [each for each in people if _has_skill(each, ticket, category)]
    chosen = (skilled or people)[0]
    if skilled:
        reasons.append(_("{name} has the skill", name=chosen.name))
    if chosen.on_shift:
        reasons.append(_("{name} is on shift", name=chosen.name))
    reasons.append(_("least open work: {count}", count=chosen.open))
    return chosen


def _has_skill(person: PersonLoad, ticket: Ticket, category: Category | None) -> bool:
    code = category.code if category else ""
    wanted = {ticket.kind, code, *code.split(".")}
    return any(skill in wanted for skill in person.skills)
