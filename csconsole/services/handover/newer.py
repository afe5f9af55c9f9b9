"""Which open work belongs to a handover, and what of it has come since its snapshot (SHF-09, SHF-12)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.clock import local
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Handover, HandoverItem, Right
from csconsole.models.lifecycle.handover import RECEIVED_STATES
from csconsole.services.context import Context
from csconsole.services.handover.access import load_handover
from csconsole.services.handover.open_work import OpenWork, open_work
from csconsole.services.handover.owed_work import owed_work
from csconsole.services.handover.rows import SECTION_OF, ItemRow, name_of, staff_by_id, stored_items
from csconsole.services.shifts.rows import stored
from csconsole.storage import UnitOfWork

UNSIGNED = ("prepared", "temporary", "confirmed")
NAMED = 5
"""How many of the items are named in a refusal."""


class OutdatedError(RuleBrokenError):
    """Open work has come since the handover was prepared, and is in none (SHF-12)."""


def handover_work(ctx: Context, uow: UnitOfWork, handover: Handover, *, only_mine: bool) -> list[OpenWork]:
    """The open work that this handover carries: what no other one of the shift does, with ``only_mine`` the
    outgoing person's own alone."""
    taken = _elsewhere(uow, handover)
    return [
        item
        for item in (*open_work(ctx, uow), *owed_work(ctx, uow))
        if (item.entity, item.entity_id) not in taken
        and (not only_mine or item.owner_id == handover.outgoing_id)
    ]


def newer_items(ctx: Context, ref: int | str) -> tuple[ItemRow, ...]:
    """What has come since the snapshot of a handover that the outgoing side has not signed; nothing after."""
    ctx.require(Right.HANDOVER_SIGN)
    with ctx.read() as uow:
        return work_rows(uow, _newer_work(ctx, uow, load_handover(ctx, uow, ref)))


def require_current(ctx: Context, uow: UnitOfWork, handover: Handover) -> None:
    """Raises ``OutdatedError`` where open work has come since the snapshot: it would be in no handover."""
    newer = _newer_work(ctx, uow, handover)
    if not newer:
        return
    each = tuple(dict.fromkeys(item.number or item.title for item in newer))
    more = ("…",) if len(each) > NAMED else ()
    names = listed((*each[:NAMED], *more))
    raise OutdatedError(
        ngettext(
            "{n} open item has come since {time} and is in no handover: {names}.",
            "{n} open items have come since {time} and are in no handover: {names}.",
            len(newer),
            time=f"{local(stored(handover.snapshot_at), ctx.zone):%H:%M}",
            names=names,
        ),
        rule="SHF-12",
        hint=_(
            "What is decided stays when you prepare it again: csconsole handover prepare. "
            "To sign without them: csconsole handover sign {number} --as-prepared",
            number=handover.number,
        ),
    )


def work_rows(uow: UnitOfWork, work: Sequence[OpenWork]) -> tuple[ItemRow, ...]:
    """Open work that is in no handover, written as items are; positions are 0, nothing is decided."""
    people = staff_by_id(uow, {item.owner_id for item in work})
    return tuple(
        ItemRow(
            position=0,
            section=SECTION_OF[2],
            entity=item.entity,
            entity_id=item.entity_id,
            number=item.number,
            title=item.said,
            flag="new",
            severity="stable",
            next_action=item.next_action,
            if_then="",
            owner=name_of(people, item.owner_id),
            due_at=item.due_at,
            age_shifts=0,
            origin_shift_id=None,
            mine=None,
            theirs=None,
            query=None,
            reply=None,
        )
        for item in work
    )


def _newer_work(ctx: Context, uow: UnitOfWork, handover: Handover) -> list[OpenWork]:
    """New open records, and listed ones about which something was promised since. What is only owed sooner
    than before stands with its ticket."""
    if handover.state not in UNSIGNED or handover.snapshot_at is None:
        return []
    since = stored(handover.snapshot_at)
    told = {(item.entity, item.entity_id) for item in stored_items(uow, handover)}
    records = {"ticket", "callback", "call", "promise", "escalation"}
    return [
        item
        for item in handover_work(ctx, uow, handover, only_mine=bool(handover.snapshot.get("only_mine")))
        if (item.promised_last is not None and item.promised_last > since)
        or ((item.entity, item.entity_id) not in told and (item.entity in records or item.opened_at > since))
    ]


def _elsewhere(uow: UnitOfWork, handover: Handover) -> set[tuple[str, int]]:
    """What another handover of the same shift carries: one that is under way, or one by which it went to a
    later shift. What was kept or refused there, or taken over within the shift, is still this shift's."""
    gone_on = and_(
        col(HandoverItem.mine) == "pass",
        col(HandoverItem.theirs) == "accept",
        col(Handover.next_shift_id).is_not(None),
    )
    found = uow.session.exec(
        select(HandoverItem.entity, HandoverItem.entity_id)
        .join(Handover, col(Handover.id) == HandoverItem.handover_id)
        .where(
            Handover.shift_id == handover.shift_id,
            Handover.id != handover.pk,
            or_(col(Handover.state).not_in(RECEIVED_STATES), gone_on),
        )
    ).all()
    return {(entity, key) for entity, key in found}
