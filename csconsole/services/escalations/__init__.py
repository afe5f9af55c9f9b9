"""Matters reported upward 上报 (CALL-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.escalations.by_number import escalate_record, target_of, waiting_escalation
    from csconsole.services.escalations.lists import ESCALATIONS, escalations_of, list_escalations
    from csconsole.services.escalations.report_up import (
        EscalationStateError,
        answer_escalation,
        escalate,
        tell_customer,
    )
    from csconsole.services.escalations.rows import EscalationRow
    from csconsole.services.escalations.unreached import unreached_warning

__all__ = [
    "ESCALATIONS",
    "EscalationRow",
    "EscalationStateError",
    "answer_escalation",
    "escalate",
    "escalate_record",
    "escalations_of",
    "list_escalations",
    "target_of",
    "tell_customer",
    "unreached_warning",
    "waiting_escalation",
]

__getattr__ = on_demand(
    __name__,
    {
        "by_number": ("escalate_record", "target_of", "waiting_escalation"),
        "lists": (
            "ESCALATIONS",
            "escalations_of",
            "list_escalations",
        ),
        "report_up": (
            "EscalationStateError",
            "answer_escalation",
            "escalate",
            "tell_customer",
        ),
        "rows": ("EscalationRow",),
        "unreached": ("unreached_warning",),
    },
)
