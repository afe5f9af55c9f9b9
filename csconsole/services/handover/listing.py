"""Handovers as a list, one in full, and the proof that nothing signed was changed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_
from sqlmodel import col, select

from csconsole.models import Handover, Right
from csconsole.services.context import Context
from csconsole.services.handover.access import load_handover, open_handover_of
from csconsole.services.handover.digest import SignatureCheck, check
from csconsole.services.handover.rows import (
    HandoverRecord,
    HandoverRow,
    handover_record,
    handover_rows,
    stored_items,
)
from csconsole.services.handover.waiting import find_waiting
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Page,
    Scope,
    fetch_page,
    staff_field,
)
from csconsole.services.settings import setting
from csconsole.services.shifts.current import find_duty
from csconsole.storage import UnitOfWork

HANDOVERS = EntityFields(
    name="handover",
    model=Handover,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, Handover.number),
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Handover.state,
            codes="handover_state",
            groups={"open": Group("未完", excluding=("closed", "purgeable"))},
        ),
        staff_field("outgoing", "交班人", Handover.outgoing_id),
        staff_field("incoming", "接班人", Handover.incoming_id),
        FieldSpec("late", "迟到", Kind.FLAG, Handover.incoming_late),
        FieldSpec("temporary", "临时", Kind.FLAG, Handover.temporary),
        FieldSpec("prepared", "准备时间", Kind.INSTANT, Handover.prepared_at),
        FieldSpec("received", "接班时间", Kind.INSTANT, Handover.received_at),
        FieldSpec("created", "创建", Kind.INSTANT, Handover.created_at),
    ),
    default_sort="-id",
    search="handover",
)


def list_handovers(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[HandoverRow]:
    """Handovers, the newest first."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            HANDOVERS,
            lambda found: handover_rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )


def show_handover(ctx: Context, ref: int | str) -> HandoverRecord:
    """One handover in full. Raises ``NotFoundError``; showing it does not mark it as read."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return handover_record(uow, load_handover(ctx, uow, ref))


def current_handover(ctx: Context) -> HandoverRecord | None:
    """The handover that concerns the actor now, or ``None``: the own one that is prepared and not received,
    the one that he is taking over or that waits for somebody of another shift, the own draft, the one of a
    colleague in the same shift that waits for anybody, and after all of that the last one that he signed, for
    as long as it must be read."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        duty = find_duty(uow, ctx.actor.staff_id)
        mine = open_handover_of(uow, duty.shift.id, ctx.staff_id) if duty else None
        if mine is None or mine.state == "draft":
            mine = find_waiting(ctx, uow, duty.shift.id if duty else None, mine) or _last_signed(ctx, uow)
        return handover_record(uow, mine) if mine else None


def check_signatures(ctx: Context, ref: int | str) -> SignatureCheck:
    """Whether the stored handover is still what was signed (SHF-12)."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        handover = load_handover(ctx, uow, ref)
        return check(handover, stored_items(uow, handover))


def _last_signed(ctx: Context, uow: UnitOfWork) -> Handover | None:
    since = ctx.now() - timedelta(hours=setting(ctx, "handover.must_read_hours"))
    me = ctx.actor.staff_id
    return uow.session.exec(
        select(Handover)
        .where(
            col(Handover.received_at) > since,
            or_(col(Handover.incoming_id) == me, col(Handover.outgoing_id) == me),
        )
        .order_by(col(Handover.received_at).desc())
        .limit(1)
    ).first()
