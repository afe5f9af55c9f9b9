"""When a contact happened, how long it took, whether it is entered late or was answered late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from csconsole.clock import local_date, require_utc
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.services.reach import FIRST_CONTACT, contact_out_of_reach
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context

_MOST_RINGS = 1000


@dataclass(frozen=True, slots=True)
class Times:
    """The times of one contact, in order and in UTC; durations in seconds."""

    started_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    wait_seconds: int | None
    talk_seconds: int | None


def read_times(
    ctx: Context,
    *,
    answered: bool,
    started_at: datetime | None,
    answered_at: datetime | None,
    ended_at: datetime | None,
    wait_seconds: int | None,
    talk_seconds: int | None,
    late: bool = False,
) -> Times:
    """Fill what can be told from the rest; without any time the contact ends now. A wait or a talk of which
    nobody said when it began or ended stays unknown: no report counts it (RPT-08). ``late``: a late entry,
    whose end is never the time of saving; without one it is the begin (CALL-18).

    Raises ``InvalidInputError`` (CALL-01) for times out of order, in the future, naive or negative, and
    (CALL-18) for a late entry without any.
    """
    if late and started_at is None and answered_at is None and ended_at is None:
        raise InvalidInputError(
            _("A late entry needs the time at which the call began."), field="started_at", rule="CALL-18"
        )
    given = {"started_at": started_at, "answered_at": answered_at, "ended_at": ended_at}
    start, answer, end = (_instant(name, at) for name, at in given.items())
    wait = _seconds("wait_seconds", wait_seconds)
    talk = _seconds("talk_seconds", talk_seconds)
    if end is None:
        end = _end(ctx, start, answer, wait, talk, answered=answered, late=late)
    if answer is None and answered and start is not None:
        answer = start + timedelta(seconds=wait or 0)
    if answer is None and answered:
        answer = end - timedelta(seconds=talk or 0)
    if start is None:
        start = (answer or end) - timedelta(seconds=wait or 0)
    _check_order(ctx, start, answer, end)
    picked_up = answered_at if answered else ended_at
    if wait is None and started_at is not None and picked_up is not None:
        wait = int(((answer or end) - start).total_seconds())
    begun = answered_at is not None or started_at is not None
    if talk is None and answer is not None and begun and ended_at is not None:
        talk = int((end - answer).total_seconds())
    return Times(start, answer, end, wait, talk)


def checked_rings(rings: int | None) -> int | None:
    """How often it rang. Raises ``InvalidInputError`` for what no bell does (CALL-03)."""
    if rings is not None and not 0 <= rings <= _MOST_RINGS:
        raise WrongFormError(
            _("It rang 0 to {most} times, not {value}.", most=_MOST_RINGS, value=rings),
            field="rings",
            value=rings,
            rule="CALL-03",
        )
    return rings


def checked_wrap(seconds: int | None) -> int | None:
    """Seconds of work after the call. Raises ``InvalidInputError``."""
    return _seconds("wrap_seconds", seconds)


def is_late_entry(ctx: Context, times: Times) -> bool:
    """Whether the contact ended so long ago that entering it now is a late entry 补登记 (CALL-18)."""
    return ctx.now() - (times.ended_at or times.started_at) > _late_limit(ctx)


def is_of_another_day(ctx: Context, times: Times) -> bool:
    """Whether the contact ended on an earlier day of the site than today 次日补登 (CALL-18)."""
    return local_date(times.ended_at or times.started_at, ctx.zone) < ctx.today()


def over_limit(ctx: Context, *, rings: int | None, wait_seconds: int | None) -> bool:
    """Whether the caller waited or the bell rang longer than it should 三声接听 (CALL-03)."""
    rang = rings is not None and rings > setting(ctx, "call.answer_limit_rings")
    waited = wait_seconds is not None and wait_seconds > setting(ctx, "call.answer_limit_seconds")
    return rang or waited


def _late_limit(ctx: Context) -> timedelta:
    return timedelta(minutes=setting(ctx, "call.late_entry_minutes"))


def _end(
    ctx: Context,
    start: datetime | None,
    answer: datetime | None,
    wait: int | None,
    talk: int | None,
    *,
    answered: bool,
    late: bool,
) -> datetime:
    if answer is not None and talk is not None:
        return answer + timedelta(seconds=talk)
    if start is not None and talk is not None and answered:
        return start + timedelta(seconds=(wait or 0) + talk)
    if start is not None and wait is not None and not answered:
        return start + timedelta(seconds=wait)
    began = answer or start
    if began is not None and (late or ctx.now() - began > _late_limit(ctx)):
        return began  # entered long after: nobody knows how long it took
    return ctx.now()


def _instant(name: str, at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return require_utc(at)
    except ValueError as error:
        raise WrongFormError(
            _("The time {value} has no time zone.", value=at), field=name, value=at, rule="CALL-01"
        ) from error


def _seconds(name: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value <= 86_400:
        raise WrongFormError(
            _("A duration is 0 to 86400 seconds, not {value}.", value=value),
            field=name,
            value=value,
            rule="CALL-01",
        )
    return value


def _check_order(ctx: Context, start: datetime, answer: datetime | None, end: datetime) -> None:
    in_order = [at for at in (start, answer, end) if at is not None]
    why = contact_out_of_reach(ctx.now(), start, max(in_order))
    if why == "future":
        field = "started_at" if contact_out_of_reach(ctx.now(), start, start) else "ended_at"
        raise InvalidInputError(
            _("The call would begin in the future.")
            if field == "started_at"
            else _("The call would end in the future."),
            field=field,
            value=start if field == "started_at" else end,
            rule="CALL-01",
        )
    if in_order != sorted(in_order):
        raise InvalidInputError(
            _("A call starts, is answered and ends in this order."),
            field="started_at",
            value=start,
            rule="CALL-01",
        )
    if why:
        raise InvalidInputError(
            _("The call would begin before {first}.", first=FIRST_CONTACT.year),
            field="started_at",
            value=start,
            rule="CALL-01",
            hint=_("Look at the year."),
        )
