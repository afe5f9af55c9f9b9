"""Calls that were typed and never saved: a promise may be in one, so they are named before a person leaves
(SHF-12, CALL-14).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from csconsole.clock import local
from csconsole.i18n import _, listed, ngettext
from csconsole.models import Customer
from csconsole.services.drafts import list_drafts
from csconsole.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from csconsole.services.context import Context

FORM: Final = "call"
"""The form of a new call, as its drafts name it."""
NAMED: Final = 3
"""How many callers are named."""


@dataclass(frozen=True, slots=True)
class UnsavedCall:
    """A call in the form that nobody saved; ``caller`` is who called as far as that was typed."""

    key: str
    saved_at: datetime
    caller: str


def unsaved_calls(ctx: Context) -> tuple[UnsavedCall, ...]:
    """The actor's own, the newest first; those that were put aside too. None for the system."""
    if ctx.actor.staff_id is None:
        return ()
    drafts = [draft for draft in list_drafts(ctx) if draft.form == FORM]
    return tuple(UnsavedCall(one.key, one.saved_at, _caller(ctx, one.body)) for one in drafts)


def unsaved_words(ctx: Context, calls: Sequence[UnsavedCall]) -> str:
    """How many calls are not saved, and whose; "" for none."""
    if not calls:
        return ""
    names = [f"{local(one.saved_at, ctx.zone):%m-%d %H:%M} {one.caller}".strip() for one in calls[:NAMED]]
    if len(calls) > NAMED:
        names.append(_("and {n} more", n=len(calls) - NAMED))
    return ngettext(
        "{n} call in the call form is not saved: {names}",
        "{n} calls in the call form are not saved: {names}",
        len(calls),
        names=listed(names),
    )


def _caller(ctx: Context, body: Mapping[str, Any]) -> str:
    """The name that was typed or the customer's, else the number, else the beginning of the summary."""
    fields = body.get("fields") or {}
    typed = [one_line(str(fields.get(name) or "")) for name in ("name", "number", "text")]
    if not typed[0] and (key := body.get("customer_id")) is not None:
        with ctx.read() as uow:
            found = uow.one(Customer, id=int(key))
        typed[0] = one_line(found.name) if found is not None else ""
    return next((words for words in typed if words), "")[:40]
