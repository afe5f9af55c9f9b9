"""Whose turn it is with a matter that was reported upward."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.models.rights import Right
from csconsole.services.escalations.report_up import may_answer

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.escalations.rows import EscalationRow


def is_for(ctx: Context, one: EscalationRow) -> bool:
    """Whether the next step is this person's: the answer, with the yes or no to a promise; then telling the
    customer, which whoever may answer can do too (CALL-12, CALL-14).
    """
    if one.state == "answered":
        return ctx.actor.staff_id in (one.by_id, one.teller_id) or ctx.can(Right.ESCALATION_ANSWER)
    if one.promise_id is not None:
        return ctx.can(Right.TICKET_OVERRIDE)
    return ctx.can(Right.ESCALATION_ANSWER) and may_answer(ctx, one)
