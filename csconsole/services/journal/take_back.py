"""Taking a change back: its records get what their events keep of before, and an event that says so."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Date
from sqlmodel import SQLModel

from csconsole import models
from csconsole.errors import ConflictError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Event, Right, Ticket
from csconsole.models.base import Record as Row
from csconsole.models.base import UtcDateTime
from csconsole.services.clocks import (
    ClockKind,
    DueSource,
    Settled,
    change_ticket,
    follow,
    follow_all,
    stored_clocks,
)
from csconsole.services.context import Context
from csconsole.services.journal.changes import (
    CLOCKS_BEFORE,
    Change,
    Found,
    RecordRef,
    change_by,
    changes_of,
)
from csconsole.services.journal.newer import instead_of_newest, newer_that_stands, newest_that_stands
from csconsole.services.journal.reversals import SETTLED_BEFORE, UNDOES, kind_of
from csconsole.services.tickets.access import load_ticket, require_free
from csconsole.storage import UnitOfWork
from csconsole.storage.event_chain import plain

RULE: Final = "journal.undo"
_LAST: Final = ("ticket", "asset")
"""A ticket's clocks and an asset's next check are reckoned from the other records."""
_WRITING: Final = timedelta(seconds=5)
"""The longest between the moment that a change goes by and its event."""


class NotUndoableError(RuleBrokenError):
    """The change stands: someone has built on it, it is another's, too old, or there is none."""


def last_change(ctx: Context, record: RecordRef | None = None) -> Change:
    """The last reversible change of this person, or of anybody on ``record``, with the reason if it is not
    to be taken back now. Raises ``NotUndoableError`` where there is none.
    """
    with ctx.read() as uow:
        return _last(ctx, uow, record).change


def list_changes(ctx: Context, *, record: RecordRef | None = None, limit: int = 20) -> tuple[Change, ...]:
    """The changes that could be taken back, the newest first."""
    with ctx.read() as uow:
        found = []
        for one in changes_of(ctx, uow, record):
            found.append(one.change)
            if len(found) == limit:
                break
        return tuple(found)


def undo(ctx: Context, *, record: RecordRef | None = None, change_id: int | None = None) -> Change:
    """Take back the last reversible change by this person, or the last on ``record``; one of many records
    goes back as one. It stays on record, its undoing after it.

    ``change_id`` names the change that was shown: where a newer one stands by now, nothing is taken back.
    Without it the last one is chosen before the wait for others who write: of two at once the second takes
    nothing else back; and it must be the newest thing done, else it is named first. Raises
    ``NotUndoableError`` that says why not; ``ConflictError`` when someone else made a change or took one back
    meanwhile.
    """
    meant = last_change(ctx, record).id if change_id is None else None
    with ctx.write() as uow:
        found = _last(ctx, uow, record) if change_id is None else change_by(ctx, uow, change_id)
        if found is not None and meant not in (None, found.change.id):
            raise ConflictError(
                _("Someone took a change back or made another one first; nothing was undone."),
                current=found.change.id,
                hint=_("Look at the record, then undo again if you still want to."),
            )
        if found is None:
            raise NotUndoableError(_("This change was taken back already, or it stands."), rule=RULE)
        if change_id is not None:
            _require_newest(ctx, uow, found, record)
        if found.change.why_not:
            raise NotUndoableError(
                _("{change} cannot be undone.", change=found.change.say()) + " " + found.change.why_not,
                rule=RULE,
            )
        if change_id is None:
            _require_last_done(ctx, found.change, record)
        with uow.tied():
            _take_back(ctx, uow, found)
        return found.change


def _last(ctx: Context, uow: UnitOfWork, record: RecordRef | None) -> Found:
    found = next(changes_of(ctx, uow, record), None)
    if found is None:
        stands = newest_that_stands(ctx, record)
        raise NotUndoableError(
            _("The newest change cannot be taken back: {what}. Nothing was undone.", what=stands)
            if stands
            else _("There is nothing to undo."),
            rule=RULE,
            hint=instead_of_newest(ctx, None, record) or None,
        )
    return found


def _require_newest(ctx: Context, uow: UnitOfWork, found: Found, record: RecordRef | None) -> None:
    """Refuse where a change that can be taken back too was made after the one that was shown, by this person
    or on the record.
    """
    own = None if found.change.mine else (found.change.entity, found.change.entity_id)
    newest = next(changes_of(ctx, uow, record or own), None)
    if newest is not None and newest.change.id != found.change.id:
        raise ConflictError(
            _("A newer change stands: {what}. Nothing was undone.", what=newest.change.say()),
            current=newest.change.id,
            hint=_("Look at the record, then undo again if you still want to."),
        )


def _require_last_done(ctx: Context, change: Change, record: RecordRef | None) -> None:
    """Refuse to take back a change that nobody named where something that stands was done after it."""
    newer = newer_that_stands(ctx, change, record)
    if not newer:
        return
    place = ""
    if record is not None:
        place = f"#{record[1]} " if record[0] == "customer" else f"{change.record} "
    before = _(
        "The one before it: {change}. Take that back with: csconsole undo {record}--change {key}",
        change=change.say(),
        record=place,
        key=change.id,
    )
    raise NotUndoableError(
        _("The newest change cannot be taken back: {what}. Nothing was undone.", what=newer),
        rule=RULE,
        hint=f"{instead_of_newest(ctx, change, record)} {before}".strip(),
    )


def _take_back(ctx: Context, uow: UnitOfWork, found: Found) -> None:
    numbers = sorted({event.id or 0 for event in (found.head, *found.events)})
    detail = {"action": found.head.action, UNDOES: numbers}
    if found.reversal.own_work:
        module, _colon, name = found.reversal.own_work.partition(":")
        getattr(importlib.import_module(module), name)(ctx, uow, found.head)
        uow.log(found.head.entity, found.head.entity_id, "undone", detail=detail)
        return
    keys = list(dict.fromkeys((event.entity, event.entity_id) for event in reversed(found.events)))
    for key in sorted(keys, key=lambda one: one[0] in _LAST):
        events = [event for event in found.events if (event.entity, event.entity_id) == key]
        _restore(ctx, uow, key, events, detail)
    head = (found.head.entity, found.head.entity_id)
    if head not in keys or uow.session.get(getattr(models, kind_of(head[0]).model), head[1]) is None:
        action = "undo" if found.head.entity == "ticket" else "undone"
        uow.log(found.head.entity, found.head.entity_id, action, detail=detail)


def _restore(
    ctx: Context, uow: UnitOfWork, key: RecordRef, events: Sequence[Event], detail: dict[str, Any]
) -> None:
    """Give one record its values of before the change, or its end where the change made it."""
    kind = kind_of(key[0])
    model: type[Row] = getattr(models, kind.model)
    row = uow.get(model, key[1])
    made = next((True for event in events if event.before is None and event.after is not None), False)
    if made:
        if kind.made is None:
            uow.remove(row, "undone")
            return
        changes = {name: _meant(ctx, value) for name, value in kind.made.items()}
    else:
        changes = _before(model, events)
        _require_untouched(row, events, kind.derived)
    if isinstance(row, Ticket):
        if not any(event.action == "litigation" for event in events):
            require_free(row)
        _put_clocks_back(uow, row, events)
        change_ticket(ctx, uow, row, "undo", changes, settled=_taken_back(events), detail=detail)
        follow_all(ctx, uow, row)
    else:
        if isinstance(row, models.Asset):
            from csconsole.services.assets.register import with_next_check

            changes = with_next_check(ctx, uow, row, changes)
        uow.update(row, "undone", changes, detail=detail)
        if isinstance(row, models.Meeting):
            from csconsole.services.meetings.moving import tell_taken_back

            tell_taken_back(ctx, uow, row, events)
        if isinstance(row, (models.Subtask, models.ContractorJob, models.Referral, models.Incident)):
            follow(ctx, uow, row)


def _meant(ctx: Context, value: object) -> object:
    return ctx.now() if value == "now" else ctx.actor.staff_id if value == "me" else value


def _before(model: type[SQLModel], events: Sequence[Event]) -> dict[str, Any]:
    """What each changed field held before the first of the events, as its column takes it."""
    columns = model.__table__.c  # type: ignore[attr-defined]  # SQLModel does not declare it
    found: dict[str, Any] = {}
    for event in reversed(events):
        for name, value in (event.before or {}).items():
            found[name] = _typed(columns[name].type, value)
    return found


def _typed(kind: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _require_untouched(row: Row, events: Sequence[Event], derived: frozenset[str]) -> None:
    """Refuse where a field no longer holds what the change put there, though no event tells who did it."""
    put: dict[str, Any] = {}
    for event in events:
        put |= event.after or {}
    for name, value in put.items():
        if name not in derived and plain(getattr(row, name)) != value:
            raise NotUndoableError(_("It has been changed since: it stands."), rule=RULE, field=name)


def _taken_back(events: Sequence[Event]) -> Settled:
    """What was settled with people goes back to what was settled before, and a due time that a dispatch had
    set no longer holds.
    """
    settled: dict[ClockKind, dict[str, dict[str, Any]]] = {}
    for event in reversed(events):
        for kind, names in ((event.detail or {}).get(SETTLED_BEFORE) or {}).items():
            settled.setdefault(ClockKind(kind), {}).update(names)
    if settled:
        return settled
    if any(CLOCKS_BEFORE in (event.detail or {}) for event in events):
        return {}
    set_there = any((event.after or {}).get("due_source") == DueSource.DISPATCH for event in events)
    return {ClockKind.RESOLVE: {DueSource.DISPATCH.value: {}}} if set_there else {}


def _put_clocks_back(uow: UnitOfWork, ticket: Ticket, events: Sequence[Event]) -> None:
    """The clocks of a ticket that others were merged into start again when they did before."""
    for event in events:
        before = (event.detail or {}).get(CLOCKS_BEFORE) or {}
        rows = stored_clocks(uow, ticket) if before else {}
        for kind, was in before.items():
            row = rows.get(ClockKind(kind))
            if row is not None:
                row.started_at = datetime.fromisoformat(was["started_at"])
                row.agreed = was["agreed"]
    _forget_answer(uow, ticket, events)
    uow.session.flush()


def _forget_answer(uow: UnitOfWork, ticket: Ticket, events: Sequence[Event]) -> None:
    """The plan was not told after all where this change had told it: that clock runs again."""
    row = stored_clocks(uow, ticket).get(ClockKind.ANSWER)
    if row is None or row.met_at is None:
        return
    if events[0].at - _WRITING <= row.met_at <= events[-1].at:
        row.met_at = None


def record_named(ctx: Context, text: str, *, to_change: bool = False) -> RecordRef:
    """The record that a number names: a ticket, callback or call; a customer by ``#key`` or customer number.
    ``to_change`` takes a short number for one of today only. Raises ``NotFoundError``, ``NotAllowedError``
    for one that is hidden from this person, as its page does (CMP-22).
    """
    from csconsole.services.callbacks.planning import load as load_callback
    from csconsole.services.calls.read import load_call
    from csconsole.services.customers.read import load_customer
    from csconsole.services.record_numbers import read_number

    ctx.require(Right.RECORD_VIEW)
    written = read_number(text)
    with ctx.read() as uow:
        if written is not None and written.entity == "call":
            return "call", load_call(ctx, uow, text, to_change=to_change).pk
        if written is not None and written.entity == "callback":
            return "callback", load_callback(ctx, uow, text, to_change=to_change).pk
        if written is not None and (written.letter is None or written.entity == "ticket"):
            return "ticket", load_ticket(ctx, uow, text, to_change=to_change).pk
        return "customer", load_customer(uow, text).pk
