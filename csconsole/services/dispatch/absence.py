"""Who is absent for a while gets no tickets; what is with them stays and is passed on by hand (TKT-04)."""

from __future__ import annotations

from datetime import datetime

from csconsole.models import Right
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.staff import staff_of
from csconsole.services.tickets.entry import read_moment


def set_absence(ctx: Context, staff_no: str, *, until: datetime | None, reason: str | None = None) -> None:
    """Mark a staff member absent until a time, or back with ``None``; oneself, or with the right to manage
    shifts. Raises ``NotAllowedError``, ``NotFoundError``, ``InvalidInputError`` for a time that is over.
    """
    if staff_no.strip() != ctx.actor.staff_no:
        ctx.require(Right.SHIFT_MANAGE)
    read_moment(until, "until", after=ctx.now(), rule="TKT-04")
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        said = entry.line(reason, "reason", most=120) if until is not None else None
        uow.update(row, "away" if until else "back", {"away_until": until, "away_reason": said})
