"""Asking a department for help with a ticket, and planning a visit or an appointment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from csconsole.clock import local
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Right, Staff, Subtask, Ticket
from csconsole.models.lifecycle.subtask import DEPARTMENT_TASK, SUBTASKS
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import change_ticket, follow
from csconsole.services.context import Context, staff_may
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.settings import setting
from csconsole.services.staff.named import staff_of
from csconsole.services.subtasks.rows import SubtaskRow, subtask_rows
from csconsole.services.tickets.access import TicketRef, load_ticket, require_free
from csconsole.services.tickets.entry import known_department, read_moment
from csconsole.storage import UnitOfWork


class SlotTakenError(RuleBrokenError):
    """The engineer is already expected elsewhere at that time."""


def ask_department(
    ctx: Context,
    ref: TicketRef,
    *,
    department_id: int,
    text: str,
    staff_id: int | None = None,
    due_at: datetime | None = None,
) -> SubtaskRow:
    """Ask a department to help with a ticket (TKT-20), with a due time or the usual one.

    It acknowledges within the setting, and not after the due time. Raises ``InvalidInputError`` without a
    request, ``RuleBrokenError`` for a closed ticket.
    """
    ctx.require(Right.TICKET_HANDLE)
    said = _request(text, "TKT-20")
    due = read_moment(due_at, "due", after=ctx.now(), rule="TKT-20") or _after(ctx, "subtask.due")
    with ctx.write() as uow, uow.tied():
        ticket = open_ticket(ctx, uow, ref)
        known_department(uow, department_id)
        one = uow.create(
            Subtask(
                ticket_id=ticket.pk,
                kind="department",
                state=DEPARTMENT_TASK.initial,
                text=said,
                department_id=department_id,
                staff_id=staff_id,
                requester_id=ctx.actor.staff_id,
                due_at=due,
                acknowledge_by=min(due, _after(ctx, "subtask.acknowledge")),
            )
        )
        tell(ctx, uow, ticket, one, "ask", said)
        return subtask_rows(ctx, uow, [one])[0]


def plan_slot(
    ctx: Context,
    ref: TicketRef,
    *,
    text: str,
    starts_at: datetime,
    kind: str = "visit",
    ends_at: datetime | None = None,
    staff_id: int | None = None,
    place: str | None = None,
    overlap: bool = False,
) -> SubtaskRow:
    """Plan a visit or an appointment (TKT-18, TKT-19): slot, engineer, place (default: the ticket's address).

    The ticket's appointment becomes this one. Raises ``SlotTakenError`` when the engineer is expected
    elsewhere then, unless ``overlap``; ``InvalidInputError`` for a slot in the past or one that ends before
    it begins.
    """
    ctx.require(Right.TICKET_HANDLE)
    said = _request(text, "TKT-19")
    code = entry.one_of("subtask_kind", kind, "subtask_kind", rule="TKT-18")
    if code is None or code == "department":
        raise InvalidInputError(
            _("A slot is planned for a visit or an appointment."), field="subtask_kind", rule="TKT-18"
        )
    with ctx.write() as uow, uow.tied():
        ticket = open_ticket(ctx, uow, ref)
        if staff_id is not None:
            _require_engineer(uow.get(Staff, staff_id))
        one = Subtask(
            ticket_id=ticket.pk,
            kind=code,
            state=SUBTASKS[code].initial,
            text=said,
            staff_id=staff_id if staff_id is not None else ticket.handler_id,
            requester_id=ctx.actor.staff_id,
            place=entry.line(place, "address") or ticket.address,
        )
        slot = slot_changes(ctx, uow, one, starts_at, ends_at, who=one.staff_id, overlap=overlap)
        for name, value in slot.items():
            setattr(one, name, value)
        one = uow.create(one)
        tell(ctx, uow, ticket, one, "plan", said)
        return subtask_rows(ctx, uow, [one])[0]


def slot_changes(
    ctx: Context,
    uow: UnitOfWork,
    one: Subtask,
    starts_at: datetime,
    ends_at: datetime | None,
    *,
    who: int | None,
    overlap: bool,
) -> dict[str, Any]:
    """The fields of a new slot of ``one`` for the engineer ``who``, checked; a slot is due when it ends."""
    read_moment(starts_at, "starts_at", after=ctx.now(), rule="TKT-18")
    length = parse_limit(str(setting(ctx, "visit.slot")), field="visit.slot")
    end = ends_at or due_walk(site_calendar(ctx), starts_at, length).at
    if end <= starts_at:
        raise InvalidInputError(_("A slot ends after it begins."), field="ends_at", value=end, rule="TKT-18")
    if who is not None and not overlap:
        require_free_slot(ctx, uow, one, who, starts_at, end)
    return {"starts_at": starts_at, "ends_at": end, "due_at": end}


def engineer_of(uow: UnitOfWork, staff_no: str) -> Staff:
    """Who may go, by the staff number. Raises ``NotFoundError``, ``InvalidInputError``."""
    person = staff_of(uow, staff_no, field="engineer")
    _require_engineer(person)
    return person


def colleague_of(uow: UnitOfWork, one: Subtask, ticket: Ticket, staff_no: str) -> Staff:
    """Who of the asked department may do it, by the staff number (TKT-20); nobody does what a complaint about
    themselves asks for (CMP-22). Raises ``NotFoundError``, ``InvalidInputError``.
    """
    person = staff_of(uow, staff_no, field="person", active=True)
    why = ""
    if person.department_id != one.department_id:
        why = _("{name} belongs to another department.", name=person.name)
    elif not staff_may(person, Right.TICKET_HANDLE):
        why = _("{name} has no right to work on tickets.", name=person.name)
    elif ticket.against_staff_id == person.pk and not person.solo:
        why = _("Nobody handles a complaint about themselves: choose another.")
    if why:
        raise InvalidInputError(why, field="person", value=person.staff_no, rule="TKT-20")
    return person


def colleagues(ctx: Context, subtask_id: int) -> tuple[tuple[str, str], ...]:
    """Staff number and name of whoever of the asked department may take the sub-task over (TKT-20)."""
    ctx.require(Right.TICKET_HANDLE)
    with ctx.read() as uow:
        one = uow.get(Subtask, subtask_id)
        ticket = load_ticket(ctx, uow, one.ticket_id)
        of_it = select(Staff).where(
            Staff.department_id == one.department_id, col(Staff.active).is_(True), Staff.id != one.staff_id
        )
        return tuple(
            (person.staff_no, person.name)
            for person in uow.session.exec(of_it.order_by(Staff.staff_no))
            if staff_may(person, Right.TICKET_HANDLE)
            and (ticket.against_staff_id != person.pk or person.solo)
        )


def _require_engineer(person: Staff) -> None:
    """Who goes works here and may work on tickets (TKT-18)."""
    if person.active and staff_may(person, Right.TICKET_HANDLE):
        return
    raise InvalidInputError(
        _("{name} cannot take a visit: no right to work on tickets.", name=person.name)
        if person.active
        else _("{name} no longer works here.", name=person.name),
        field="engineer",
        value=person.staff_no,
        rule="TKT-18",
        hint=_("Choose somebody who works on tickets."),
    )


def require_free_slot(
    ctx: Context, uow: UnitOfWork, one: Subtask, who: int, starts_at: datetime, ends_at: datetime
) -> None:
    """Nobody is in two places at once; two who plan for one engineer wait for each other. Raises
    ``SlotTakenError`` (TKT-18).
    """
    engineer = uow.session.exec(select(Staff).where(Staff.id == who).with_for_update()).one()
    query = select(Subtask).where(
        Subtask.staff_id == who,
        col(Subtask.ended_at).is_(None),
        col(Subtask.state).not_in(("no_show", "unsolved")),
        col(Subtask.starts_at) < ends_at,
        col(Subtask.ends_at) > starts_at,
    )
    taken = next((other for other in uow.session.exec(query) if other.id != one.id), None)
    if taken is None or taken.starts_at is None or taken.ends_at is None:
        return
    raise SlotTakenError(
        _(
            "{who} is expected for {number} from {start} to {end}.",
            who=engineer.name,
            number=uow.get(Ticket, taken.ticket_id).number,
            start=f"{local(taken.starts_at, ctx.zone):%m-%d %H:%M}",
            end=f"{local(taken.ends_at, ctx.zone):%H:%M}",
        ),
        rule="TKT-18",
        field="starts_at",
        hint=_("Take another time or another engineer."),
    )


def open_ticket(ctx: Context, uow: UnitOfWork, ref: TicketRef) -> Ticket:
    """The open ticket that ``ref`` names. Raises ``RuleBrokenError`` for a closed one, ``InLitigationError``
    for one that a court has.
    """
    ticket = load_ticket(ctx, uow, ref)
    require_free(ticket)
    if not TICKET.is_open(ticket.state):
        raise RuleBrokenError(_("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02")
    return ticket


def tell(ctx: Context, uow: UnitOfWork, ticket: Ticket, one: Subtask, action: str, said: str = "") -> None:
    """Write the step into the ticket's timeline, and let the clocks follow. A planned slot becomes the
    ticket's appointment; agreeing it with the customer is a first response.
    """
    detail = {"subtask": one.pk, "subtask_kind": one.kind, "subtask_action": action, "text": said}
    changes: dict[str, Any] = {}
    if action in ("plan", "move"):
        changes["appointment_at"] = one.starts_at
    if action == "agree":
        changes["first_response_at"] = ticket.first_response_at or ctx.now()
    if changes:
        change_ticket(ctx, uow, ticket, "subtask", changes, detail=detail)
    else:
        uow.note(ticket, "subtask", detail=detail)
    follow(ctx, uow, one)


def _request(text: str, rule: str) -> str:
    said = entry.paragraph(text, "request", rule=rule)
    if said is None:
        raise InvalidInputError(_("Say what is to be done."), field="request", rule=rule)
    return said


def _after(ctx: Context, key: str) -> datetime:
    limit = parse_limit(str(setting(ctx, key)), field=key)
    return due_walk(site_calendar(ctx), ctx.now(), limit).at
