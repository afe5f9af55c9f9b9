"""What is settled about a ticket's time: deferrals, extensions, an excused arrival (TKT-08, TKT-09, A6)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast
from sqlmodel import col, select

from csconsole.clock import iso
from csconsole.codes import label
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import N_, _
from csconsole.models import Promise, Right, Ticket, TicketClock
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import (
    BY_LEVEL,
    ClockKind,
    ClockPlan,
    ClockState,
    DueSource,
    change_ticket,
    live_plans,
    stored_clocks,
)
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.services.journal.reversals import SETTLED_BEFORE
from csconsole.services.promises import check_promised_time, make_promise
from csconsole.services.promises.ledger import give_up_promises
from csconsole.services.promises.of_tickets import follow_settled
from csconsole.services.settings import setting
from csconsole.services.tickets.access import (
    TicketRef,
    load_ticket,
    require_free,
    require_work,
    with_every_right,
)
from csconsole.services.tickets.entry import read_moment
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

ASKED = "asked"


class SecondDeferralError(RuleBrokenError):
    """The promise was deferred before: again only as a supervisor's special case (TKT-09)."""


class TooLateError(RuleBrokenError):
    """The time is used up, so that nothing can be settled about it any more."""


class NotAgreedError(RuleBrokenError):
    """The customer was not told, or has not agreed."""


def defer_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    until: datetime,
    reason: str,
    agreed: bool,
    special: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Defer a ticket to a later time that the customer was told and agreed to (TKT-09).

    Once, before it is due, and at most as far ahead as a promise; beyond that only with ``special``, the
    special case that a supervisor records. The limit of a complaint's level is not deferred but extended.
    Raises ``NotAgreedError``, ``SecondDeferralError``, ``TooLateError``, ``PromiseTooFarError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    why = entry.needed(reason, "reason", rule="TKT-09", why=_("Why is it deferred?"), most=240)
    case = entry.line(special, "special")
    if case is not None:
        ctx.require(Right.TICKET_OVERRIDE)
    with ctx.write() as uow, uow.tied():
        ticket = _open(ctx, uow, ref)
        read_moment(until, "until", after=ctx.now(), rule="TKT-09")
        _require_agreed(agreed, _("Tell the customer and get the agreement first."), "TKT-09")
        plan = _clock(ctx, uow, ticket, ClockKind.RESOLVE)
        _check_deferral(ctx, ticket, plan, until, special=case is not None)
        agreement = {
            "until": iso(until),
            "reason": why,
            "special": case,
            "by": ctx.actor.staff_no,
            "at": iso(ctx.now()),
            "agreed": True,
        }
        settled = {DueSource.DEFERRAL.value: _filled(agreement)}
        changes = {"promised_at": until, "deferrals": ticket.deferrals + 1, "customer_informed": True}
        change_ticket(
            ctx,
            uow,
            ticket,
            "defer",
            changes,
            settled={ClockKind.RESOLVE: settled},
            expected_version=expected_version,
            reason=why,
            detail={
                "told_customer": True,
                "agreed": True,
                "special": case,
                SETTLED_BEFORE: _before(uow, ticket, ClockKind.RESOLVE, settled),
            },
        )
        _promise_anew(ctx, uow, ticket, until, why)
        return ticket_row(ctx, uow, ticket)


def _check_deferral(ctx: Context, ticket: Ticket, plan: ClockPlan, until: datetime, *, special: bool) -> None:
    level = min((each.at for each in plan.weighed if each.source in BY_LEVEL), default=None)
    if level is not None:
        if until > level:
            raise RuleBrokenError(
                _(
                    "The limit of the level holds: {time}. Ask for an extension.",
                    time=show_time(level, ctx.zone),
                ),
                rule="TKT-07",
                field="until",
            )
    elif not special:
        check_promised_time(ctx, until)
    if special:
        return
    if ticket.deferrals >= int(setting(ctx, "ticket.deferrals")):
        raise SecondDeferralError(
            _("{number} was deferred before.", number=ticket.number),
            rule="TKT-09",
            hint=_("A supervisor may record a special case."),
        )
    _require_time(ctx, plan, N_("Its time is over since {time}: a supervisor may record a special case."))


def _promise_anew(ctx: Context, uow: UnitOfWork, ticket: Ticket, until: datetime, why: str) -> None:
    """The old promise ends as cancelled, missed where its time is over; the new one stands in the ledger."""
    open_ones = select(Promise).where(Promise.ticket_id == ticket.pk, col(Promise.state) == "open")
    earlier = list(uow.session.exec(open_ones))
    make_promise(  # first, so that the ticket's promised time is the new one when the old ones end
        with_every_right(ctx),
        text=ticket.title,
        due_at=until,
        customer_id=ticket.customer_id,
        ticket_id=ticket.pk,
        owner_id=ticket.handler_id,
    )
    give_up_promises(ctx, uow, earlier, reason=why)
    follow_settled(ctx, uow, ticket)


def ask_extension(
    ctx: Context,
    ref: TicketRef,
    *,
    until: datetime,
    reason: str,
    clock: str = ClockKind.RESOLVE,
    expected_version: int | None = None,
) -> TicketRow:
    """Ask for more time, with the reason and before the clock is due; a supervisor decides (A6).

    Raises ``TooLateError``, ``InvalidInputError`` for a time that is not later.
    """
    ctx.require(Right.TICKET_HANDLE)
    why = entry.needed(reason, "reason", rule="A6", why=_("Why is more time needed?"), most=240)
    with ctx.write() as uow:
        ticket = _open(ctx, uow, ref)
        plan = _clock(ctx, uow, ticket, _kind(clock))
        _require_extendable(ctx, plan, until)
        asked = {"until": iso(until), "reason": why, "by": ctx.actor.staff_no, "at": iso(ctx.now())}
        return _settle(ctx, uow, ticket, "ask_extension", plan.kind, {ASKED: asked}, why, expected_version)


def extend_ticket(
    ctx: Context,
    ref: TicketRef,
    *,
    told: bool,
    until: datetime | None = None,
    reason: str | None = None,
    clock: str = ClockKind.RESOLVE,
    expected_version: int | None = None,
) -> TicketRow:
    """Approve the extension that was asked for, or extend at once: a supervisor's, the customer told (A6).

    What was asked for in time may be approved later; without a request the clock must not be due yet.
    Raises ``NotAgreedError``, ``TooLateError``, ``NotAllowedError``.
    """
    ctx.require(Right.TICKET_OVERRIDE)
    why = entry.line(reason, "reason")
    with ctx.write() as uow:
        ticket = _open(ctx, uow, ref)
        _require_agreed(told, _("Tell the customer about the new time first."), "A6")
        plan = _clock(ctx, uow, ticket, _kind(clock))
        asked: dict[str, Any] = dict(plan.agreed.get(ASKED, {}))
        if not asked:
            if until is None:
                raise InvalidInputError(
                    _("Nobody has asked for more time: say until when."), field="until", rule="A6"
                )
            _require_extendable(ctx, plan, until)
        granted = {
            **asked,
            "until": iso(until) if until is not None else asked["until"],
            "reason": why or asked.get("reason"),
            "approved_by": ctx.actor.staff_no,
            "approved_at": iso(ctx.now()),
            "told": True,
        }
        settled = {DueSource.EXTENSION.value: _filled(granted), ASKED: {}}
        return _settle(
            ctx, uow, ticket, "extend", plan.kind, settled, granted["reason"], expected_version, told=True
        )


def refuse_extension(
    ctx: Context,
    ref: TicketRef,
    *,
    reason: str,
    clock: str = ClockKind.RESOLVE,
    expected_version: int | None = None,
) -> TicketRow:
    """Refuse the extension that was asked for, with a reason; the clock runs on as before (A6)."""
    ctx.require(Right.TICKET_OVERRIDE)
    why = entry.needed(reason, "reason", rule="A6", why=_("Why is it refused?"), most=240)
    with ctx.write() as uow:
        ticket = _open(ctx, uow, ref)
        kind = _kind(clock)
        return _settle(ctx, uow, ticket, "refuse_extension", kind, {ASKED: {}}, why, expected_version)


def asked_extensions(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[TicketRow]:
    """One page of the open tickets for which more time was asked, the soonest due first.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.tickets.lists import page_of_tickets

    asked = select(TicketClock.ticket_id).where(
        col(TicketClock.state).in_((ClockState.RUNNING, ClockState.PAUSED, ClockState.LATE)),
        cast(col(TicketClock.agreed), String).contains(f'"{ASKED}"'),
    )
    return page_of_tickets(
        ctx, col(Ticket.id).in_(asked), filter=filter, sort=sort or "due", limit=limit, after=after
    )


def excuse_arrival(
    ctx: Context,
    ref: TicketRef,
    *,
    explanation: str,
    agreed: bool,
    expected_version: int | None = None,
) -> TicketRow:
    """Nobody can be there in time: explained before the deadline, and the customer agreed (TKT-08).

    Then the arrival is excused; otherwise it stays late. Raises ``TooLateError``, ``NotAgreedError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    why = entry.needed(
        explanation, "explanation", rule="TKT-08", why=_("What was the customer told?"), most=240
    )
    with ctx.write() as uow:
        ticket = _open(ctx, uow, ref)
        _require_agreed(agreed, _("Without the customer's agreement it is not excused."), "TKT-08")
        plan = _clock(ctx, uow, ticket, ClockKind.ARRIVE)
        _require_time(ctx, plan, N_("The arrival was due {time}: explained afterwards it stays late."))
        excuse = {"reason": why, "by": ctx.actor.staff_no, "at": iso(ctx.now()), "agreed": True}
        return _settle(
            ctx, uow, ticket, "excuse", plan.kind, {"excuse": excuse}, why, expected_version, told=True
        )


def _settle(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    action: str,
    kind: ClockKind,
    settled: dict[str, dict[str, Any]],
    reason: str | None,
    expected_version: int | None,
    *,
    told: bool = False,
) -> TicketRow:
    changes = {"customer_informed": True} if told else {}
    detail: dict[str, Any] = {"clock": kind.value, **({"told_customer": True} if told else {})}
    detail[SETTLED_BEFORE] = _before(uow, ticket, kind, settled)
    change_ticket(
        ctx,
        uow,
        ticket,
        action,
        changes,
        settled={kind: settled},
        expected_version=expected_version,
        reason=reason,
        detail=detail,
    )
    return ticket_row(ctx, uow, ticket)


def _before(
    uow: UnitOfWork, ticket: Ticket, kind: ClockKind, settled: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What was settled under these names before, for who takes it back."""
    row = stored_clocks(uow, ticket).get(kind)
    agreed = row.agreed if row is not None else {}
    return {kind.value: {name: dict(agreed.get(name) or {}) for name in settled}}


def _open(ctx: Context, uow: UnitOfWork, ref: TicketRef) -> Ticket:
    ticket = load_ticket(ctx, uow, ref)
    require_work(ctx, uow, ticket, "defer")
    if not TICKET.is_open(ticket.state):
        raise RuleBrokenError(_("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02")
    require_free(ticket)
    return ticket


def _clock(ctx: Context, uow: UnitOfWork, ticket: Ticket, kind: ClockKind) -> ClockPlan:
    plans = {plan.kind: plan for plan in live_plans(ctx, uow, ticket)}
    plan = plans.get(kind)
    over = plan is None or plan.met_at is not None or plan.state in (ClockState.STOPPED, ClockState.EXCUSED)
    if plan is None or over:
        raise RuleBrokenError(
            _("{number}: no clock runs: {clock}.", number=ticket.number, clock=label("clock_kind", kind)),
            rule="TKT-07",
        )
    return plan


def _kind(clock: str) -> ClockKind:
    code = entry.one_of("clock_kind", clock, "clock", rule="TKT-07")
    return ClockKind(str(code)) if code in set(ClockKind) else ClockKind.RESOLVE


def _require_agreed(agreed: bool, hint: str, rule: str) -> None:
    if not agreed:
        raise NotAgreedError(_("The customer has to know."), rule=rule, field="customer_informed", hint=hint)


def _require_time(ctx: Context, plan: ClockPlan, words: str) -> None:
    """``words`` is a sentence of the catalogue with a place for the time."""
    if plan.state is ClockState.LATE or plan.due_at < ctx.now():
        raise TooLateError(_(words, time=show_time(plan.due_at, ctx.zone)), rule="TKT-09")


def _require_extendable(ctx: Context, plan: ClockPlan, until: datetime) -> None:
    _require_time(ctx, plan, N_("It was due {time}: more time must be asked for before."))
    if until <= plan.due_at:
        raise InvalidInputError(
            _("That is not later than it is due now: {time}.", time=show_time(plan.due_at, ctx.zone)),
            field="until",
            value=until,
            rule="A6",
        )


def _filled(entry_: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry_.items() if value is not None}
