"""The lost call behind a ring-back: its caller was reached, or nobody answers (CALL-04)."""

from __future__ import annotations

from typing import Final

from csconsole.models import Call, Callback
from csconsole.models.lifecycle.call import CALL
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork

_STEPS: Final = {"done": "reach", "with_manager": "reach", "refused": "reach", "unreachable": "give_up"}
"""What the end of a ring-back is for the call; one that was cancelled leaves it as it is."""
_SAID: Final = {"reach": "rung_back", "give_up": "unreachable"}


def tell_call(ctx: Context, uow: UnitOfWork, callback: Callback) -> None:
    """Move the lost call on once its ring-back is over: answered by it, or its caller cannot be reached. This
    follows from the attempt, so it needs no right of its own.
    """
    action = _STEPS.get(callback.state)
    if callback.kind != "ring_back" or callback.call_id is None or action is None:
        return
    call = uow.get(Call, callback.call_id)
    if call.state == "ring_back":
        step = CALL.step(call.state, action, rights=ctx.actor.rights, what=call.number)
        uow.update(call, _SAID[action], {"state": step.to}, reason=callback.number)
