"""The items of a handover: each open record with what is urgent about it and how long it has been carried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select

from csconsole.i18n import _, apart
from csconsole.models import Escalation, Event, Handover, HandoverItem, Shift
from csconsole.models.lifecycle.handover import SIGNED_STATES
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.handover.open_work import OpenWork, to_tell
from csconsole.services.handover.rows import words_of
from csconsole.services.handover.window import Window
from csconsole.services.settings import setting
from csconsole.services.shifts.current import shifts
from csconsole.services.shifts.rows import ShiftRow
from csconsole.storage import UnitOfWork

FLAGS = (
    "overdue",
    "due_soon",
    "urgent",
    "escalated",
    "unassigned",
    "promised",
    "new",
    "changed",
)
"""What may be said about an item, the most pressing first; an item with none of them is still ``open``."""

_ABNORMAL = {"overdue", "urgent", "escalated"}
_BASIC_KINDS = {"complaint", "order"}


@dataclass(slots=True)
class ItemDraft:
    """An item as generated, with everything that may be said about it, the most pressing first."""

    row: HandoverItem
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Carried:
    """How far a record has been carried: the shifts whose signed handover listed it."""

    shifts: frozenset[int]
    origin_shift_id: int | None
    next_action: str
    if_then: str
    severity: str | None
    """What somebody set by hand."""


def draft_items(
    ctx: Context, uow: UnitOfWork, handover: Handover, work: Sequence[OpenWork], window: Window
) -> list[ItemDraft]:
    """The items for this work, the most pressing first; positions count from 1.

    The age of an item is the number of shifts whose handover has carried it, so what is open across three
    shifts shows 3. What was written about it last time is offered again.
    """
    carried = _carried(uow, handover, work)
    past = shifts(uow, col(Shift.begins_at) <= ctx.now(), newest_first=True) if work else ()
    drafts, judged = [], judged_at(ctx)
    for item in work:
        flags = _flags(ctx, item, window, judged)
        before = carried.get((item.entity, item.entity_id))
        drafts.append(ItemDraft(_row(handover, item, flags, before, past), flags))
    drafts.sort(key=_urgency)
    for position, draft in enumerate(drafts, 1):
        draft.row.position = position
    return drafts


def _flags(ctx: Context, item: OpenWork, window: Window, judged: datetime) -> tuple[str, ...]:
    soon = ctx.now() + timedelta(hours=setting(ctx, "handover.due_soon_hours"))
    due = item.due_at
    is_new = item.entity_id in window.made(item.entity) or item.opened_at > window.begin
    holds = {
        "overdue": due is not None and due < judged,
        "due_soon": due is not None and judged <= due <= soon,
        "urgent": item.urgent or item.severe,
        "escalated": item.escalated,
        "unassigned": item.unassigned,
        "promised": bool(item.promised),
        "new": is_new,
        "changed": not is_new and item.entity_id in window.touched(item.entity),
    }
    return tuple(flag for flag in FLAGS if holds[flag])


def _row(
    handover: Handover,
    item: OpenWork,
    flags: tuple[str, ...],
    before: _Carried | None,
    past: Sequence[ShiftRow],
) -> HandoverItem:
    return HandoverItem(
        handover_id=handover.pk,
        section=_section(item, flags),
        entity=item.entity,
        entity_id=item.entity_id,
        record_number=item.number,
        title=item.said,
        flag=flags[0] if flags else "open",
        severity=(before.severity if before else None) or _severity(item, flags),
        next_action=_following(item, before),
        if_then=before.if_then if before else "",
        owner_id=item.owner_id,
        due_at=item.due_at,
        origin_shift_id=before.origin_shift_id if before else _opened_in(item, past),
        age_shifts=len(before.shifts) if before else 0,
    )


def _following(item: OpenWork, before: _Carried | None) -> str:
    """What is next: what the record says, behind it what was written and answered about it last time."""
    if before is None:
        return item.next_action
    said = [item.next_action] if item.next_action and item.next_action not in before.next_action else []
    return apart((*said, before.next_action) if before.next_action else said)


def _section(item: OpenWork, flags: tuple[str, ...]) -> int:
    if item.severe or _ABNORMAL & set(flags):
        return 3
    return 1 if item.kind in _BASIC_KINDS else 2


def _severity(item: OpenWork, flags: tuple[str, ...]) -> str:
    if item.severe or "overdue" in flags:
        return "unstable"
    return "watch" if {"due_soon", "urgent", "escalated"} & set(flags) else "stable"


def _urgency(draft: ItemDraft) -> tuple[int, bool, float, str, int]:
    row = draft.row
    due = row.due_at.timestamp() if row.due_at else 0.0
    rank = FLAGS.index(row.flag) if row.flag in FLAGS else len(FLAGS)
    return min(rank, 3), row.due_at is None, due, row.entity, row.entity_id


def _opened_in(item: OpenWork, past: Sequence[ShiftRow]) -> int | None:
    """The shift in which the record was opened, the one that had begun last."""
    return next((s.id for s in past if s.begins_at <= item.opened_at < s.ends_at), None)


def _carried(
    uow: UnitOfWork, handover: Handover, work: Sequence[OpenWork]
) -> dict[tuple[str, int], _Carried]:
    """How each record has been carried through the signed handovers of earlier shifts."""
    seen: dict[tuple[str, int], list[tuple[HandoverItem, int]]] = {}
    keys = sorted({item.entity_id for item in work})
    for start in range(0, len(keys), 500):
        found = uow.session.exec(
            select(HandoverItem, Handover.shift_id)
            .join(Handover, col(Handover.id) == HandoverItem.handover_id)
            .where(
                col(HandoverItem.entity_id).in_(keys[start : start + 500]),
                col(Handover.state).in_(SIGNED_STATES),
                Handover.shift_id != handover.shift_id,
            )
            .order_by(col(HandoverItem.id))
        ).all()
        for item, shift_id in found:
            seen.setdefault((item.entity, item.entity_id), []).append((item, shift_id))
    told = _told_since(uow, keys)
    set_by_hand = _set_by_hand(uow, [items[-1][0] for items in seen.values()])
    return {
        key: _Carried(
            shifts=frozenset(shift_id for _item, shift_id in items),
            origin_shift_id=items[0][0].origin_shift_id,
            next_action=_still_so(_with_answers(items[-1][0]), told.get(key, ())),
            if_then=items[-1][0].if_then,
            severity=set_by_hand.get(items[-1][0].pk),
        )
        for key, items in seen.items()
    }


def _still_so(words: str, told: Sequence[str]) -> str:
    """What was next, without what was only so then: an answer that the customer was ``told`` since, and that
    a promise is not approved; the record says that itself while it holds (CALL-12, CALL-14).
    """
    for said in told:
        words = words.replace(said, "")
    asked = _("not approved yet: {promise}", promise="").strip()
    parts = (part.strip() for part in words.split(apart(("", "")).strip()))
    return apart(part for part in parts if part and not part.startswith(asked))


def _told_since(uow: UnitOfWork, keys: Sequence[int]) -> dict[tuple[str, int], list[str]]:
    """What stood in a handover about answers from above that the customers have by now, by record."""
    found: dict[tuple[str, int], list[str]] = {}
    for start in range(0, len(keys), 500):
        query = select(Escalation.entity, Escalation.entity_id, Escalation.answer).where(
            Escalation.state == "told", col(Escalation.entity_id).in_(keys[start : start + 500])
        )
        for entity, key, answer in uow.session.exec(query):
            found.setdefault((entity, key), []).append(to_tell(answer or ""))
    return found


def _with_answers(item: HandoverItem) -> str:
    """What was written to be next, and what the incoming side asked or refused, once."""
    question, refusal = words_of(item)
    told = [item.next_action]
    if question:
        told.append(_("asked: {question}", question=question))
        told.append(_("answered: {answer}", answer=item.reply) if item.reply else _("not answered"))
    if refusal:
        told.append(_("refused: {reason}", reason=refusal))
    return apart(part for part in told if part)


def _set_by_hand(uow: UnitOfWork, items: Sequence[HandoverItem]) -> dict[int, str]:
    """The severities that somebody chose, by the item's key."""
    keys = sorted(item.pk for item in items)
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        events = uow.session.exec(
            select(Event.entity_id, Event.after)
            .where(
                Event.entity == "handover_item",
                Event.action == "decided",
                col(Event.entity_id).in_(keys[start : start + 500]),
            )
            .order_by(col(Event.id))
        )
        found |= {key: str(after["severity"]) for key, after in events if after and after.get("severity")}
    return found
