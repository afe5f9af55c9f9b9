"""Which keys a callback takes now: what is refused in any case is not offered (CBK-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.models.lifecycle.callback import CALLBACK
from csconsole.models.rights import Right

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context

_STEPS: Final = {
    "callback.answered": "contact",
    "callback.record": "contact",
    "callback.no_answer": "no_answer",
    "callback.busy": "no_answer",
    "callback.new_time": "appoint",
    "callback.refused": "refuse",
    "callback.wrong_number": "wrong_number",
    "callback.take": "take",
}
"""The step of the lifecycle that an action of the keys takes."""
_OF_THE_OWNER: Final = frozenset(_STEPS) - {"callback.take"} | {"callback.dial"}
_OF_AN_ATTEMPT: Final = ("callback.dial", "callback.note")
"""What only begins an attempt, and is lost where none follows."""
_ASKED_LATER: Final = ("agreed_at",)


def why_refused(ctx: Context, row: CallbackRow | None, action: str) -> str:
    """Why this callback does not take the action, whoever presses its key now; empty where it does, or where
    the action is about no callback."""
    if action not in (*_STEPS, *_OF_THE_OWNER, *_OF_AN_ATTEMPT):
        return ""
    if row is None:
        return _("No callback is chosen.")
    if not row.open and action in _OF_AN_ATTEMPT:
        state = label("callback_state", row.state)
        return _("{number} is {state}: there is nobody to call.", number=row.number, state=state)
    others = row.owner_id not in (None, ctx.actor.staff_id)
    if row.open and others and action in _OF_THE_OWNER and not ctx.can(Right.CALLBACK_ASSIGN):
        return _("{number} is {name}'s: take it over first.", number=row.number, name=row.owner_name or "")
    return _not_from_here(ctx, row, action) if action in _STEPS else ""


def deciding(row: CallbackRow | None) -> tuple[str, int | None] | None:
    """What of a callback decides which keys it takes: callbacks that are alike in it take the same."""
    return None if row is None else (row.state, row.owner_id)


def _not_from_here(ctx: Context, row: CallbackRow, action: str) -> str:
    step = _STEPS[action]
    state = "assigned" if row.state == "planned" else row.state  # the first attempt takes it
    if action == "callback.answered" and state == "answered":
        return ""  # the manager has answered: the customer is told
    try:
        CALLBACK.step(state, step, rights=ctx.actor.rights, given=_ASKED_LATER, what=row.number)
    except CsconsoleError as error:
        return error.message
    return ""
