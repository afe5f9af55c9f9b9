"""The keys that the register of contractors and the list of their open jobs understand."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import col

from csconsole.models import Contractor, ContractorJob, ContractorNote, Ticket
from csconsole.services.clocks.judging import judged_at
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Scope,
    numbered_field,
    overdue_field,
    staff_field,
    yes_no_field,
)

_OPEN: Final = and_(
    col(ContractorJob.contractor_id) == col(Contractor.id), col(ContractorJob.ended_at).is_(None)
)
_OPEN_JOBS: Final = (
    select(func.count()).select_from(ContractorJob).where(_OPEN).correlate(Contractor).scalar_subquery()
)
_SCORE: Final = (
    select(func.avg(col(ContractorNote.score)))
    .where(col(ContractorNote.contractor_id) == col(Contractor.id), col(ContractorNote.kind) == "evaluation")
    .correlate(Contractor)
    .scalar_subquery()
)


def _late(scope: Scope) -> ColumnElement[bool]:
    """With an open job that is past its time."""
    late = select(col(ContractorJob.contractor_id)).where(
        col(ContractorJob.ended_at).is_(None), col(ContractorJob.due_at) < judged_at(scope.ctx)
    )
    return col(Contractor.id).in_(late)


def _expired(scope: Scope) -> ColumnElement[bool]:
    """With a contract that is over."""
    until = col(Contractor.contract_until)
    return and_(until.is_not(None), until < scope.ctx.today())


CONTRACTORS: Final = EntityFields(
    name="contractor",
    model=Contractor,
    fields=(
        FieldSpec("name", "名称", Kind.TEXT, Contractor.name),
        FieldSpec("trade", "专业", Kind.CODE, Contractor.trade, codes="contractor_trade", aliases=("工种",)),
        FieldSpec("active", "有效", Kind.FLAG, Contractor.active),
        FieldSpec("contract", "合同", Kind.TEXT, Contractor.contract),
        FieldSpec("until", "合同到期", Kind.DAY, Contractor.contract_until, ahead=True),
        yes_no_field("expired", "已到期", _expired),
        FieldSpec("warranty", "质保约定", Kind.TEXT, Contractor.warranty, sortable=False),
        FieldSpec("contact", "联系人", Kind.TEXT, Contractor.contact_name),
        FieldSpec("phone", "电话", Kind.TEXT, Contractor.phone, sortable=False),
        FieldSpec("jobs", "未完任务", Kind.NUMBER, _OPEN_JOBS, sortable=False),
        FieldSpec("score", "评分", Kind.NUMBER, _SCORE, sortable=False),
        yes_no_field("overdue", "逾期", _late),
        FieldSpec("created", "登记", Kind.INSTANT, Contractor.created_at, by=Contractor.id),
    ),
    default_sort="trade,name",
    within=(
        *(
            col(Contractor.name),
            col(Contractor.contract),
            col(Contractor.contact_name),
            col(Contractor.phone),
        ),
        col(Contractor.warranty),
    ),
)

JOBS: Final = EntityFields(
    name="contractor_job",
    model=ContractorJob,
    fields=(
        numbered_field("ticket", "工单", ContractorJob.ticket_id, Ticket),
        staff_field("follower", "跟进人", ContractorJob.follower_id),
        FieldSpec("due", "时限", Kind.INSTANT, ContractorJob.due_at, ahead=True),
        overdue_field(col(ContractorJob.ended_at).is_(None), ContractorJob.due_at),
        FieldSpec("chases", "催办", Kind.NUMBER, ContractorJob.chases),
        FieldSpec("created", "委托", Kind.INSTANT, ContractorJob.created_at, by=ContractorJob.id),
    ),
    default_sort="created",
    within=(col(ContractorJob.text), col(ContractorJob.result)),
)
