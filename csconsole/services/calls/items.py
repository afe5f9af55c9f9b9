"""The item of a contact that came without any, as from a telephone system or a table (CALL-02)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import select

from csconsole.models import CallItem

if TYPE_CHECKING:
    from csconsole.models import Call
    from csconsole.storage import UnitOfWork


_COPIED: Final = ("kind", "category_id", "summary", "answer", "outcome")


def item_values(call: Mapping[str, Any]) -> dict[str, Any] | None:
    """The item that a contact with these fields is, ``None`` while nobody has written what it was about."""
    if not call.get("summary"):
        return None
    return {
        "kind": call.get("kind") or "other",
        "category_id": call.get("category_id"),
        "content": call["summary"],
        "answer": call.get("answer"),
        "outcome": call.get("outcome") or "done",
    }


def keep_item(uow: UnitOfWork, call: Call) -> None:
    """Store the item of a contact that came from outside, or bring it up to date with the contact.

    A contact with several items, or one that an agent logged, is left as it is: its items were written by
    themselves.
    """
    values = item_values({name: getattr(call, name) for name in _COPIED})
    if values is None or call.source == "console":
        return
    uow.session.flush()
    items = uow.session.exec(select(CallItem).where(CallItem.call_id == call.pk).limit(2)).all()
    if not items:
        uow.create(CallItem(call_id=call.pk, **values))
    elif len(items) == 1:
        uow.update(items[0], "edited", values)
