"""The register of violations: who broke which rule, for which time, and what was decided (QLT-07)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.errors import NotAllowedError, NotFoundError
from csconsole.i18n import _
from csconsole.models import Right, Staff, Ticket, Violation
from csconsole.services import entry
from csconsole.services.complaints.answers import read_cents
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page


@dataclass(frozen=True, slots=True)
class ViolationRow:
    """One violation; ``occurrence`` is which one of this person against this rule it was."""

    id: int
    version: int
    person: str
    staff_no: str
    rule: str
    at: datetime
    occurrence: int
    action: str
    amount_cents: int | None
    number: str | None
    decided_by: str | None
    text: str


def record_violation(
    ctx: Context,
    *,
    staff_no: str,
    rule: str,
    ticket: TicketRef | None = None,
    action: str | None = None,
    amount: str | None = None,
    text: str | None = None,
) -> ViolationRow:
    """Register a violation; a supervisor does this, and which time it was is counted (QLT-07).

    ``amount`` is optional, such as 50. Raises ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.COMPLAINT_CONFIRM)
    named = entry.needed(rule, "rule", rule="QLT-07", why=_("Name the rule that was broken."), most=240)
    with ctx.write() as uow:
        about = load_complaint(ctx, uow, ticket) if ticket is not None else None
        person = known_person(uow, staff_no, "QLT-07")
        decided = bool(action and action.strip()) or bool(amount and amount.strip())
        if decided:
            _require_other(ctx, person)
        row = uow.create(
            Violation(
                staff_id=person.pk,
                rule=named,
                at=ctx.now(),
                occurrence=_times(uow, person, named) + 1,
                action=entry.line(action, "action", most=240) or "",
                amount_cents=read_cents(amount, "amount"),
                ticket_id=about.pk if about is not None else None,
                decided_by_id=ctx.actor.staff_id if decided else None,
                text=entry.paragraph(text, "note") or "",
            ),
            "recorded",
        )
        return violation_rows(uow, [row])[0]


def decide_violation(
    ctx: Context, key: int, *, action: str, amount: str | None = None, text: str | None = None
) -> ViolationRow:
    """Decide on a violation, or decide anew: what is done, and the amount where one is given; without one the
    amount stays. Who decides is on record with it and decides about somebody else; what was decided before
    stays in its history (QLT-07).

    Raises ``NotFoundError``, ``InvalidInputError`` without an action, ``NotAllowedError``.
    """
    ctx.require(Right.COMPLAINT_CONFIRM)
    said = entry.needed(action, "action", rule="QLT-07", why=_("Say what is done about it."), most=240)
    with ctx.write() as uow:
        row = uow.get(Violation, key)
        if row.ticket_id is not None:
            load_ticket(ctx, uow, row.ticket_id)
        _require_other(ctx, uow.get(Staff, row.staff_id))
        changes: dict[str, Any] = {"action": said, "decided_by_id": ctx.actor.staff_id}
        if amount is not None:
            changes["amount_cents"] = read_cents(amount, "amount")
        if note := entry.paragraph(text, "note"):
            changes["text"] = note
        uow.update(row, "decided", changes)
        return violation_rows(uow, [row])[0]


def _require_other(ctx: Context, person: Staff) -> None:
    """Raise ``NotAllowedError`` for who would decide about oneself; who works alone has nobody else."""
    if person.pk == ctx.actor.staff_id and not person.solo:
        raise NotAllowedError(_("Someone else decides on a violation of yours."), rule="QLT-07")


def known_person(uow: UnitOfWork, staff_no: str, rule: str) -> Staff:
    """The staff member with this number. Raises ``NotFoundError``."""
    person = uow.one(Staff, staff_no=staff_no.strip())
    if person is None:
        raise NotFoundError(
            _("Nobody has the staff number {number}.", number=staff_no),
            field="person",
            value=staff_no,
            rule=rule,
        )
    return person


def _times(uow: UnitOfWork, person: Staff, rule: str) -> int:
    """How often this person broke the rule before; two who count at once wait for each other."""
    uow.session.exec(select(Staff).where(Staff.id == person.pk).with_for_update()).one()
    query = select(func.count()).where(Violation.staff_id == person.pk, Violation.rule == rule)
    return int(uow.session.exec(query.select_from(Violation)).one())


def list_violations(
    ctx: Context,
    *,
    staff_no: str | None = None,
    ticket: TicketRef | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[ViolationRow]:
    """One page of the violations, the newest first, of all, of one person or about one ticket; supervisors
    and above see them.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.query import Scope, fetch_page
    from csconsole.services.violations.fields import VIOLATIONS

    ctx.require(Right.COMPLAINT_STAFF_VIEW)
    with ctx.read() as uow:
        where = list(about_visible(ctx, Violation.ticket_id))
        if staff_no is not None:
            where.append(col(Violation.staff_id) == known_person(uow, staff_no, "QLT-07").pk)
        if ticket is not None:
            where.append(col(Violation.ticket_id) == load_ticket(ctx, uow, ticket).pk)
        return fetch_page(
            Scope.of(ctx, uow),
            VIOLATIONS,
            lambda found: violation_rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def violation_of(uow: UnitOfWork, key: int, person: Staff) -> Violation:
    """The violation with this key, which must be this person's. Raises ``NotFoundError``."""
    found = uow.session.get(Violation, key)
    if found is None or found.staff_id != person.pk:
        raise NotFoundError(
            _("{name} has no violation {key}.", name=person.name, key=key),
            field="violation",
            value=key,
            rule="CMP-25",
            hint=_("See: csconsole complaint violations"),
        )
    return found


def violation_rows(uow: UnitOfWork, found: Sequence[Violation]) -> list[ViolationRow]:
    """Rows of the violations in their order."""
    rows = []
    for one in found:
        person = uow.get(Staff, one.staff_id)
        assert one.at is not None
        rows.append(
            ViolationRow(
                id=one.pk,
                version=one.version,
                person=person.name,
                staff_no=person.staff_no,
                rule=one.rule,
                at=one.at,
                occurrence=one.occurrence,
                action=one.action,
                amount_cents=one.amount_cents,
                number=uow.get(Ticket, one.ticket_id).number if one.ticket_id is not None else None,
                decided_by=uow.get(Staff, one.decided_by_id).name if one.decided_by_id is not None else None,
                text=one.text,
            )
        )
    return rows
