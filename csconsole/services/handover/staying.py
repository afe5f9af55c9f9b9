"""What stays with who signs off: kept, refused, or asked about without an answer (SHF-11, SHF-12)."""

from __future__ import annotations

from sqlmodel import col, or_, select

from csconsole.codes import label
from csconsole.i18n import _, apart
from csconsole.models import Escalation, Handover, HandoverItem, Right
from csconsole.services.context import Context
from csconsole.services.escalations.rows import escalated_numbers
from csconsole.services.handover.newer import work_rows
from csconsole.services.handover.open_work import OpenWork, open_work, reported_about, to_tell
from csconsole.services.handover.owed_work import owed_work
from csconsole.services.handover.rows import ItemRow, item_rows
from csconsole.services.shifts.current import find_duty
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork

_UP = "escalation"


def staying_items(ctx: Context) -> tuple[ItemRow, ...]:
    """What nobody took over of the actor in the running shift and is still owed: of his handovers what was
    kept or refused, and questions that were not answered; then his own open work that no handover of the
    shift carries. None without a shift.
    """
    ctx.require(Right.SHIFT_SIGN)
    with ctx.read() as uow:
        duty = find_duty(uow, ctx.staff_id)
        if duty is None:
            return ()
        found = uow.session.exec(
            select(HandoverItem)
            .join(Handover, col(Handover.id) == HandoverItem.handover_id)
            .where(
                Handover.shift_id == duty.shift.id,
                Handover.outgoing_id == ctx.staff_id,
                or_(
                    col(HandoverItem.mine) == "keep",
                    col(HandoverItem.theirs) == "refuse",
                    (col(HandoverItem.theirs) == "query") & col(HandoverItem.reply).is_(None),
                ),
            )
            .order_by(col(HandoverItem.id))
        ).all()
        listed = set(
            uow.session.exec(
                select(HandoverItem.entity, HandoverItem.entity_id)
                .join(Handover, col(Handover.id) == HandoverItem.handover_id)
                .where(Handover.shift_id == duty.shift.id)
            ).all()
        )
        work = [*open_work(ctx, uow), *owed_work(ctx, uow)]
        owed = {(one.entity, one.entity_id) for one in work}
        last = {(item.entity, item.entity_id): item for item in found}
        untold = [
            one for one in work if one.owner_id == ctx.staff_id and (one.entity, one.entity_id) not in listed
        ]
        shown = [*(key for key in last if key in owed), *((one.entity, one.entity_id) for one in untold)]
        named = {key for entity, key in shown if entity == _UP}
        return (
            *item_rows(uow, [item for key, item in last.items() if key in owed]),
            *work_rows(uow, untold),
            *work_rows(uow, _answers_to_tell(ctx, uow, named, _passed(ctx, uow, duty.shift.id))),
        )


def _passed(ctx: Context, uow: UnitOfWork, shift_id: int) -> set[tuple[str, int]]:
    """What the actor's handover of the shift passes on and nobody has refused or asked about."""
    theirs = col(HandoverItem.theirs)
    return set(
        uow.session.exec(
            select(HandoverItem.entity, HandoverItem.entity_id)
            .join(Handover, col(Handover.id) == HandoverItem.handover_id)
            .where(Handover.shift_id == shift_id, Handover.outgoing_id == ctx.staff_id)
            .where(HandoverItem.mine == "pass", or_(theirs.is_(None), theirs == "accept"))
        ).all()
    )


def _answers_to_tell(
    ctx: Context, uow: UnitOfWork, named: set[int], passed: set[tuple[str, int]]
) -> list[OpenWork]:
    """Answers from above that the actor must tell a customer, without those that go over with what he has
    ``passed`` (CALL-12, SHF-11). Those in ``named`` stand in the list already.
    """
    found = uow.session.exec(
        select(Escalation)
        .where(Escalation.state == "answered", Escalation.teller_id == ctx.staff_id)
        .order_by(col(Escalation.id))
    ).all()
    numbers = escalated_numbers(uow, found)
    return [
        OpenWork(
            entity=_UP,
            entity_id=one.pk,
            number=numbers.get((one.entity, one.entity_id), ""),
            title=reported_about(uow, one),
            kind=_UP,
            opened_at=stored(one.at),
            due_at=one.promised_reply_at,
            owner_id=one.teller_id,
            next_action=to_tell(one.answer or ""),
        )
        for one in found
        if one.pk not in named and passed.isdisjoint(((one.entity, one.entity_id), (_UP, one.pk)))
    ]


def why_it_stays(item: ItemRow) -> str:
    """Why an item stays with who signs off: kept, refused with the reason, a question without an answer, or
    that no handover carries it."""
    if item.refusal:
        return _("refused: {reason}", reason=item.refusal)
    if item.entity == _UP and item.next_action:
        return item.next_action
    if item.question and not item.reply:
        return apart((_("asked: {question}", question=item.question), _("not answered")))
    return label("item_mine", "keep") if item.mine else _("in no handover")
