"""The keys that the list of contractors' open jobs understands."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.models import ContractorJob, Ticket
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    numbered_field,
    overdue_field,
    staff_field,
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
