"""What was planned before a complaint turned out to be about a person is hidden with it, and somebody else is
told who may decide (CMP-22).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Callback, CallItem, Promise, Right, Staff, Ticket
from csconsole.models.lifecycle.callback import CLOSED
from csconsole.models.rights import roles_with
from csconsole.services.clocks import Failure, change_ticket
from csconsole.services.clocks.apart import Work, work_through
from csconsole.services.complaints.facts import senior
from csconsole.services.context import Context, staff_may
from csconsole.services.tickets.fields import is_open
from csconsole.storage import UnitOfWork


def hide_with(ctx: Context, uow: UnitOfWork, ticket: Ticket, accused: Staff) -> None:
    """Callbacks and promises of the call that the complaint came with become those of the complaint, so that
    they are seen by whom it is seen by. What is open and with somebody who may not see it any more, the
    complaint itself too, goes to one who decides about it, so that it is not lost; of one about somebody who
    would decide else, the manager is told at once.
    """
    _of_the_call(uow, ticket)
    deciding = decider(ctx, uow, accused)
    if deciding is None:
        return
    if not _may_see(uow, ticket.handler_id, accused):
        change_ticket(ctx, uow, ticket, "hidden", {"handler_id": deciding.pk})
    if not _may_see(uow, ticket.second_handler_id, accused):
        change_ticket(ctx, uow, ticket, "hidden", {"second_handler_id": None})
    callbacks = select(Callback).where(Callback.ticket_id == ticket.pk, col(Callback.state).not_in(CLOSED))
    for callback in list(uow.session.exec(callbacks)):
        if not _may_see(uow, callback.owner_id, accused):
            uow.update(callback, "hidden", {"owner_id": deciding.pk})
    promises = select(Promise).where(Promise.ticket_id == ticket.pk, Promise.state == "open")
    for promise in list(uow.session.exec(promises)):
        if not _may_see(uow, promise.owner_id or promise.promiser_id, accused):
            uow.update(promise, "hidden", {"owner_id": deciding.pk})
    if _decides(accused):
        from csconsole.services.complaints.chain import alert_manager

        alert_manager(ctx, uow, ticket, _("Complaint about somebody who decides about complaints"))


def take_from_the_accused(ctx: Context) -> tuple[Failure, ...]:
    """The tick's turn: what is with the person whom it is about goes where ``hide_with`` sends it; what could
    not be handled.
    """
    key, against = col(Ticket.id), col(Ticket.against_staff_id)
    theirs = or_(col(Ticket.handler_id) == against, col(Ticket.second_handler_id) == against)
    query = select(key).where(against > 0, theirs, is_open()).order_by(key)

    def handle(uow: UnitOfWork, keys: Sequence[int]) -> list[str]:
        moved = []
        for ticket in [uow.get(Ticket, one) for one in keys]:
            accused = uow.get(Staff, ticket.against_staff_id or 0)
            if not accused.solo:
                hide_with(ctx, uow, ticket, accused)
                moved.append(ticket.number)
        return moved

    def named(uow: UnitOfWork, ticket: int) -> dict[str, str]:
        return {"number": uow.get(Ticket, ticket).number}

    return work_through(ctx, "tick_hidden", lambda: (Work(query, key, handle, named),))[1]


def decider(ctx: Context, uow: UnitOfWork, accused: Staff) -> Staff | None:
    """Who decides about a complaint against this person: the senior, else a supervisor; never the person,
    but at a desk of one. ``None`` where nobody does.
    """
    everyone = list(uow.session.exec(select(Staff).where(Staff.active).order_by(col(Staff.id))))
    others = [one for one in everyone if one.pk != accused.pk or one.solo]
    able = [one for one in others if _decides(one)]
    return next((one for one in able if senior(ctx, one)), able[0] if able else None)


def require_decider(ctx: Context, uow: UnitOfWork, accused: Staff) -> None:
    """Raise ``RuleBrokenError`` where a complaint against this person would be hidden from everybody who
    decides: then somebody must get that role first.
    """
    if not _decides(accused) or decider(ctx, uow, accused) is not None:
        return
    roles = listed(label("role", role) for role in roles_with(Right.COMPLAINT_CONFIRM))
    raise RuleBrokenError(
        _("Nobody but {name} could decide about a complaint against {name}.", name=accused.name),
        field="against",
        value=accused.staff_no,
        rule="CMP-22",
        hint=_("First give somebody else a role that decides ({roles}): csconsole staff role", roles=roles),
    )


def _of_the_call(uow: UnitOfWork, ticket: Ticket) -> None:
    """A call that was about other things too keeps what belongs to those: the item of the complaint had the
    ticket as its outcome, so the callbacks of the others are not about it.
    """
    if ticket.origin_call_id is None:
        return
    items = select(CallItem.id).where(
        CallItem.call_id == ticket.origin_call_id, CallItem.ticket_id == ticket.pk
    )
    if uow.session.exec(items.limit(1)).first() is not None:
        return
    for model in (Callback, Promise):
        query = select(model).where(model.call_id == ticket.origin_call_id, col(model.ticket_id).is_(None))
        for row in list(uow.session.exec(query)):
            uow.update(row, "hidden", {"ticket_id": ticket.pk})


def _may_see(uow: UnitOfWork, staff_id: int | None, accused: Staff) -> bool:
    if staff_id is None:
        return True
    staff = uow.get(Staff, staff_id)
    return staff_may(staff, Right.COMPLAINT_STAFF_VIEW) and (staff_id != accused.pk or staff.solo)


def _decides(staff: Staff) -> bool:
    return staff_may(staff, Right.COMPLAINT_CONFIRM)
