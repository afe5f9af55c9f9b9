"""Two files of one customer become one; what was merged is kept and can be taken apart again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update
from sqlmodel import col, select

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import (
    Asset,
    Call,
    Callback,
    ContactPerson,
    Customer,
    CustomerPhone,
    Event,
    Promise,
    Ticket,
)
from csconsole.models.base import Record
from csconsole.models.rights import Right
from csconsole.services.customers.read import CustomerRef, full_row, load_itself
from csconsole.services.customers.rows import CustomerRow
from csconsole.services.entry import needed

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_MOVED: tuple[type[Record], ...] = (
    CustomerPhone,
    ContactPerson,
    Call,
    Ticket,
    Callback,
    Promise,
    Asset,
)
_DATES = ("birthday", "handed_over_on")
_FILLED = (
    "organisation",
    "role",
    "address",
    "unit",
    "zone",
    "language",
    "birthday",
    "taboos",
    "remark",
    "warning",
    "preferred_time",
    "owner_id",
)


def merge_customers(ctx: Context, keep: CustomerRef, gone: CustomerRef, *, reason: str) -> CustomerRow:
    """Put the file ``gone`` into ``keep``: phones, contact persons, calls, tickets, callbacks, promises,
    assets.

    Fields that ``keep`` lacks are taken over. ``gone`` stays, marked as merged, and the event lists what was
    moved, so that ``unmerge_customer`` can undo it. Raises ``InvalidInputError`` for a file with itself.
    """
    ctx.require(Right.CUSTOMER_MERGE)
    why = needed(reason, "reason", rule="CUS-01", why=_("A merge needs a reason."))
    with ctx.write() as uow, uow.tied():
        kept, merged = load_itself(uow, keep), load_itself(uow, gone)
        if kept.pk == merged.pk:
            raise InvalidInputError(
                _("A file cannot be merged with itself."), field="customer", value=str(gone)
            )
        for customer in (kept, merged):
            _require_unmerged(customer)
        moved = {_name(model): _move(uow, model, merged.pk, kept.pk) for model in _MOVED}
        uow.daily.moved((kept.pk, merged.pk))
        taken = {name: getattr(merged, name) for name in _FILLED if not getattr(kept, name)}
        taken = {name: value for name, value in taken.items() if value}
        if kept.handed_over_on is None and taken.get("unit", kept.unit) == merged.unit:
            taken |= {"handed_over_on": merged.handed_over_on} if merged.handed_over_on else {}
        changes = dict(taken)
        tags = list(dict.fromkeys([*kept.tags, *merged.tags]))
        changes["tags"] = tags
        changes["do_not_call"] = kept.do_not_call or merged.do_not_call
        before = {name: getattr(kept, name) for name in changes}
        detail = {"merged": merged.pk, "moved": moved, "before": before}
        uow.update(kept, "merged", changes, reason=why, detail=detail)
        uow.update(merged, "merged_into", {"merged_into_id": kept.pk}, reason=why)
        return full_row(ctx, uow, kept)


def unmerge_customer(ctx: Context, gone: CustomerRef, *, reason: str) -> CustomerRow:
    """Take a merged file out again: what was moved goes back, fields that were taken over are emptied.

    What came to the kept file since then stays there. Raises ``RuleBrokenError``.
    """
    ctx.require(Right.CUSTOMER_MERGE)
    why = needed(reason, "reason", rule="CUS-01", why=_("A merge is undone for a reason."))
    with ctx.write() as uow:
        merged = load_itself(uow, gone)
        if merged.merged_into_id is None:
            raise RuleBrokenError(_("{name} is not merged.", name=merged.name), rule="CUS-01")
        kept = uow.get(Customer, merged.merged_into_id)
        event = _merge_event(uow, kept.pk, merged.pk)
        if event is not None and event.detail:
            for model in _MOVED:
                _move(uow, model, kept.pk, merged.pk, event.detail["moved"].get(_name(model), []))
            uow.daily.moved((kept.pk, merged.pk))
            _give_back(uow, kept, event, why)
        uow.update(merged, "unmerged", {"merged_into_id": None}, reason=why)
        return full_row(ctx, uow, merged)


def take_back_merge(ctx: Context, uow: UnitOfWork, event: Event) -> None:
    """Take out again what the merge that ``event`` tells of put into the file that it is about. Raises
    ``RuleBrokenError`` where it is out already.
    """
    merged = uow.get(Customer, int((event.detail or {})["merged"]))
    if merged.merged_into_id != event.entity_id:
        raise RuleBrokenError(_("{name} is not merged.", name=merged.name), rule="CUS-01")
    unmerge_customer(ctx, merged.pk, reason=_("Undo"))


def _require_unmerged(customer: Customer) -> None:
    if customer.merged_into_id is not None:
        raise RuleBrokenError(
            _(
                "{name} was merged into customer {id} already.",
                name=customer.name,
                id=customer.merged_into_id,
            ),
            rule="CUS-01",
        )


def _name(model: type[Record]) -> str:
    return str(model.__tablename__)


def _move(uow: UnitOfWork, model: Any, source: int, target: int, only: list[int] | None = None) -> list[int]:
    """Give rows of one customer to another; the keys of those that moved."""
    statement = select(model.id).where(model.customer_id == source).order_by(model.id)
    if only is not None:
        statement = statement.where(model.id.in_(only))
    keys = list(uow.session.exec(statement))
    values: dict[str, Any] = {"customer_id": target, "version": model.version + 1}
    if model is CustomerPhone:
        values["primary"] = False
    for start in range(0, len(keys), 500):
        uow.session.execute(update(model).where(model.id.in_(keys[start : start + 500])).values(**values))
    return keys


def _merge_event(uow: UnitOfWork, kept: int, merged: int) -> Event | None:
    events = uow.session.exec(
        select(Event)
        .where(Event.entity == "customer", Event.entity_id == kept, Event.action == "merged")
        .order_by(col(Event.id).desc())
    )
    return next((event for event in events if event.detail and event.detail.get("merged") == merged), None)


def _give_back(uow: UnitOfWork, kept: Customer, event: Event, reason: str) -> None:
    """Fields of the kept file that still hold what the merge put there get their value of before."""
    after = event.after or {}
    before = event.before or {}
    undone = {}
    for name, value in after.items():
        current = getattr(kept, name)
        plain = current.isoformat() if hasattr(current, "isoformat") else current
        if plain == value and name not in _DATES:
            undone[name] = before.get(name)
    undone |= {name: None for name in _DATES if name in after and before.get(name) is None}
    uow.update(
        kept, "unmerged_from", undone, reason=reason, detail={"unmerged": (event.detail or {}).get("merged")}
    )
