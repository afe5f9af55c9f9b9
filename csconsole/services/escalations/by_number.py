"""Reporting upward, and what was reported, by the number of the record as people write it (CALL-12)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col, select

from csconsole.codes import find_code, label
from csconsole.errors import NotFoundError, WrongFormError
from csconsole.i18n import _
from csconsole.models import Escalation
from csconsole.models.rights import Right
from csconsole.services.calls.lookup import department_named
from csconsole.services.escalations.lists import seen_escalations
from csconsole.services.escalations.report_up import escalate, may_answer, require_maker
from csconsole.services.escalations.rows import EscalationRow, escalation_rows
from csconsole.services.record_numbers import read_number

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_ENTITIES: Final = ("call", "ticket", "callback")


def escalate_record(
    ctx: Context,
    number: str,
    *,
    reason: str,
    to: str | None = None,
    promised_reply_at: datetime | None = None,
) -> EscalationRow:
    """Report the call, ticket or callback with this number upward (CALL-12). ``to`` is a role or a department
    by code or name; without it the role of the setting ``call.escalate_to``. Raises ``InvalidInputError``,
    ``NotFoundError``, ``NotAllowedError`` for a complaint that this person does not see.
    """
    require_maker(ctx)
    with ctx.write() as uow:
        entity, record = _record(ctx, uow, number, to_change=True)
        role, department = target_of(uow, to)
        return escalate(
            ctx,
            entity=entity,
            entity_id=record.pk,
            reason=reason,
            target_role=role,
            target_department_id=department,
            promised_reply_at=promised_reply_at,
        )


def waiting_escalation(ctx: Context, number: str, *, state: str) -> EscalationRow:
    """What was reported from the record with this number and is ``open`` (waits for the answer) or
    ``answered`` (waits for the customer to be told). Of several the oldest one that this person may answer or
    tell, what takes any words before a promise to approve, else the oldest (CALL-12). Raises
    ``NotFoundError``.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        entity, record = _record(ctx, uow, number, to_change=True)
        found = uow.session.exec(
            select(Escalation)
            .where(Escalation.entity == entity, Escalation.entity_id == record.pk)
            .where(Escalation.state == state, *seen_escalations(ctx))
            .order_by(col(Escalation.id))
        ).all()
        if not found:
            raise NotFoundError(
                _(
                    "Nothing of {number} was reported upward and is {state}.",
                    number=record.number,
                    state=label("escalation_state", state),
                ),
                field="number",
                value=number,
                rule="CALL-12",
                hint=_("See: csconsole escalation list"),
            )
        mine = [
            one
            for one in found
            if (may_answer(ctx, one) if state == "open" else one.teller_id == ctx.actor.staff_id)
        ]
        mine.sort(key=lambda one: state == "open" and one.promise_id is not None)
        return escalation_rows(ctx, uow, [mine[0] if mine else found[0]])[0]


def target_of(
    uow: UnitOfWork, to: str | None, department: str | int | None = None
) -> tuple[str | None, int | None]:
    """A role, or a department, also one that was written where a role may stand. Raises ``NotFoundError``."""
    found = department_named(uow, department, "escalate_to")
    role = find_code("role", to) if to else None
    if to and role is None and found is None:
        found = department_named(uow, to, "escalate_to")
    return role, found.pk if found else None


def _record(ctx: Context, uow: UnitOfWork, number: str, *, to_change: bool) -> tuple[str, Any]:
    written = read_number(number)
    entity = written.entity if written is not None else None
    if entity not in _ENTITIES:
        raise WrongFormError(
            _("{number} is not the number of a call, a ticket or a callback.", number=number),
            field="number",
            value=number,
            rule="CALL-12",
            hint=_("Write it with its letter, such as C-0042, T-0007 or B-0003."),
        )
    if entity == "ticket":
        from csconsole.services.tickets.access import load_ticket

        return entity, load_ticket(ctx, uow, number, to_change=to_change)
    if entity == "callback":
        from csconsole.services.callbacks.planning import load

        return entity, load(ctx, uow, number, to_change=to_change)
    from csconsole.services.calls.read import load_call

    return entity, load_call(ctx, uow, number, to_change=to_change)
