"""What callbacks write into the promise ledger: a promised call is kept, late, missed or cancelled.

A promise is kept by reaching the customer. An attempt that reached nobody settles nothing: the promise stays
open, also when the callback ends with that, until the customer is reached or somebody says how it ended.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Attempt, Callback, Promise
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork


def promise_call(
    ctx: Context, callback: Callback, *, text: str, due_at: datetime, wished: bool = False
) -> int:
    """Enter that the customer was promised a call until ``due_at``. A time that the customer ``wished`` may
    be as far ahead as it is; one of our own has the limit of TKT-09. The promise's key.
    """
    from csconsole.services.promises import make_promise

    if wished:
        rights = ctx.actor.rights | {Right.TICKET_OVERRIDE}
        ctx = replace(ctx, actor=replace(ctx.actor, rights=rights))
    return make_promise(
        ctx,
        text=text,
        due_at=due_at,
        customer_id=callback.customer_id,
        call_id=callback.call_id,
        ticket_id=callback.ticket_id,
        callback_id=callback.pk,
    ).id


def settle(ctx: Context, uow: UnitOfWork, callback: Callback, *, cancelled: bool = False) -> None:
    """Settle every open promise of a callback whose customer was reached, or that is ``cancelled``; what no
    supervisor has approved is not kept by the call, and stays open.
    """
    from csconsole.services.promises import settle_promise
    from csconsole.services.promises.ledger import UNAPPROVED

    for promise in open_promises(uow, callback):
        how = _how(uow, callback, promise, ctx.now(), cancelled)
        if how in ("kept", "late") and promise.approval in UNAPPROVED:
            continue
        reason = _("The callback was closed without a call.") if how == "cancelled" else None
        settle_promise(ctx, promise.pk, how=how, reason=reason)


def replace_by(ctx: Context, uow: UnitOfWork, callback: Callback, agreed_at: datetime) -> None:
    """An agreed time is a promise; the one that it replaces is off."""
    from csconsole.services.promises import settle_promise
    from csconsole.services.promises.approval import hand_on

    earlier = open_promises(uow, callback)
    for promise in earlier:
        settle_promise(ctx, promise.pk, how="cancelled", reason=_("A new time was agreed."))
    new = promise_call(ctx, callback, text=callback.reason, due_at=agreed_at, wished=True)
    hand_on(uow, earlier, new)


def open_promises(uow: UnitOfWork, callback: Callback) -> list[Promise]:
    """The promises of this callback that nobody has kept or broken yet, oldest first."""
    statement = (
        select(Promise)
        .where(Promise.callback_id == callback.pk, Promise.state == "open")
        .order_by(col(Promise.id))
    )
    return list(uow.session.exec(statement))


def _how(uow: UnitOfWork, callback: Callback, promise: Promise, now: datetime, cancelled: bool) -> str:
    made = promise.created_at or now
    # the attempt in which the promised time was agreed has not kept it, though it is of the same instant
    another = or_(col(Attempt.code) != "rescheduled", col(Attempt.next_at) != promise.due_at)
    reached = and_(col(Attempt.reached).is_(True), col(Attempt.at) >= made, another)
    statement = (
        select(Attempt.at)
        .where(Attempt.callback_id == callback.pk, reached)
        .order_by(col(Attempt.at))
        .limit(1)
    )
    called_at = uow.session.exec(statement).first()
    due_at = promise.due_at or now
    if called_at is None:
        return "cancelled" if cancelled and now <= due_at else "missed"
    return "kept" if called_at <= due_at else "late"
