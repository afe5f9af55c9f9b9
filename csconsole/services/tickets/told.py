"""What of a ticket may stand where everybody reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from csconsole.models.rights import Right
from csconsole.services.context import Context

if TYPE_CHECKING:
    from csconsole.models import Ticket
    from csconsole.storage import UnitOfWork

_accused: WeakKeyDictionary[UnitOfWork, dict[int, bool]] = WeakKeyDictionary()
"""Of each snapshot of a server that is open: of whom it was asked whether a complaint is about them."""
_AGAINST_ME: Final = "SELECT 1 FROM ticket WHERE against_staff_id = ? LIMIT 1"
_AGAINST_ANY: Final = "SELECT 1 FROM ticket WHERE against_staff_id IS NOT NULL LIMIT 1"
_NOT_ABOUT: Final = "(ticket_id IS NULL OR ticket_id NOT IN (SELECT id FROM ticket WHERE {}))"
_NOT_CAME_WITH: Final = (
    "({column} IS NULL OR ({column} NOT IN (SELECT origin_call_id FROM ticket"
    " WHERE {about} AND origin_call_id IS NOT NULL)"
    " AND {column} NOT IN (SELECT call_item.call_id FROM call_item"
    " JOIN ticket ON ticket.id = call_item.ticket_id WHERE {about})))"
)
_OTHERS_HEARD: Final = (
    "ticket.against_staff_id > 0 AND (ticket.first_owner_id IS NULL OR ticket.first_owner_id <> {me}"
    " OR ticket.against_staff_id = {me})"
)


def told_title(ticket: Ticket) -> str:
    """The title, or of a complaint about a person its number alone (CMP-22)."""
    return told(ticket.number, ticket.title, ticket.against_staff_id)


def told(number: str, title: str, against_staff_id: int | None) -> str:
    """The same for a ticket of which only these columns were read."""
    return number if against_staff_id is not None else title


def is_hidden(ctx: Context, against_staff_id: int | None) -> bool:
    """Whether a ticket about this person is hidden from who acts: a complaint against a member of staff is
    for supervisors and above, but for the one whom it is about (CMP-22). A solo desk has nobody else.
    """
    if against_staff_id is None:
        return False
    return not ctx.can(Right.COMPLAINT_STAFF_VIEW) or (
        against_staff_id == ctx.actor.staff_id and not ctx.actor.solo
    )


def is_accused(ctx: Context) -> bool:
    """Whether some complaint is about who acts, and hidden therefore (CMP-22): one look by key, of some
    microseconds on SQLite; a server is asked once for all that a person reads of one snapshot.
    """
    me = ctx.actor.staff_id
    if me is None or ctx.actor.solo:
        return False
    if ctx.store.dialect == "sqlite":
        return _looked(ctx, me)
    with ctx.read() as uow:
        if uow.writes:
            return _looked(ctx, me)
        known = _accused.setdefault(uow, {})
        if me not in known:
            known[me] = _looked(ctx, me)
        return known[me]


def _looked(ctx: Context, staff_id: int) -> bool:
    with ctx.glance() as seen:
        return bool(seen.rows(_AGAINST_ME, staff_id))


def hides_any(ctx: Context) -> bool:
    """Whether any complaint is hidden from who acts: one look by key (CMP-22)."""
    if ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return is_accused(ctx)
    with ctx.glance() as seen:
        return bool(seen.rows(_AGAINST_ANY))


def seen_ticket(ctx: Context) -> str:
    """``access.visible`` in the words of a plain statement over tickets (CMP-22)."""
    if not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        return "against_staff_id + 0 IS NULL"
    if is_accused(ctx):
        return f"(against_staff_id + 0 IS NULL OR against_staff_id + 0 <> {ctx.staff_id})"
    return "TRUE"


def seen_about(ctx: Context) -> str:
    """``access.about_visible`` for the columns ``ticket_id`` and ``call_id`` of what a plain statement reads
    (CMP-22).
    """
    if not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        found = _NOT_ABOUT.format("against_staff_id IS NOT NULL")
    elif is_accused(ctx):
        found = _NOT_ABOUT.format(f"against_staff_id = {ctx.staff_id}")
    else:
        return "TRUE"
    return f"{found} AND {seen_of_call(ctx, 'call_id')}"


def seen_call(ctx: Context, column: str) -> str:
    """``access.calls_visible`` for a column with the key of a call, which may be empty (CMP-22)."""
    if not ctx.can(Right.COMPLAINT_STAFF_VIEW):
        if not hides_any(ctx):
            return "TRUE"
        return _NOT_CAME_WITH.format(column=column, about=_OTHERS_HEARD.format(me=ctx.staff_id))
    return seen_of_call(ctx, column)


def seen_of_call(ctx: Context, column: str) -> str:
    """The same for what hangs on a call, which is hidden from the person concerned only."""
    if not is_accused(ctx):
        return "TRUE"
    return _NOT_CAME_WITH.format(column=column, about=f"ticket.against_staff_id = {ctx.staff_id}")
