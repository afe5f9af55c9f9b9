"""Addenda: what is said after signing, beside the signed text and never in it (SHF-12)."""

from __future__ import annotations

from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Handover, HandoverAddendum, Right
from csconsole.models.lifecycle.handover import SIGNED_STATES
from csconsole.services.context import Context
from csconsole.services.entry import paragraph
from csconsole.services.handover.access import load_handover
from csconsole.services.handover.rows import HandoverRecord, handover_record
from csconsole.storage import UnitOfWork


def add_addendum(ctx: Context, ref: int | str, text: str) -> HandoverRecord:
    """Add words to a signed handover, with name and time. Raises ``RuleBrokenError`` while it is not signed,
    ``InvalidInputError`` for an empty text."""
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        append_addendum(ctx, uow, handover, text)
        return handover_record(uow, handover)


def append_addendum(ctx: Context, uow: UnitOfWork, handover: Handover, text: str) -> None:
    """Store an addendum and tell it in the handover's events (SHF-12). Raises ``RuleBrokenError`` before the
    signature, ``InvalidInputError`` without a text.
    """
    if handover.state not in SIGNED_STATES:
        raise RuleBrokenError(
            _("Handover {number} is not signed yet: change its text instead.", number=handover.number),
            rule="SHF-12",
        )
    words = paragraph(text, "note")
    if not words:
        raise InvalidInputError(_("An addendum needs a text."), field="note", value=text, rule="SHF-12")
    uow.create(
        HandoverAddendum(handover_id=handover.pk, by_id=ctx.staff_id, at=ctx.now(), text=words), "written"
    )
    uow.note(handover, "addendum", detail={"text": words})
