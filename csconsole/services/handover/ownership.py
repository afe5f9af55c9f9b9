"""Responsibility moves on receipt: what was passed and accepted gets its new owner (SHF-11)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import col, select

from csconsole.models import Callback, Handover, HandoverItem, Promise, Ticket
from csconsole.services.handover.arrival import covered_staff
from csconsole.storage import UnitOfWork

_OPEN_PROMISE = text("promise.state = 'open'")


def pass_on(uow: UnitOfWork, handover: Handover, items: Sequence[HandoverItem], incoming_id: int) -> int:
    """Give every item that was passed and accepted to the incoming person; how many changed hands.

    Only what belongs to the people of the outgoing shift moves: a repairer keeps his ticket. The first owner
    never changes (CALL-10).
    """
    givers = covered_staff(uow, handover) - {incoming_id}
    moved = 0
    for item in items:
        if item.mine != "pass" or item.theirs != "accept":
            continue
        moved += _pass_record(uow, handover, item, givers, incoming_id)
    return moved


def _pass_record(
    uow: UnitOfWork, handover: Handover, item: HandoverItem, givers: set[int], incoming_id: int
) -> bool:
    moved = False
    if item.entity == "ticket":
        ticket = uow.get(Ticket, item.entity_id)
        if ticket.handler_id in givers:
            uow.update(ticket, "handed_over", {"handler_id": incoming_id}, reason=handover.number)
            moved = True
    elif item.entity == "callback":
        callback = uow.get(Callback, item.entity_id)
        if callback.owner_id is None or callback.owner_id in givers:
            uow.update(callback, "handed_over", {"owner_id": incoming_id}, reason=handover.number)
            moved = True
    for promise in _promises_about(uow, item):
        if (promise.owner_id or promise.promiser_id) in givers:
            uow.update(promise, "handed_over", {"owner_id": incoming_id}, reason=handover.number)
            moved = True
    return moved


def _promises_about(uow: UnitOfWork, item: HandoverItem) -> Sequence[Promise]:
    links = {
        "ticket": col(Promise.ticket_id),
        "callback": col(Promise.callback_id),
        "call": col(Promise.call_id),
        "promise": col(Promise.id),
    }
    link = links.get(item.entity)
    if link is None:
        return ()
    return uow.session.exec(select(Promise).where(_OPEN_PROMISE, link == item.entity_id)).all()
