"""Making and settling promises: each ends as kept, late, missed or cancelled (CALL-14)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from csconsole.clock import require_utc
from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, ngettext
from csconsole.models import Promise, Ticket
from csconsole.models.rights import Right
from csconsole.services.due import show_time
from csconsole.services.entry import line, needed, one_of
from csconsole.services.promises.rows import PromiseRow, promise_rows
from csconsole.services.reach import due_in_reach
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

UNAPPROVED: Final = ("asked", "refused")
"""What a supervisor has not approved is not kept (CALL-14)."""
_MAKERS = (Right.CALL_LOG, Right.CALLBACK_WORK, Right.TICKET_HANDLE)


class PromiseTooFarError(RuleBrokenError):
    """A promise further ahead than the person may promise (TKT-09)."""


class PromiseSettledError(RuleBrokenError):
    """The promise is settled already, or cannot be settled that way now (CALL-14)."""


def make_promise(
    ctx: Context,
    *,
    text: str,
    due_at: datetime,
    customer_id: int | None = None,
    call_id: int | None = None,
    ticket_id: int | None = None,
    callback_id: int | None = None,
    owner_id: int | None = None,
) -> PromiseRow:
    """Write a promise into the ledger: text, due time and who promised (CALL-14).

    ``owner_id`` is who has to keep it, by default who made it. Raises ``InvalidInputError`` without a text or
    with a time that has passed, ``PromiseTooFarError`` beyond the limit that needs a supervisor (TKT-09).
    """
    if not any(ctx.can(right) for right in _MAKERS):
        ctx.require(Right.CALL_LOG)
    said = needed(text, "promise", rule="CALL-14", why=_("A promise needs a text."), most=2000)
    due_at = check_promised_time(ctx, due_at)
    from csconsole.services.shifts import current_shift

    with ctx.write() as uow:
        shift = current_shift(ctx)
        promise = uow.create(
            Promise(
                text=said,
                due_at=due_at,
                promiser_id=ctx.staff_id,
                owner_id=owner_id if owner_id is not None else ctx.staff_id,
                customer_id=customer_id,
                call_id=call_id,
                ticket_id=ticket_id,
                callback_id=callback_id,
                shift_id=shift.id if shift else None,
            ),
            "promised",
        )
        return promise_rows(ctx, uow, [promise])[0]


def settle_promise(ctx: Context, promise_id: int, *, how: str, reason: str | None = None) -> PromiseRow:
    """End a promise as kept, late, missed or cancelled (CALL-14).

    Kept is only what was kept in time, and what a supervisor approved where that is needed; missed only what
    is past its time; cancelling needs a reason. Raises ``PromiseSettledError`` otherwise.
    """
    ctx.require(Right.PROMISE_SETTLE)
    state = one_of("promise_state", how, "result", rule="CALL-14")
    with ctx.write() as uow:
        promise = uow.get(Promise, promise_id)
        require_visible(ctx, uow, promise)
        _check(ctx, promise, state)
        why = line(reason, "reason")
        if state == "cancelled" and why is None:
            raise InvalidInputError(
                _("Cancelling a promise needs a reason."), field="reason", value=reason, rule="CALL-14"
            )
        settle_loaded(ctx, uow, promise, str(state), why)
        if promise.ticket_id is not None and promise.callback_id is None:
            from csconsole.services.promises.of_tickets import follow_settled

            follow_settled(ctx, uow, uow.get(Ticket, promise.ticket_id))
        return promise_rows(ctx, uow, [promise])[0]


def keep_promises(
    ctx: Context,
    *,
    call_id: int | None = None,
    ticket_id: int | None = None,
    only: Collection[int] | None = None,
    at: datetime | None = None,
) -> tuple[PromiseRow, ...]:
    """Settle every open promise of a record, or those of its promises that ``only`` names, now that the
    customer has the answer, or since ``at``: kept in time, else late. What nobody has approved is not kept by
    that, and stays open.

    For the service that ends the record; it has checked the right already.
    """
    with ctx.write() as uow:
        wanted = [
            column == value
            for column, value in (
                (col(Promise.call_id), call_id),
                (col(Promise.ticket_id), ticket_id),
            )
            if value is not None
        ]
        if not wanted:
            return ()
        if ticket_id is None:  # what a ticket or a callback carries ends with that
            wanted += [col(Promise.ticket_id).is_(None), col(Promise.callback_id).is_(None)]
        every = uow.session.exec(select(Promise).where(Promise.state == "open", *wanted)).all()
        due = [promise for promise in every if only is None or promise.pk in only]
        found = [promise for promise in due if promise.approval not in UNAPPROVED]
        for promise in found:
            assert promise.due_at is not None
            since = at or ctx.now()
            settle_loaded(ctx, uow, promise, "kept" if since <= promise.due_at else "late", None, since)
        return tuple(promise_rows(ctx, uow, found))


def give_up_promises(ctx: Context, uow: UnitOfWork, found: Iterable[Promise], *, reason: str | None) -> None:
    """End open promises that are not kept any more: missed where the time is over, else cancelled. For the
    service that ends the record; it has checked the right already.
    """
    for promise in found:
        missed = promise.due_at is not None and promise.due_at < ctx.now()
        settle_loaded(ctx, uow, promise, "missed" if missed else "cancelled", reason)


def check_promised_time(ctx: Context, due_at: datetime) -> datetime:
    """``due_at`` in UTC if this person may promise it now; raises as ``make_promise`` does."""
    try:
        due_at = require_utc(due_at)
    except ValueError as error:
        raise WrongFormError(
            _("The promised time has no time zone."), field="promise_due", value=due_at, rule="CALL-14"
        ) from error
    ahead = due_at - ctx.now()
    if ahead <= timedelta(0):
        raise InvalidInputError(
            _("The promised time has passed already."),
            field="promise_due",
            value=due_at,
            rule="CALL-14",
            hint=_("Promise a time that is still to come."),
        )
    due_in_reach(due_at, "promise_due", after=ctx.now(), rule="CALL-14")
    most = setting(ctx, "promise.block_days")
    if ahead > timedelta(days=most) and not ctx.can(Right.TICKET_OVERRIDE):
        latest = ctx.now() + timedelta(days=most)
        raise PromiseTooFarError(
            ngettext(
                "A promise more than {days} day ahead needs a supervisor: promise until {time}, "
                "or let one record it.",
                "A promise more than {days} days ahead needs a supervisor: promise until {time}, "
                "or let one record it.",
                most,
                days=most,
                time=show_time(latest, ctx.zone),
            ),
            field="promise_due",
            value=due_at,
            rule="TKT-09",
        )
    return due_at


def promise_warning(ctx: Context, due_at: datetime | None) -> str:
    """What is to be thought about a promised time that is further ahead than is good: it is allowed, one or
    two days are best (TKT-09). Empty where there is nothing.
    """
    days = setting(ctx, "promise.warn_days")
    if due_at is None or due_at - ctx.now() <= timedelta(days=float(days)):
        return ""
    return ngettext(
        "The promised time is more than {days} day ahead: one or two days are best.",
        "The promised time is more than {days} days ahead: one or two days are best.",
        days,
        days=days,
    )


def require_visible(ctx: Context, uow: UnitOfWork, promise: Promise) -> None:
    """Raise ``HiddenComplaintError`` for a promise of a complaint that this person does not see (CMP-22)."""
    from csconsole.services.tickets.access import HiddenComplaintError, is_visible

    if not is_visible(ctx, uow, promise.ticket_id, promise.call_id):
        raise HiddenComplaintError(
            _("This promise is about a staff member: others see to it."), rule="CMP-22"
        )


def _check(ctx: Context, promise: Promise, state: str | None) -> None:
    assert promise.due_at is not None
    if promise.state != "open":
        raise PromiseSettledError(
            _("This promise is settled already: {state}.", state=label("promise_state", promise.state)),
            rule="CALL-14",
        )
    if state is None or state == "open":
        raise WrongFormError(
            _("A promise ends as kept, late, missed or cancelled."),
            field="result",
            value=state,
            rule="CALL-14",
        )
    if state in ("kept", "late") and promise.approval in UNAPPROVED:
        raise PromiseSettledError(
            _("A supervisor refused this promise: tell the customer, which ends it.")
            if promise.approval == "refused"
            else _("This promise is not approved yet: a supervisor decides first."),
            rule="CALL-14",
        )
    passed = ctx.now() > promise.due_at
    if (state == "kept" and passed) or (state in {"late", "missed"} and not passed):
        raise PromiseSettledError(
            _("The promised time has passed: it is late or missed.")
            if passed
            else _("The promised time has not passed: it is kept or cancelled."),
            rule="CALL-14",
        )


def settle_loaded(
    ctx: Context,
    uow: UnitOfWork,
    promise: Promise,
    state: str,
    reason: str | None,
    at: datetime | None = None,
) -> None:
    """End a loaded promise, now or ``at``. For the service that has checked right and rule."""
    changes = {"state": state, "settled_at": at or ctx.now(), "settled_by_id": ctx.actor.staff_id}
    uow.update(promise, state, changes, reason=reason)
