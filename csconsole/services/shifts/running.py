"""Which shift a record belongs to: asked by every save, so by plain statements that build no table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage.glance import Glance

_SIGNED_ON: Final = (
    "SELECT staff_id, shift_id FROM duty WHERE signed_off_at IS NULL ORDER BY signed_on_at, id"
)
_FROM_DAY: Final = "SELECT id, begins_at, ends_at FROM shift WHERE ends_at >= ? ORDER BY begins_at DESC, id"


class _Running(NamedTuple):
    """A shift and its time."""

    id: int
    begins_at: datetime
    ends_at: datetime


def current_shift_id(ctx: Context) -> int | None:
    """The key of the shift the actor is signed on to, else of the one whose time is now, the one that began
    last; else ``None``. A shift exists from the moment the first person signs on to it.
    """
    with ctx.read() as uow, ctx.glance() as seen:
        signed_on = uow.reference("signed on", lambda: _signed_on(seen))
        if (own := signed_on.get(ctx.actor.staff_id)) is not None:
            return own
        now = ctx.now()
        day = now.date()
        to_come = uow.reference(("shifts", day), lambda: _from_day(seen, day))
        return next((one.id for one in to_come if one.begins_at <= now < one.ends_at), None)


def _signed_on(seen: Glance) -> Mapping[int | None, int]:
    """The shift of the newest sign-on that has not ended, by person."""
    return dict(seen.rows(_SIGNED_ON))


def _from_day(seen: Glance, day: date) -> Sequence[_Running]:
    """Shifts that end on this UTC day or later, the one that begins last first."""
    found = []
    for key, begins, ends in seen.rows(_FROM_DAY, datetime.combine(day, time(), UTC)):
        begins_at, ends_at = seen.instant(begins), seen.instant(ends)
        if begins_at is not None and ends_at is not None:
            found.append(_Running(key, begins_at, ends_at))
    return found
