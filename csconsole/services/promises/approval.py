"""A promise of price, fee or terms is beyond an agent: a supervisor approves or refuses it (CALL-14).

It is asked by a report upward, which the decision answers; the answer comes back to who promised, who tells
the customer. Nothing keeps such a promise before it is approved.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlmodel import select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Escalation, Promise, Ticket
from csconsole.models.rights import Right, Role
from csconsole.services import entry
from csconsole.services.promises.ledger import PromiseSettledError, require_visible, settle_loaded
from csconsole.services.promises.rows import PromiseRow, promise_rows
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

ASKED: Final = "asked"
APPROVED: Final = "approved"
REFUSED: Final = "refused"


def beyond_authority(ctx: Context, text: str | None) -> str:
    """The word of a promise that this person may not promise alone, of the setting
    ``promise.approval_words``; empty for none, and for whoever approves promises.
    """
    if not text or ctx.can(Right.TICKET_OVERRIDE):
        return ""
    said = text.casefold()
    return next((word for word in setting(ctx, "promise.approval_words") if word.casefold() in said), "")


def ask_approval(
    ctx: Context,
    uow: UnitOfWork,
    text: str | None,
    *,
    promise_id: int | None = None,
    ticket_id: int | None = None,
    callback_id: int | None = None,
    call_id: int | None = None,
    due_at: datetime,
) -> bool:
    """Mark such a promise as one to approve, and report it upward on the record that it is about; whether
    that was needed. Without its key the promise is the open one of the callback.

    It stands in the ledger meanwhile, so that its time is not forgotten; a call is not closed before the
    customer has the answer (CALL-12).
    """
    word = beyond_authority(ctx, text)
    if not word:
        return False
    from csconsole.services.escalations import escalate

    promise = (
        uow.get(Promise, promise_id)
        if promise_id is not None
        else uow.one(Promise, callback_id=callback_id, state="open")
    )
    homes = (("ticket", ticket_id), ("callback", callback_id), ("call", call_id))
    entity, key = next((name, key) for name, key in homes if key is not None)
    escalate(
        ctx,
        entity=entity,
        entity_id=key,
        reason=_("To approve (“{word}”): the customer was promised: {text}", word=word, text=text or ""),
        target_role=Role.SUPERVISOR,
        promised_reply_at=due_at,
        promise_id=promise.pk if promise is not None else None,
    )
    if promise is not None:
        uow.update(promise, "approval_asked", {"approval": ASKED})
    return True


def approve_promise(ctx: Context, promise_id: int, *, note: str | None = None) -> PromiseRow:
    """Approve what was promised, with a ``note`` where there is more to say; who promised tells the customer.
    Supervisors only. Raises ``PromiseSettledError`` for a promise that waits for no approval.
    """
    ctx.require(Right.TICKET_OVERRIDE)
    said = entry.paragraph(note, "note")
    return _decide(ctx, promise_id, APPROVED, said)


def refuse_promise(ctx: Context, promise_id: int, *, reason: str) -> PromiseRow:
    """Refuse it with a reason: it stays open until the customer is told, and is cancelled with that. Raises
    as ``approve_promise``, and ``InvalidInputError`` without a reason.
    """
    ctx.require(Right.TICKET_OVERRIDE)
    why = entry.needed(
        reason, "reason", rule="CALL-14", why=_("Refusing a promise needs a reason."), most=2000
    )
    return _decide(ctx, promise_id, REFUSED, why)


def _decide(ctx: Context, promise_id: int, decision: str, said: str | None) -> PromiseRow:
    from csconsole.services.escalations.report_up import give_answer

    with ctx.write() as uow, uow.tied():
        promise = uow.get(Promise, promise_id)
        require_visible(ctx, uow, promise)
        _require_asked(promise)
        uow.update(promise, decision, {"approval": decision}, reason=said)
        asked = uow.one(Escalation, promise_id=promise.pk, state="open")
        if asked is not None:
            give_answer(ctx, uow, asked, _answer(promise, decision, said))
        return promise_rows(ctx, uow, [promise])[0]


def _answer(promise: Promise, decision: str, said: str | None) -> str:
    if decision == APPROVED:
        return _("Approved: {text}", text=said or promise.text)
    return _("Refused: {reason}", reason=said or "")


def _require_asked(promise: Promise) -> None:
    if promise.approval == ASKED:
        return
    why = (
        _("This promise needs no approval.")
        if promise.approval is None
        else _(
            "This promise is {decision} already.",
            decision=label("promise_approval", promise.approval).lower(),
        )
    )
    raise PromiseSettledError(why, rule="CALL-14")


def drop_refused(ctx: Context, uow: UnitOfWork, escalation: Escalation) -> None:
    """The customer was told that a promise was refused: it is cancelled, and its ticket follows."""
    if escalation.promise_id is None:
        return
    promise = uow.get(Promise, escalation.promise_id)
    if promise.state != "open" or promise.approval != REFUSED:
        return
    settle_loaded(ctx, uow, promise, "cancelled", escalation.answer)
    if promise.ticket_id is not None and promise.callback_id is None:
        from csconsole.services.promises.of_tickets import follow_settled

        follow_settled(ctx, uow, uow.get(Ticket, promise.ticket_id))


def hand_on(uow: UnitOfWork, earlier: Sequence[Promise], new_id: int) -> None:
    """The promise that replaces ``earlier`` ones is asked about in their place."""
    waiting = [promise for promise in earlier if promise.approval in (ASKED, REFUSED)]
    if not waiting:
        return
    uow.update(uow.get(Promise, new_id), "approval_asked", {"approval": waiting[-1].approval})
    for promise in waiting:
        query = select(Escalation).where(Escalation.promise_id == promise.pk)
        for asked in list(uow.session.exec(query)):
            uow.update(asked, "approval_asked", {"promise_id": new_id})


def approval_warning(ctx: Context, text: str | None) -> str:
    """What the person is told of such a promise; empty for any other."""
    word = beyond_authority(ctx, text)
    if not word:
        return ""
    return _(
        "“{word}” needs a supervisor: it was reported upward; promise nothing before the answer.", word=word
    )
