"""What the tests of callbacks share: a phone, an hour, a full record, and how a callback is planned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from csconsole.models import Setting
from csconsole.services.callbacks import CallbackRow
from csconsole.services.context import Context

Plan = Callable[..., CallbackRow]
HOUR = timedelta(hours=1)
PHONE = "199 0000 0101"
REPAIR = {"satisfaction": "satisfied", "efficiency": 5, "quality": 4}
"""The record of a callback about a repair that lacks nothing."""


def setting_to(ctx: Context, key: str, value: object) -> None:
    """Store one setting of the site."""
    with ctx.write() as uow:
        uow.create(Setting(key=key, value=value))


def at(text: str) -> datetime:
    """An instant of the site, such as ``11-24 23:59:59`` in Shanghai."""
    return datetime.fromisoformat(f"2026-{text}+08:00").astimezone(UTC)
