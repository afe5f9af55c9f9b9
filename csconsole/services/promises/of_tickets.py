"""What was promised about a ticket, and what settles it (CALL-14): the end of the work settles only what was
promised of the work, the arrival what was promised to be there, a call what was promised to be told; the
rest stays open until somebody settles it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col, select

from csconsole.models import Promise, Ticket
from csconsole.services.clocks.facts import ENDED, FINISHED
from csconsole.services.due import show_time
from csconsole.services.promises.ledger import keep_promises
from csconsole.services.settings import setting
from csconsole.text import cut, one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_SHOWN: Final = 40
"""Cells of a promise that a sentence quotes."""
ARRIVAL_WORDS: Final = "promise.arrival_words"
RESULT_WORDS: Final = "promise.result_words"
WORK_WORDS: Final = (ARRIVAL_WORDS, RESULT_WORDS, "promise.work_words")
CALL_WORDS: Final = "promise.call_words"


def open_of_ticket(uow: UnitOfWork, ticket_id: int) -> list[Promise]:
    """The ticket's open promises by due time, without those that a callback carries."""
    query = select(Promise).where(
        Promise.ticket_id == ticket_id, Promise.state == "open", col(Promise.callback_id).is_(None)
    )
    return list(uow.session.exec(query.order_by(col(Promise.due_at), col(Promise.id))))


def settled_at(uow: UnitOfWork, ticket_id: int, due_at: datetime | None) -> datetime | None:
    """When the ticket's promise until ``due_at`` was settled as kept, late or missed; of several the last.
    Nothing for one that was cancelled, or that a callback carries.
    """
    query = select(col(Promise.settled_at)).where(
        Promise.ticket_id == ticket_id,
        Promise.due_at == due_at,
        col(Promise.state).in_(("kept", "late", "missed")),
        col(Promise.callback_id).is_(None),
    )
    return max((at for at in uow.session.exec(query) if at is not None), default=None)


def is_of_call(ctx: Context, text: str) -> bool:
    """Whether it was promised to tell the customer something, which a call keeps."""
    return _holds(ctx, text, CALL_WORDS)


def is_of_work(ctx: Context, ticket: Ticket, text: str) -> bool:
    """Whether the work itself was promised: a time without words of its own, or by its words."""
    if text == ticket.title:
        return True
    return not is_of_call(ctx, text) and any(_holds(ctx, text, key) for key in WORK_WORDS)


def _is_of_arrival(ctx: Context, text: str) -> bool:
    """Whether it was promised to be there: who promised a repair with it has not kept that by coming."""
    return _holds(ctx, text, ARRIVAL_WORDS) and not _holds(ctx, text, RESULT_WORDS)


def _holds(ctx: Context, text: str, key: str) -> bool:
    """Whether a text holds one of the words of a setting."""
    said = text.casefold()
    return any(word.casefold() in said for word in setting(ctx, key))


def keep_arrived(ctx: Context, uow: UnitOfWork, ticket: Ticket, arrived_at: datetime) -> dict[str, Any]:
    """Settle what was promised to be there, kept or late by the arrival; what changes of the ticket with it:
    its promised time is that of the promises that are left.
    """
    found = open_of_ticket(uow, ticket.pk)
    there = {promise.pk for promise in found if _is_of_arrival(ctx, promise.text)}
    if not there:
        return {}
    keep_promises(ctx, ticket_id=ticket.pk, only=there, at=arrived_at)
    left = [promise.due_at for promise in found if promise.pk not in there]
    return {"promised_at": left[0] if left else None}


def keep_worked(ctx: Context, uow: UnitOfWork, ticket: Ticket, done_at: datetime) -> dict[str, Any]:
    """Settle what was promised of the work, which ends at ``done_at``; what changes of the ticket with it. To
    be called before the step, whose clocks ask what is left.
    """
    found = open_of_ticket(uow, ticket.pk)
    worked = {promise.pk for promise in found if is_of_work(ctx, ticket, promise.text)}
    if worked:
        keep_promises(ctx, ticket_id=ticket.pk, only=worked, at=done_at)
    left = [promise.due_at for promise in found if promise.pk not in worked]
    return {"promised_at": left[0]} if left else {}


def keep_told(ctx: Context, uow: UnitOfWork, ticket_id: int, *, every: bool = False) -> bool:
    """The customer was told: settle what was promised to be told, with ``every`` all that was promised.
    Whether there was any; the ticket's own change is ``follow_settled``, or ``left_of`` within a step.
    """
    found = open_of_ticket(uow, ticket_id)
    told = {promise.pk for promise in found if every or is_of_call(ctx, promise.text)}
    if told:
        keep_promises(ctx, ticket_id=ticket_id, only=told)
    return bool(told)


def open_again(ctx: Context, uow: UnitOfWork, ticket: Ticket, done_at: datetime | None) -> Mapping[str, Any]:
    """The customer is not content with the work that ended at ``done_at``: what only its end had settled is
    owed again. What changes of the ticket: the next promise to come is its promised time.
    """
    if done_at is not None:
        query = select(Promise).where(
            Promise.ticket_id == ticket.pk,
            Promise.settled_at == done_at,
            col(Promise.state).in_(("kept", "late")),
            col(Promise.callback_id).is_(None),
        )
        for promise in list(uow.session.exec(query)):
            again = {"state": "open", "settled_at": None, "settled_by_id": None}
            uow.update(promise, "open_again", again)
    uow.session.flush()
    ahead = [one.due_at for one in open_of_ticket(uow, ticket.pk) if one.due_at and one.due_at > ctx.now()]
    return {"promised_at": ahead[0] if ahead else None}


def follow_settled(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """Let the ticket follow a promise of it that was settled: its promised time is that of those left, and
    the clock of a finished ticket is met by the last.
    """
    if ticket.promised_at is None or ticket.state in ENDED:
        return
    changes = left_of(uow, ticket)
    if changes["promised_at"] == ticket.promised_at and ticket.state not in FINISHED:
        return
    from csconsole.services.clocks import change_ticket

    change_ticket(ctx, uow, ticket, "promise_settled", changes)


def left_of(uow: UnitOfWork, ticket: Ticket) -> dict[str, Any]:
    """The promised time of a ticket of which a promise was settled: that of the promises that are left; with
    the last one the time of finished work stays, whose clock was met by it.
    """
    uow.session.flush()
    left = [promise.due_at for promise in open_of_ticket(uow, ticket.pk)]
    last = ticket.promised_at if ticket.state in FINISHED else None
    return {"promised_at": left[0] if left else last}


def why_promised(ctx: Context, promises: list[Promise]) -> str:
    """Why a ticket with these open promises does not end; empty for none."""
    from csconsole.i18n import _

    if not promises:
        return ""
    first = promises[0]
    assert first.due_at is not None
    return _(
        "“{promise}” was promised until {time}: say how that ended.",
        promise=cut(one_line(first.text), _SHOWN),
        time=show_time(first.due_at, ctx.zone),
    )
