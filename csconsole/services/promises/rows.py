"""Promises as services hand them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.models import Call, Callback, Customer, Promise, Staff, Ticket
from csconsole.services.clocks.judging import judged_at
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One entry of the promise ledger (CALL-14).

    ``overdue``: open and past its time. ``far``: further ahead than promises should be (TKT-09).
    ``approval``: asked, approved or refused where a supervisor has to approve it.
    """

    id: int
    text: str
    due_at: datetime
    state: str
    overdue: bool
    far: bool
    promiser_id: int
    promiser: str | None
    owner_id: int | None
    owner: str | None
    customer_id: int | None
    customer_name: str | None
    call_id: int | None
    call_number: str | None
    ticket_id: int | None
    ticket_number: str | None
    callback_id: int | None
    callback_number: str | None
    shift_id: int | None
    settled_at: datetime | None
    settled_by: str | None
    created_at: datetime
    version: int
    approval: str | None = None


def promise_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Promise]) -> list[PromiseRow]:
    """Rows of the promises in their order, with one query for each kind of name."""
    staff = _names(
        uow,
        Staff.id,
        Staff.name,
        [key for row in found for key in (row.promiser_id, row.owner_id, row.settled_by_id)],
    )
    customers = _names(uow, Customer.id, Customer.name, [row.customer_id for row in found])
    calls = _names(uow, Call.id, Call.number, [row.call_id for row in found])
    tickets = _names(uow, Ticket.id, Ticket.number, [row.ticket_id for row in found])
    callbacks = _names(uow, Callback.id, Callback.number, [row.callback_id for row in found])
    now, far = ctx.now(), timedelta(days=setting(ctx, "promise.warn_days"))
    late = any(row.state == "open" and row.due_at is not None and row.due_at < now for row in found)
    judged = judged_at(ctx) if late else now
    rows = []
    for row in found:
        assert row.due_at is not None
        assert row.created_at is not None
        rows.append(
            PromiseRow(
                id=row.pk,
                text=row.text,
                due_at=row.due_at,
                state=row.state,
                overdue=row.state == "open" and row.due_at < judged,
                far=row.due_at - row.created_at > far,
                promiser_id=row.promiser_id,
                promiser=staff.get(row.promiser_id),
                owner_id=row.owner_id,
                owner=staff.get(row.owner_id),
                customer_id=row.customer_id,
                customer_name=customers.get(row.customer_id),
                call_id=row.call_id,
                call_number=calls.get(row.call_id),
                ticket_id=row.ticket_id,
                ticket_number=tickets.get(row.ticket_id),
                callback_id=row.callback_id,
                callback_number=callbacks.get(row.callback_id),
                shift_id=row.shift_id,
                settled_at=row.settled_at,
                settled_by=staff.get(row.settled_by_id),
                created_at=row.created_at,
                version=row.version,
                approval=row.approval,
            )
        )
    return rows


def _names(uow: UnitOfWork, key: Any, name: Any, wanted: Sequence[int | None]) -> dict[int | None, str]:
    keys = {one for one in wanted if one is not None}
    if not keys:
        return {}
    return dict(uow.session.exec(select(key, name).where(col(key).in_(keys))).all())
