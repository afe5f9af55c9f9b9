"""A promise to be there by a time is kept by the arrival, not by the end of the work (CALL-14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole.models import Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork


def keep_arrival_promises(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, arrived_at: datetime
) -> dict[str, Any]:
    """Settle the ticket's open promises to be there, kept or late by the arrival; what changes with them: its
    promised time is that of the promises that are left.

    Such a promise is known by its words: one of ``promise.arrival_words``, and none of
    ``promise.result_words``, for who promised to repair it has not kept that yet.
    """
    found = uow.session.exec(
        select(Promise)
        .where(Promise.ticket_id == ticket.pk, col(Promise.state) == "open")
        .order_by(col(Promise.due_at))
    ).all()
    kept = {promise.pk for promise in found if _is_arrival(ctx, promise.text)}
    if not kept:
        return {}
    from csconsole.services.promises import keep_promises

    keep_promises(ctx, ticket_id=ticket.pk, only=kept, at=arrived_at)
    left = [promise.due_at for promise in found if promise.pk not in kept]
    return {"promised_at": next(iter(left), None)}


def _is_arrival(ctx: Context, text: str) -> bool:
    said = text.casefold()
    arrival, result = (
        any(word.casefold() in said for word in setting(ctx, key))
        for key in ("promise.arrival_words", "promise.result_words")
    )
    return arrival and not result
