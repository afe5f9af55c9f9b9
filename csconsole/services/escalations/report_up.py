"""Escalating, answering, telling the customer: three steps that nobody can edit or hide (CALL-12)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.clock import require_utc
from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Department, Escalation, Ticket
from csconsole.models.rights import Right, Role
from csconsole.services.entry import needed, one_of, paragraph
from csconsole.services.escalations.rows import ENTITIES, EscalationRow, escalation_rows
from csconsole.services.reach import due_in_reach
from csconsole.services.settings import setting

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

_MAKERS = (Right.CALL_LOG, Right.CALLBACK_WORK, Right.TICKET_HANDLE)


class EscalationStateError(RuleBrokenError):
    """The escalation is not in the state that the step needs (CALL-12)."""


def escalate(
    ctx: Context,
    *,
    entity: str,
    entity_id: int,
    reason: str,
    target_role: str | None = None,
    target_department_id: int | None = None,
    promised_reply_at: datetime | None = None,
    promise_id: int | None = None,
) -> EscalationRow:
    """Report a call, ticket or callback upward (CALL-12), to a role or a department. ``promise_id`` is the
    promise that is to be approved (CALL-14).

    The default target is a setting. A ticket carries the flag until the answer. Raises ``InvalidInputError``
    without a reason.
    """
    require_maker(ctx)
    why = needed(reason, "escalate_reason", rule="CALL-12", why=_("Escalating needs a reason."), most=2000)
    reply_by = _reply_time(ctx, promised_reply_at)
    role = one_of("role", target_role, "escalate_to", rule="CALL-12")
    if entity not in ENTITIES:
        raise InvalidInputError(
            _("Only calls, tickets and callbacks can be escalated."), field="entity", value=entity
        )
    if role is None and target_department_id is None:
        role = str(setting(ctx, "call.escalate_to"))
    with ctx.write() as uow:
        record: Any = uow.get(ENTITIES[entity], entity_id)
        if target_department_id is not None:
            uow.get(Department, target_department_id)
        escalation = uow.create(
            Escalation(
                entity=entity,
                entity_id=record.pk,
                by_id=ctx.staff_id,
                teller_id=ctx.staff_id,
                target_role=role,
                target_department_id=target_department_id,
                promise_id=promise_id,
                reason=why,
                at=ctx.now(),
                promised_reply_at=reply_by,
            ),
            "escalated",
        )
        _flag(uow, record, True, why)
        return escalation_rows(ctx, uow, [escalation])[0]


def require_maker(ctx: Context) -> None:
    """Raise ``NotAllowedError`` for whoever logs no calls, works no callbacks and handles no tickets."""
    if not any(ctx.can(right) for right in _MAKERS):
        ctx.require(Right.CALL_LOG)


def may_answer(ctx: Context, escalation: Escalation | EscalationRow) -> bool:
    """Whether it was escalated to this person: to the role or department, or to any manager (CALL-12)."""
    if Role.MANAGER in ctx.actor.roles or ctx.actor.staff_id is None or not ctx.actor.roles:
        return True
    role_fits = escalation.target_role is None or escalation.target_role in ctx.actor.roles
    place = escalation.target_department_id
    return role_fits and (place is None or place == ctx.actor.department_id)


def _load(ctx: Context, uow: UnitOfWork, escalation_id: int) -> Escalation:
    from csconsole.services.escalations.lists import require_seen_escalation

    found = uow.get(Escalation, escalation_id)
    require_seen_escalation(ctx, uow, found)
    return found


def answer_escalation(ctx: Context, escalation_id: int, *, answer: str) -> EscalationRow:
    """The answer from above, once; it goes back to who escalated, or to who took it over from him: he must
    tell the customer (CALL-12).

    The role or department that was asked answers, or a manager. Raises ``EscalationStateError``, also where a
    promise waits for yes or no (CALL-14).
    """
    ctx.require(Right.ESCALATION_ANSWER)
    said = needed(answer, "answer", rule="CALL-12", why=_("The answer is missing."), most=5000)
    with ctx.write() as uow:
        escalation = _load(ctx, uow, escalation_id)
        _require_state(escalation, "open")
        _require_target(ctx, escalation)
        _require_plain(escalation)
        give_answer(ctx, uow, escalation, said)
        return escalation_rows(ctx, uow, [escalation])[0]


def give_answer(ctx: Context, uow: UnitOfWork, escalation: Escalation, said: str) -> None:
    """Store the answer of an open escalation and clear the flag of its record. For the service that has
    checked who answers.
    """
    changes = {
        "state": "answered",
        "answer": said,
        "answered_at": ctx.now(),
        "answered_by_id": ctx.actor.staff_id,
    }
    uow.update(escalation, "answered", changes)
    record: Any = uow.get(ENTITIES[escalation.entity], escalation.entity_id)
    if not _others_open(uow, escalation):
        _flag(uow, record, False, None)
    uow.note(record, "escalation_answered", detail={"answer": said})


def tell_customer(ctx: Context, escalation_id: int, *, note: str | None = None) -> EscalationRow:
    """The customer was told the answer (CALL-12), by who is to tell him now: who escalated, or who took it
    over from him (SHF-11); a promise that was refused ends with that (CALL-14). ``note``: how, and what was
    said; it stays in the events. Raises ``EscalationStateError``.
    """
    ctx.require(Right.RECORD_VIEW)
    said = paragraph(note, "note", most=2000)
    detail = {"note": said} if said else None
    with ctx.write() as uow:
        escalation = _load(ctx, uow, escalation_id)
        _require_state(escalation, "answered")
        telling = ctx.actor.staff_id in (escalation.teller_id, escalation.by_id)
        if not telling and not ctx.can(Right.ESCALATION_ANSWER):
            raise NotAllowedError(
                _("Who escalated, or took it over from him, tells the customer."), rule="CALL-12"
            )
        uow.update(escalation, "told", {"state": "told", "told_at": ctx.now()}, detail=detail)
        uow.note(uow.get(ENTITIES[escalation.entity], escalation.entity_id), "escalation_told", detail=detail)
        from csconsole.services.promises.approval import drop_refused

        drop_refused(ctx, uow, escalation)
        return escalation_rows(ctx, uow, [escalation])[0]


def end_escalations(uow: UnitOfWork, ticket: Ticket, reason: str | None) -> dict[str, bool]:
    """What was reported upward about a ticket that ends waits for nobody any more; what of the ticket changes
    with it (CMP-10).
    """
    waiting = select(Escalation).where(
        Escalation.entity == "ticket", Escalation.entity_id == ticket.pk, Escalation.state == "open"
    )
    for escalation in list(uow.session.exec(waiting)):
        uow.update(escalation, "ended", {"state": "ended"}, reason=reason)
    return {"escalated": False} if ticket.escalated else {}


def untold(uow: UnitOfWork, entity: str, entity_id: int) -> list[Escalation]:
    """Escalations of a record whose answer the customer does not have yet."""
    return list(
        uow.session.exec(
            select(Escalation).where(
                Escalation.entity == entity,
                Escalation.entity_id == entity_id,
                Escalation.state != "told",
            )
        )
    )


def _others_open(uow: UnitOfWork, escalation: Escalation) -> bool:
    return (
        uow.session.exec(
            select(Escalation.id).where(
                Escalation.entity == escalation.entity,
                Escalation.entity_id == escalation.entity_id,
                Escalation.state == "open",
                col(Escalation.id) != escalation.pk,
            )
        ).first()
        is not None
    )


def _flag(uow: UnitOfWork, record: Any, escalated: bool, reason: str | None) -> None:
    if isinstance(record, Ticket):
        action = "escalated" if escalated else "escalation_cleared"
        uow.update(record, action, {"escalated": escalated}, reason=reason)
    elif escalated:
        uow.note(record, "escalated", reason=reason)


def _require_state(escalation: Escalation, state: str) -> None:
    if escalation.state != state:
        raise EscalationStateError(
            _(
                "This escalation is {state}, not {wanted}.",
                state=label("escalation_state", escalation.state),
                wanted=label("escalation_state", state),
            ),
            rule="CALL-12",
        )


def _require_plain(escalation: Escalation) -> None:
    """What was promised is approved or refused, not answered by words that say neither (CALL-14)."""
    if escalation.promise_id is not None:
        raise EscalationStateError(
            _("A promise waits here for a decision: approve or refuse it."),
            rule="CALL-14",
            hint=_(
                "csconsole promise approve {key}, or refuse {key} --reason TEXT; on its page: answer.",
                key=escalation.promise_id,
            ),
        )


def _require_target(ctx: Context, escalation: Escalation) -> None:
    if not may_answer(ctx, escalation):
        raise NotAllowedError(
            _("This was escalated to someone else: {target}.", target=label("role", escalation.target_role)),
            rule="CALL-12",
        )


def _reply_time(ctx: Context, at: datetime | None) -> datetime | None:
    """When the answer is promised, in UTC; it is still to come."""
    if at is None:
        return None
    reply_by = require_utc(at)
    if reply_by <= ctx.now():
        raise InvalidInputError(
            _("The time of the promised reply has passed already."),
            field="promised_reply_at",
            value=reply_by,
            rule="CALL-12",
            hint=_("Promise a time that is still to come."),
        )
    return due_in_reach(reply_by, "promised_reply_at", after=ctx.now(), rule="CALL-12")
