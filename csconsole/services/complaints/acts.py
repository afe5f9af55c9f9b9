"""What is done beside the steps: rescue, informing the general manager, senior visits and calls, letters,
progress told to the customer, inspections (CMP-11, CMP-12, CMP-15).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import ComplaintAct, Right, Staff, Ticket
from csconsole.models.lifecycle.complaint import ACTS, GENERAL_MANAGERS
from csconsole.models.rights import roles_with
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.complaints.facts import senior
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context, staff_may
from csconsole.services.tickets.access import TicketRef
from csconsole.storage import UnitOfWork

_RANKED: Final = ("visit", "call", "inform")
"""Acts of or towards a senior: the rank is part of them (CMP-11)."""
_TELLS: Final = ("visit", "call", "letter", "progress")
"""Acts with which the customer is told something."""


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act. ``rank`` is a rung of the chain; ``senior``: by someone of the role that CMP-12 asks for."""

    id: int
    kind: str
    at: datetime
    by: str
    rank: str | None
    senior: bool
    text: str


def record_act(
    ctx: Context,
    ref: TicketRef,
    kind: str,
    *,
    text: str,
    rank: str | None = None,
    by_staff_no: str | None = None,
    at: datetime | None = None,
) -> ActRow:
    """Record an act, also of someone else (``by_staff_no``) and of an earlier time since the complaint came.

    A senior's visit or call and informing the general manager carry the rank; an inspection is the manager's
    (CMP-15). Raises ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    if kind not in ACTS:
        raise WrongFormError(
            _("There is no act {kind}.", kind=kind),
            field="act",
            value=kind,
            rule="CMP-12",
            hint=_("Known values: {values}", values=listed(ACTS)),
        )
    with ctx.write() as uow:
        ticket = load_complaint(ctx, uow, ref)
        said = entry.paragraph(text, "note")
        if said is None:
            raise InvalidInputError(_("Say what was done."), field="note", rule="CMP-12")
        place = _checked_rank(kind, rank)
        when = _time(ctx, ticket, at)
        person = _person(ctx, uow, by_staff_no)
        if kind == "inspection":
            _require_manager(person)
        act = uow.create(
            ComplaintAct(
                ticket_id=ticket.pk,
                kind=kind,
                at=when,
                by_id=person.pk if person else None,
                rank=place,
                senior=person is not None and senior(ctx, person),
                text=said,
            )
        )
        changes: dict[str, object] = {"last_note_at": ctx.now()}
        if kind in _TELLS:
            changes |= {"customer_informed": True, "first_response_at": ticket.first_response_at or when}
        detail = {"act": kind, "text": said, "told_customer": kind in _TELLS}
        change_ticket(ctx, uow, ticket, "act", changes, detail=detail)
        return _row(act, person.name if person else "")


def _checked_rank(kind: str, rank: str | None) -> str | None:
    """The rung of the chain that the person stands on; some acts need one (CMP-11, CMP-12)."""
    place = entry.one_of("escalation_rung", rank, "rank", rule="CMP-11")
    if kind in _RANKED and place is None:
        raise InvalidInputError(_("Say the person's rank."), field="rank", rule="CMP-11")
    if kind == "inform" and place not in GENERAL_MANAGERS:
        raise InvalidInputError(
            _("Who is informed is a general manager: {ranks}.", ranks=listed(_general_managers())),
            field="rank",
            value=rank,
            rule="CMP-12",
        )
    return place


def _require_manager(person: Staff | None) -> None:
    if person is None or staff_may(person, Right.COMPLAINT_MANAGE):
        return
    roles = listed(label("role", role) for role in roles_with(Right.COMPLAINT_MANAGE))
    raise NotAllowedError(
        _("{name} does not inspect complaints: name who did ({roles}).", name=person.name, roles=roles),
        rule="CMP-15",
    )


def _general_managers() -> list[str]:
    return [label("escalation_rung", code) for code in GENERAL_MANAGERS]


def _time(ctx: Context, ticket: Ticket, at: datetime | None) -> datetime:
    if at is None:
        return ctx.now()
    if at > ctx.now() or (ticket.reported_at is not None and at < ticket.reported_at):
        raise InvalidInputError(
            _("The time must lie between the complaint and now."), field="at", value=at, rule="CMP-11"
        )
    return at


def _person(ctx: Context, uow: UnitOfWork, staff_no: str | None) -> Staff | None:
    if staff_no is None:
        return uow.get(Staff, ctx.actor.staff_id) if ctx.actor.staff_id is not None else None
    found = uow.one(Staff, staff_no=staff_no.strip())
    if found is None:
        raise NotFoundError(
            _("Nobody has the staff number {number}.", number=staff_no),
            field="by",
            value=staff_no,
            rule="CMP-11",
        )
    return found


def acts_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[ActRow, ...]:
    """The acts of a complaint, oldest first."""
    del ctx
    query = select(ComplaintAct).where(ComplaintAct.ticket_id == ticket.pk)
    found = list(uow.session.exec(query.order_by(col(ComplaintAct.at), col(ComplaintAct.id))))
    names = {key: uow.get(Staff, key).name for key in {act.by_id for act in found if act.by_id is not None}}
    return tuple(_row(act, names.get(act.by_id or 0, "")) for act in found)


def _row(act: ComplaintAct, by: str) -> ActRow:
    assert act.at is not None
    return ActRow(act.pk, act.kind, act.at, by, act.rank, act.senior, act.text)
