"""Who sees a phone number whole: one rule for every list, page and command (SEC-08).

Whole for own items and for whoever has the right ``phone.reveal``, else the middle digits are masked; the
setting ``phone.masked`` makes the rule stricter (``always``) or lifts it (``never``). Exports and
reports mask always.
"""

from __future__ import annotations

from collections.abc import Iterable

from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.phones import display_phone, extension_of
from csconsole.services.settings import setting
from csconsole.text import mask_phone


def sees_whole(ctx: Context, owners: Iterable[int | None]) -> bool:
    """Whether the person sees the numbers of a record that belongs to ``owners`` (keys of staff) whole."""
    rule = setting(ctx, "phone.masked")
    if rule != "outside_own":
        return bool(rule == "never")
    me = ctx.actor.staff_id
    return (me is not None and me in set(owners)) or ctx.can(Right.PHONE_REVEAL)


def shown_number(e164: str | None, typed: str | None, extension: str | None = None, *, whole: bool) -> str:
    """A stored number as it may be shown: as people of the country write it, or masked; "" for none. Without
    ``extension`` that of what was ``typed`` holds.
    """
    if not e164:
        return typed or "" if whole else mask_phone(typed or "")
    shown = display_phone(e164, extension or extension_of(typed))
    return shown if whole else mask_phone(shown)
