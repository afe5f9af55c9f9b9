"""Violations of staff 违规登记: the rule, the person, which time it was, what was done (QLT-07, CMP-25)."""

from csconsole.services.violations.register import (
    ViolationRow,
    decide_violation,
    list_violations,
    record_violation,
    violation_of,
)

__all__ = ["ViolationRow", "decide_violation", "list_violations", "record_violation", "violation_of"]
