"""Attempts to reach the customer, and what each result leads to (CBK-05)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.errors import ConflictError, InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.models import Attempt, Callback, CustomerPhone, Ticket
from csconsole.models.rights import Right
from csconsole.services.callbacks import ledger
from csconsole.services.callbacks.outcome import Outcome, read_outcome, tell_ticket
from csconsole.services.callbacks.planning import load, plan_callback, require_own, step, take
from csconsole.services.callbacks.rows import CallbackRow, callback_row, stored
from csconsole.services.callbacks.rung import tell_call
from csconsole.services.callbacks.windows import PROMISED_KINDS, Window, before_promised, opening_of, retry_of
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.entry import line, one_of, paragraph
from csconsole.services.reach import due_in_reach
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

UNREACHED = ("no_answer", "busy")
MOST_SECONDS = 86_400


class ProblemMissingError(InvalidInputError):
    """A dissatisfied customer without a ticket to open again: the problem goes to the manager (CBK-09)."""


def record_attempt(
    ctx: Context,
    callback: int | str,
    *,
    code: str,
    channel: str = "phone",
    seconds: int | None = None,
    note: str | None = None,
    agreed_at: datetime | None = None,
    record: Mapping[str, Any] | None = None,
    problem: str | None = None,
    next_at: datetime | None = None,
    expected_version: int | None = None,
) -> CallbackRow:
    """Record one attempt; a callback that nobody owns becomes the caller's, another's is taken over first
    (CBK-01).

    ``code`` decides what follows. ``no_answer`` and ``busy``: a retry after the set delay, within the
    calling hours, before the promised time and never before the window opens; after the last attempt
    unreachable. The promise stays open with both (CALL-14). ``rescheduled``: an
    appointment at ``agreed_at``, which also moves the due time, for the customer wishes it. ``refused`` and
    ``wrong_number`` end it. ``done``: the customer was reached; ``record`` holds the fields of
    ``outcome.FIELDS``, ``problem`` what the caller cannot solve and the manager gets, ``next_at`` plans a
    further callback. ``seconds`` is the length of the talk.

    Raises ``RecordIncompleteError`` (CBK-03), ``AspectMissingError`` (CBK-06), ``ProblemMissingError``
    (CBK-09), ``NotAllowedError`` for another's, ``TransitionRefusedError`` when the callback is not to be
    called, ``ConflictError``.
    """
    ctx.require(Right.CALLBACK_WORK)
    code = one_of("attempt_code", code, "code", rule="CBK-05") or ""
    with ctx.write() as uow, uow.tied():
        found = load(ctx, uow, callback)
        if expected_version is not None and expected_version != found.version:
            raise ConflictError(
                _("Someone else worked on {number} meanwhile.", number=found.number),
                current=found.version,
                hint=_("Look at it again before you record your attempt."),
            )
        require_own(ctx, uow, found)
        if found.owner_id is None or found.state == "planned":
            take(ctx, uow, found)
        attempt = Attempt(
            callback_id=found.pk,
            position=found.attempts + 1,
            at=ctx.now(),
            by_id=ctx.staff_id,
            channel=one_of("channel", channel, "channel", rule="REF-01") or "phone",
            code=code,
            reached=code in ("done", "rescheduled", "refused"),
            seconds=_seconds(seconds),
            note=paragraph(note, "note"),
            shift_id=_shift_id(ctx),
        )
        if code in UNREACHED:
            _not_reached(ctx, uow, found, attempt)
        elif code == "rescheduled":
            _appointment(ctx, uow, found, attempt, agreed_at)
        elif code == "done":
            _reached(ctx, uow, found, attempt, record or {}, problem, next_at)
        else:
            action = "refuse" if code == "refused" else "wrong_number"
            changes = {"state": step(ctx, found, action).to, "result": code, "finished_at": ctx.now()}
            _store(uow, found, attempt, code, changes)
            if attempt.reached:
                ledger.settle(ctx, uow, found)
        tell_call(ctx, uow, found)
        return callback_row(ctx, uow, found)


def make_appointment(ctx: Context, callback: int | str, *, agreed_at: datetime) -> CallbackRow:
    """Agree another time without a call of ours, such as when the customer calls in."""
    ctx.require(Right.CALLBACK_WORK)
    with ctx.write() as uow, uow.tied():
        found = load(ctx, uow, callback)
        require_own(ctx, uow, found)
        if found.owner_id is None or found.state == "planned":
            take(ctx, uow, found)
        changes = _agreed(ctx, found, agreed_at)
        uow.update(found, "appointment", changes)
        ledger.replace_by(ctx, uow, found, agreed_at)
        return callback_row(ctx, uow, found)


def give_up_callback(ctx: Context, callback: int | str, *, reason: str) -> CallbackRow:
    """Close a callback that waits for a retry as unreachable, before its attempts are used up. What was
    promised stays open until somebody settles it (CALL-14).
    """
    ctx.require(Right.CALLBACK_ASSIGN)
    with ctx.write() as uow, uow.tied():
        found = load(ctx, uow, callback)
        transition = step(ctx, found, "give_up")
        changes = {"state": transition.to, "result": "no_answer", "finished_at": ctx.now()}
        uow.update(found, "given_up", changes, reason=line(reason, "reason"))
        tell_call(ctx, uow, found)
        return callback_row(ctx, uow, found)


def dial_callback(ctx: Context, callback: int | str) -> str | None:
    """The number to dial, in full, for the one who works the callback; showing it is an event (SEC-08)."""
    ctx.require(Right.CALLBACK_WORK)
    with ctx.trace() as uow:
        found = load(ctx, uow, callback)
        require_own(ctx, uow, found)
        number = found.phone
        if number is None and found.customer_id is not None:
            statement = select(CustomerPhone).where(
                CustomerPhone.customer_id == found.customer_id, col(CustomerPhone.ended_at).is_(None)
            )
            known = uow.session.exec(statement.order_by(col(CustomerPhone.primary).desc())).first()
            number = known.typed if known else None
        uow.note(found, "phone_shown")
        return number


def _not_reached(ctx: Context, uow: UnitOfWork, callback: Callback, attempt: Attempt) -> None:
    transition = step(ctx, callback, "no_answer")
    failed = (
        1
        + uow.session.exec(
            select(func.count())
            .select_from(Attempt)
            .where(Attempt.callback_id == callback.pk, col(Attempt.code).in_(UNREACHED))
        ).one()
    )
    if failed >= int(setting(ctx, "callback.max_attempts")):
        changes = {"state": "unreachable", "result": "no_answer", "finished_at": ctx.now()}
        _store(uow, callback, attempt, "unreachable", changes)
    else:
        key = "callback.busy_delay" if attempt.code == "busy" else "callback.retry_delay"
        again = due_walk(site_calendar(ctx), ctx.now(), parse_limit(setting(ctx, key))).at
        promised = [stored(one.due_at) for one in ledger.open_promises(uow, callback)]
        again = before_promised(ctx, again, min(promised, default=None))
        window = Window(callback.earliest_at, stored(callback.due_at))
        wished = callback.kind in PROMISED_KINDS or callback.agreed_at is not None or bool(promised)
        attempt.next_at = retry_of(ctx, again, window, promised=wished)
        changes = {"state": transition.to, "next_attempt_at": attempt.next_at}
        _store(uow, callback, attempt, attempt.code, changes)


def _appointment(
    ctx: Context,
    uow: UnitOfWork,
    callback: Callback,
    attempt: Attempt,
    agreed_at: datetime | None,
) -> None:
    changes = _agreed(ctx, callback, agreed_at)
    attempt.next_at = agreed_at
    _store(uow, callback, attempt, "appointment", changes)
    ledger.settle(ctx, uow, callback)
    ledger.replace_by(ctx, uow, callback, stored(agreed_at))


def _agreed(ctx: Context, callback: Callback, agreed_at: datetime | None) -> dict[str, Any]:
    """What a new time changes. Raises ``TransitionRefusedError`` without one, ``InvalidInputError`` for a
    time that is over.
    """
    transition = step(ctx, callback, "appoint", given=("agreed_at",) if agreed_at else ())
    assert agreed_at is not None  # the step needs it
    if agreed_at <= ctx.now():
        raise InvalidInputError(
            _("The new time is over already. Name a later one."),
            field="agreed_at",
            value=agreed_at,
            rule="CBK-05",
        )
    due_in_reach(agreed_at, "agreed_at", after=ctx.now(), rule="CBK-05")
    opens = opening_of(ctx, agreed_at)
    return {
        "state": transition.to,
        "agreed_at": agreed_at,
        "earliest_at": opens,
        "next_attempt_at": opens or ctx.now(),
        "due_at": max(agreed_at, stored(callback.due_at)),
    }


def _reached(
    ctx: Context,
    uow: UnitOfWork,
    callback: Callback,
    attempt: Attempt,
    record: Mapping[str, Any],
    problem: str | None,
    next_at: datetime | None,
) -> None:
    contacted = step(ctx, callback, "contact")
    outcome = read_outcome(ctx, callback, record)
    unsolved = paragraph(problem, "problem")
    if outcome.dissatisfied and callback.ticket_id is None and unsolved is None:
        raise ProblemMissingError(
            _("There is no ticket to open again: say what the problem is, the manager gets it."),
            field="problem",
            rule="CBK-09",
        )
    window = Window(callback.earliest_at, stored(callback.due_at))
    changes: dict[str, Any] = {
        "state": contacted.to,
        "reached_at": ctx.now(),
        "window": window.mark(ctx.now()),
        **outcome.values,
    }
    _store(uow, callback, attempt, "contacted", changes)
    ledger.settle(ctx, uow, callback)
    if callback.ticket_id is not None:
        _keep_what_was_told(ctx, uow, callback.ticket_id)
    if unsolved is not None:
        report = step(ctx, callback, "report", given=("problem",))
        uow.update(callback, "reported", {"state": report.to, "problem": unsolved})
    else:
        finish(ctx, uow, callback, outcome)
    if next_at is not None:
        _plan_the_next(ctx, uow, callback, next_at)


def _keep_what_was_told(ctx: Context, uow: UnitOfWork, ticket_id: int) -> None:
    """The customer has heard the result: that keeps the promises of the ticket to tell it (CALL-14)."""
    from csconsole.services.promises.of_tickets import follow_settled, keep_told

    if keep_told(ctx, uow, ticket_id):
        follow_settled(ctx, uow, uow.get(Ticket, ticket_id))


def _plan_the_next(ctx: Context, uow: UnitOfWork, callback: Callback, at: datetime) -> None:
    """A further callback to the same person about the same matter, by the same owner."""
    following = plan_callback(
        ctx,
        kind="follow_up",
        source=callback.source,
        reason=callback.reason,
        due_at=at,
        earliest_at=at if at > ctx.now() else None,
        customer_id=callback.customer_id,
        phone=callback.phone,
        contact_name=callback.contact_name,
        owner_id=callback.owner_id,
    )
    uow.update(callback, "continued", {"next_callback_id": following.id})


def finish(ctx: Context, uow: UnitOfWork, callback: Callback, outcome: Outcome) -> None:
    """Close a callback whose customer has nothing open with us, and tell its ticket."""
    transition = step(ctx, callback, "finish")
    uow.update(callback, "done", {"state": transition.to, "result": "done", "finished_at": ctx.now()})
    tell_ticket(ctx, callback, outcome)


def _store(
    uow: UnitOfWork,
    callback: Callback,
    attempt: Attempt,
    action: str,
    changes: Mapping[str, Any],
) -> None:
    """The attempt and what it changes, with one event that holds both, and how the attempt stood to the
    window that the customer knew then: an appointment moves the window afterwards.
    """
    window = Window(callback.earliest_at, stored(callback.due_at)).mark(stored(attempt.at))
    uow.update(
        callback,
        action,
        {**changes, "attempts": attempt.position},
        detail={
            "attempt": attempt.position,
            "code": attempt.code,
            "seconds": attempt.seconds,
            "window": window,
        },
    )
    uow.create(attempt, "attempted")


def _seconds(seconds: int | None) -> int | None:
    if seconds is not None and not 0 <= seconds <= MOST_SECONDS:
        raise WrongFormError(
            _("The duration is in seconds, at most one day."), field="seconds", value=seconds, rule="CBK-03"
        )
    return seconds


def _shift_id(ctx: Context) -> int | None:
    from csconsole.services.shifts import current_shift

    shift = current_shift(ctx)
    return shift.id if shift else None
