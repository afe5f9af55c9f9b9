"""The version that a person saw of a record: who changes it after somebody else is told, before any rule.

``having_seen`` gives the context that knows it. The first transaction of the command that writes compares it
with what is stored; what the command itself changes does not count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from csconsole.errors import ConflictError
from csconsole.i18n import _
from csconsole.models.rights import Right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from csconsole.models import Event
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

KINDS: Final = {
    "ticket": "Ticket",
    "subtask": "Subtask",
    "contractor_job": "ContractorJob",
    "contractor": "Contractor",
    "meeting": "Meeting",
    "action_item": "ActionItem",
    "form_record": "FormRecord",
    "violation": "Violation",
    "callback": "Callback",
}
"""The table's class of each kind of record whose version can be named."""
_MOST: Final = 50


@dataclass(slots=True)
class Seen:
    """One record as it was seen; asked once. ``others``: only what others changed since counts."""

    entity: str
    key: int
    version: int
    others: bool = False
    asked: bool = False


def having_seen(ctx: Context, entity: str, ref: int | str, version: int, *, others: bool = False) -> Context:
    """``ctx`` for one command of somebody who saw ``version`` of this record; a short number is today's. With
    ``others`` the own changes since then do not count.

    Raises ``NotFoundError``. The command raises ``ConflictError`` where the record is of another version.
    """
    ctx.require(Right.RECORD_VIEW)
    key = ref if isinstance(ref, int) else _key_of(ctx, entity, ref)
    return replace(ctx, seen=Seen(entity, key, version, others))


def _key_of(ctx: Context, entity: str, ref: str) -> int:
    from csconsole.services.record_numbers import find_record

    with ctx.read() as uow:
        if entity == "form_record":
            from csconsole.services.forms.records import load_form

            return load_form(ctx, uow, ref).pk
        return int(find_record(ctx, uow, _model(entity), ref, to_change=True).pk)


def _model(entity: str) -> Any:
    from csconsole import models

    return getattr(models, KINDS[entity])


def require_seen(ctx: Context, uow: UnitOfWork, seen: Seen) -> None:
    """Raise ``ConflictError`` that names who changed the record since it was seen, and what was done."""
    seen.asked = True
    row = uow.get(_model(seen.entity), seen.key)
    since = _since(uow, seen, row.version - seen.version)
    mine = bool(since) and {one.actor_id for one in since} == {ctx.actor.staff_id}
    if row.version == seen.version or (seen.others and mine):
        return
    raise ConflictError(
        _words(ctx, uow, seen, row, since),
        current=row.version,
        hint=_("Look at it again, then repeat your change."),
    )


def _since(uow: UnitOfWork, seen: Seen, changes: int) -> list[Event]:
    """The events of that many changes of the record, the newest first."""
    from sqlmodel import col, select

    from csconsole.models import Event

    query = select(Event).where(Event.entity == seen.entity, Event.entity_id == seen.key)
    newest = uow.session.exec(query.order_by(col(Event.id).desc()).limit(_MOST))
    return [one for one in newest if one.after][: max(0, changes)]


def _words(ctx: Context, uow: UnitOfWork, seen: Seen, row: Any, since: Sequence[Event]) -> str:
    from csconsole.services.audit.said import action_words
    from csconsole.services.due import show_time
    from csconsole.services.journal.changes import name_of
    from csconsole.services.names_of import staff_names

    others = (one for one in since if one.actor_id != ctx.actor.staff_id)
    last = next(others, since[0] if since else None)
    record = name_of(ctx, uow, (seen.entity, row.pk))
    if last is None:
        return _("Someone changed {record} first.", record=record)
    return _(
        "{name} has changed {record} since: {action} ({time}).",
        name=staff_names(uow).get(last.actor_id) or "csconsole",
        record=record,
        action=action_words(last.entity, last.action),
        time=show_time(last.at, ctx.zone),
    )
