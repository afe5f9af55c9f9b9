"""What a new ticket must say, checked and completed from the customer and the category (TKT-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from csconsole.codes import codes, label
from csconsole.errors import InvalidInputError
from csconsole.i18n import _, listed
from csconsole.models import Category, Customer, CustomerPhone, Department
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.reach import due_in_reach
from csconsole.services.settings import setting
from csconsole.services.site_phones import site_phone
from csconsole.storage import UnitOfWork

RANKS = {"emergency": 1, "urgent": 2, "normal": 3}
"""The order of priorities on every list (TKT-22)."""

DEFAULT_PRIORITY = "normal"
ON_SITE_NEEDS = ("scope", "contact_name", "address", "phone")
"""What work at the customer's place needs to know (TKT-01)."""


@dataclass(frozen=True, slots=True)
class NewTicket:
    """The checked fields of a new ticket."""

    kind: str
    title: str
    description: str
    priority: str
    scope: str | None
    category: Category | None
    customer: Customer | None
    contact_name: str | None
    phone: str | None
    e164: str | None
    address: str | None
    zone: str | None
    level: str | None
    vip: bool


def check_new(
    ctx: Context,
    uow: UnitOfWork,
    *,
    kind: str | None,
    title: str,
    description: str,
    customer_id: int | None,
    phone: str | None,
    contact_name: str | None,
    category_id: int | None,
    priority: str | None,
    address: str | None,
    scope: str | None,
    level: str | None,
) -> NewTicket:
    """Check what was entered; what is missing comes from the category and the customer.

    Raises ``InvalidInputError`` (TKT-01) for a missing or wrong field, ``NotFoundError`` for an unknown
    customer or category.
    """
    category = uow.get(Category, category_id) if category_id is not None else None
    customer = uow.get(Customer, customer_id) if customer_id is not None else None
    found_kind = entry.one_of("ticket_kind", kind, "kind", rule="TKT-01")
    found_kind = found_kind or (category.ticket_kind if category else None) or "other"
    require_known_kind(ctx, found_kind)
    typed, e164 = _phone(ctx, uow, phone, customer)
    defaults = category.custom if category else {}
    found = NewTicket(
        kind=found_kind,
        title=entry.needed(
            title, "symptom", rule="TKT-01", why=_("The ticket needs a title: what is wrong?"), most=200
        ),
        description=entry.paragraph(description, "description") or "",
        priority=_ranked(ctx, category, priority),
        scope=entry.one_of("ticket_scope", scope or str(defaults.get("scope") or ""), "scope", rule="TKT-01"),
        category=category,
        customer=customer,
        contact_name=entry.line(contact_name, "contact_name", most=120)
        or (customer.name if customer else None),
        phone=typed,
        e164=e164,
        address=entry.line(address, "address") or (address_of(customer) if customer else None),
        zone=customer.zone if customer else None,
        level=_level(found_kind, level),
        vip=customer is not None and is_vip(ctx, customer),
    )
    _require_on_site(ctx, found)
    return found


def is_vip(ctx: Context, customer: Customer) -> bool:
    """Whether the customer's tickets stand first within a priority (TKT-22)."""
    return customer.tier in setting(ctx, "ticket.vip_tiers")


def require_known_kind(ctx: Context, kind: str) -> None:
    """A pack's kind of ticket is there when the pack is installed (TKT-02). Raises ``InvalidInputError``."""
    if kind in codes("ticket_kind"):
        return
    from csconsole.services.packs import installed_packs
    from csconsole.services.packs.kinds import pack_kinds

    found = pack_kinds().get(kind)
    if found is None or found.pack not in installed_packs(ctx):
        raise InvalidInputError(
            _("{kind} comes with a pack that is not installed.", kind=label("ticket_kind", kind)),
            field="kind",
            value=kind,
            rule="TKT-02",
        )


def on_site_needs(ctx: Context, kind: str) -> tuple[str, ...]:
    """The fields without which a ticket of this kind cannot be worked at the customer's place (TKT-01); no
    scope for a device that may be in the workshop (TKT-16).
    """
    if kind not in setting(ctx, "ticket.on_site_kinds"):
        return ()
    unscoped = kind in setting(ctx, "ticket.no_scope_kinds")
    return tuple(name for name in ON_SITE_NEEDS if not (unscoped and name == "scope"))


def _require_on_site(ctx: Context, found: NewTicket) -> None:
    """Work at the customer's place needs to know where, whom and how to reach them (TKT-01)."""
    missing = [name for name in on_site_needs(ctx, found.kind) if not getattr(found, name)]
    if missing:
        raise InvalidInputError(
            _(
                "A ticket of kind {kind} needs: {fields}.",
                kind=label("ticket_kind", found.kind),
                fields=listed(label("field", name) for name in missing),
            ),
            field=missing[0],
            rule="TKT-01",
        )


def _ranked(ctx: Context, category: Category | None, given: str | None) -> str:
    """The priority as given or by the category; in its season at least the season's (TKT-30)."""
    usual = str(category.custom.get("priority") or "") if category else ""
    found = _priority(given) or _priority(usual) or DEFAULT_PRIORITY
    return in_season(ctx, category, found)


def in_season(ctx: Context, category: Category | None, priority: str) -> str:
    """The priority, raised to that which tickets of the category have at least in this season (TKT-30)."""
    from csconsole.services.contractors.seasons import seasonal_priority

    least = _priority(seasonal_priority(ctx, category.code if category else None)) or priority
    return min(priority, least, key=RANKS.__getitem__)


def _priority(text: str | None) -> str | None:
    return entry.one_of("ticket_priority", text, "priority", rule="TKT-22")


def _level(kind: str, level: str | None) -> str | None:
    found = entry.one_of("complaint_level", level, "level", rule="CMP-03")
    if found is not None and kind != "complaint":
        raise InvalidInputError(_("Only a complaint has a level."), field="level", value=level, rule="CMP-03")
    return found


def _phone(
    ctx: Context, uow: UnitOfWork, typed: str | None, customer: Customer | None
) -> tuple[str | None, str | None]:
    """The phone as typed and in its comparable form; without one, the customer's own."""
    found = site_phone(ctx, typed) if typed and typed.strip() else None
    if found is not None:
        return found.typed, found.e164
    if customer is None:
        return None, None
    query = (
        select(CustomerPhone)
        .where(CustomerPhone.customer_id == customer.pk, col(CustomerPhone.ended_at).is_(None))
        .order_by(col(CustomerPhone.primary).desc(), col(CustomerPhone.id))
        .limit(1)
    )
    own = uow.session.exec(query).first()
    return (own.typed, own.e164) if own else (None, None)


def address_of(customer: Customer) -> str | None:
    """Where a customer lives, as a new ticket takes it over."""
    parts = [part for part in (customer.address, customer.unit) if part]
    return " ".join(dict.fromkeys(parts)) or None


def read_moment(at: datetime | None, field: str, *, after: datetime, rule: str) -> datetime | None:
    """A time that must lie ahead of ``after``, five years at most. Raises ``InvalidInputError``."""
    if at is not None and at <= after:
        raise InvalidInputError(
            _("{field} must lie in the future.", field=label("field", field)),
            field=field,
            value=at,
            rule=rule,
        )
    return due_in_reach(at, field, after=after, rule=rule)


def require_past(at: datetime | None, field: str, *, now: datetime, rule: str) -> None:
    """Raise ``InvalidInputError`` for a time of something that has happened which lies ahead."""
    if at is not None and at > now:
        raise InvalidInputError(
            _("{field} must not lie in the future.", field=label("field", field)),
            field=field,
            value=at,
            rule=rule,
        )


def known_department(uow: UnitOfWork, department_id: int) -> Department:
    """An active department. Raises ``NotFoundError``, or ``InvalidInputError`` for one that was closed."""
    department = uow.get(Department, department_id)
    if not department.active:
        raise InvalidInputError(
            _("The department {code} is no longer active.", code=department.code),
            field="department",
            value=department.code,
            rule="TKT-03",
        )
    return department
