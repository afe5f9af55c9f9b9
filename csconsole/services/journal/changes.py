"""Changes as the journal knows them: read from the events, so they outlive every sitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole import models
from csconsole.codes import label
from csconsole.i18n import _, listed, named
from csconsole.models import Event
from csconsole.models.rights import roles_with
from csconsole.services.audit.said import action_words
from csconsole.services.audit.shown import readable
from csconsole.services.context import Context
from csconsole.services.due import parse_limit, show_time
from csconsole.services.journal.reversals import (
    MATTERS,
    PARTS,
    REVERSALS,
    SETTLED_BEFORE,
    UNDO_ACTIONS,
    UNDOES,
    Reversal,
    fits,
    kind_of,
    reversal_of,
    why_alone_it_stands,
    why_it_stands,
)
from csconsole.services.names_of import staff_names
from csconsole.services.settings import setting
from csconsole.services.tickets.told import is_hidden
from csconsole.storage import UnitOfWork
from csconsole.storage.batches import BATCH, batch_began

_PAGE: Final = 100
_RANKS: Final = {one.entity: rank for rank, one in reversed(list(enumerate(REVERSALS)))}
"""What a change of several kinds of records is called after: the first of these."""
_LONGEST: Final = timedelta(days=1)
"""The longest that one batch may take to be written."""
_SET_BACK: Final = timedelta(hours=2)
"""So far the machine's clock may have been set back while a batch was written."""

CLOCKS_BEFORE: Final = "clocks_before"
"""The key in an event's detail of how a ticket's clocks stood before others' were joined to them."""

RecordRef = tuple[str, int]
"""A record as events name it: the kind and the key."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change that can be taken back, or whose taking back is refused for a reason.

    ``id`` is the event that stands for it, ``count`` how many records of that kind it changed.
    """

    id: int
    at: datetime
    by_id: int | None
    by: str
    entity: str
    entity_id: int
    record: str
    action: str
    title: str
    count: int
    mine: bool
    why_not: str

    def say(self) -> str:
        """The change in one line."""
        if self.count > 1:
            return _(
                "{record} and {n} more: {action}", record=self.record, n=self.count - 1, action=self.title
            )
        return named(self.record, self.title)


@dataclass(frozen=True, slots=True)
class Found:
    """A change with its events in their order, and what happened to its records since."""

    change: Change
    head: Event
    reversal: Reversal
    events: tuple[Event, ...]


def changes_of(ctx: Context, uow: UnitOfWork, record: RecordRef | None = None) -> Iterator[Found]:
    """Changes that are not taken back yet, newest first: this person's, or those of one record."""
    seen: set[str] = set()
    for event in newest_first(ctx, uow, record):
        reversal = reversal_of(event.entity, event.action)
        batch = _batch(event)
        if not batch and (reversal is None or not _changes(event)):
            continue
        if batch in seen:
            continue
        if batch:
            seen.add(batch)
        found = _change(ctx, uow, event)
        if found is not None:
            yield found


def change_by(ctx: Context, uow: UnitOfWork, event_id: int) -> Found | None:
    """The change that this event stands for, or ``None`` where it cannot be taken back or was."""
    event = uow.session.get(Event, event_id)
    if event is None or reversal_of(event.entity, event.action) is None:
        return None
    return _change(ctx, uow, event)


def newest_first(ctx: Context, uow: UnitOfWork, record: RecordRef | None) -> Iterator[Event]:
    """The events of this person, or of one record, as far back as changes are taken back."""
    query = select(Event).order_by(col(Event.id).desc()).limit(_PAGE)
    if record is None:
        query = query.where(Event.actor_id == ctx.staff_id)
    else:
        query = query.where(Event.entity == record[0], Event.entity_id == record[1])
    oldest = ctx.now() - _within(ctx, "journal.undo_within")
    before: int | None = None
    while True:
        page = list(uow.session.exec(query if before is None else query.where(col(Event.id) < before)))
        for event in page:
            if event.at < oldest:
                return
            yield event
        if len(page) < _PAGE:
            return
        before = page[-1].id


def _changes(event: Event) -> bool:
    """Whether the event tells of something that can be taken back, and not only that it was noted."""
    reversal = reversal_of(event.entity, event.action)
    settled = SETTLED_BEFORE in (event.detail or {})
    return bool(event.after or event.before or settled or (reversal is not None and reversal.own_work))


def _change(ctx: Context, uow: UnitOfWork, event: Event) -> Found | None:
    """The whole change that ``event`` is of; ``None`` where it stands for good or was taken back."""
    batch = batch_of(uow, event)
    events = tuple(one for one in batch if _changes(one) or CLOCKS_BEFORE in (one.detail or {}))
    if any(_undone(one) for one in batch) or not _may_read(ctx, uow, batch):
        return None
    stands = next((why for one in batch if (why := why_it_stands(one.entity, one.action))), "")
    if not events or not (stands or all(fits(one.entity, one.action) for one in events)):
        return None
    listed = [one for one in batch if reversal_of(one.entity, one.action) is not None]
    if not listed:
        return None
    kind = min((one.entity for one in listed), key=_RANKS.__getitem__)
    heads = [one for one in listed if one.entity == kind]
    head = heads[-1] if len({one.entity_id for one in heads}) == 1 else heads[0]
    reversal = reversal_of(head.entity, head.action)
    assert reversal is not None
    later = {key: _later(uow, key, batch) for key in _keys((*events, head))}
    if any(head.id in _undone(one) for since in later.values() for one in since):
        return None
    mine = head.actor_id is not None and head.actor_id == ctx.actor.staff_id
    name = staff_names(uow).get(head.actor_id) or "csconsole"
    refusal = (
        stands
        or why_alone_it_stands(reversal)
        or _too_old(ctx, head, reversal)
        or _not_mine(ctx, reversal, name, mine)
        or _built_on(ctx, uow, events, later)
        or _ended_since(uow, events)
    )
    change = Change(
        id=head.id or 0,
        at=head.at,
        by_id=head.actor_id,
        by=name,
        entity=head.entity,
        entity_id=head.entity_id,
        record=name_of(ctx, uow, (head.entity, head.entity_id)),
        action=head.action,
        title=_title(head),
        count=len({one.entity_id for one in heads}),
        mine=mine,
        why_not=refusal,
    )
    return Found(change, head, reversal, events)


def _may_read(ctx: Context, uow: UnitOfWork, events: Sequence[Event]) -> bool:
    """Whether all that a change did may be known: of a complaint that is hidden nothing is taken back by whom
    it is hidden from (CMP-22).
    """
    hidden = readable(ctx)
    if not hidden:
        return True
    keys = [one.id for one in events]
    found = select(func.count()).select_from(Event).where(col(Event.id).in_(keys), *hidden)
    return uow.session.exec(found).one() == len(keys)


def _title(event: Event) -> str:
    """What was done; of a step of a procedure its own name."""
    step = str((event.detail or {}).get("step") or "")
    return label("complaint_action", step) if step else action_words(event.entity, event.action)


def batch_of(uow: UnitOfWork, event: Event) -> Sequence[Event]:
    """The events of the batch that ``event`` is of, in their order; without a batch it is one for itself."""
    batch = _batch(event)
    if not batch:
        return [event]
    began = batch_began(batch)
    query = select(Event).where(
        Event.actor_id == event.actor_id,
        col(Event.at) >= began - _SET_BACK,
        col(Event.at) <= began + _LONGEST,
        col(Event.detail)[BATCH].as_string() == batch,
    )
    return list(uow.session.exec(query.order_by(col(Event.id))))


def _batch(event: Event) -> str:
    return str((event.detail or {}).get(BATCH) or "")


def _keys(events: Sequence[Event]) -> list[RecordRef]:
    return list(dict.fromkeys((one.entity, one.entity_id) for one in events))


def _later(uow: UnitOfWork, key: RecordRef, events: Sequence[Event]) -> list[Event]:
    """What happened to a record after the change, but for what the change itself did."""
    own = {one.id for one in events}
    first = min(one.id or 0 for one in events if (one.entity, one.entity_id) == key)
    query = select(Event).where(Event.entity == key[0], Event.entity_id == key[1], col(Event.id) > first)
    return [one for one in uow.session.exec(query.order_by(col(Event.id))) if one.id not in own]


def _undone(event: Event) -> Sequence[int]:
    """The events that this one has taken back."""
    return (event.detail or {}).get(UNDOES) or () if event.action in UNDO_ACTIONS else ()


def _within(ctx: Context, key: str) -> timedelta:
    value = setting(ctx, key)
    seconds = value * 60 if isinstance(value, int) else parse_limit(str(value), field=key).seconds
    return timedelta(seconds=seconds)


def _too_old(ctx: Context, event: Event, reversal: Reversal) -> str:
    if ctx.now() - event.at <= _within(ctx, reversal.within):
        return ""
    value = setting(ctx, reversal.within)
    limit = _("{minutes} min", minutes=value) if isinstance(value, int) else str(value)
    return _("It is older than {limit}: it stands.", limit=limit)


def _not_mine(ctx: Context, reversal: Reversal, name: str, mine: bool) -> str:
    needed = reversal.right if mine else reversal.others
    if mine and needed is None:
        return ""
    if needed is None:
        return _("{name} did it: nobody else takes it back.", name=name)
    if ctx.can(needed):
        return ""
    roles = listed(label("role", role) for role in roles_with(needed))
    return _("{name} did it; who may take it back: {roles}.", name=name, roles=roles)


def _built_on(
    ctx: Context, uow: UnitOfWork, events: Sequence[Event], later: dict[RecordRef, list[Event]]
) -> str:
    """Who has changed the same fields since, or worked with what the change made; empty: nobody."""
    for key, since in later.items():
        changed = _fields(events, key)
        undoings = [one for one in since if _undone(one)]
        taken_back = {number for one in undoings for number in _undone(one)}
        batches = {_batch(one) for one in undoings} - {""}
        for event in since:
            if event.id in taken_back or event in undoings or not _changes(event) or _batch(event) in batches:
                continue
            if changed is None or changed & set(event.after or event.before or {}):
                return _(
                    "{name} has changed {record} since: {action} ({time}).",
                    name=staff_names(uow).get(event.actor_id) or "csconsole",
                    record=name_of(ctx, uow, key),
                    action=action_words(event.entity, event.action),
                    time=show_time(event.at, ctx.zone),
                )
    return ""


def _ended_since(uow: UnitOfWork, events: Sequence[Event]) -> str:
    """The ticket that ended by the outcome, the plan or the correction; empty: none did."""
    for event in events:
        if event.entity not in MATTERS:
            continue
        row: Any = uow.session.get(getattr(models, kind_of(event.entity).model), event.entity_id)
        ticket = uow.get(models.Ticket, row.ticket_id)
        ended = ticket.done_at or ticket.closed_at
        if ended is not None and ended >= event.at:
            return _("{number} has ended since: reopen it first.", number=ticket.number)
    return ""


def _fields(events: Sequence[Event], key: RecordRef) -> set[str] | None:
    """The fields of a record that the change set; ``None`` where it made the record: all of them."""
    own = [one for one in events if (one.entity, one.entity_id) == key]
    if any(one.before is None and one.after is not None for one in own):
        return None
    return {name for one in own for name in one.after or {}} - kind_of(key[0]).derived


def name_of(ctx: Context, uow: UnitOfWork, key: RecordRef) -> str:
    """A record's number or name as a person knows it; what this person may not see has its kind only."""
    row: Any = uow.session.get(getattr(models, kind_of(key[0]).model), key[1])
    if is_hidden(ctx, getattr(row, "against_staff_id", None)):
        return label("entity", key[0])
    for name in ("number", "name", "typed", "key"):
        if row is not None and (text := getattr(row, name, None)):
            return str(text)
    if row is not None and key[0] in PARTS:
        whole, link = PARTS[key[0]]
        return f"{label('entity', key[0])} {name_of(ctx, uow, (whole, getattr(row, link)))}"
    return f"{label('entity', key[0])} {key[1]}"
