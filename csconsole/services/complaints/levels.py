"""The level of a complaint (CMP-03, CMP-04), what it is about, its flags, and repeats (CMP-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, or_
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Call, Complaint, Right, Staff, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.complaints.answers import read_answers
from csconsole.services.complaints.facts import stored_complaint
from csconsole.services.complaints.hiding import hide_with, require_decider
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.access import TicketRef
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.storage import UnitOfWork

_WRITTEN: Final = frozenset({"letter", "email", "suggestion_box", "web_form", "site_letter", "fax"})
_ABOUT: Final = frozenset(
    {
        "company",
        "told_cause",
        "complaint_type",
        "complaint_object",
        "product",
        "about_department",
        "written",
        "beyond_authority",
        "harm_continues",
        "mass",
        "media",
        "refuses_payment",
    }
)
_ALARMS: Final = ("mass", "media")


@dataclass(frozen=True, slots=True)
class RepeatProposal:
    """How often the customer has complained of the same matter; ``proposes_major`` from the set count on."""

    count: int
    earlier: tuple[str, ...]
    proposes_major: bool


def set_level(
    ctx: Context,
    ref: TicketRef,
    *,
    level: str,
    reason: str | None = None,
    expected_version: int | None = None,
) -> TicketRow:
    """Give a complaint its level (CMP-03); the due time follows the level's clock, the event keeps history.

    Who registers complaints may give a preliminary level (CMP-04); a supervisor confirms it by naming it,
    and changes it with a reason. Raises ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.RECORD_VIEW)
    code = entry.one_of("complaint_level", level, "level", rule="CMP-03")
    why = entry.line(reason, "reason")
    with ctx.write() as uow:
        ticket = load_complaint(ctx, uow, ref)
        if code is None:
            raise InvalidInputError(_("Choose a level."), field="level", value=level, rule="CMP-03")
        if not TICKET.is_open(ticket.state):
            raise RuleBrokenError(
                _("{number} is closed; reopen it first.", number=ticket.number), rule="CMP-03"
            )
        ctx.require(Right.TICKET_CREATE if ticket.level is None else Right.COMPLAINT_CONFIRM)
        if ticket.level not in (None, code) and why is None:
            raise InvalidInputError(
                _("A change of the level needs a reason."), field="reason", value=reason, rule="CMP-03"
            )
        changes: dict[str, Any] = {"level": code, "level_confirmed": ctx.can(Right.COMPLAINT_CONFIRM)}
        change_ticket(ctx, uow, ticket, "level", changes, reason=why, expected_version=expected_version)
        stored_complaint(uow, ticket)
        if code == "major":
            from csconsole.services.complaints.chain import alert_manager

            alert_manager(ctx, uow, ticket, _("Major complaint"))
        return ticket_row(ctx, uow, ticket)


def register_complaint(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """What a new complaint has beside its ticket: whether it was written, and how often it was raised; one
    that is major or urgent goes to the manager at once (CMP-10).
    """
    call = uow.get(Call, ticket.origin_call_id) if ticket.origin_call_id is not None else None
    repeats = len(_earlier(uow, ticket))
    written = call is not None and call.channel in _WRITTEN
    uow.create(Complaint(ticket_id=ticket.pk, written=written, repeats=repeats))
    if ticket.against_staff_id is not None:
        _tell_others(ctx, uow, ticket, uow.get(Staff, ticket.against_staff_id))
    from csconsole.services.complaints.chain import alert_of_gravity

    alert_of_gravity(ctx, uow, ticket)


def describe_complaint(ctx: Context, ref: TicketRef, about: Mapping[str, Any]) -> TicketRow:
    """Record what the complaint is about and its flags; mass and media alert the manager (CMP-19).

    ``about`` may also name ``against``: the staff number it is about, which hides it from all but
    supervisors (CMP-22), or "" for nobody, which takes a supervisor. Raises ``InvalidInputError`` for an
    unknown field.
    """
    ctx.require(Right.TICKET_CREATE)
    given = dict(about)
    against = given.pop("against", None)
    unknown = sorted(set(given) - _ABOUT)
    if unknown:
        raise WrongFormError(
            _("A complaint has no field {name}.", name=unknown[0]), field=unknown[0], rule="CMP-01"
        )
    with ctx.write() as uow:
        ticket = load_complaint(ctx, uow, ref)
        complaint = stored_complaint(uow, ticket)
        changes = read_answers(ctx, given)
        if "about_department" in changes:
            changes["about_department_id"] = changes.pop("about_department")
        raised = [name for name in _ALARMS if changes.get(name) and not getattr(complaint, name)]
        if changes:
            uow.update(complaint, "described", changes)
        if against is not None:
            _name_person(ctx, uow, ticket, str(against).strip())
        detail = {"fields": sorted(name.removesuffix("_id") for name in changes)}
        if "product" in changes:  # the tag of the quality list (TKT-26)
            uow.update(ticket, "described", {"product": changes["product"]}, detail=detail)
        elif changes or against is None:
            uow.note(ticket, "described", detail=detail)
        if raised:
            from csconsole.services.complaints.chain import alert_manager

            alert_manager(ctx, uow, ticket, listed(label("field", name) for name in raised))
        return ticket_row(ctx, uow, ticket)


def _name_person(ctx: Context, uow: UnitOfWork, ticket: Ticket, staff_no: str) -> None:
    """Name whom it is about. Nobody: a supervisor takes the name back, and everybody sees it again; what went
    to the senior meanwhile stays there until it is assigned.
    """
    if not staff_no:
        ctx.require(Right.COMPLAINT_CONFIRM)
        if ticket.against_staff_id is not None:
            uow.update(ticket, "against", {"against_staff_id": None})
        return
    staff = uow.one(Staff, staff_no=staff_no)
    if staff is None:
        raise NotFoundError(
            _("Nobody has the staff number {number}.", number=staff_no),
            field="against",
            value=staff_no,
            rule="CMP-22",
        )
    uow.update(ticket, "against", {"against_staff_id": staff.pk})
    _tell_others(ctx, uow, ticket, staff)


def _tell_others(ctx: Context, uow: UnitOfWork, ticket: Ticket, accused: Staff) -> None:
    require_decider(ctx, uow, accused)
    hide_with(ctx, uow, ticket, accused)


def repeats_for(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> RepeatProposal:
    """Whether a loaded complaint is a repeated one, and if it is proposed as major (CMP-13)."""
    earlier = _earlier(uow, ticket)
    count = len(earlier) + 1 + ticket.reopenings
    proposed = count >= int(setting(ctx, "complaint.repeat_count")) and ticket.level != "major"
    return RepeatProposal(count, tuple(row.number for row in earlier), proposed)


def _earlier(uow: UnitOfWork, ticket: Ticket) -> list[Ticket]:
    """Complaints of the same customer about the same topic or product that are open or were reopened."""
    if ticket.customer_id is not None:
        customer = col(Ticket.customer_id) == ticket.customer_id
    elif ticket.e164 is not None:
        customer = col(Ticket.e164) == ticket.e164
    else:
        return []
    same = [col(Ticket.category_id) == ticket.category_id] if ticket.category_id is not None else []
    if ticket.asset:
        same.append(col(Ticket.asset) == ticket.asset)
    if ticket.product:
        same.append(col(Ticket.product) == ticket.product)
    if not same:
        return []
    query = select(Ticket).where(
        and_(customer, col(Ticket.kind) == COMPLAINT_KIND, or_(*same)),
        or_(is_open(), col(Ticket.reopenings) > 0),
    )
    if ticket.id is not None:
        query = query.where(col(Ticket.id) < ticket.id)
    return list(uow.session.exec(query.order_by(col(Ticket.id)).limit(50)))
