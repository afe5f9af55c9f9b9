"""What an outcome opens, in the call's own transaction: ticket, callback, promise, escalation (CALL-02)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from csconsole.errors import CsconsoleError, InvalidInputError
from csconsole.i18n import _
from csconsole.models import CallItem
from csconsole.models.rights import Right
from csconsole.services.calls.checks import CheckedCall, CheckedItem
from csconsole.services.calls.complained import kind_of_ticket
from csconsole.services.calls.promised import check_promise
from csconsole.services.entry import line, needed
from csconsole.services.reach import due_in_reach
from csconsole.services.settings import setting
from csconsole.text import cut

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_TITLE_CELLS = 80
_WAITING = ("wait", "escalate")


@dataclass(frozen=True, slots=True)
class Opened:
    """What one item opened; ``number`` is how a person finds it, ``promised`` that its promise is kept in
    the ledger.
    """

    number: str | None = None
    ticket_id: int | None = None
    callback_id: int | None = None
    promised: bool = False


def prepare(ctx: Context, checked: CheckedCall) -> None:
    """Fill what the outcome needs on the call before it is stored; raises where it is missing."""
    new, call = checked.new, checked.call
    waits = [item.new.promise_due for item in checked.items if item.outcome in _WAITING]
    if call.state == "pending":
        at = new.next_answer_at or min((due for due in waits if due), default=None)
        at = at or new.promise_due or new.promised_reply_at
        if at is None:
            raise InvalidInputError(
                _("Say when the customer gets the next answer."),
                field="next_answer_at",
                rule="CALL-14",
                hint=_("Waiting and escalating need a time."),
            )
        from csconsole.services.promises import check_promised_time

        call.next_answer_at = check_promised_time(ctx, at)
    for place, item in enumerate(checked.items):
        try:
            check_promise(ctx, item.promise, _due(checked, item))
        except CsconsoleError as error:
            error.item = place if new.items else None
            raise
    if call.outcome == "transfer":
        call.transferred_to = needed(
            new.transfer_to,
            "target",
            rule="CALL-04",
            why=_("Say to whom the call was transferred."),
            most=120,
        )


def carry_out(
    ctx: Context, uow: UnitOfWork, checked: CheckedCall
) -> tuple[tuple[str, ...], Sequence[CallItem]]:
    """Store the items and open what each of them needs; the numbers of what was opened, and the items."""
    numbers: list[str] = []
    items: list[CallItem] = []
    for position, item in enumerate(checked.items, 1):
        try:
            opened = _chased(ctx, checked, item, _OPENERS[item.outcome](ctx, uow, checked, item))
            if item.new.promise_due is not None and not opened.promised:
                _promise(ctx, uow, checked, item, item.new.promise_due)
        except CsconsoleError as error:
            error.item = position - 1 if checked.new.items else None
            raise
        row = CallItem(
            call_id=checked.call.pk,
            position=position,
            kind=item.kind or "other",
            category_id=item.category.id if item.category else None,
            scope=item.scope,
            priority=item.priority or "normal",
            content=item.content,
            answer=item.answer,
            outcome=item.outcome,
            department_id=item.department.pk if item.department else None,
            ticket_id=opened.ticket_id,
            callback_id=opened.callback_id,
        )
        items.append(uow.create(row))
        if opened.number:
            numbers.append(opened.number)
    return tuple(numbers), items


def _due(checked: CheckedCall, item: CheckedItem) -> datetime | None:
    """Until when what was promised about the item is due: said with it, or what its outcome needs anyway."""
    if item.outcome in _WAITING:
        return item.new.promise_due or checked.call.next_answer_at
    if item.outcome == "callback":
        return item.new.promise_due or checked.new.callback_at
    return item.new.promise_due


def _nothing(_ctx: Context, _uow: UnitOfWork, _checked: CheckedCall, _item: CheckedItem) -> Opened:
    return Opened()


def _chased(ctx: Context, checked: CheckedCall, item: CheckedItem, opened: Opened) -> Opened:
    """The ticket that was asked after knows it, beside what the item opened; what was promised about it is
    the ticket's, unless what was opened took it.
    """
    if item.new.chase is None:
        return opened
    from csconsole.services.tickets.chases import chase_ticket, promise_of_chased

    ticket = chase_ticket(ctx, item.new.chase, text=item.content, call=checked.call.number)
    due = item.new.promise_due
    if due is not None and not opened.promised:
        said = item.promise or item.content
        promise_of_chased(ctx, ticket.id, text=said, due_at=due, call_id=checked.call.pk)
        opened = replace(opened, promised=True)
    return replace(opened, number=opened.number or ticket.number, ticket_id=opened.ticket_id or ticket.id)


def _ticket(ctx: Context, _uow: UnitOfWork, checked: CheckedCall, item: CheckedItem) -> Opened:
    from csconsole.services.tickets import create_ticket

    call = checked.call
    dispatches = ctx.can(Right.TICKET_DISPATCH) and (item.department or item.new.handler_id)
    ticket = create_ticket(
        ctx,
        kind=item.new.ticket_kind or kind_of_ticket(item.kind, item.category),
        title=line(item.new.title, "title", most=200) or cut(item.content.splitlines()[0], _TITLE_CELLS),
        description=item.content,
        customer_id=call.customer_id,
        phone=call.e164,
        contact_name=call.caller_name,
        category_id=item.category.id if item.category else None,
        priority=item.priority or None,
        address=call.address,
        scope=item.scope,
        origin_call_id=call.pk,
        first_owner_id=call.first_owner_id,
        department_id=item.department.pk if dispatches and item.department else None,
        handler_id=item.new.handler_id if dispatches else None,
        promised_at=item.new.promise_due,
        promise_text=item.promise,
        level=item.new.level,
        demand=item.new.demand,
        part=item.new.part,
        asset=item.new.asset,
        reported_at=call.started_at if call.late_entry else None,
    )
    return Opened(ticket.number, ticket_id=ticket.id, promised=item.new.promise_due is not None)


def _callback(ctx: Context, uow: UnitOfWork, checked: CheckedCall, item: CheckedItem) -> Opened:
    from csconsole.services.callbacks import plan_callback
    from csconsole.services.promises.approval import ask_approval

    call, new = checked.call, checked.new
    usual = ctx.now() + timedelta(hours=setting(ctx, "call.callback_hours"))
    due_in_reach(new.callback_at, "callback_at", after=ctx.now(), rule="CBK-02")
    due = new.callback_at or item.new.promise_due or usual
    callback = plan_callback(
        ctx,
        kind="promised",
        source="call",
        reason=_with_promise(item),
        due_at=due,
        customer_id=call.customer_id,
        phone=call.e164,
        contact_name=call.caller_name,
        call_id=call.pk,
        owner_id=ctx.actor.staff_id,
    )
    ask_approval(ctx, uow, item.promise, callback_id=callback.id, due_at=due)
    return Opened(callback.number, callback_id=callback.id, promised=True)


def _with_promise(item: CheckedItem) -> str:
    """Why the customer is called: what the item is about, and what was promised about it."""
    if not item.promise or item.promise == item.content:
        return item.content
    return _("{matter} (promised: {promise})", matter=item.content, promise=item.promise)


def _wait(ctx: Context, uow: UnitOfWork, checked: CheckedCall, item: CheckedItem) -> Opened:
    due = _due(checked, item)
    assert due is not None
    _promise(ctx, uow, checked, item, due)
    return Opened(promised=True)


def _escalation(ctx: Context, uow: UnitOfWork, checked: CheckedCall, item: CheckedItem) -> Opened:
    from csconsole.services.escalations import escalate, target_of

    new = checked.new
    role, department = target_of(uow, new.escalate_to, new.escalate_department)
    escalate(
        ctx,
        entity="call",
        entity_id=checked.call.pk,
        reason=new.escalate_reason or item.content,
        target_role=role,
        target_department_id=department,
        promised_reply_at=new.promised_reply_at or checked.call.next_answer_at,
    )
    return _wait(ctx, uow, checked, item)


def _promise(
    ctx: Context, uow: UnitOfWork, checked: CheckedCall, item: CheckedItem, due_at: datetime
) -> None:
    from csconsole.services.promises import make_promise
    from csconsole.services.promises.approval import ask_approval

    promise = make_promise(
        ctx,
        text=item.promise or item.content,
        due_at=due_at,
        customer_id=checked.call.customer_id,
        call_id=checked.call.pk,
    )
    if item.outcome != "escalate":
        call = checked.call.pk
        ask_approval(ctx, uow, item.promise, promise_id=promise.id, call_id=call, due_at=due_at)


_Opener = Callable[["Context", "UnitOfWork", CheckedCall, CheckedItem], Opened]
_OPENERS: dict[str, _Opener] = {
    "done": _nothing,
    "transfer": _nothing,
    "ticket": _ticket,
    "callback": _callback,
    "wait": _wait,
    "escalate": _escalation,
}
