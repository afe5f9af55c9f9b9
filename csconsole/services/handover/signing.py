"""Confirming, signing out, receiving: two different people sign over one digest (SHF-10, SHF-12, SHF-13)."""

from __future__ import annotations

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _, ngettext
from csconsole.models import Handover, Right
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.context import Context
from csconsole.services.entry import needed
from csconsole.services.handover.access import (
    NotYourSideError,
    load_handover,
    require_incoming,
    require_other_side,
    require_outgoing,
    take_step,
)
from csconsole.services.handover.arrival import next_shift_of, note_arrival, note_presence
from csconsole.services.handover.digest import content_digest, incoming_signature, outgoing_signature
from csconsole.services.handover.newer import require_current
from csconsole.services.handover.ownership import pass_on
from csconsole.services.handover.reading import mark_read
from csconsole.services.handover.rows import HandoverRecord, handover_record, stored_items
from csconsole.storage import UnitOfWork


class UndecidedError(RuleBrokenError):
    """Items are without a decision, an answer, or the last word on a question (SHF-11)."""


def return_handover(ctx: Context, ref: int | str, *, reason: str) -> HandoverRecord:
    """The incoming person gives an incomplete handover back, with the reason (SHF-13)."""
    ctx.require(Right.HANDOVER_SIGN)
    why = needed(reason, "reason", rule="SHF-13", why=_("Say what is missing."))
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_other_side(ctx, handover)
        state = take_step(ctx, handover, "return", given=("reason",))
        note_arrival(ctx, uow, handover)
        uow.update(handover, "return", {"state": state, "return_reason": why}, reason=why)
        return handover_record(uow, handover)


def allow_temporary(ctx: Context, ref: int | str, *, note: str) -> HandoverRecord:
    """A supervisor allows the handover as it is, with a note that must be read (SHF-13, SHF-14).

    Items may then stay undecided, they are passed. Raises ``NotYourSideError`` for the outgoing person.
    """
    ctx.require(Right.HANDOVER_TEMPORARY)
    words = needed(note, "note", rule="SHF-13", why=_("A temporary handover needs a note."), most=2000)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        if handover.outgoing_id == ctx.actor.staff_id:
            raise NotYourSideError(
                _("You hand {number} over yourself: another supervisor decides.", number=handover.number),
                rule="SHF-13",
            )
        state = take_step(ctx, handover, "temporary", given=("note",))
        uow.update(
            handover,
            "temporary",
            {
                "state": state,
                "temporary": True,
                "temporary_note": words,
                "temporary_by_id": ctx.actor.staff_id,
            },
        )
        return handover_record(uow, handover)


def confirm_handover(ctx: Context, ref: int | str) -> HandoverRecord:
    """The outgoing person confirms the content once the incoming one is there (SHF-10)."""
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_outgoing(ctx, handover)
        if handover.state == "prepared":
            require_current(ctx, uow, handover)
        _confirm(ctx, uow, handover)
        return handover_record(uow, handover)


def sign_handover(ctx: Context, ref: int | str, *, as_prepared: bool = False) -> HandoverRecord:
    """The outgoing person signs: what is not confirmed yet is confirmed first.

    From now on the content never changes. Raises ``NotYourSideError`` for anyone else, ``OutdatedError``
    where open work has come since the snapshot, unless he signs it ``as_prepared`` (SHF-12),
    ``UndecidedError`` while an item is neither passed nor kept, ``TransitionRefusedError`` before the
    incoming side has come, unless a supervisor has allowed a temporary handover (SHF-13).
    """
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_outgoing(ctx, handover)
        if not as_prepared:
            require_current(ctx, uow, handover)
        if handover.state in ("prepared", "temporary"):
            _confirm(ctx, uow, handover)
        items = stored_items(uow, handover)
        undecided = [item for item in items if item.mine is None]
        if undecided and not handover.temporary:
            raise UndecidedError(
                ngettext(
                    "{n} item is neither passed nor kept.",
                    "{n} items are neither passed nor kept.",
                    len(undecided),
                ),
                field="mine",
                rule="SHF-11",
            )
        for item in undecided:
            uow.update(item, "decided", {"mine": "pass"})
        state = take_step(ctx, handover, "sign_out", given=("mine",))
        now = ctx.now()
        digest = content_digest(handover, items)
        uow.update(
            handover,
            "sign_out",
            {
                "state": state,
                "signed_out_at": now,
                "digest": digest,
                "outgoing_signature": outgoing_signature(digest, ctx.staff_id, now),
            },
        )
        return handover_record(uow, handover)


def receive_handover(ctx: Context, ref: int | str, *, read_back: str) -> HandoverRecord:
    """The incoming person repeats what was said and signs; that is the receipt, and the handover is closed.

    Every passed item is accepted or refused by then; accepted ones get their new owner. Raises
    ``NotYourSideError`` for the outgoing person or for one who did not answer the items, ``UndecidedError``
    for an item without an answer or with an open question, ``InvalidInputError`` without a read-back.
    """
    ctx.require(Right.HANDOVER_SIGN)
    words = needed(
        read_back,
        "read_back",
        rule="SHF-12",
        why=_("Repeat in your own words what you take over."),
        most=2000,
    )
    with ctx.write() as uow:
        handover = load_handover(ctx, uow, ref)
        require_other_side(ctx, handover)
        if handover.state == "signed_out" and handover.incoming_id is None:
            note_arrival(ctx, uow, handover)
        state = take_step(ctx, handover, "receive", given=("theirs", "read_back"))
        require_incoming(ctx, handover)
        _require_answers(uow, handover)
        items = stored_items(uow, handover)
        now = ctx.now()
        signature = incoming_signature(handover, items, ctx.staff_id, words, now)
        uow.update(
            handover,
            "receive",
            {
                "state": state,
                "received_at": now,
                "next_shift_id": handover.next_shift_id or next_shift_of(ctx, uow, handover),
                "read_back": words,
                "incoming_signature": signature,
            },
        )
        moved = pass_on(ctx, uow, handover, items, ctx.staff_id)
        mark_read(ctx, uow, handover)
        closed = take_step(ctx, handover, "close")
        uow.update(handover, "close", {"state": closed, "closed_at": now}, detail={"moved": moved})
        return handover_record(uow, handover)


def _confirm(ctx: Context, uow: UnitOfWork, handover: Handover) -> None:
    state = take_step(ctx, handover, "confirm", given=("arrived_at",))
    note_presence(uow, handover)
    if handover.arrived_at is None and not handover.temporary:
        raise TransitionRefusedError(
            _("Nobody of the next shift is there yet to take {number} over.", number=handover.number),
            field="arrived_at",
            rule="SHF-10",
            hint=_(
                "Signing on to the next shift is arriving: csconsole shift start. If nobody comes, "
                "a supervisor allows it: csconsole handover sign {number} --temporary NOTE; "
                "or sign off with the reason: csconsole shift end --exception REASON",
                number=handover.number,
            ),
        )
    uow.update(handover, "confirm", {"state": state, "confirmed_at": ctx.now()})


def _require_answers(uow: UnitOfWork, handover: Handover) -> None:
    """Every passed item is accepted or refused; under a temporary handover silence accepts."""
    passed = [item for item in stored_items(uow, handover) if item.mine == "pass"]
    queried = [item for item in passed if item.theirs == "query"]
    silent = [item for item in passed if item.theirs is None]
    if handover.temporary:
        for item in silent:
            uow.update(item, "answered", {"theirs": "accept"})
        silent = []
    if queried or silent:
        raise UndecidedError(
            _(
                "Items without an answer: {silent}; with an open question: {queried}.",
                silent=len(silent),
                queried=len(queried),
            ),
            field="theirs",
            rule="SHF-11",
            hint=_("Accept or refuse each of them."),
        )
