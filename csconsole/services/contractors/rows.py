"""Rows of contractors, of their jobs and of what was noted about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.models import Contractor, ContractorJob, ContractorNote, Staff, Ticket
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One entry about a contractor; an issue is open until it is ``settled_at``."""

    id: int
    kind: str
    at: datetime
    by: str | None
    text: str
    score: int | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ContractorRow:
    """A contractor with open jobs and the mean of the evaluations; ``expired`` past the contract's end."""

    id: int
    version: int
    name: str
    trade: str
    contract: str | None
    contract_until: date | None
    expired: bool
    warranty: str | None
    contact_name: str | None
    phone: str | None
    active: bool
    open_jobs: int
    score: float | None
    evaluations: tuple[NoteRow, ...]


@dataclass(frozen=True, slots=True)
class JobRow:
    """A contractor's job on a ticket: since when, how often chased, how far up a damage claim has gone."""

    id: int
    version: int
    number: str
    title: str
    contractor_id: int
    contractor: str
    trade: str
    follower: str | None
    one_off: bool
    text: str
    since: datetime
    days: int
    due_at: datetime | None
    late: bool
    chases: int
    last_chased_at: datetime | None
    claim_rung: str | None
    result: str | None
    ended_at: datetime | None
    notes: tuple[NoteRow, ...]

    @property
    def is_open(self) -> bool:
        """Whether the contractor still works on it."""
        return self.ended_at is None


def contractor_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Contractor]) -> list[ContractorRow]:
    """Rows of the contractors in their order."""
    counted = uow.session.exec(
        select(ContractorJob.contractor_id, func.count())
        .where(col(ContractorJob.ended_at).is_(None))
        .group_by(col(ContractorJob.contractor_id))
    )
    open_jobs: dict[int, int] = {key: int(count) for key, count in counted}
    rows = []
    for one in found:
        given = _notes(uow, ContractorNote.contractor_id == one.pk, ContractorNote.kind == "evaluation")
        scores = [note.score for note in given if note.score is not None]
        rows.append(
            ContractorRow(
                id=one.pk,
                version=one.version,
                name=one.name,
                trade=one.trade,
                contract=one.contract,
                contract_until=one.contract_until,
                expired=one.contract_until is not None and one.contract_until < ctx.today(),
                warranty=one.warranty,
                contact_name=one.contact_name,
                phone=one.phone,
                active=one.active,
                open_jobs=open_jobs.get(one.pk, 0),
                score=sum(scores) / len(scores) if scores else None,
                evaluations=given,
            )
        )
    return rows


def job_rows(ctx: Context, uow: UnitOfWork, found: Sequence[ContractorJob]) -> list[JobRow]:
    """Rows of the jobs in their order."""
    rows, now, judged = [], ctx.now(), judged_at(ctx)
    for job in found:
        contractor, ticket = uow.get(Contractor, job.contractor_id), uow.get(Ticket, job.ticket_id)
        assert job.created_at is not None
        rows.append(
            JobRow(
                id=job.pk,
                version=job.version,
                number=ticket.number,
                title=told_title(ticket),
                contractor_id=contractor.pk,
                contractor=contractor.name,
                trade=contractor.trade,
                follower=uow.get(Staff, job.follower_id).name if job.follower_id is not None else None,
                one_off=job.one_off,
                text=job.text,
                since=job.created_at,
                days=max(0, ((job.ended_at or now) - job.created_at) // DAY),
                due_at=job.due_at,
                late=job.ended_at is None and job.due_at is not None and job.due_at < judged,
                chases=job.chases,
                last_chased_at=job.last_chased_at,
                claim_rung=job.claim_rung,
                result=job.result,
                ended_at=job.ended_at,
                notes=_notes(uow, ContractorNote.job_id == job.pk),
            )
        )
    return rows


def _notes(uow: UnitOfWork, *conditions: bool) -> tuple[NoteRow, ...]:
    query = select(ContractorNote).where(*conditions).order_by(col(ContractorNote.id))
    rows = []
    for note in uow.session.exec(query):
        by = uow.get(Staff, note.by_id).name if note.by_id is not None else None
        assert note.at is not None
        rows.append(NoteRow(note.pk, note.kind, note.at, by, note.text, note.score, note.settled_at))
    return tuple(rows)
