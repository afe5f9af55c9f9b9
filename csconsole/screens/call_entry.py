"""From what stands in the call form to what the service takes; runs in a thread, knows no widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.text import whole_number

if TYPE_CHECKING:
    from csconsole.services.calls import CallRow, NewCall, NewItem
    from csconsole.services.context import Context

ITEM_FIELDS = (
    "category",
    "text",
    "answer",
    "promise",
    "due",
    "scope",
    "priority",
    "department",
    "part",
    "asset",
    "level",
    "demand",
    "chase",
)
"""Fields that belong to one item; the others belong to the whole contact."""
FIELD_OF = {
    "phone": "number",
    "caller_name": "name",
    "contact_name": "name",
    "summary": "text",
    "symptom": "text",
    "title": "text",
    "promise_due": "due",
    "promised_at": "due",
    "next_answer_at": "due",
    "due_at": "due",
    "target": "transfer",
    "escalate_to": "escalate",
    "escalate_reason": "reason",
    "no_phone_reason": "no_phone",
    "started_at": "started",
    "ended_at": "ended",
    "talk_seconds": "ended",
    "wait_seconds": "wait",
}
"""The form's field for a field that a service names in an error."""
_ENOUGH_DIGITS = 7
_UNITS = {"s": 1, "秒": 1, "m": 60, "min": 60, "分": 60, "分钟": 60, "h": 3600, "小时": 3600}
"""Seconds of what a length is written in."""
_LENGTH = re.compile(rf"([0-9]{{1,4}})\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})")


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything that the form holds when it is saved."""

    values: Mapping[str, str]
    outcome: str
    items: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    customer_id: int | None = None
    opened_at: datetime | None = None
    hung_up_at: datetime | None = None


def save_entry(ctx: Context, entry: Entry) -> CallRow:
    """Log what was entered. Raises what ``log_call`` raises."""
    from csconsole.services.calls import log_call

    return log_call(ctx, new_call(ctx, entry))


def check_entry_item(ctx: Context, item: Mapping[str, str]) -> None:
    """Refuse an item that could not be stored with its call. Raises what ``check_item`` raises."""
    from csconsole.services.calls import check_item

    check_item(ctx, _item(ctx, item))


def new_call(ctx: Context, entry: Entry) -> NewCall:
    """The contact that an entry means. Raises ``InvalidInputError`` for a time or number that is none."""
    from csconsole.models.rights import Right
    from csconsole.services.calls import NewCall

    values = {name: value.strip() for name, value in entry.values.items()}
    times = _times(ctx, entry, values)
    due = _moment(ctx, values["due"], "due")
    items = [_item(ctx, item) for item in entry.items]
    if entry.items and any(values[name] for name in ("text", "chase", "promise")):
        if not values["text"] and not values["chase"]:  # or the promise would be lost
            raise InvalidInputError(_("Write what this item is about first."), field="text")
        items.append(_item(ctx, {**values, "outcome": entry.outcome}))
    stranger = entry.customer_id is None and bool(values["name"])
    return NewCall(
        summary=values["text"] if not entry.items else "",
        phone=_number(ctx, values["number"], entry.customer_id),
        no_phone_reason=values["no_phone"] or None,
        customer_id=entry.customer_id,
        new_customer=stranger and ctx.can(Right.CUSTOMER_EDIT),
        caller_name=values["name"] or None,
        organisation=values["organisation"] or None,
        address=values["address"] or None,
        direction=values["direction"] or "inbound",
        channel=values["channel"] or "phone",
        category=first_word(values["category"]),
        outcome=entry.outcome,
        answer=values["answer"] or None,
        purpose=values["purpose"] or None,
        next_step=values["next_step"] or None,
        items=tuple(items),
        scope=values["scope"] or None,
        priority=values["priority"] or None,
        department=first_word(values["department"]),
        level=values["level"] or None,
        demand=values["demand"] or None,
        part=values["part"] or None,
        asset=values["asset"] or None,
        chase=first_word(values["chase"]),
        promise_text=(values["promise"] or None) if not items else None,
        promise_due=due if not items else None,
        transfer_to=values["transfer"] or None,
        escalate_to=values["escalate"] or None,
        escalate_reason=values["reason"] or None,
        complex=values["complex"] == "yes",
        late_reason=values["late_reason"] or None,
        voice=values["voice"] or None,
        rings=_whole(values["rings"], "rings"),
        wait_seconds=_whole(values["wait"], "wait"),
        **times,
    )


def first_word(text: str) -> str | None:
    """The code that a picked category or department begins with."""
    return text.split()[0] if text.split() else None


def _item(ctx: Context, item: Mapping[str, str]) -> NewItem:
    from csconsole.services.calls import NewItem

    return NewItem(
        content=item["text"],
        category=first_word(item["category"]),
        outcome=item["outcome"],
        answer=item["answer"] or None,
        scope=item["scope"] or None,
        priority=item["priority"] or None,
        department=first_word(item["department"]),
        level=item.get("level") or None,
        demand=item.get("demand") or None,
        part=item.get("part") or None,
        asset=item.get("asset") or None,
        chase=first_word(item.get("chase") or ""),
        promise_text=item.get("promise") or None,
        promise_due=_moment(ctx, (item.get("due") or "").strip(), "due"),
    )


def _number(ctx: Context, typed: str, customer_id: int | None) -> str | None:
    """The contact phone: what was typed, unless it only served to find the customer."""
    from csconsole.services.site_phones import site_guess

    if customer_id is None:
        return typed or None
    if "*" in typed:
        return None  # the number of the file, masked
    phone = site_guess(ctx, typed)
    searched = phone is None or (phone.kind == "service" and len(phone.digits) < _ENOUGH_DIGITS)
    return None if searched else typed


def _times(ctx: Context, entry: Entry, values: Mapping[str, str]) -> dict[str, Any]:
    """From the form's own clock; a late entry has the times that were typed instead (CALL-18)."""
    now = ctx.now()
    if values["started"] or values["ended"] or values["late_reason"]:
        until = None if values["late_reason"] else entry.hung_up_at or now
        return typed_times(ctx, values["started"], values["ended"], until)
    ended = entry.hung_up_at or now
    wrap = int((now - ended).total_seconds())
    return {
        "answered_at": entry.opened_at,
        "ended_at": ended,
        "wrap_seconds": wrap if entry.hung_up_at is not None else None,
    }


def typed_times(ctx: Context, started: str, ended: str, until: datetime | None) -> dict[str, Any]:
    """The times of a call that were typed: its begin, and its end or its length (``5m``), which without a
    begin is that of a call that ended at ``until``; a late entry has no such time.

    Raises ``InvalidInputError`` for a time that is none and for one in the future.
    """
    from csconsole.services.moments import read_past_moment

    found: dict[str, Any] = {}
    if started:
        found["started_at"] = read_past_moment(ctx, started, field="started")
    if length := _LENGTH.fullmatch(ended):
        found["talk_seconds"] = int(length[1]) * _UNITS[length[2]]
        if not started and until is not None:
            found["ended_at"] = until
    elif ended:
        found["ended_at"] = read_past_moment(ctx, ended, field="ended", after=found.get("started_at"))
    return found


def _moment(ctx: Context, text: str, name: str) -> datetime | None:
    from csconsole.services.moments import read_moment

    return read_moment(ctx, text, field=name) if text else None


def _whole(text: str, name: str) -> int | None:
    if not text:
        return None
    number = whole_number(text)
    if number is None or number > 99_999:
        raise InvalidInputError(_("{text} is not a whole number.", text=text), field=name, value=text)
    return number
