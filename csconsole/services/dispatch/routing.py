"""The routing table proposes who gets a ticket, and says why (TKT-03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Category, Customer, Department, Right, RoutingRule, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import PersonLoad, loads_of_people, unstaffed_warning
from csconsole.services.dispatch.pairs import persons_needed
from csconsole.services.dispatch.strategies import NOBODY, Choice, choose, in_building, why_passed
from csconsole.services.entry import one_of
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef, department_name, load_ticket
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed department and person (either may be missing) with the reasons, one sentence each.

    ``strategy`` is how the person was found; ``passed`` names who was passed over, each with the reason. The
    second person is proposed where two go together (``persons``, TKT-28); where only one is free, nobody is.
    """

    department_id: int | None
    department: str | None
    handler_id: int | None
    handler: str | None
    reasons: tuple[str, ...]
    strategy: str = "manual"
    passed: tuple[str, ...] = ()
    second_handler_id: int | None = None
    second_handler: str | None = None
    persons: int = 1
    warning: str = ""

    @property
    def who(self) -> str:
        """The proposed persons, else the department; empty without any."""
        people = " + ".join(name for name in (self.handler, self.second_handler) if name)
        return " ".join(part for part in (self.department, people) if part)

    def target(self) -> dict[str, int | None]:
        """What a dispatch to it is given."""
        return {
            "department_id": self.department_id,
            "handler_id": self.handler_id,
            "second_handler_id": self.second_handler_id,
        }


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
    rule, department, reasons = _department_for(uow, ticket, category)
    if department is None:
        why = _("No line of the routing table fits: choose by hand.")
        return Proposal(None, None, None, None, (*reasons, why), persons=persons_needed(ctx, uow, ticket))
    how = one_of("dispatch_strategy", strategy, "strategy", rule="TKT-04")
    how = how or (rule.strategy if rule else None) or str(setting(ctx, "dispatch.strategy"))
    people = loads_of_people(ctx, uow, department.pk)
    passed = {each.staff_id: why_passed(ctx, each, people) for each in people}
    if ticket.against_staff_id in passed and not uow.get(Staff, ticket.against_staff_id).solo:
        passed[ticket.against_staff_id] = _("the complaint is about them")
    named = rule.handler_id if rule is not None and strategy is None else None
    place = _place(uow, ticket)
    free = [each for each in people if not passed[each.staff_id]]
    by_name = _named(free, named)
    first = by_name or choose(ctx, uow, ticket, category, free, how, place)
    chosen, needed = [first], persons_needed(ctx, uow, ticket)
    if first.person is not None and needed == 2:
        rest = [each for each in free if each.staff_id != first.person.staff_id]
        chosen = _pair(first, choose(ctx, uow, ticket, category, rest, how, place))
    skipped = () if how in NOBODY or by_name else [each for each in people if passed[each.staff_id]]
    warning = "" if people else unstaffed_warning(ctx, department.pk)
    if people and not free and how not in NOBODY:
        reasons.append(_("nobody of the department can take it now"))
    persons = [one.person for one in chosen if one.person is not None] + [None, None]
    return Proposal(
        department.pk,
        department_name(department),
        persons[0].staff_id if persons[0] else None,
        persons[0].name if persons[0] else None,
        (*reasons, *([warning] if warning else []), *(why for one in chosen for why in one.reasons)),
        how,
        tuple(f"{each.name}: {passed[each.staff_id]}" for each in skipped),
        persons[1].staff_id if persons[1] else None,
        persons[1].name if persons[1] else None,
        needed,
        warning,
    )


def _named(free: Sequence[PersonLoad], named: int | None) -> Choice | None:
    """The person whom the line of the table names, if he can take it now."""
    person = next((each for each in free if each.staff_id == named), None)
    if person is None:
        return None
    return Choice(person, (_("{name} is named in the routing table", name=person.name),))


def _pair(first: Choice, second: Choice) -> list[Choice]:
    """Both of two who go together; where only one can take it now, nobody is proposed (TKT-28)."""
    if second.person is not None:
        return [first, second]
    return [Choice(None, (_("two go together, and only one can take it now"),))]


def _department_for(
    uow: UnitOfWork, ticket: Ticket, category: Category | None
) -> tuple[RoutingRule | None, Department | None, list[str]]:
    """The first line that fits, or the category, whose department still works; with the reasons, those of
    what was passed over first.
    """
    reasons: list[str] = []
    for rule in _matching_rules(uow, ticket, category):
        department = uow.get(Department, rule.department_id)
        why = _("routing table: {rule}", rule=_describe(rule))
        if department.active:
            return rule, department, [*reasons, why]
        reasons.append(_closed(why, department))
    if category is not None and category.department_id is not None:
        department = uow.get(Department, category.department_id)
        why = _("department of the category {category}", category=category.code)
        if department.active:
            return None, department, [*reasons, why]
        reasons.append(_closed(why, department))
    return None, None, reasons


def _closed(why: str, department: Department) -> str:
    return _(
        "{why}: passed over, {department} is no longer active",
        why=why,
        department=department_name(department),
    )


def _matching_rules(uow: UnitOfWork, ticket: Ticket, category: Category | None) -> list[RoutingRule]:
    """The active lines that fit, by rank; of one rank the one with the longest category first, then zone."""
    rules = uow.session.exec(
        select(RoutingRule)
        .where(col(RoutingRule.active))
        .order_by(col(RoutingRule.rank), col(RoutingRule.id))
    )
    facts = _Facts(category.code if category else "", _place(uow, ticket), _origin(uow, ticket))
    fitting = [rule for rule in rules if _fits(rule, ticket, facts)]
    return sorted(
        fitting,
        key=lambda rule: (
            rule.rank,
            -len(rule.category_prefix or ""),
            rule.building is None,
            rule.zone is None,
            rule.from_department_id is None,
            rule.pk,
        ),
    )


def _place(uow: UnitOfWork, ticket: Ticket) -> str:
    """Where the matter is: the ticket's address, else the customer's unit."""
    if ticket.address or ticket.customer_id is None:
        return ticket.address or ""
    return uow.get(Customer, ticket.customer_id).unit or ""


def _origin(uow: UnitOfWork, ticket: Ticket) -> int | None:
    """The department that the matter comes from: of the first owner."""
    return uow.get(Staff, ticket.first_owner_id).department_id if ticket.first_owner_id else None


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
