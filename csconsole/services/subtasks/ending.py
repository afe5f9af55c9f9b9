"""A ticket does not end while a sub-task is open, unless somebody overrides it with a reason (TKT-20)."""

from __future__ import annotations

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Contractor, ContractorJob, FormRecord, Subtask, Ticket
from csconsole.services.clocks import follow_all
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork


class StillOwedError(RuleBrokenError):
    """A department, an engineer or an outside firm still owes something on this ticket."""


def owed_subtasks(uow: UnitOfWork, ticket: Ticket) -> list[Subtask]:
    """The open sub-tasks of a ticket, oldest first."""
    if ticket.id is None:
        return []
    query = select(Subtask).where(Subtask.ticket_id == ticket.pk, col(Subtask.ended_at).is_(None))
    return list(uow.session.exec(query.order_by(col(Subtask.id))))


def require_nothing_owed(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """Raise ``StillOwedError`` that names what is owed. An override ends sub-tasks, contractors' jobs and
    promises; the reply to a referral, the report of an incident and a claim it does not replace.
    """
    if why := _work_owed(ctx, uow, ticket):
        hint = _("Finish it first; a supervisor may close the ticket with an override and a reason.")
        raise StillOwedError(why, rule="TKT-20", hint=hint)
    if why := why_matter_owed(uow, ticket):
        raise StillOwedError(why, rule="TKT-32", hint=_("Record it first; an override does not replace it."))


def why_owed(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    """Why the ticket cannot end now; empty when nothing is owed (TKT-14, TKT-20, TKT-23, TKT-32, CALL-14,
    FRM-15).
    """
    return _work_owed(ctx, uow, ticket) or why_matter_owed(uow, ticket)


def _work_owed(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    """The open sub-tasks, the contractor that still works on it, or what the customer was promised."""
    owed = owed_subtasks(uow, ticket)
    if not owed:
        job = next(iter(_owed_jobs(uow, ticket)), None)
        if job is None:
            return _promise_owed(ctx, uow, ticket)
        name = uow.get(Contractor, job.contractor_id).name
        return _("{contractor} still works on {number}.", contractor=name, number=ticket.number)
    first = owed[0]
    return _(
        "{number} has open sub-tasks: {n}. The first: {kind} {key}, {state}.",
        number=ticket.number,
        n=len(owed),
        kind=label("subtask_kind", first.kind),
        key=first.pk,
        state=label("subtask_state", first.state),
    )


def _promise_owed(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    from csconsole.services.promises.of_tickets import open_of_ticket, why_promised

    return why_promised(ctx, open_of_ticket(uow, ticket.pk)) if ticket.id is not None else ""


def why_matter_owed(uow: UnitOfWork, ticket: Ticket) -> str:
    """The reply to a referral (TKT-32) or the report of an incident (TKT-23) that was not sent, or a form
    that is open, such as a claim (FRM-15): what no override replaces.
    """
    from csconsole.services.matters.incidents import report_owed
    from csconsole.services.matters.referrals import reply_owed

    referral = reply_owed(uow, ticket)
    if referral is not None:
        return _(
            "{body} waits for the reply to {reference}.", body=referral.body, reference=referral.reference
        )
    if report_owed(uow, ticket):
        return _("{number} was not reported upward yet.", number=ticket.number)
    return _form_owed(uow, ticket)


def _form_owed(uow: UnitOfWork, ticket: Ticket) -> str:
    from csconsole.services.forms.definition import definition_of

    if ticket.id is None:
        return ""
    query = select(FormRecord).where(FormRecord.ticket_id == ticket.pk, col(FormRecord.ended_at).is_(None))
    form = uow.session.exec(query.order_by(col(FormRecord.id)).limit(1)).first()
    if form is None:
        return ""
    found = definition_of(form.form)
    return _(
        "{form} {number} is not ended: {state}.",
        form=found.label,
        number=form.number,
        state=found.cycle.say_state(form.state),
    )


def cancel_owed(ctx: Context, uow: UnitOfWork, ticket: Ticket, reason: str | None) -> None:
    """Cancel what is open: the ticket ends for another reason, and nobody is to wait for it."""
    for one in owed_subtasks(uow, ticket):
        uow.update(one, "cancel", {"state": "cancelled", "ended_at": ctx.now()}, reason=reason)
    for job in _owed_jobs(uow, ticket):
        uow.update(job, "cancel", {"result": reason, "ended_at": ctx.now()}, reason=reason)
    if ticket.id is not None:
        from csconsole.services.promises.ledger import give_up_promises
        from csconsole.services.promises.of_tickets import open_of_ticket

        give_up_promises(ctx, uow, open_of_ticket(uow, ticket.pk), reason=reason)
    follow_all(ctx, uow, ticket, ended=True)


def _owed_jobs(uow: UnitOfWork, ticket: Ticket) -> list[ContractorJob]:
    """What contractors still work on (TKT-14)."""
    if ticket.id is None:
        return []
    query = select(ContractorJob).where(
        ContractorJob.ticket_id == ticket.pk, col(ContractorJob.ended_at).is_(None)
    )
    return list(uow.session.exec(query.order_by(col(ContractorJob.id))))
