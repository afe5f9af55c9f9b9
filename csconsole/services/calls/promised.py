"""What was promised in a contact: each promise belongs to its own item and has a time (CALL-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from csconsole.errors import InvalidInputError
from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.services.calls.new_call import NewCall, NewItem
    from csconsole.services.context import Context


def promised_items(items: Sequence[NewItem], new: NewCall) -> list[NewItem]:
    """The items of a contact, one of them with the promise of the whole contact where none has its own: the
    first that is not finished, else the first.
    """
    given = list(items)
    told = new.promise_text or new.promise_due
    if not told or not given or any(item.promise_text or item.promise_due for item in given):
        return given
    place = next((n for n, item in enumerate(given) if item.outcome not in (None, "done", "transfer")), 0)
    given[place] = replace(given[place], promise_text=new.promise_text, promise_due=new.promise_due)
    return given


def nothing_behind(outcome: str, *, promised: bool, chased: bool) -> bool:
    """Whether what was promised about an item is carried by nobody (CALL-14): the item is done, so that no
    ticket and no callback is opened, and none that is open was asked after.
    """
    return promised and outcome == "done" and not chased


def check_promise(ctx: Context, text: str | None, due_at: datetime | None) -> None:
    """Refuse a promise that nobody could be held to: without a time, or with one that may not be promised
    (CALL-14, TKT-09). Raises ``InvalidInputError``, ``PromiseTooFarError``.
    """
    if due_at is not None:
        from csconsole.services.promises import check_promised_time

        check_promised_time(ctx, due_at)
    elif text:
        raise InvalidInputError(
            _("By when was it promised?"),
            field="promise_due",
            rule="CALL-14",
            hint=_("Such as: today 22:00, tomorrow 10, +2h."),
        )
