"""A new contact, checked against the rules of the register and turned into the row to store (CALL-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from csconsole.codes import codes
from csconsole.errors import ConflictError, CsconsoleError, InvalidInputError, RuleBrokenError, WrongFormError
from csconsole.i18n import _
from csconsole.models import Call
from csconsole.services.calls.complained import require_registered
from csconsole.services.calls.contents import category_of_chased, usual_content
from csconsole.services.calls.lookup import category_named, channel_named, department_named, kind_of
from csconsole.services.calls.new_call import NewCall, NewItem
from csconsole.services.calls.promised import check_promise, promised_items
from csconsole.services.calls.times import (
    Times,
    checked_rings,
    checked_wrap,
    is_late_entry,
    is_of_another_day,
    over_limit,
    read_times,
)
from csconsole.services.customers.owners import only_customer
from csconsole.services.entry import line, needed, one_of, paragraph
from csconsole.services.site_phones import site_phone

if TYPE_CHECKING:
    from csconsole.models import Customer, Department
    from csconsole.services.calls.lookup import KnownCategory
    from csconsole.services.context import Context
    from csconsole.services.phones import Phone
    from csconsole.storage import UnitOfWork

UNANSWERED = ("lost", "abandoned")
_STRENGTH = ("done", "transfer", "ticket", "callback", "wait", "escalate")
"""Which item's outcome decides the contact's: the one that keeps it open longest."""
_STATE = {"wait": "pending", "escalate": "pending", "transfer": "transferred"}


class CallRuleError(RuleBrokenError):
    """A rule of the contact register refuses the entry."""


@dataclass(frozen=True, slots=True)
class CheckedItem:
    """One item whose words have been cleaned and whose codes exist."""

    new: NewItem
    content: str
    kind: str | None
    category: KnownCategory | None
    outcome: str
    answer: str | None
    scope: str | None
    priority: str
    department: Department | None
    promise: str | None


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """A contact that may be stored: the row, its items, and what it was entered as."""

    new: NewCall
    call: Call
    items: tuple[CheckedItem, ...]
    phone: Phone | None
    customer: Customer | None


def check_call(ctx: Context, uow: UnitOfWork, new: NewCall) -> CheckedCall:
    """Check everything that was entered; the row has no number yet, so that a refused entry uses none.

    Raises ``InvalidInputError`` naming field and rule, and ``ConflictError`` for another system's id that a
    call has already.
    """
    unanswered = _unanswered_state(new)
    for outcome in (new.outcome, *(item.outcome for item in new.items)):
        one_of("call_outcome", outcome, "outcome", rule="CALL-01")
    channel, telephone = channel_named(uow, new.channel)
    phone = site_phone(ctx, new.phone) if new.phone else None
    customer = _customer(uow, new, phone)
    call = _row(ctx, new, channel, customer)
    if call.external_id is not None:
        _require_unknown(uow, call.external_id)
    _put_phone(ctx, uow, new, call, phone, customer, needed_phone=unanswered is None)
    _put_times(ctx, new, call, telephone=telephone, answered=unanswered is None)
    if unanswered is not None:
        category = category_named(uow, new.category)
        call.state, call.category_id = unanswered, category.id if category else None
        call.kind = kind_of(new.kind, category)
        call.first_owner_id = None
        return CheckedCall(new, call, (), phone, customer)
    items = _items(ctx, uow, new, call)
    _put_outcome(new, call, items)
    _put_voice(uow, new, call)
    return CheckedCall(new, call, items, phone, customer)


def _unanswered_state(new: NewCall) -> str | None:
    """The state of a call that nobody answered, which is the only one that is given (CALL-04)."""
    state = one_of("call_state", new.state, "state", rule="CALL-04") if new.state else None
    if state is not None and state not in UNANSWERED:
        raise WrongFormError(
            _("Only lost and abandoned are given as a state; the rest follows from the outcome."),
            field="state",
            value=new.state,
            rule="CALL-04",
        )
    return state


def _row(ctx: Context, new: NewCall, channel: str, customer: Customer | None) -> Call:
    """The row without phone, times and outcome."""
    direction = one_of("call_direction", new.direction, "direction", rule="CALL-01") or "inbound"
    return Call(
        number="",
        direction=direction,
        channel=channel,
        line=line(new.line, "line", most=60),
        queue=line(new.queue, "queue", most=80),
        caller_name=line(new.caller_name, "caller_name", most=120),
        organisation=line(new.organisation, "organisation", most=120),
        address=line(new.address, "address") or _address(customer),
        customer_id=customer.pk if customer else None,
        agent_id=ctx.actor.staff_id,
        agent_name=ctx.actor.name,
        first_owner_id=new.first_owner_id if new.first_owner_id is not None else ctx.actor.staff_id,
        summary=paragraph(new.summary, "summary", rule="CALL-01") or "",
        answer=paragraph(new.answer, "answer"),
        result=line(new.result, "result"),
        purpose=line(new.purpose, "purpose"),
        next_step=paragraph(new.next_step, "next_step", most=2000),
        complex=new.complex,
        entered_at=ctx.now(),
        external_id=line(new.external_id, "external_id", most=160),
        source=line(new.source, "source", most=40) or "console",
        survey_result=line(new.survey_result, "survey_result", most=40),
    )


def _require_unknown(uow: UnitOfWork, external_id: str) -> None:
    """Raise ``ConflictError`` that names the call which another system knows by this id."""
    known = uow.one(Call, external_id=external_id)
    if known is not None:
        raise ConflictError(
            _("{external_id} is call {number} already.", external_id=external_id, number=known.number),
            current=known.number,
        )


def _address(customer: Customer | None) -> str | None:
    return (customer.address or customer.unit) if customer is not None else None


def _customer(uow: UnitOfWork, new: NewCall, phone: Phone | None) -> Customer | None:
    key = new.customer_id
    if key is None and phone is not None and not new.new_customer:
        key = only_customer(uow, phone)
    if key is None:
        return None
    from csconsole.services.customers.read import load_customer

    return load_customer(uow, key)


def _put_phone(
    ctx: Context,
    uow: UnitOfWork,
    new: NewCall,
    call: Call,
    phone: Phone | None,
    customer: Customer | None,
    *,
    needed_phone: bool,
) -> None:
    """The contact phone: as typed, else from the customer's file, else a reason why there is none."""
    if phone is None and customer is not None:
        from csconsole.services.customers.read import phones_of

        known = [row for row in phones_of(uow, [customer.pk])[customer.pk] if row.ended_at is None]
        if known:
            extension = f"-{known[0].extension}" if known[0].extension else ""
            phone = site_phone(ctx, known[0].e164 + extension)
    if phone is not None:
        call.phone, call.e164, call.reversed_digits = phone.display, phone.e164, phone.reversed_digits
        return
    call.no_phone_reason = line(new.no_phone_reason, "no_phone_reason")
    if needed_phone and call.no_phone_reason is None:
        raise InvalidInputError(
            _("The call needs a phone number."),
            field="phone",
            value=new.phone,
            rule="CALL-01",
            hint=_("Type the number, or say why there is none."),
        )


def _put_times(ctx: Context, new: NewCall, call: Call, *, telephone: bool, answered: bool) -> None:
    """Its times. Who gives a reason enters late, however short ago it was: the reason is kept (CALL-18)."""
    reason = line(new.late_reason, "late_reason", rule="CALL-18")
    times: Times = read_times(
        ctx,
        answered=answered,
        started_at=new.started_at,
        answered_at=new.answered_at,
        ended_at=new.ended_at,
        wait_seconds=new.wait_seconds,
        talk_seconds=new.talk_seconds,
        late=reason is not None,
    )
    call.started_at, call.answered_at, call.ended_at = times.started_at, times.answered_at, times.ended_at
    call.wait_seconds, call.talk_seconds = times.wait_seconds, times.talk_seconds
    call.wrap_seconds, call.rings = checked_wrap(new.wrap_seconds), checked_rings(new.rings)
    if telephone and answered and call.direction == "inbound":
        call.over_answer_limit = over_limit(ctx, rings=new.rings, wait_seconds=times.wait_seconds)
    if answered or reason is not None:
        call.late_entry = reason is not None or is_late_entry(ctx, times)
        call.entered_later = call.late_entry and is_of_another_day(ctx, times)
    if call.late_entry:
        call.late_reason = needed(
            reason,
            "late_reason",
            rule="CALL-18",
            why=_("This is a late entry: say why it was not written down at once."),
        )


def _items(ctx: Context, uow: UnitOfWork, new: NewCall, call: Call) -> tuple[CheckedItem, ...]:
    """The items with what is empty taken from the contact; a contact without items is one itself."""
    call.summary = call.summary or usual_content(ctx, uow, new.category, new.chase)
    if not call.summary and not any(
        item.content.strip() or usual_content(ctx, uow, item.category, item.chase) for item in new.items
    ):
        raise InvalidInputError(
            _("The call needs a summary."),
            field="summary",
            value=new.summary,
            rule="CALL-01",
            hint=_("Write in a sentence what the customer wants."),
        )
    whole = NewItem(
        content=call.summary,
        kind=new.kind,
        category=new.category,
        outcome=new.outcome,
        answer=new.answer,
        scope=new.scope,
        priority=new.priority,
        department=new.department,
        handler_id=new.handler_id,
        ticket_kind=new.ticket_kind,
        title=new.ticket_title,
        level=new.level,
        demand=new.demand,
        part=new.part,
        asset=new.asset,
        chase=new.chase,
        promise_text=new.promise_text,
        promise_due=new.promise_due,
    )
    given = promised_items([_filled(item, whole) for item in new.items], new) or [whole]
    inbound = call.direction != "outbound"
    checked = tuple(
        _placed(ctx, uow, item, place if new.items else None, inbound=inbound)
        for place, item in enumerate(given)
    )
    call.summary = call.summary or "; ".join(item.content for item in checked)
    return checked


def _filled(item: NewItem, whole: NewItem) -> NewItem:
    names = ("content", "category", "outcome", "scope", "priority", "department", "handler_id", "level")
    empty = {name: getattr(whole, name) for name in names if not getattr(item, name)}
    return replace(item, **empty)


def check_item(ctx: Context, item: NewItem) -> None:
    """Refuse an item that could not be stored with its contact (CALL-02), as soon as it is put aside: an
    unknown or retired category, none where the item is closed (CALL-08), an unknown department, a promise
    without a time (CALL-14). Raises ``InvalidInputError``, ``NotFoundError``.
    """
    with ctx.read() as uow:
        checked = _item(ctx, uow, item)
        if checked.outcome not in _STATE:
            _require_category(checked)
        check_promise(ctx, checked.promise, item.promise_due)


def _placed(ctx: Context, uow: UnitOfWork, item: NewItem, place: int | None, *, inbound: bool) -> CheckedItem:
    """The checked item; an error says which of several it is about."""
    try:
        checked = _item(ctx, uow, item)
        if inbound:
            chased = item.chase is not None
            require_registered(checked.outcome, checked.kind, checked.category, chased=chased)
        return checked
    except CsconsoleError as error:
        error.item = place
        raise


def _item(ctx: Context, uow: UnitOfWork, item: NewItem) -> CheckedItem:
    category = category_named(uow, item.category) or category_of_chased(ctx, uow, item.chase)
    outcome = one_of("call_outcome", item.outcome, "outcome", rule="CALL-01") or "done"
    promise = paragraph(item.promise_text, "promise", rule="CALL-14", most=2000)
    return CheckedItem(
        new=item,
        content=paragraph(item.content, "summary", rule="CALL-01")
        or usual_content(ctx, uow, item.category, item.chase),
        kind=kind_of(item.kind, category),
        category=category,
        outcome=outcome,
        answer=paragraph(item.answer, "answer"),
        scope=one_of("ticket_scope", item.scope, "scope", rule="REF-08"),
        priority=one_of("ticket_priority", item.priority, "priority", rule="TKT-22") or "",
        department=department_named(uow, item.department),
        promise=promise,
    )


def _put_outcome(new: NewCall, call: Call, items: tuple[CheckedItem, ...]) -> None:
    call.outcome = max((item.outcome for item in items), key=_STRENGTH.index)
    call.state = _STATE.get(call.outcome, "closed")
    call.kind = items[0].kind
    call.category_id = items[0].category.id if items[0].category else None
    if call.state == "closed":
        for place, item in enumerate(items):
            _require_category(item, place if new.items else None)
    all_done = all(item.outcome == "done" and item.new.chase is None for item in items)
    if new.solved_first_contact and not all_done:
        raise CallRuleError(
            _("What is not finished was not solved at first contact."),
            field="solved_first_contact",
            value=True,
            rule="CALL-11",
        )
    solved = all_done if new.solved_first_contact is None else new.solved_first_contact
    call.solved_first_contact = solved
    if call.direction == "outbound" and call.purpose is None:
        call.purpose = call.summary.splitlines()[0][:240]


def _require_category(item: CheckedItem, place: int | None = None) -> None:
    if item.category is None:
        error = InvalidInputError(
            _("A call is closed with a category."),
            field="category",
            value=item.new.category,
            rule="CALL-08",
            hint=_("See: csconsole category list"),
        )
        error.item = place
        raise error


def _put_voice(uow: UnitOfWork, new: NewCall, call: Call) -> None:
    call.voice = one_of("customer_voice", new.voice, "voice", rule="CALL-15")
    department = department_named(uow, new.voice_department, "voice_department")
    call.voice_department_id = department.pk if department else None
    if call.voice is not None:
        call.voice_state = codes("voice_state")[0]
