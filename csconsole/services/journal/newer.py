"""What was done after the change that ``u`` offers, and is not taken back by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from csconsole.codes import label
from csconsole.i18n import N_, _, named
from csconsole.models import Event
from csconsole.services.audit.said import action_words
from csconsole.services.context import Context
from csconsole.services.journal.changes import (
    Change,
    RecordRef,
    batch_of,
    name_of,
    newest_first,
)
from csconsole.services.journal.reversals import RECORDS, UNDO_ACTIONS, fits, kind_of, reversal_of
from csconsole.storage import UnitOfWork

NOT_WORK: Final = frozenset({"staff", "setting"})
INSTEAD: Final[Mapping[tuple[str, str], str]] = {
    ("call", "logged"): N_("Correct the call on its page."),
    ("ticket", "note"): N_("Write another note that puts it right."),
    ("duty", "signed_on"): N_("Correct the shift, or sign off from it."),
}
"""What stands, and what is done about it instead; the first of these gives a change its name."""
_ONE_SAVE: Final = timedelta(seconds=2)
"""The longest that the events of one save are apart: a call's items and promises follow the call."""


def newer_that_stands(ctx: Context, change: Change, record: RecordRef | None = None) -> str:
    """The newest thing that this person did, or that happened to ``record``, after ``change`` and that is not
    taken back by the journal, in words; empty where ``change`` is the newest.
    """
    return _words(ctx, record, change)[0]


def instead_of_newest(ctx: Context, change: Change | None = None, record: RecordRef | None = None) -> str:
    """What can be done about that newest thing instead of taking it back; empty where nothing is known."""
    return _words(ctx, record, change)[1]


def newest_that_stands(ctx: Context, record: RecordRef | None = None) -> str:
    """The same where nothing at all can be taken back; empty where nothing was done."""
    return _words(ctx, record, None)[0]


def _words(ctx: Context, record: RecordRef | None, change: Change | None) -> tuple[str, str]:
    with ctx.read() as uow:
        shown = uow.session.get(Event, change.id) if change is not None else None
        last = max((one.id or 0 for one in batch_of(uow, shown)), default=0) if shown is not None else 0
        first: Event | None = None
        for event in newest_first(ctx, uow, record):
            if (event.id or 0) <= last or (first is not None and first.at - event.at > _ONE_SAVE):
                break
            if event.actor_id is None or (found := _standing(uow, event)) is None:
                continue
            first = first or found
            if (found.entity, found.action) in INSTEAD:
                first = found
                break
        if first is None:
            return "", ""
        alone = first.entity not in RECORDS
        name = label("entity", first.entity) if alone else name_of(ctx, uow, (first.entity, first.entity_id))
        instead = INSTEAD.get((first.entity, first.action))
        return named(name, action_words(first.entity, first.action)), _(instead) if instead else ""


def _standing(uow: UnitOfWork, event: Event) -> Event | None:
    """The event that stands for the change that ``event`` is of, where nothing of it is taken back."""
    batch = batch_of(uow, event)
    if any(one.action in UNDO_ACTIONS for one in batch):
        return None
    listed = any(reversal_of(one.entity, one.action) is not None for one in batch)
    if listed and all(fits(one.entity, one.action) for one in batch if one.after or one.before):
        return None
    found = [
        one
        for one in batch
        if (one.entity in RECORDS or (one.entity, one.action) in INSTEAD)
        and one.entity not in NOT_WORK
        and one.action not in kind_of(one.entity).follows
        and (one.after or one.before)
    ]
    called = next((one for one in found if (one.entity, one.action) in INSTEAD), None)
    return called or next((one for one in found if one.entity == "ticket"), found[0] if found else None)
