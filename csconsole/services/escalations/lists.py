"""The list of escalations (CALL-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Callback, Escalation
from csconsole.models.rights import Right
from csconsole.services.escalations.rows import EscalationRow, escalation_rows, with_told
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Group,
    Kind,
    Page,
    Scope,
    department_field,
    fetch_page,
    staff_field,
)
from csconsole.services.tickets.access import (
    HiddenComplaintError,
    about_visible,
    calls_about_me,
    hidden_calls,
)

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

ESCALATIONS = EntityFields(
    name="escalation",
    model=Escalation,
    fields=(
        FieldSpec(
            "state",
            "状态",
            Kind.CODE,
            Escalation.state,
            codes="escalation_state",
            groups={"untold": Group("未告知", excluding=("told",))},
        ),
        staff_field("by", "上报人", Escalation.by_id),
        staff_field("teller", "告知人", Escalation.teller_id),
        FieldSpec("role", "上报对象", Kind.CODE, Escalation.target_role, codes="role"),
        department_field("department", "部门", Escalation.target_department_id),
        FieldSpec("record", "单据", Kind.CODE, Escalation.entity, codes="entity"),
        FieldSpec("reason", "原因", Kind.TEXT, Escalation.reason),
        FieldSpec("reply", "答复时限", Kind.INSTANT, Escalation.promised_reply_at, ahead=True),
        FieldSpec("at", "时间", Kind.INSTANT, Escalation.at),
        FieldSpec("created", "创建", Kind.INSTANT, Escalation.created_at),
    ),
    default_sort="-id",
    within=(col(Escalation.reason),),
)


def list_escalations(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[EscalationRow]:
    """One page of what was escalated; ``teller:me state:answered`` is what I must tell customers."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            ESCALATIONS,
            lambda found: escalation_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=seen_escalations(ctx),
        )


def seen_escalations(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """Without those about a complaint that is hidden from this person, a callback about one, or the call
    that it came with (CMP-22).
    """
    tickets = about_visible(ctx, Escalation.entity_id)
    conditions = about_visible(ctx, Callback.ticket_id, Callback.call_id)
    seen = select(Callback.id).where(*conditions).correlate(None)
    callbacks = (col(Escalation.entity_id).in_(seen),) if conditions else ()
    me = ctx.actor.staff_id
    mine = or_(col(Escalation.by_id) == me, col(Escalation.teller_id) == me)
    about_me = (col(Escalation.entity_id).not_in(keys) for keys in calls_about_me(ctx))
    others = (or_(mine, col(Escalation.entity_id).not_in(keys)) for keys in hidden_calls(ctx))
    return (
        *(or_(col(Escalation.entity) != "ticket", condition) for condition in tickets),
        *(or_(col(Escalation.entity) != "callback", condition) for condition in callbacks),
        *(or_(col(Escalation.entity) != "call", condition) for condition in (*about_me, *others)),
    )


def require_seen_escalation(ctx: Context, uow: UnitOfWork, escalation: Escalation) -> None:
    """Raise ``HiddenComplaintError`` for an escalation that ``seen_escalations`` leaves out."""
    conditions = seen_escalations(ctx)
    found = select(Escalation.id).where(Escalation.id == escalation.pk, *conditions)
    if conditions and uow.session.exec(found).first() is None:
        raise HiddenComplaintError(
            _("This report upward is about a staff member: others see it."), rule="CMP-22"
        )


def escalations_of(ctx: Context, entity: str, entity_id: int) -> tuple[EscalationRow, ...]:
    """Every escalation of one call, ticket or callback, oldest first, with how the customer was told."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        found = uow.session.exec(
            select(Escalation)
            .where(Escalation.entity == entity, Escalation.entity_id == entity_id, *seen_escalations(ctx))
            .order_by(col(Escalation.id))
        ).all()
        return with_told(uow, escalation_rows(ctx, uow, found))
