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
    "callback": "Callback",
}
"""The table's class of each kind of record whose version can be named."""


@dataclass(slots=True)
class Seen:
    """One record as it was seen; asked once."""

    entity: str
    key: int
    version: int
    asked: bool = False


def having_seen(ctx: Context, entity: str, ref: int | str, version: int) -> Context:
    """``ctx`` for one command of somebody who saw ``version`` of this record; a short number is today's.

    Raises ``NotFoundError``. The command raises ``ConflictError`` where the record is of another version.
    """
    ctx.require(Right.RECORD_VIEW)
    key = ref if isinstance(ref, int) else _key_of(ctx, entity, ref)
    return replace(ctx, seen=Seen(entity, key, version))


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
    if row.version == seen.version:
        return
    raise ConflictError(
        _words(ctx, uow, seen, row),
        current=row.version,
        hint=_("Look at it again, then repeat your change."),
    )


def _words(ctx: Context, uow: UnitOfWork, seen: Seen, row: Any) -> str:
    from sqlmodel import col, select

    from csconsole.models import Event
    from csconsole.services.audit.log import action_words
    from csconsole.services.due import show_time
    from csconsole.services.journal.changes import name_of
    from csconsole.services.names_of import staff_names

    query = select(Event).where(Event.entity == seen.entity, Event.entity_id == seen.key)
    newest = query.order_by(col(Event.id).desc()).limit(20)
    last = next((one for one in uow.session.exec(newest) if one.after), None)
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
