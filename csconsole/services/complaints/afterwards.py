"""After a complaint: the penalty note and the case worth learning from (CMP-25, CMP-29)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models import CaseRecord, Department, PenaltyNote, Right, Staff, Ticket, Violation
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.complaints.answers import read_cents
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, is_visible
from csconsole.services.tickets.facts import recorded
from csconsole.services.violations.register import known_person, record_violation, violation_of
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page


@dataclass(frozen=True, slots=True)
class PenaltyRow:
    """One penalty note: who answers, the head, the rule, the amount in cents where one is set; the violation
    that it stands on by its key, and which one of this person against the rule that was.
    """

    id: int
    number: str
    person: str
    head: str
    rule: str
    amount_cents: int | None
    violation: int | None
    occurrence: int | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the library, with the complaint that it comes from."""

    id: int
    title: str
    problem: str
    solution: str
    lesson: str
    case_class: str
    tags: tuple[str, ...]
    number: str | None


def note_penalty(
    ctx: Context,
    ref: TicketRef,
    *,
    staff_no: str,
    rule: str,
    amount: str | None = None,
    violation: int | None = None,
    text: str | None = None,
) -> PenaltyRow:
    """Note who answers for a complaint 责任追究 (CMP-25): supervisors only; the head is the department's.

    ``amount`` is optional, such as 120.50. ``violation`` is the key of the violation that it stands on;
    without one it is registered with the note. Raises ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.COMPLAINT_CONFIRM)
    named = entry.needed(rule, "rule", rule="CMP-25", why=_("Name the rule that was broken."))
    with ctx.write() as uow, uow.tied():
        ticket = load_complaint(ctx, uow, ref)
        person = known_person(uow, staff_no, "CMP-25")
        stands_on = (
            violation_of(uow, violation, person).pk
            if violation is not None
            else record_violation(
                ctx, staff_no=person.staff_no, rule=named, ticket=ticket.pk, amount=amount, text=text
            ).id
        )
        place = uow.get(Department, person.department_id) if person.department_id is not None else None
        note = uow.create(
            PenaltyNote(
                ticket_id=ticket.pk,
                staff_id=person.pk,
                head_id=place.head_id if place else None,
                rule=named,
                amount_cents=read_cents(amount, "amount"),
                violation_id=stands_on,
                text=entry.paragraph(text, "note") or "",
            )
        )
        uow.note(ticket, "penalty", detail={"penalty": note.pk})
        return _penalties(uow, [note])[0]


def penalties_of(ctx: Context, ref: TicketRef) -> tuple[PenaltyRow, ...]:
    """The penalty notes of a complaint; supervisors and above see them."""
    ctx.require(Right.COMPLAINT_STAFF_VIEW)
    with ctx.read() as uow:
        return penalties_noted(ctx, uow, load_complaint(ctx, uow, ref))


def list_penalties(
    ctx: Context,
    ref: TicketRef,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 500,
    after: str | None = None,
) -> Page[PenaltyRow]:
    """One page of the penalty notes of a complaint, the first noted first. Raises ``NotAllowedError``,
    ``NotFoundError``, ``QueryError`` for a filter, an order or a page that makes no sense.
    """
    from csconsole.services.complaints.penalty_fields import PENALTIES
    from csconsole.services.query.edges import Moment
    from csconsole.services.query.in_memory import page_of_rows

    return page_of_rows(
        PENALTIES,
        penalties_of(ctx, ref),
        lambda row: str(row.id),
        filter=filter,
        sort=sort,
        limit=limit,
        after=after,
        moment=Moment(ctx.now(), ctx.zone),
    )


def penalties_noted(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[PenaltyRow, ...]:
    """The same of a loaded complaint; none for who does not see them."""
    if not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return ()
    query = select(PenaltyNote).where(PenaltyNote.ticket_id == ticket.pk)
    return tuple(_penalties(uow, list(uow.session.exec(query.order_by(col(PenaltyNote.id))))))


def _penalties(uow: UnitOfWork, found: Sequence[PenaltyNote]) -> list[PenaltyRow]:
    rows = []
    for note in found:
        head = uow.get(Staff, note.head_id).name if note.head_id is not None else ""
        broken = uow.get(Violation, note.violation_id) if note.violation_id is not None else None
        assert note.created_at is not None
        rows.append(
            PenaltyRow(
                id=note.pk,
                number=uow.get(Ticket, note.ticket_id).number,
                person=uow.get(Staff, note.staff_id).name,
                head=head,
                rule=note.rule,
                amount_cents=note.amount_cents,
                violation=note.violation_id,
                occurrence=broken.occurrence if broken is not None else None,
                text=note.text,
                at=note.created_at,
            )
        )
    return rows


def save_case(
    ctx: Context,
    ref: TicketRef,
    *,
    title: str | None = None,
    case_class: str | None = None,
    tags: Sequence[str] = (),
) -> CaseRow:
    """Save a closed complaint as a case 案例 (CMP-29): problem, solution and lesson come from its record.

    Names and phones are not copied. Raises ``RuleBrokenError`` for an open one, and for one about a person.
    """
    ctx.require(Right.COMPLAINT_CONFIRM)
    with ctx.write() as uow:
        ticket = load_complaint(ctx, uow, ref)
        if TICKET.is_open(ticket.state):
            raise RuleBrokenError(_("{number} is still open.", number=ticket.number), rule="CMP-29")
        if ticket.against_staff_id is not None:
            raise RuleBrokenError(_("A complaint about a person does not become a case."), rule="CMP-22")
        known = recorded(ticket)
        solution = [str(known.get(name)) for name in ("option", "measure", "corrective") if known.get(name)]
        case = uow.create(
            CaseRecord(
                title=entry.line(title, "title", most=200) or ticket.title,
                problem="\n".join(part for part in (ticket.title, ticket.description, ticket.demand) if part),
                solution="\n".join(solution) or ticket.result or "",
                lesson=str(known.get("lesson") or ""),
                case_class=entry.line(case_class, "case_class", most=60)
                or label("complaint_cause", ticket.cause),
                tags=[tag for each in tags if (tag := entry.line(each, "tags", most=40))],
                ticket_id=ticket.pk,
                author_id=ctx.actor.staff_id,
            )
        )
        uow.note(ticket, "case_saved", detail={"case": case.pk})
        return _case(ctx, uow, case)


def list_cases(
    ctx: Context,
    *,
    text: str = "",
    filter: str = "",
    sort: str = "",
    limit: int = 500,
    after: str | None = None,
) -> Page[CaseRow]:
    """One page of the cases, newest first; with ``text`` those that hold each of its words (KNW-04).

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.complaints.fields import CASES, holding
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            CASES,
            lambda found: [_case(ctx, uow, case) for case in found],
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=[holding(word) for word in text.split()],
        )


def _case(ctx: Context, uow: UnitOfWork, case: CaseRecord) -> CaseRow:
    """A case; which complaint against staff it came from is not told (CMP-22)."""
    seen = case.ticket_id is not None and is_visible(ctx, uow, case.ticket_id)
    number = uow.get(Ticket, case.ticket_id).number if case.ticket_id is not None and seen else None
    return CaseRow(
        case.pk,
        case.title,
        case.problem,
        case.solution,
        case.lesson,
        case.case_class,
        tuple(case.tags),
        number,
    )
