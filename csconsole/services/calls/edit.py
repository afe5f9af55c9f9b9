"""Correcting and closing a contact; the original stays in the event (SEC-05)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.i18n import _, ngettext
from csconsole.models import Call, Staff
from csconsole.models.lifecycle.call import CALL
from csconsole.models.rights import Right
from csconsole.services.calls.checks import CallRuleError
from csconsole.services.calls.items import keep_item
from csconsole.services.calls.lookup import category_named, department_named, kind_of
from csconsole.services.calls.read import CallRef, load_call
from csconsole.services.calls.rows import CallRow, call_row, correction_time
from csconsole.services.entry import line, needed, one_of, paragraph
from csconsole.services.site_phones import site_phone

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_LINES = {
    "caller_name": 120,
    "organisation": 120,
    "address": 240,
    "purpose": 240,
    "result": 240,
    "no_phone_reason": 240,
    "line": 60,
    "queue": 80,
    "survey_result": 40,
}
_PARAGRAPHS = ("answer", "next_step")
EDITABLE = frozenset(
    {*_LINES, *_PARAGRAPHS, "summary", "category", "kind", "phone", "customer_id", "complex"}
    | {"solved_first_contact", "voice", "voice_state", "voice_department", "next_answer_at"}
)
"""Fields that ``edit_call`` changes."""


def edit_call(
    ctx: Context,
    ref: CallRef,
    *,
    expected_version: int | None = None,
    reason: str | None = None,
    **changes: Any,
) -> CallRow:
    """Correct a call. An agent corrects own calls, closed ones only for a while; others need the right and a
    reason (SEC-02). Raises ``NotAllowedError``, ``ConflictError``, ``InvalidInputError`` naming the field.
    """
    ctx.require(Right.CALL_LOG)
    with ctx.write() as uow, uow.tied():
        call = load_call(ctx, uow, ref)
        why = line(reason, "reason")
        _require_edit(ctx, call, why)
        values = _checked(ctx, uow, call, changes)
        uow.update(call, "edited", values, expected_version=expected_version, reason=why)
        keep_item(uow, call)
        return call_row(ctx, uow, call)


def close_call(
    ctx: Context,
    ref: CallRef,
    *,
    result: str | None = None,
    answer: str | None = None,
    category: str | int | None = None,
    expected_version: int | None = None,
) -> CallRow:
    """Close a pending or transferred call (CALL-08, CALL-09): category, summary and result are there, the
    customer knows the answer of every escalation (CALL-12), and open promises are kept now, in time or late.

    Raises ``TransitionRefusedError`` for what is missing, ``CallRuleError`` while the customer does not know
    an answer, ``NotFoundError``, ``ConflictError``.
    """
    ctx.require(Right.CALL_LOG)
    from csconsole.services.escalations.report_up import untold
    from csconsole.services.promises import keep_promises

    with ctx.write() as uow:
        call = load_call(ctx, uow, ref)
        values: dict[str, Any] = {}
        if answer is not None:
            values["answer"] = paragraph(answer, "answer")
        if category is not None:
            values.update(_category(uow, call, category))
        values["result"] = line(result, "result") or call.result
        given = [
            name
            for name, there in (
                ("category", values.get("category_id", call.category_id)),
                ("summary", call.summary),
                ("result", values["result"] or values.get("answer", call.answer)),
            )
            if there
        ]
        step = CALL.step(call.state, "close", rights=ctx.actor.rights, given=given, what=call.number)
        if untold(uow, "call", call.pk):
            raise CallRuleError(
                _("The customer does not know the answer of the escalation yet."),
                rule="CALL-12",
                hint=_("Tell the customer, then close the call."),
            )
        values.update(state=step.to, next_answer_at=None)
        uow.update(call, "closed", values, expected_version=expected_version)
        keep_item(uow, call)
        keep_promises(ctx, call_id=call.pk)
        return call_row(ctx, uow, call)


def give_call(ctx: Context, ref: CallRef, *, to: str | int, reason: str) -> CallRow:
    """Give first-contact responsibility 首问负责 to someone else, which needs a reason (CALL-10).

    The first owner gives it, or who may edit any call. Raises ``InvalidInputError`` without a reason,
    ``NotFoundError``, ``NotAllowedError``.
    """
    ctx.require(Right.CALL_LOG)
    with ctx.write() as uow:
        call = load_call(ctx, uow, ref)
        if call.first_owner_id != ctx.actor.staff_id:
            ctx.require(Right.CALL_EDIT_ANY)
        why = needed(
            reason,
            "reason",
            rule="CALL-10",
            why=_("Giving first-contact responsibility away needs a reason."),
        )
        staff = uow.get(Staff, to) if isinstance(to, int) else uow.one(Staff, staff_no=to.strip())
        if staff is None or not staff.active:
            raise NotFoundError(
                _("Nobody has the staff number {number}.", number=to),
                field="first_owner",
                value=to,
                rule="CALL-10",
            )
        uow.update(call, "first_owner_given", {"first_owner_id": staff.pk}, reason=why)
        return call_row(ctx, uow, call)


def _require_edit(ctx: Context, call: Call, reason: str | None) -> None:
    own = ctx.actor.staff_id is not None and ctx.actor.staff_id in {call.agent_id, call.first_owner_id}
    entered = call.entered_at or call.created_at or ctx.now()
    allowed = correction_time(ctx)
    fresh = ctx.now() - entered <= allowed
    if own and (CALL.is_open(call.state) or fresh):
        return
    if not ctx.can(Right.CALL_EDIT_ANY):
        minutes = int(allowed.total_seconds()) // 60
        raise NotAllowedError(
            ngettext(
                "{number} is closed; you could correct it for {minutes} minute.",
                "{number} is closed; you could correct it for {minutes} minutes.",
                minutes,
                number=call.number,
                minutes=minutes,
            )
            if own
            else _("{number} is someone else's call.", number=call.number),
            rule="SEC-02",
            hint=_("Ask a supervisor."),
        )
    if reason is None:
        raise InvalidInputError(
            _("Correcting this call needs a reason."), field="reason", value=reason, rule="SEC-05"
        )


def _checked(ctx: Context, uow: UnitOfWork, call: Call, changes: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in EDITABLE:
            raise InvalidInputError(
                _("{field} of a call cannot be edited.", field=line(name, "name") or "?"),
                field=name,
                value=value,
            )
        if name == "summary":
            values[name] = needed_text(value)
        elif name in _LINES:
            values[name] = line(value, name, most=_LINES[name])
        elif name in _PARAGRAPHS:
            values[name] = paragraph(value, name)
        elif name == "phone":
            values.update(_phone(ctx, call, value))
        elif name == "category":
            values.update(_category(uow, call, value))
        else:
            values.update(_coded(uow, name, value))
    return values


def needed_text(value: str | None) -> str:
    """A summary, which no call is without (CALL-01). Raises ``InvalidInputError``."""
    found = paragraph(value, "summary", rule="CALL-01")
    if found is None:
        raise InvalidInputError(_("The call needs a summary."), field="summary", value=value, rule="CALL-01")
    return found


def _coded(uow: UnitOfWork, name: str, value: Any) -> dict[str, Any]:
    if name == "kind":
        return {name: one_of("contact_type", value, name, rule="REF-02")}
    if name == "voice":
        code = one_of("customer_voice", value, name, rule="CALL-15")
        return {name: code, "voice_state": "open" if code else None}
    if name == "voice_state":
        return {name: one_of("voice_state", value, name, rule="CALL-15")}
    if name == "voice_department":
        department = department_named(uow, value, name)
        return {"voice_department_id": department.pk if department else None}
    if name == "customer_id" and value is not None:
        from csconsole.services.customers.read import load_customer

        return {name: load_customer(uow, value).pk}
    return {name: value}


def _phone(ctx: Context, call: Call, value: str | None) -> dict[str, Any]:
    phone = site_phone(ctx, value or "")
    if phone is None:
        if not call.no_phone_reason:
            raise InvalidInputError(
                _("The call needs a phone number."), field="phone", value=value, rule="CALL-01"
            )
        return {"phone": None, "e164": None, "reversed_digits": None}
    return {"phone": phone.display, "e164": phone.e164, "reversed_digits": phone.reversed_digits}


def _category(uow: UnitOfWork, call: Call, value: str | int | None) -> dict[str, Any]:
    category = category_named(uow, value)
    if category is None and call.state == "closed":
        raise InvalidInputError(
            _("A call is closed with a category."), field="category", value=value, rule="CALL-08"
        )
    return {"category_id": category.id if category else None, "kind": kind_of(None, category) or call.kind}
