"""Emergency incidents 突发事件: what happened, measures, who was notified, the report upward (TKT-23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotFoundError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Incident, Right, Ticket, TicketRecord
from csconsole.services import entry
from csconsole.services.clocks import follow
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.matters.report_due import report_legs
from csconsole.services.names_of import staff_names
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

KIND = "incident"
RECORDS: Final = ("event", "measure", "notified")
"""What people add to the timeline; the other lines come with what was done."""
UNDESCRIBED: Final = "undescribed"
"""The type of an incident of which nobody has said yet what it is."""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One line of what was done: ``event``, ``measure`` or ``notified``."""

    kind: str
    at: datetime
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident; ``late`` when the report upward was not made within its time."""

    number: str
    title: str
    incident_type: str
    happened_at: datetime
    report_due_at: datetime
    late: bool
    reported_at: datetime | None
    reported_to: str | None
    reported_by: str | None
    plan: str | None
    plan_activated_at: datetime | None
    records: tuple[RecordRow, ...]


def open_incident(
    ctx: Context,
    ref: TicketRef,
    *,
    incident_type: str,
    happened_at: datetime | None = None,
    plan: str | None = None,
) -> IncidentRow:
    """Say of an open ticket of the kind incident what it is: type, when (default: when it was registered),
    which emergency plan is for it.

    The type says until when it is reported upward (``report_legs``). A supervisor does this. Raises
    ``InvalidInputError``, ``RuleBrokenError`` for another kind of ticket or a second time.
    """
    from csconsole.services.subtasks.asking import open_ticket

    ctx.require(Right.TICKET_DISPATCH)
    code = _type(incident_type)
    if happened_at is not None and happened_at > ctx.now():
        raise InvalidInputError(
            _("It cannot have happened later than now."), field="happened_at", rule="TKT-23"
        )
    with ctx.write() as uow, uow.tied():
        ticket = open_ticket(ctx, uow, ref)
        if ticket.kind != KIND:
            raise RuleBrokenError(_("{number} is no incident.", number=ticket.number), rule="TKT-23")
        row = uow.one(Incident, ticket_id=ticket.pk) or register_incident(ctx, uow, ticket)
        if row.incident_type != UNDESCRIBED:
            raise RuleBrokenError(_("{number} is described already.", number=ticket.number), rule="TKT-23")
        happened = happened_at or row.happened_at
        assert happened is not None
        changes: dict[str, Any] = {
            "incident_type": code,
            "happened_at": happened,
            "plan": entry.line(plan, "plan", most=120),
        }
        if row.reported_at is None:
            changes["report_due_at"] = _due(ctx, code, happened)
        uow.update(row, "described", changes)
        follow(ctx, uow, row)
        uow.note(ticket, "incident", detail={"incident_record": "described", "text": _said(code, plan)})
        return _row(ctx, uow, row)


def register_incident(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> Incident:
    """The incident of a ticket that was just registered: nobody has said what it is, and the report upward
    is due as that of a major one until a supervisor does (TKT-23).
    """
    assert ticket.reported_at is not None
    row = uow.create(
        Incident(
            ticket_id=ticket.pk,
            incident_type=UNDESCRIBED,
            happened_at=ticket.reported_at,
            report_due_at=_due(ctx, UNDESCRIBED, ticket.reported_at),
        )
    )
    follow(ctx, uow, row)
    return row


def _said(code: str, plan: str | None) -> str:
    return " ".join(word for word in (label("incident_type", code), plan or "") if word)


def retype_incident(ctx: Context, ref: TicketRef, *, incident_type: str, reason: str) -> IncidentRow:
    """Say that an incident is of another type than it seemed, such as a stop that will be a long one; the
    report upward is due anew where it was not made yet. A supervisor does this (TKT-23).
    """
    ctx.require(Right.TICKET_DISPATCH)
    code = _type(incident_type)
    why = entry.needed(reason, "reason", rule="TKT-23", why=_("Say why."))
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        assert row.happened_at is not None
        changes: dict[str, Any] = {"incident_type": code}
        if row.reported_at is None:
            changes["report_due_at"] = _due(ctx, code, row.happened_at)
        uow.update(row, "edited", changes, reason=why)
        follow(ctx, uow, row)
        words = " ".join((label("incident_type", code), why))
        uow.note(ticket, "incident", detail={"incident_record": "retyped", "text": words})
        return _row(ctx, uow, row)


def _type(incident_type: str) -> str:
    code = entry.one_of("incident_type", incident_type, "incident_type", rule="TKT-23")
    if code is None or code == UNDESCRIBED:
        raise InvalidInputError(_("Say what kind of incident it is."), field="incident_type", rule="TKT-23")
    return code


def _due(ctx: Context, code: str, happened_at: datetime) -> datetime:
    return report_legs(ctx, code, happened_at)[-1].walk.at


def record_on_incident(
    ctx: Context, ref: TicketRef, *, kind: str, text: str, at: datetime | None = None
) -> IncidentRow:
    """Add a line to the timeline of an incident: an event, a measure, people notified.

    Raises ``InvalidInputError``, ``NotFoundError`` for a ticket that is no described incident.
    """
    ctx.require(Right.TICKET_HANDLE)
    code = entry.one_of("ticket_record", kind, "act", rule="TKT-23")
    said = entry.paragraph(text, "note", rule="TKT-23")
    if code not in RECORDS or said is None:
        known = listed(RECORDS)
        raise InvalidInputError(
            _("Write what happened."),
            field="note",
            rule="TKT-23",
            hint=_("Known values: {values}", values=known),
        )
    when = at or ctx.now()
    if when > ctx.now():
        raise InvalidInputError(_("It cannot have happened later than now."), field="at", rule="TKT-23")
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        uow.create(
            TicketRecord(ticket_id=ticket.pk, kind=code, at=when, by_id=ctx.actor.staff_id, text=said), code
        )
        uow.note(ticket, "incident", detail={"incident_record": code, "text": said})
        return _row(ctx, uow, row)


def report_incident(ctx: Context, ref: TicketRef, *, to: str) -> IncidentRow:
    """Record that the incident was reported upward, to whom, once. A supervisor does this (TKT-23). Raises
    ``InvalidInputError``, ``NotFoundError``, ``NotAllowedError``, ``RuleBrokenError`` the second time.
    """
    ctx.require(Right.TICKET_DISPATCH)
    who = entry.needed(to, "reported_to", rule="TKT-23", why=_("Say to whom it was reported."))
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        if row.reported_at is not None:
            raise RuleBrokenError(_("{number} was reported already.", number=ticket.number), rule="TKT-23")
        changes = {"reported_at": ctx.now(), "reported_to": who, "reported_by_id": ctx.actor.staff_id}
        uow.update(row, "reported", changes)
        follow(ctx, uow, row)
        uow.note(ticket, "incident", detail={"incident_record": "reported", "text": who})
        return _row(ctx, uow, row)


def activate_plan(ctx: Context, ref: TicketRef, *, plan: str | None = None) -> IncidentRow:
    """Activate the emergency plan that is linked, or the one named now. A supervisor does this (TKT-23).

    Raises ``InvalidInputError`` without a plan, ``RuleBrokenError`` where it is active, ``NotAllowedError``.
    """
    ctx.require(Right.TICKET_DISPATCH)
    named = entry.line(plan, "plan", most=120)
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        wanted = named or row.plan
        if wanted is None:
            raise InvalidInputError(_("Name the emergency plan."), field="plan", rule="TKT-23")
        if row.plan_activated_at is not None and wanted == row.plan:
            raise RuleBrokenError(_("The plan {plan} is active already.", plan=wanted), rule="TKT-23")
        uow.update(row, "plan_activated", {"plan": wanted, "plan_activated_at": ctx.now()})
        uow.note(ticket, "incident", detail={"incident_record": "plan", "text": wanted})
        return _row(ctx, uow, row)


def show_incident(ctx: Context, ref: TicketRef) -> IncidentRow:
    """The incident of a ticket with its timeline. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return _row(ctx, uow, _of(uow, load_ticket(ctx, uow, ref)))


def open_reports(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[IncidentRow]:
    """One page of the incidents that were not reported upward yet, the soonest due first; what was cancelled,
    such as an exercise, or merged into another is not reported.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.matters.fields import INCIDENTS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    cancelled = select(col(Ticket.id)).where(
        col(Ticket.id) == col(Incident.ticket_id), col(Ticket.state) == "cancelled"
    )
    where = [
        col(Incident.reported_at).is_(None),
        ~cancelled.exists(),
        *about_visible(ctx, Incident.ticket_id),
    ]
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            INCIDENTS,
            lambda found: [_row(ctx, uow, row) for row in found],
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def incident_about(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> IncidentRow | None:
    """The incident of a loaded ticket, or ``None``."""
    row = uow.one(Incident, ticket_id=ticket.pk)
    return _row(ctx, uow, row) if row is not None else None


def why_undescribed(uow: UnitOfWork, ticket: Ticket) -> str:
    """Why an incident cannot end yet: nobody has said what it was."""
    if ticket.kind != KIND:
        return ""
    row = uow.one(Incident, ticket_id=ticket.pk)
    if row is not None and row.incident_type != UNDESCRIBED:
        return ""
    return _("{number} is not described as an incident.", number=ticket.number)


def report_owed(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the report upward about this ticket is still to be made."""
    row = uow.one(Incident, ticket_id=ticket.pk)
    return row is not None and row.reported_at is None


def _of(uow: UnitOfWork, ticket: Ticket) -> Incident:
    row = uow.one(Incident, ticket_id=ticket.pk)
    if row is None:
        raise NotFoundError(_("{number} is not described as an incident.", number=ticket.number))
    return row


def _row(ctx: Context, uow: UnitOfWork, row: Incident) -> IncidentRow:
    ticket = uow.get(Ticket, row.ticket_id)
    query = select(TicketRecord).where(TicketRecord.ticket_id == row.ticket_id)
    records = uow.session.exec(query.order_by(col(TicketRecord.at), col(TicketRecord.id)))
    assert row.happened_at is not None
    assert row.report_due_at is not None
    return IncidentRow(
        number=ticket.number,
        title=told_title(ticket),
        incident_type=row.incident_type,
        happened_at=row.happened_at,
        report_due_at=row.report_due_at,
        late=row.report_due_at < (row.reported_at or judged_at(ctx)),
        reported_at=row.reported_at,
        reported_to=row.reported_to,
        reported_by=staff_names(uow).get(row.reported_by_id),
        plan=row.plan,
        plan_activated_at=row.plan_activated_at,
        records=tuple(
            RecordRow(one.kind, one.at, staff_names(uow).get(one.by_id), one.text)
            for one in records
            if one.at is not None
        ),
    )
