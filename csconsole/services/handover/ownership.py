"""Responsibility moves on receipt: what was passed and accepted gets its new owner (SHF-11)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import col, select

from csconsole.models import (
    ActionItem,
    Callback,
    ContractorJob,
    Escalation,
    FormRecord,
    Handover,
    HandoverItem,
    Promise,
    Subtask,
    Ticket,
)
from csconsole.models.base import Record
from csconsole.services.clocks import change_ticket, follow
from csconsole.services.context import Context
from csconsole.services.handover.arrival import covered_staff
from csconsole.storage import UnitOfWork

_OWED: Final[dict[str, tuple[type[Record], str]]] = {
    "subtask": (Subtask, "staff_id"),
    "contractor_job": (ContractorJob, "follower_id"),
    "action_item": (ActionItem, "owner_id"),
    "form_record": (FormRecord, "by_id"),
}
"""What is owed within tickets and meetings, with the field of who owes it."""
_OPEN_PROMISE = text("promise.state = 'open'")
_UNTOLD = text("escalation.state <> 'told' AND escalation.state <> 'ended'")


def pass_on(
    ctx: Context, uow: UnitOfWork, handover: Handover, items: Sequence[HandoverItem], incoming_id: int
) -> int:
    """Give every item that was passed and accepted to the incoming person; how many changed hands.

    Only what belongs to the people of the outgoing shift moves: a repairer keeps his ticket. The first owner
    never changes (CALL-10).
    """
    givers = covered_staff(uow, handover) - {incoming_id}
    moved = 0
    for item in items:
        if item.mine != "pass" or item.theirs != "accept":
            continue
        moved += _pass_record(ctx, uow, handover, item, givers, incoming_id)
    return moved


def _pass_record(
    ctx: Context,
    uow: UnitOfWork,
    handover: Handover,
    item: HandoverItem,
    givers: set[int],
    incoming_id: int,
) -> bool:
    moved = False
    if item.entity == "ticket":
        ticket = uow.get(Ticket, item.entity_id)
        if held := _held(ticket, givers, incoming_id):
            change_ticket(ctx, uow, ticket, "handed_over", held, reason=handover.number)
            moved = True
    elif item.entity == "callback":
        callback = uow.get(Callback, item.entity_id)
        if callback.owner_id is None or callback.owner_id in givers:
            uow.update(callback, "handed_over", {"owner_id": incoming_id}, reason=handover.number)
            moved = True
    elif item.entity in _OWED:
        moved = _pass_owed(ctx, uow, handover, item, givers, incoming_id)
    for promise in _promises_about(uow, item):
        if (promise.owner_id or promise.promiser_id) in givers:
            uow.update(promise, "handed_over", {"owner_id": incoming_id}, reason=handover.number)
            moved = True
    return _pass_answers(uow, handover, item, givers, incoming_id) or moved


def _pass_answers(
    uow: UnitOfWork, handover: Handover, item: HandoverItem, givers: set[int], incoming_id: int
) -> bool:
    """What was reported upward about the record: who takes it over tells the customer the answer, also one
    that is still to come (CALL-12).
    """
    waiting = select(Escalation).where(_UNTOLD)
    if item.entity == "escalation":
        waiting = waiting.where(Escalation.id == item.entity_id)
    else:
        waiting = waiting.where(Escalation.entity == item.entity, Escalation.entity_id == item.entity_id)
    theirs = [one for one in uow.session.exec(waiting).all() if one.teller_id in givers]
    for one in theirs:
        uow.update(one, "handed_over", {"teller_id": incoming_id}, reason=handover.number)
    return bool(theirs)


def _pass_owed(
    ctx: Context,
    uow: UnitOfWork,
    handover: Handover,
    item: HandoverItem,
    givers: set[int],
    incoming_id: int,
) -> bool:
    """A sub-task, a contractor's job that is followed, an action item; a department's stays with it."""
    model, name = _OWED[item.entity]
    row: Any = uow.get(model, item.entity_id)
    if getattr(row, name) not in givers:
        return False
    uow.update(row, "handed_over", {name: incoming_id}, reason=handover.number)
    if not isinstance(row, ActionItem | FormRecord):
        follow(ctx, uow, row)
    return True


def _held(ticket: Ticket, givers: set[int], incoming_id: int) -> dict[str, int]:
    """What of a ticket goes to the incoming person: the place of one of two at most (TKT-28)."""
    places = ("handler_id", "second_handler_id")
    mine = [name for name in places if getattr(ticket, name) in givers]
    if not mine or incoming_id in (ticket.handler_id, ticket.second_handler_id):
        return {}
    return {mine[0]: incoming_id}


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
