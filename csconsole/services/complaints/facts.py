"""The facts of a complaint for the guards of its procedure, the seven steps of a major one among them."""

from __future__ import annotations

from typing import Any, Final

from sqlmodel import col, select

from csconsole.models import ActionItem, Complaint, ComplaintAct, Customer, Event, Meeting, Staff, Ticket
from csconsole.models.lifecycle.complaint import GENERAL_MANAGERS
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.facts import entries_of
from csconsole.storage import UnitOfWork


def complaint_of(uow: UnitOfWork, ticket: Ticket) -> Complaint:
    """What a complaint holds beside its ticket; an empty one that is not stored where it has none yet."""
    found = uow.session.exec(select(Complaint).where(Complaint.ticket_id == ticket.pk)).one_or_none()
    return found if found is not None else Complaint(ticket_id=ticket.pk)


def stored_complaint(uow: UnitOfWork, ticket: Ticket) -> Complaint:
    """The same, stored."""
    found = complaint_of(uow, ticket)
    return found if found.id is not None else uow.create(found)


def complaint_facts(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> dict[str, Any]:
    """The facts by the names that ``models/lifecycle/complaint.py`` uses."""
    complaint = complaint_of(uow, ticket)
    return {
        "established": complaint.established,
        "short_path": complaint.short_path,
        "complaint_type": complaint.complaint_type,
        "person": complaint.person,
        "signer": complaint.signer,
        "by_senior": is_senior(ctx, uow),
        "ended_by_senior": _ended_by_senior(ctx, uow, ticket),
        "slip_printed": ticket.level in (None, "minor") or _printed(uow, ticket),
        "measures_reviewed": ticket.state == "called_back" or _reviewed(uow, ticket),
        "effect_planned": _effect_planned(uow, ticket),
        **(seven_steps(uow, ticket, complaint) if ticket.level == "major" else {}),
    }


def _ended_by_senior(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the callback of a major complaint was ended by somebody of that role, or who acts has it."""
    if ticket.level != "major" or is_senior(ctx, uow):
        return True
    ends = [entry for entry in entries_of(ticket) if entry.get("action") in ("satisfied", "override")]
    staff = uow.one(Staff, staff_no=str(ends[-1].get("by"))) if ends else None
    return staff is not None and senior(ctx, staff)


def _reviewed(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether each department that was asked to review the measure agreed; the last word of each counts."""
    query = select(ActionItem).where(ActionItem.ticket_id == ticket.pk, ActionItem.kind == "measure_review")
    last: dict[tuple[int | None, int | None], ActionItem] = {}
    for item in uow.session.exec(query.order_by(col(ActionItem.id))):
        last[item.department_id, item.owner_id] = item
    return all(item.verdict == "approved" for item in last.values())


def _effect_planned(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the check of the effect has a date, of what a business customer complained about (CMP-23)."""
    if ticket.state != "called_back" or ticket.customer_id is None:
        return True
    if uow.get(Customer, ticket.customer_id).kind != "organisation" or ticket.level in (None, "minor"):
        return True
    query = select(ActionItem.id).where(ActionItem.ticket_id == ticket.pk, ActionItem.kind == "effect_check")
    return uow.session.exec(query.limit(1)).first() is not None


def _printed(uow: UnitOfWork, ticket: Ticket) -> bool:
    from csconsole.services.complaints.slip import slip_was_printed

    return ticket.state == "called_back" and slip_was_printed(uow, ticket)


def seven_steps(uow: UnitOfWork, ticket: Ticket, complaint: Complaint) -> dict[str, bool]:
    """The first six of the seven steps of a major complaint (CMP-12): done or not."""
    acts = list(uow.session.exec(select(ComplaintAct).where(ComplaintAct.ticket_id == ticket.pk)))
    kinds = {act.kind for act in acts}
    items = uow.session.exec(
        select(ActionItem.state).where(ActionItem.ticket_id == ticket.pk, ActionItem.kind == "rectification")
    ).all()
    minutes = uow.session.exec(
        select(Meeting.id).where(
            Meeting.ticket_id == ticket.pk, Meeting.kind == "emergency", Meeting.state == "recorded"
        )
    ).first()
    return {
        "rescued": "rescue" in kinds or complaint.harm_continues is False,
        "general_manager_told": any(act.kind == "inform" and act.rank in GENERAL_MANAGERS for act in acts),
        "meeting_held": minutes is not None,
        "visited": any(act.kind == "visit" and act.senior for act in acts),
        "letter_sent": not complaint.written or "letter" in kinds,
        "rectified": bool(items) and all(state == "closed" for state in items) and "progress" in kinds,
    }


def is_senior(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether who acts has the role that visits and calls back in a major complaint (CMP-12)."""
    if ctx.actor.staff_id is None:
        return True
    return senior(ctx, uow.get(Staff, ctx.actor.staff_id))


def senior(ctx: Context, staff: Staff) -> bool:
    """Whether a person has that role; in solo mode the one person has every role."""
    return staff.solo or str(setting(ctx, "complaint.senior_role")) in staff.roles


CONTENT: Final = ("satisfied", "average")
"""What a customer says with whom the callback is over."""


def asked_by_senior(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether it was somebody of that role who recorded that the customer is content now (CMP-12): one who is
    not satisfied sends the case back, and is called again.
    """
    if ticket.satisfaction not in CONTENT:
        return False
    query = select(Event).where(Event.entity == "ticket", Event.entity_id == ticket.pk)
    for event in uow.session.exec(query.order_by(col(Event.id).desc())):
        if (event.detail or {}).get("step") == "feedback" or "satisfaction" in (event.after or {}):
            staff = uow.session.get(Staff, event.actor_id) if event.actor_id is not None else None
            return staff is not None and senior(ctx, staff)
    return False


def first_senior(ctx: Context, uow: UnitOfWork) -> Staff | None:
    """The first active person of that role, who gets the callback of a major complaint (CMP-17)."""
    everyone = uow.session.exec(select(Staff).where(Staff.active).order_by(col(Staff.id)))
    return next((staff for staff in everyone if senior(ctx, staff)), None)
