"""The keys that the register of violations understands."""

from __future__ import annotations

from typing import Final

from sqlmodel import col

from csconsole.models import Ticket, Violation
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    numbered_field,
    staff_field,
    yes_no_field,
)

VIOLATIONS: Final = EntityFields(
    name="violation",
    model=Violation,
    fields=(
        staff_field("person", "当事人", Violation.staff_id, aliases=("staff",)),
        FieldSpec("rule", "规定", Kind.TEXT, Violation.rule),
        FieldSpec("times", "次数", Kind.NUMBER, Violation.occurrence),
        FieldSpec("action", "处理", Kind.TEXT, Violation.action),
        yes_no_field("decided", "已处理", lambda _scope: col(Violation.action) != ""),
        FieldSpec("amount", "金额", Kind.NUMBER, Violation.amount_cents, sortable=False),
        numbered_field("ticket", "工单", Violation.ticket_id, Ticket, aliases=("complaint",)),
        staff_field("by", "处理人", Violation.decided_by_id),
        FieldSpec("when", "时间", Kind.INSTANT, Violation.at),
        FieldSpec("created", "登记", Kind.INSTANT, Violation.created_at, by=Violation.id),
    ),
    within=(col(Violation.rule), col(Violation.action), col(Violation.text)),
)
