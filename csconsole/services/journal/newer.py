"""What was done after the change that ``u`` offers, and is not taken back by it."""

from __future__ import annotations

from typing import Final

from csconsole.i18n import named
from csconsole.models import Event
from csconsole.services.audit.log import action_words
from csconsole.services.context import Context
from csconsole.services.journal.changes import (
    Change,
    RecordRef,
    batch_of,
    name_of,
    newest_first,
)
from csconsole.services.journal.reversals import RECORDS, UNDO_ACTIONS, kind_of, reversal_of
from csconsole.storage import UnitOfWork

NOT_WORK: Final = frozenset({"staff", "setting"})


def newer_that_stands(ctx: Context, change: Change, record: RecordRef | None = None) -> str:
    """The newest thing that this person did, or that happened to ``record``, after ``change`` and that is not
    taken back by the journal, in words; empty where ``change`` is the newest.
    """
    with ctx.read() as uow:
        shown = uow.session.get(Event, change.id)
        last = max((one.id or 0 for one in batch_of(uow, shown)), default=0) if shown is not None else 0
        for event in newest_first(ctx, uow, record):
            if (event.id or 0) <= last:
                return ""
            if event.actor_id is not None and (found := _standing(uow, event)) is not None:
                key = (found.entity, found.entity_id)
                return named(name_of(ctx, uow, key), action_words(found.entity, found.action))
        return ""


def _standing(uow: UnitOfWork, event: Event) -> Event | None:
    """The event that stands for the change that ``event`` is of, where nothing of it is taken back."""
    batch = batch_of(uow, event)
    if any(one.action in UNDO_ACTIONS or reversal_of(one.entity, one.action) is not None for one in batch):
        return None
    found = [
        one
        for one in batch
        if one.entity in RECORDS
        and one.entity not in NOT_WORK
        and one.action not in kind_of(one.entity).follows
        and (one.after or one.before)
    ]
    return next((one for one in found if one.entity == "ticket"), found[0] if found else None)
