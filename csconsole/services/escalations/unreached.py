"""Whether the customer was reached before he counts as told the answer from above (CALL-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Attempt, Callback
from csconsole.models.rights import Right
from csconsole.services.due import show_time

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.escalations.rows import EscalationRow


def unreached_warning(ctx: Context, escalation: EscalationRow) -> str:
    """What to think about before the customer is noted as told (CALL-12): that the last attempt of the
    callback, or of the callbacks of that ticket or call, reached nobody; empty for any other.
    """
    ctx.require(Right.RECORD_VIEW)
    about = {"callback": Callback.id, "ticket": Callback.ticket_id, "call": Callback.call_id}
    last = (
        select(Attempt.at, Attempt.code, Attempt.reached)
        .join(Callback, col(Callback.id) == col(Attempt.callback_id))
        .where(col(about[escalation.entity]) == escalation.entity_id)
        .order_by(col(Attempt.at).desc(), col(Attempt.id).desc())
    )
    with ctx.read() as uow:
        found = uow.session.exec(last).first()
    if found is None:
        return ""
    at, code, reached = found
    if reached or at is None:
        return ""
    return _(
        "The last attempt ({time}, {result}) reached nobody: was the customer told since?",
        time=show_time(at, ctx.zone),
        result=label("attempt_code", code),
    )
