"""What was planned before a complaint turned out to be about a person is hidden with it (CMP-22)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.models import Callback, CallItem, Promise, Right, Role, Staff, Ticket
from csconsole.models.lifecycle.callback import CLOSED
from csconsole.models.rights import rights_of
from csconsole.services.complaints.facts import first_senior
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork


def hide_with(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """Callbacks and promises of the call that the complaint came with become those of the complaint, so that
    they are seen by whom it is seen by. What is open and was with somebody who may not see it any more goes
    to the senior, so that it is not lost.
    """
    _of_the_call(uow, ticket)
    senior = first_senior(ctx, uow)
    if senior is None:
        return
    callbacks = select(Callback).where(Callback.ticket_id == ticket.pk, col(Callback.state).not_in(CLOSED))
    for callback in list(uow.session.exec(callbacks)):
        if not _may_see(uow, callback.owner_id):
            uow.update(callback, "hidden", {"owner_id": senior.pk})
    promises = select(Promise).where(Promise.ticket_id == ticket.pk, Promise.state == "open")
    for promise in list(uow.session.exec(promises)):
        if not _may_see(uow, promise.owner_id or promise.promiser_id):
            uow.update(promise, "hidden", {"owner_id": senior.pk})


def _of_the_call(uow: UnitOfWork, ticket: Ticket) -> None:
    """A call that was about other things too keeps what belongs to those: the item of the complaint had the
    ticket as its outcome, so the callbacks of the others are not about it.
    """
    if ticket.origin_call_id is None:
        return
    items = select(CallItem.id).where(
        CallItem.call_id == ticket.origin_call_id, CallItem.ticket_id == ticket.pk
    )
    if uow.session.exec(items.limit(1)).first() is not None:
        return
    for model in (Callback, Promise):
        query = select(model).where(model.call_id == ticket.origin_call_id, col(model.ticket_id).is_(None))
        for row in list(uow.session.exec(query)):
            uow.update(row, "hidden", {"ticket_id": ticket.pk})


def _may_see(uow: UnitOfWork, staff_id: int | None) -> bool:
    if staff_id is None:
        return True
    staff = uow.get(Staff, staff_id)
    roles = frozenset(Role(role) for role in staff.roles)
    return staff.solo or Right.COMPLAINT_STAFF_VIEW in rights_of(roles)
