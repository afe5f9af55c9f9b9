"""Finding one ticket, and who may see and work it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import NotAllowedError, RuleBrokenError
from csconsole.i18n import _, listed
from csconsole.models import Department, Right, Staff, Ticket
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.models.rights import roles_with
from csconsole.services.context import Context
from csconsole.services.record_numbers import find_record
from csconsole.services.tickets.told import hides_any, is_accused, is_hidden
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.models import Call

TicketRef = int | str
"""A ticket's key, or its number in full or short as ``record_numbers`` reads it."""
CONFIRM: Final = "acknowledge"
"""The step with which the responsible department confirms that a complaint has reached it."""
PASSED_ON: Final = "other_department"
"""The stage of a complaint that was passed to the department responsible for it (CMP-06)."""


class NotYourTicketError(NotAllowedError):
    """The ticket is with someone else."""


class HiddenComplaintError(NotAllowedError):
    """A complaint against a staff member, shown to supervisors and above only (CMP-22)."""


class InLitigationError(RuleBrokenError):
    """A court has the matter: nobody handles it until that is over (TKT-25)."""


class MergedTicketError(RuleBrokenError):
    """The ticket was merged into another one, which goes on."""


def load_ticket(ctx: Context, uow: UnitOfWork, ref: TicketRef, *, to_change: bool = False) -> Ticket:
    """The ticket that ``ref`` names. Raises ``NotFoundError``, ``NotAllowedError`` for a hidden one."""
    ctx.require(Right.RECORD_VIEW)
    ticket = find_record(ctx, uow, Ticket, ref, to_change=to_change)
    if is_hidden(ctx, ticket.against_staff_id):
        raise HiddenComplaintError(
            _("The complaint {number} is about a staff member: supervisors see it.", number=ticket.number),
            rule="CMP-22",
            hint=_("Nobody sees a complaint about themselves, of whatever rank.")
            if ctx.can(Right.COMPLAINT_STAFF_VIEW)
            else None,
        )
    return ticket


def ticket_to_change(ctx: Context, ref: TicketRef) -> int:
    """The key of the ticket that a change is to be about; a short number is today's. Raises as
    ``load_ticket``.
    """
    with ctx.read() as uow:
        return load_ticket(ctx, uow, ref, to_change=True).pk


def require_unmerged(uow: UnitOfWork, ticket: Ticket) -> None:
    """Raise ``MergedTicketError`` that names the ticket which a merged one has gone into."""
    if ticket.merged_into_id is None:
        return
    into = uow.get(Ticket, ticket.merged_into_id).number
    raise MergedTicketError(
        _("{number} was merged into {into}.", number=ticket.number, into=into),
        rule="TKT-02",
        hint=_("Go on with {into}.", into=into),
    )


def why_frozen(ticket: Ticket) -> str:
    """Why nobody handles the ticket now; empty when nothing holds it (TKT-25)."""
    if ticket.litigation_at is None:
        return ""
    return _("{number} is in litigation: handling is frozen until the court is done.", number=ticket.number)


def require_free(ticket: Ticket) -> None:
    """Raise ``InLitigationError`` for a ticket that a court has."""
    if why := why_frozen(ticket):
        raise InLitigationError(
            why, rule="TKT-25", hint=_("Notes may be written; a supervisor records the court's end.")
        )


def visible(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what this person may see in a list (CMP-22)."""
    # the sum keeps SQLite from its index on this column, in which nearly every ticket is alike
    against = col(Ticket.against_staff_id) + 0
    if not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return (against.is_(None),)
    return (or_(against.is_(None), against != ctx.staff_id),) if is_accused(ctx) else ()


def about_visible(
    ctx: Context, ticket_id: Any, call_id: Any | None = None
) -> tuple[ColumnElement[bool], ...]:
    """The same for what points at a ticket by the column ``ticket_id``, such as promises, and for what came
    of a call that is hidden, by the column ``call_id`` (CMP-22).
    """
    accused = is_accused(ctx)
    found: list[ColumnElement[bool]] = []
    if accused or not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        found.append(or_(col(ticket_id).is_(None), col(ticket_id).not_in(hidden_tickets(ctx))))
    if accused and call_id is not None:
        found += [or_(col(call_id).is_(None), col(call_id).not_in(keys)) for keys in _calls_of(_of_me(ctx))]
    return tuple(found)


def hidden_tickets(ctx: Context) -> Any:
    """A subquery of the keys of the complaints that are hidden from this person: those about the person, and
    without the right to see them all about members of staff (CMP-22).
    """
    whole = ctx.can(Right.COMPLAINT_STAFF_VIEW)
    about = _of_me(ctx) if whole else col(Ticket.against_staff_id).is_not(None)
    return select(Ticket.id).where(about).correlate(None)


def hidden_calls(ctx: Context) -> tuple[Any, ...]:
    """Subqueries of the keys of the calls that are hidden from this person; none where no call is: those that
    a complaint about the person came with, and, without the right to see complaints about people, those that
    any such complaint came with, but for the ones that this person heard first (CMP-22).
    """
    if ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return calls_about_me(ctx)
    if not hides_any(ctx):
        return ()
    others = or_(col(Ticket.first_owner_id).is_(None), col(Ticket.first_owner_id) != ctx.staff_id)
    return _calls_of(and_(col(Ticket.against_staff_id) > 0, or_(others, _of_me(ctx))))


def calls_about_me(ctx: Context) -> tuple[Any, ...]:
    """Those of them that a complaint about this very person came with: what hangs on such a call alone is
    hidden too.
    """
    return _calls_of(_of_me(ctx)) if is_accused(ctx) else ()


def calls_visible(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """The conditions of the calls that this person may see: not those of ``hidden_calls`` (CMP-22). One look
    by key where there is no such one.
    """
    from csconsole.models import Call

    return tuple(col(Call.id).not_in(keys) for keys in hidden_calls(ctx))


def _of_me(ctx: Context) -> ColumnElement[bool]:
    return col(Ticket.against_staff_id) == ctx.staff_id


def _calls_of(condition: ColumnElement[bool]) -> tuple[Any, Any]:
    """Subqueries of the keys of the calls that such tickets came with: origins, and outcomes of items."""
    from csconsole.models import CallItem

    tickets = select(Ticket.id).where(condition).correlate(None)
    origins = select(Ticket.origin_call_id).where(condition, col(Ticket.origin_call_id).is_not(None))
    items = select(CallItem.call_id).where(col(CallItem.ticket_id).in_(tickets))
    return origins.correlate(None), items.correlate(None)


def calls_about_people(uow: UnitOfWork, keys: Sequence[int]) -> frozenset[int]:
    """Which of these calls a complaint against a person came with: what everybody reads tells of those no
    more than the number (CMP-22).
    """
    if not keys:
        return frozenset()
    from csconsole.models import Call

    origins, items = _calls_of(col(Ticket.against_staff_id).is_not(None))
    found = select(Call.id).where(col(Call.id).in_(origins) | col(Call.id).in_(items))
    wanted = set(keys)
    return frozenset(key for key in uow.session.exec(found) if key in wanted)


def require_call_visible(ctx: Context, uow: UnitOfWork, call: Call) -> None:
    """Raise ``HiddenComplaintError`` for a call that ``calls_visible`` leaves out."""
    from csconsole.models import Call

    conditions = calls_visible(ctx)
    seen = select(Call.id).where(Call.id == call.pk, *conditions)
    if conditions and uow.session.exec(seen).first() is None:
        raise HiddenComplaintError(
            _("The call {number} is about a staff member: supervisors see it.", number=call.number),
            rule="CMP-22",
        )


def is_visible(ctx: Context, uow: UnitOfWork, ticket_id: int | None, call_id: int | None = None) -> bool:
    """Whether this person may know of the ticket with this key, and of what came of that call (CMP-22)."""
    if ticket_id is not None and is_hidden(ctx, uow.get(Ticket, ticket_id).against_staff_id):
        return False
    keys = calls_about_me(ctx) if call_id is not None else ()
    if not keys:
        return True
    from csconsole.models import Call

    conditions = [col(Call.id).not_in(those) for those in keys]
    return uow.session.exec(select(Call.id).where(Call.id == call_id, *conditions)).first() is not None


def is_named(ctx: Context, uow: UnitOfWork, number: str) -> bool:
    """Whether this person may read the number of what another record names (CMP-22)."""
    ticket = uow.one(Ticket, number=number)
    return ticket is None or not is_hidden(ctx, ticket.against_staff_id)


def is_mine(ctx: Context, ticket: Ticket) -> bool:
    """Whether the ticket is with this person, alone or with another, or with the own department and no
    person.
    """
    if ticket.handler_id is not None:
        return ctx.actor.staff_id in (ticket.handler_id, ticket.second_handler_id) and bool(
            ctx.actor.staff_id
        )
    return ticket.department_id is not None and ticket.department_id == ctx.actor.department_id


def may_work(ctx: Context, ticket: Ticket, action: str) -> bool:
    """Whether this person may take ``action``: the handler; but for accepting and returning also the first
    owner, who stays responsible; and always a dispatcher (CALL-10, TKT-03).
    """
    if ctx.can(Right.TICKET_DISPATCH) or is_mine(ctx, ticket):
        return True
    if action == "accept" and _wants_second(ctx, ticket):
        return True
    owns = ctx.actor.staff_id is not None and ticket.first_owner_id == ctx.actor.staff_id
    return owns and action not in ("accept", "return", CONFIRM)


def _wants_second(ctx: Context, ticket: Ticket) -> bool:
    """Whether one of the department has taken the ticket and waits for a colleague to go with (TKT-28)."""
    alone = ticket.first_accepted_by_id is not None and ticket.second_handler_id is None
    return alone and ticket.department_id is not None and ticket.department_id == ctx.actor.department_id


def may_take(ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str) -> bool:
    """As ``may_work``; but that a complaint was received confirms, and takes it over, only who received it
    (CMP-06, CMP-09).
    """
    if _is_confirmed(ticket, action) and not ctx.actor.solo:
        return _receives(ctx, uow, ticket)
    return may_work(ctx, ticket, action)


def _is_confirmed(ticket: Ticket, action: str) -> bool:
    """Whether the action says that the department to which a complaint was passed has it."""
    return action == CONFIRM or (action == "accept" and ticket.stage == PASSED_ON)


def _receives(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether the complaint was passed to this person, to their department or to the one they head; where a
    department has nobody, a dispatcher confirms for it.
    """
    if is_mine(ctx, ticket):
        return True
    if ticket.department_id is None:
        return False
    department = uow.get(Department, ticket.department_id)
    if ctx.actor.department_id == department.pk:
        return True
    if department.head_id is not None:
        return department.head_id == ctx.actor.staff_id
    people = select(Staff.id).where(Staff.department_id == department.pk, Staff.active)
    return ctx.can(Right.TICKET_DISPATCH) and uow.session.exec(people.limit(1)).first() is None


def require_work(ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str) -> None:
    """Raise ``NotYourTicketError`` that says who has the ticket unless this person may take ``action``. A
    command asks this before it judges what was said or in which state the ticket is.
    """
    if not TICKET.is_open(ticket.state) and holder(uow, ticket) is None:
        return  # it is nobody's, and its state refuses
    if not may_take(ctx, uow, ticket, action):
        raise NotYourTicketError(why_not_mine(uow, ticket, action), rule="TKT-02")


def why_not_mine(uow: UnitOfWork, ticket: Ticket, action: str) -> str:
    """Who could take ``action`` instead."""
    who = holder(uow, ticket)
    if who is None:
        return _("{number} is with nobody yet: it must be dispatched first.", number=ticket.number)
    if _is_confirmed(ticket, action):
        head = _head(uow, ticket)
        if not head:
            return _("{number} was passed to {who}: only they confirm that.", number=ticket.number, who=who)
        return _(
            "{number} was passed to {who}: only they or the head of their department ({head}) confirm that.",
            number=ticket.number,
            who=who,
            head=head,
        )
    return _(
        "{number} is with {who}: only they or a dispatcher may do this ({action}).",
        number=ticket.number,
        who=who,
        action=label("ticket_action", action),
    )


def _head(uow: UnitOfWork, ticket: Ticket) -> str:
    department = uow.get(Department, ticket.department_id) if ticket.department_id is not None else None
    return uow.get(Staff, department.head_id).name if department and department.head_id is not None else ""


def not_dispatched(uow: UnitOfWork, ticket: Ticket) -> NotYourTicketError:
    """The error for who would accept a ticket that was not given to anyone yet, with who gives it."""
    roles = listed(label("role", role) for role in roles_with(Right.TICKET_DISPATCH))
    return NotYourTicketError(
        why_not_mine(uow, ticket, "accept"),
        rule="TKT-04",
        hint=_("Ask someone who dispatches for it ({roles}).", roles=roles),
    )


def holder(uow: UnitOfWork, ticket: Ticket) -> str | None:
    """The name of the person or department that the ticket is with."""
    if ticket.handler_id is not None:
        keys = [key for key in (ticket.handler_id, ticket.second_handler_id) if key is not None]
        return " + ".join(uow.get(Staff, key).name for key in keys)
    if ticket.department_id is not None:
        return department_name(uow.get(Department, ticket.department_id))
    return None


def department_name(department: Department) -> str:
    """A department's name in the current language."""
    from csconsole.i18n import get_language

    return department.name_zh if get_language() == "zh" else department.name_en


def with_every_right(ctx: Context) -> Context:
    """The same person where one rule's consequence is another record: the person needs no right to it."""
    return replace(ctx, actor=replace(ctx.actor, rights=frozenset(Right)))
