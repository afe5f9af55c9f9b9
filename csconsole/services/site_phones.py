"""Numbers as this site dials them: its region from the settings file, its area code from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.services.phones import Phone, guess_phone, read_phone
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context


def site_phone(ctx: Context, typed: str) -> Phone | None:
    """The number that was typed, ``None`` for an unknown caller. Raises ``PhoneError`` (REF-34, CALL-01)."""
    return read_phone(typed, area_code=_area(ctx), region=ctx.config.phone_region)


def site_guess(ctx: Context, typed: str | None) -> Phone | None:
    """The number if the text is one, else ``None``."""
    return guess_phone(typed, area_code=_area(ctx), region=ctx.config.phone_region)


def _area(ctx: Context) -> str:
    return str(setting(ctx, "phone.area_code") or "")
