"""The keys that the list of business forms understands."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.models import FormRecord, Ticket
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    department_field,
    numbered_field,
    staff_field,
    yes_no_field,
)

FORMS: Final = EntityFields(
    name="form_record",
    model=FormRecord,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, FormRecord.number, by=FormRecord.id),
        FieldSpec("form", "表单", Kind.EXACT, FormRecord.form),
        FieldSpec("state", "状态", Kind.EXACT, FormRecord.state),
        yes_no_field("open", "未结", lambda _scope: col(FormRecord.ended_at).is_(None)),
        numbered_field("ticket", "工单", FormRecord.ticket_id, Ticket, aliases=("complaint",)),
        department_field("department", "部门", FormRecord.department_id),
        staff_field("by", "经办人", FormRecord.by_id),
        FieldSpec("created", "创建", Kind.INSTANT, FormRecord.created_at, by=FormRecord.id),
        FieldSpec("ended", "结束", Kind.INSTANT, FormRecord.ended_at),
    ),
    within=(col(FormRecord.number), col(FormRecord.note)),
)
