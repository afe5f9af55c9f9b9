"""Taking back an attempt that was recorded by mistake: a key pressed for the wrong customer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Attempt, Callback, Event, Promise
from csconsole.models.rights import Right
from csconsole.services.callbacks.planning import load
from csconsole.services.callbacks.rows import CallbackRow, callback_row, stored
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

INSTANTS: Final = frozenset({"next_attempt_at", "agreed_at", "due_at", "earliest_at", "finished_at"})


class AttemptStandsError(RuleBrokenError):
    """The attempt is not one that can be taken back."""


def undo_attempt(ctx: Context, callback: int | str) -> CallbackRow:
    """Take back the last attempt: mine, of the last minutes, and not one that reached the customer.

    The callback and its promises stand as before; the history keeps both the attempt and that it was taken
    back. Raises ``AttemptStandsError`` (CBK-05).
    """
    ctx.require(Right.CALLBACK_WORK)
    with ctx.write() as uow:
        found = load(ctx, uow, callback)
        attempt = _last(uow, found)
        if attempt is None or attempt.position != found.attempts:
            raise AttemptStandsError(_("There is no attempt to take back."), rule="CBK-05")
        if attempt.by_id != ctx.staff_id or attempt.code == "done":
            raise AttemptStandsError(
                _("Only your own attempt that did not reach the customer can be taken back."), rule="CBK-05"
            )
        minutes = int(setting(ctx, "callback.undo_minutes"))
        if ctx.now() - stored(attempt.at) > timedelta(minutes=minutes):
            raise AttemptStandsError(
                _("The attempt is older than {minutes} minutes: it stands.", minutes=minutes), rule="CBK-05"
            )
        uow.update(found, "undone", _before(uow, found, attempt), detail={"attempt": attempt.position})
        _restore_promises(ctx, uow, found, stored(attempt.at))
        uow.remove(attempt, "undone")
        return callback_row(ctx, uow, found)


def _last(uow: UnitOfWork, callback: Callback) -> Attempt | None:
    statement = select(Attempt).where(Attempt.callback_id == callback.pk)
    return uow.session.exec(statement.order_by(col(Attempt.position).desc()).limit(1)).first()


def _before(uow: UnitOfWork, callback: Callback, attempt: Attempt) -> dict[str, Any]:
    """The fields as the event of the attempt remembers them."""
    statement = (
        select(Event)
        .where(Event.entity == "callback", Event.entity_id == callback.pk)
        .order_by(col(Event.id).desc())
        .limit(10)
    )
    for event in uow.session.exec(statement):
        detail: Mapping[str, Any] = event.detail or {}
        if detail.get("attempt") == attempt.position and detail.get("code") == attempt.code:
            return {name: _value(name, value) for name, value in (event.before or {}).items()}
    raise AttemptStandsError(_("There is no attempt to take back."), rule="CBK-05")


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name in INSTANTS and value else value


def _restore_promises(ctx: Context, uow: UnitOfWork, callback: Callback, at: datetime) -> None:
    """Promises that the attempt settled are open again; those that it made are off."""
    from csconsole.services.promises import settle_promise

    for promise in uow.session.exec(select(Promise).where(Promise.callback_id == callback.pk)).all():
        if promise.state == "open" and promise.created_at == at and callback.agreed_at != promise.due_at:
            settle_promise(ctx, promise.pk, how="cancelled", reason=_("The attempt was taken back."))
        elif promise.settled_at == at and promise.created_at != at:
            uow.update(promise, "undone", {"state": "open", "settled_at": None, "settled_by_id": None})
