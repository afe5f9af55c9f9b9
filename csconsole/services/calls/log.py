"""Logging a contact 来电登记: the call and everything that it opens are stored together or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from csconsole.i18n import _, listed
from csconsole.models.rights import Right
from csconsole.services.calls.checks import CheckedCall, check_call
from csconsole.services.calls.new_call import NewCall
from csconsole.services.calls.outcomes import carry_out, prepare
from csconsole.services.calls.promised import nothing_behind
from csconsole.services.calls.rows import CallRow, call_row
from csconsole.storage.numbers import LETTERS
from csconsole.text import cut, one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


def log_call(ctx: Context, new: NewCall | None = None, /, **fields: Any) -> CallRow:
    """Log one contact with its items, ticket, callback, promise and escalation in one transaction.

    Takes a ``NewCall``, or its fields as keywords. Refuses a contact without content or phone (CALL-01), a
    closed one without category (CALL-08), a pending one without the next answer time (CALL-14), a late entry
    without a reason (CALL-18). A lost call with a known number opens a ring-back (CALL-04). The first owner
    (default: who logs it) is set once (CALL-10). Raises ``InvalidInputError``, ``NotFoundError``,
    ``NotAllowedError``; then nothing is stored.
    """
    ctx.require(Right.CALL_LOG)
    new = new if new is not None else NewCall(**fields)
    from csconsole.services.shifts.running import current_shift_id

    with ctx.store.checking(ctx.actor.staff_id):
        with ctx.read() as uow:  # other terminals may save while this one is checked
            checked = check_call(ctx, uow, new)
            call = checked.call
            prepare(ctx, checked)
            call.shift_id = current_shift_id(ctx)
        with ctx.write() as uow:
            call.number = uow.next_number(LETTERS["call"], ctx.today())
            if call.customer_id is not None:
                call.customer_id = _as_it_is_now(uow, call.customer_id)
            if new.new_customer and call.customer_id is None:
                _make_customer(ctx, uow, checked)
            elif checked.customer is not None and checked.phone is not None and new.customer_id is not None:
                _remember_phone(ctx, uow, checked)
            uow.create(call, "logged", reason=call.late_reason)
            if not checked.items:
                _ring_back(ctx, call.pk, call.state)
                return call_row(ctx, uow, call, stored=())
            numbers, items = carry_out(ctx, uow, checked)
            if numbers and not call.next_step:
                uow.update(call, "opened", {"next_step": ", ".join(numbers)})
            return call_row(ctx, uow, call, stored=items, warnings=_warnings(ctx, checked))


def _as_it_is_now(uow: UnitOfWork, customer_id: int) -> int:
    """The customer's file, or the one that it was merged into meanwhile."""
    from csconsole.services.customers.read import load_customer

    return load_customer(uow, customer_id, anew=True).pk


def _make_customer(ctx: Context, uow: UnitOfWork, checked: CheckedCall) -> None:
    """A file for a caller who has none."""
    from csconsole.services.customers import create_customer

    call, new = checked.call, checked.new
    row = create_customer(
        ctx,
        name=call.caller_name or "",
        phones=[new.phone] if new.phone and checked.phone is not None else [],
        kind="organisation" if call.organisation and call.organisation == call.caller_name else "person",
        organisation=call.organisation,
        address=call.address,
    )
    uow.session.flush()
    call.customer_id = row.id


def _remember_phone(ctx: Context, uow: UnitOfWork, checked: CheckedCall) -> None:
    """The agent said who is calling: the number belongs into that customer's file from now on."""
    from csconsole.services.customers.owners import customers_with
    from csconsole.services.customers.write import add_phone

    assert checked.customer is not None
    assert checked.phone is not None
    if not ctx.can(Right.CUSTOMER_EDIT) or checked.phone.kind == "service":
        return
    if checked.customer.pk not in customers_with(uow, checked.phone):
        add_phone(uow, checked.customer, checked.phone)


def _ring_back(ctx: Context, call_id: int, state: str) -> None:
    if state == "lost":
        from csconsole.services.imports.ring_backs import open_ring_backs

        open_ring_backs(ctx, [call_id])


def _only_promised(ctx: Context, checked: CheckedCall) -> list[str]:
    """What was promised about an item that is done: no ticket and no callback stands behind it (CALL-14)."""
    alone = [
        (item, due)
        for item in checked.items
        if (due := item.new.promise_due) is not None
        and nothing_behind(item.outcome, promised=True, chased=item.new.chase is not None)
    ]
    if not alone:
        return []
    from csconsole.services.due import show_time

    return [
        _(
            "“{promise}” until {time}: no ticket and no callback stands behind it; it is on your desk alone.",
            promise=cut(one_line(item.promise or item.content), 40),
            time=show_time(due, ctx.zone),
        )
        for item, due in alone
    ]


def _warnings(ctx: Context, checked: CheckedCall) -> list[str]:
    """What is allowed but should be thought about: a promise far ahead (TKT-09), one that a supervisor has to
    approve (CALL-14), a department that who logs the call may only propose (TKT-04).
    """
    new = checked.new
    found = [] if ctx.can(Right.TICKET_DISPATCH) else _only_proposed(checked)
    found += _only_promised(ctx, checked)
    promised = new.promise_due or new.next_answer_at
    texts = [text for text in (new.promise_text, *(item.promise_text for item in new.items)) if text]
    if promised is None and not texts:
        return found
    from csconsole.services.promises import promise_warning
    from csconsole.services.promises.approval import approval_warning

    asked = (approval_warning(ctx, text) for text in texts)
    return [*found, *filter(None, (promise_warning(ctx, promised), next(filter(None, asked), "")))]


def _only_proposed(checked: CheckedCall) -> list[str]:
    """A ticket for a department by somebody who does not dispatch waits for whoever does."""
    named = [item.department for item in checked.items if item.outcome == "ticket" and item.department]
    if not named:
        return []
    from csconsole.codes import label
    from csconsole.models.rights import roles_with
    from csconsole.services.tickets.access import department_name

    roles = listed(label("role", role) for role in roles_with(Right.TICKET_DISPATCH))
    return [
        _(
            "The ticket is not with {department} yet: it is to be dispatched ({roles}).",
            department=listed(dict.fromkeys(map(department_name, named))),
            roles=roles,
        )
    ]
