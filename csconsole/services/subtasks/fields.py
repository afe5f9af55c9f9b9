"""The keys that the list of sub-tasks understands."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.models import Subtask, Ticket
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    department_field,
    numbered_field,
    overdue_field,
    staff_field,
)

SUBTASKS: Final = EntityFields(
    name="subtask",
    model=Subtask,
    fields=(
        FieldSpec("kind", "类型", Kind.CODE, Subtask.kind, codes="subtask_kind"),
        FieldSpec("state", "状态", Kind.CODE, Subtask.state, codes="subtask_state"),
        numbered_field("ticket", "工单", Subtask.ticket_id, Ticket),
        department_field("department", "部门", Subtask.department_id),
        staff_field("who", "经办人", Subtask.staff_id, aliases=("staff",)),
        FieldSpec("due", "时限", Kind.INSTANT, Subtask.due_at, ahead=True),
        overdue_field(col(Subtask.ended_at).is_(None), Subtask.due_at),
        FieldSpec("created", "创建", Kind.INSTANT, Subtask.created_at, by=Subtask.id),
    ),
    default_sort="due",
    within=(col(Subtask.text), col(Subtask.answer), col(Subtask.place), col(Subtask.result)),
)
