"""A promise of price, fee or terms is beyond an agent: a supervisor approves it first (CALL-14)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from csconsole.i18n import _
from csconsole.models import Escalation, Promise
from csconsole.models.rights import Right, Role
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


def beyond_authority(ctx: Context, text: str | None) -> str:
    """The word of a promise that this person may not promise alone, of the setting
    ``promise.approval_words``; empty for none, and for whoever approves promises.
    """
    if not text or ctx.can(Right.TICKET_OVERRIDE):
        return ""
    said = text.casefold()
    return next((word for word in setting(ctx, "promise.approval_words") if word.casefold() in said), "")


def is_unapproved(ctx: Context, uow: UnitOfWork, promise: Promise) -> bool:
    """Whether a promise holds such a word and the supervisor who was asked has not answered (CALL-14)."""
    said = promise.text.casefold()
    if not any(word.casefold() in said for word in setting(ctx, "promise.approval_words")):
        return False
    about = (("ticket", promise.ticket_id), ("callback", promise.callback_id), ("call", promise.call_id))
    return any(
        uow.one(Escalation, entity=entity, entity_id=key, state="open", target_role=Role.SUPERVISOR)
        is not None
        for entity, key in about
        if key is not None
    )


def ask_approval(ctx: Context, text: str | None, *, entity: str, entity_id: int, due_at: datetime) -> bool:
    """Report such a promise upward, on the record that it is about; whether that was needed.

    The supervisor's answer is the approval or the refusal. It comes back to who promised, who must tell the
    customer; a call is not closed before that (CALL-12). The promise stands in the ledger meanwhile, so that
    its time is not forgotten.
    """
    word = beyond_authority(ctx, text)
    if not word:
        return False
    from csconsole.services.escalations import escalate

    escalate(
        ctx,
        entity=entity,
        entity_id=entity_id,
        reason=_("To approve (“{word}”): the customer was promised: {text}", word=word, text=text or ""),
        target_role=Role.SUPERVISOR,
        promised_reply_at=due_at,
    )
    return True


def approval_warning(ctx: Context, text: str | None) -> str:
    """What the person is told of such a promise; empty for any other."""
    word = beyond_authority(ctx, text)
    if not word:
        return ""
    return _(
        "“{word}” needs a supervisor: it was reported upward; promise nothing before the answer.", word=word
    )
