"""The figures of the running shift, from the metrics' own definitions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from csconsole.clock import day_bounds
from csconsole.metrics import callbacks, calls, tickets
from csconsole.metrics.definition import Basis, settings_of
from csconsole.metrics.evaluate import figures
from csconsole.services.context import Context
from csconsole.services.desk.rows import ShiftFigures
from csconsole.services.settings import setting
from csconsole.services.shifts import ShiftRow
from csconsole.storage import UnitOfWork

_NAMES: Final = (
    "calls.inbound",
    "calls.lost",
    "calls.abandoned",
    "calls.loss_rate",
    "calls.three_ring_rate",
    "tickets.new",
    "tickets.done",
    "callbacks.done",
    "callbacks.due",
    "callbacks.satisfaction",
)
_SHOWN: Final = tuple(
    metric for metric in (*calls.METRICS, *tickets.METRICS, *callbacks.METRICS) if metric.id in _NAMES
)


def shift_figures(
    ctx: Context, uow: UnitOfWork, shift: ShiftRow | None, signed_on_at: datetime | None = None
) -> ShiftFigures:
    """The figures from the shift's begin until it ends, and of the time before or after it in which the
    person was signed on to it already, or still; of the site's day where no shift runs.
    """
    start, end = (shift.begins_at, shift.ends_at) if shift else day_bounds(ctx.today(), ctx.zone)
    if shift is not None and signed_on_at is not None:
        start, end = min(start, signed_on_at), max(end, ctx.now())
    settings = {key: setting(ctx, key) for key in settings_of(_SHOWN)}
    basis = Basis(start, max(end, start + timedelta(seconds=1)), ctx.now(), 1, settings)
    found = figures(uow.session, _SHOWN, basis)
    in_time, rated = found["calls.three_ring_rate"], found["callbacks.satisfaction"]
    return ShiftFigures(
        calls=found["calls.inbound"].numerator,
        lost=found["calls.lost"].numerator + found["calls.abandoned"].numerator,
        loss_rate=found["calls.loss_rate"].value,
        in_time=in_time.numerator,
        answered=in_time.denominator or 0,
        tickets_new=found["tickets.new"].numerator,
        tickets_done=found["tickets.done"].numerator,
        callbacks_done=found["callbacks.done"].numerator,
        callbacks_due=found["callbacks.due"].numerator,
        satisfied=rated.numerator,
        rated=rated.denominator or 0,
    )
