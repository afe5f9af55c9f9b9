"""Jobs of contractors on tickets: given, chased, claimed against level by level, ended (TKT-14)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from csconsole.codes import codes
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Contractor, ContractorJob, ContractorNote, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.clocks import follow
from csconsole.services.context import Context, staff_may
from csconsole.services.contractors.register import write_note
from csconsole.services.contractors.rows import JobRow, job_rows
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.services.tickets.entry import read_moment
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

RUNGS = "escalation_rung"


def give_to_contractor(
    ctx: Context,
    ref: TicketRef,
    contractor_id: int,
    *,
    text: str = "",
    due_at: datetime | None = None,
    one_off: bool = False,
    follower_id: int | None = None,
    again: bool = False,
    reason: str = "",
) -> JobRow:
    """Give an open ticket to a contractor; who of us follows it is the ticket's handler, else who gives it.

    A ``one_off`` job, outside any contract, names its follower (TKT-29). A second job of the ticket while one
    with this contractor is open is given only ``again``, with a ``reason``. Raises ``RuleBrokenError`` for
    that, for a contractor that is not active or whose contract is over; ``InvalidInputError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    from csconsole.services.subtasks.asking import open_ticket

    read_moment(due_at, "due", after=ctx.now(), rule="TKT-14")
    if one_off and follower_id is None:
        raise InvalidInputError(
            _("A one-off job needs somebody named who follows it."), field="follower", rule="TKT-29"
        )
    why = entry.line(reason, "reason")
    if again and why is None:
        raise InvalidInputError(
            _("Say why the contractor gets the ticket again."), field="reason", value=reason, rule="TKT-14"
        )
    with ctx.write() as uow, uow.tied():
        ticket, contractor = open_ticket(ctx, uow, ref), uow.get(Contractor, contractor_id)
        if follower_id is not None:
            _follower(uow, follower_id)
        _require_usable(ctx, contractor, one_off)
        if not again:
            _require_none_open(uow, ticket, contractor)
        job = uow.create(
            ContractorJob(
                ticket_id=ticket.pk,
                contractor_id=contractor.pk,
                follower_id=follower_id or ticket.handler_id or ctx.actor.staff_id,
                one_off=one_off,
                text=entry.paragraph(text, "request") or ticket.title,
                due_at=due_at,
            ),
            "created",
            reason=why,
        )
        _tell(ctx, uow, ticket, job, contractor, "given", job.text)
        return job_rows(ctx, uow, [job])[0]


def _require_usable(ctx: Context, contractor: Contractor, one_off: bool) -> None:
    if not contractor.active:
        raise RuleBrokenError(
            _("{name} is not active: choose another contractor.", name=contractor.name), rule="TKT-29"
        )
    over = contractor.contract_until is not None and contractor.contract_until < ctx.today()
    if over and not one_off:
        raise RuleBrokenError(
            _("The contract of {name} is over.", name=contractor.name),
            rule="TKT-29",
            hint=_("Renew it in the register, or give a one-off job with somebody who follows it."),
        )


def _require_none_open(uow: UnitOfWork, ticket: Ticket, contractor: Contractor) -> None:
    """Refuse a ticket that the contractor works on already: given twice, it would be chased twice."""
    open_ones = select(ContractorJob.id).where(
        col(ContractorJob.ticket_id) == ticket.pk,
        col(ContractorJob.contractor_id) == contractor.pk,
        col(ContractorJob.ended_at).is_(None),
    )
    job = uow.session.exec(open_ones.limit(1)).first()
    if job is not None:
        raise RuleBrokenError(
            _("{name} has this ticket already, as job {job}.", name=contractor.name, job=job),
            field="contractor",
            value=contractor.name,
            rule="TKT-14",
            hint=_("Chase or end that job, or give it again with --again and --reason."),
        )


def follow_job(ctx: Context, job_id: int, follower_id: int, *, reason: str = "") -> JobRow:
    """Let somebody else of us follow a job to its end (TKT-29). Raises ``InvalidInputError`` for who cannot
    follow it, ``RuleBrokenError`` once it has ended.
    """
    ctx.require(Right.TICKET_HANDLE)
    why = entry.line(reason, "reason")
    with ctx.write() as uow, uow.tied():
        job = _load_open(ctx, uow, job_id)
        person = _follower(uow, follower_id)
        uow.update(job, "follower", {"follower_id": person.pk}, reason=why)
        contractor = uow.get(Contractor, job.contractor_id)
        said = " ".join(part for part in (person.name, why) if part)
        _tell(ctx, uow, uow.get(Ticket, job.ticket_id), job, contractor, "follower", said)
        return job_rows(ctx, uow, [job])[0]


def _follower(uow: UnitOfWork, staff_id: int) -> Staff:
    """Who follows a job works here and on tickets."""
    person = uow.get(Staff, staff_id)
    if person.active and staff_may(person, Right.TICKET_HANDLE):
        return person
    raise InvalidInputError(
        _("{name} cannot follow a job: no right to work on tickets.", name=person.name)
        if person.active
        else _("{name} no longer works here.", name=person.name),
        field="follower",
        value=person.staff_no,
        rule="TKT-29",
        hint=_("Choose somebody who works on tickets."),
    )


def chase_job(ctx: Context, job_id: int, *, text: str) -> JobRow:
    """Write into the chase log that the contractor was pressed, and count it (TKT-14)."""
    return _change(ctx, job_id, "chase", text, lambda job: _chased(ctx, job))


def _chased(ctx: Context, job: ContractorJob) -> dict[str, Any]:
    return {"chases": job.chases + 1, "last_chased_at": ctx.now()}


def note_issue(ctx: Context, job_id: int, *, text: str) -> JobRow:
    """Add a line to the issue list of a job (TKT-29)."""
    return _change(ctx, job_id, "issue", text, lambda _job: {})


def settle_issue(ctx: Context, note_id: int) -> JobRow:
    """Tick an issue off. Raises ``InvalidInputError`` for an entry that is no open issue."""
    ctx.require(Right.TICKET_HANDLE)
    with ctx.write() as uow:
        note = uow.get(ContractorNote, note_id)
        if note.kind != "issue" or note.settled_at is not None or note.job_id is None:
            raise InvalidInputError(_("This is no open issue."), field="note", value=note_id, rule="TKT-29")
        job = uow.get(ContractorJob, note.job_id)
        load_ticket(ctx, uow, job.ticket_id)
        uow.update(note, "settled", {"settled_at": ctx.now()})
        return job_rows(ctx, uow, [job])[0]


def raise_claim(ctx: Context, job_id: int, *, reason: str) -> JobRow:
    """Claim damages, or bring the claim one level further up, with an escalation each time (TKT-14).

    Raises ``RuleBrokenError`` when it has reached the highest level.
    """
    from csconsole.services.complaints.chain import rung_role
    from csconsole.services.escalations import escalate

    order = codes(RUNGS)

    def climb(job: ContractorJob) -> dict[str, Any]:
        place = order.index(job.claim_rung) + 1 if job.claim_rung in order else 0
        if place >= len(order):
            raise RuleBrokenError(_("The claim is at the highest level already."), rule="TKT-14")
        escalate(
            ctx,
            entity="ticket",
            entity_id=job.ticket_id,
            reason=reason,
            target_role=rung_role(ctx, order[place]),
        )
        return {"claim_rung": order[place], "claimed_at": job.claimed_at or ctx.now()}

    return _change(ctx, job_id, "claim", reason, climb)


def end_job(ctx: Context, job_id: int, *, result: str, score: int | None = None) -> JobRow:
    """The contractor has finished, or is taken off the ticket; ``score`` evaluates the work.

    Raises ``RuleBrokenError`` while an issue is open, ``InvalidInputError``.
    """
    from csconsole.services.contractors.register import evaluate_contractor

    ctx.require(Right.TICKET_HANDLE)
    with ctx.write() as uow, uow.tied():
        job = _load_open(ctx, uow, job_id)
        said = entry.paragraph(result, "work_result", rule="TKT-14")
        if said is None:
            raise InvalidInputError(_("Write what was done."), field="work_result", rule="TKT-14")
        unsettled = job_rows(ctx, uow, [job])[0].notes
        owed = [note for note in unsettled if note.kind == "issue" and note.settled_at is None]
        if owed:
            raise RuleBrokenError(_("Still to be settled: {text}", text=owed[0].text[:200]), rule="TKT-29")
        uow.update(job, "ended", {"result": said, "ended_at": ctx.now()})
        if score is not None:
            evaluate_contractor(ctx, job.contractor_id, score=score, text=said, job_id=job.pk)
        contractor = uow.get(Contractor, job.contractor_id)
        _tell(ctx, uow, uow.get(Ticket, job.ticket_id), job, contractor, "ended", said)
        return job_rows(ctx, uow, [job])[0]


def _change(ctx: Context, job_id: int, kind: str, text: str, changes: Any) -> JobRow:
    ctx.require(Right.TICKET_HANDLE)
    with ctx.write() as uow, uow.tied():
        job = _load_open(ctx, uow, job_id)
        note = write_note(ctx, uow, job.contractor_id, kind, text, job_id=job.pk)
        uow.update(job, kind, changes(job))
        contractor = uow.get(Contractor, job.contractor_id)
        _tell(ctx, uow, uow.get(Ticket, job.ticket_id), job, contractor, kind, note.text)
        return job_rows(ctx, uow, [job])[0]


def _load_open(ctx: Context, uow: UnitOfWork, job_id: int) -> ContractorJob:
    job = uow.get(ContractorJob, job_id)
    load_ticket(ctx, uow, job.ticket_id)
    if job.ended_at is not None:
        raise RuleBrokenError(_("This job has ended."), rule="TKT-14")
    return job


def _tell(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    job: ContractorJob,
    contractor: Contractor,
    what: str,
    said: str,
) -> None:
    """Write it into the ticket's timeline, and let the job's clock follow."""
    detail = {"contractor": contractor.name, "contractor_act": what, "job": job.pk, "text": said}
    uow.note(ticket, "contractor", detail=detail)
    follow(ctx, uow, job)


def jobs_about(ctx: Context, uow: UnitOfWork, ticket_id: int) -> tuple[JobRow, ...]:
    """The same in an open unit of work, of a ticket that this person may see."""
    query = select(ContractorJob).where(ContractorJob.ticket_id == ticket_id).order_by(col(ContractorJob.id))
    return tuple(job_rows(ctx, uow, list(uow.session.exec(query))))


def open_jobs(
    ctx: Context,
    *,
    contractor_id: int | None = None,
    mine: bool = False,
    ticket: TicketRef | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[JobRow]:
    """One page of the open jobs, the oldest first: all, of one contractor, or those that I follow; of one
    ``ticket`` those that have ended too.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.contractors.fields import JOBS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    where = list(about_visible(ctx, ContractorJob.ticket_id))
    if ticket is None:
        where.append(col(ContractorJob.ended_at).is_(None))
    if contractor_id is not None:
        where.append(col(ContractorJob.contractor_id) == contractor_id)
    if mine:
        where.append(col(ContractorJob.follower_id) == ctx.actor.staff_id)
    with ctx.read() as uow:
        if ticket is not None:
            where.append(col(ContractorJob.ticket_id) == load_ticket(ctx, uow, ticket).pk)
        return fetch_page(
            Scope.of(ctx, uow),
            JOBS,
            lambda found: job_rows(ctx, uow, list(found)),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )
