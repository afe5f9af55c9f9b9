"""What a person can do with a ticket that is shown, told from its row alone (TKT-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import select

from csconsole.models import Department, Right, Staff
from csconsole.services.context import Context
from csconsole.services.dispatch.pairs import SETTING
from csconsole.services.settings import setting
from csconsole.services.tickets.access import PASSED_ON
from csconsole.services.tickets.rows import TicketRow
from csconsole.storage import UnitOfWork

Place = tuple[int, int | None, int | None]
_DISPATCHED_FROM: Final = ("new", "assigned", "accepted")


@dataclass(frozen=True, slots=True)
class Assigning:
    """What of the house decides, beside a ticket, who may give it to whom: the departments that this person
    heads, with those below them (TKT-04), those for which this person confirms that a complaint was received
    (CMP-06), and the types and categories to which two go together (TKT-28).
    """

    headed: frozenset[int]
    receives: frozenset[int]
    pairs: frozenset[str]


def assigning(ctx: Context) -> Assigning:
    """The same for this person, now."""
    pairs = frozenset(name for name, persons in setting(ctx, SETTING).items() if int(persons) == 2)
    with ctx.read() as uow:
        places = _places(uow)
        headed = frozenset() if ctx.can(Right.TICKET_DISPATCH) else _headed(places, ctx.actor.staff_id)
        return Assigning(headed, _receives(ctx, uow, places), pairs)


def _places(uow: UnitOfWork) -> tuple[Place, ...]:
    """Each department with the one above it and its head."""

    def load() -> tuple[Place, ...]:
        found = uow.session.exec(select(Department.id, Department.parent_id, Department.head_id))
        return tuple((key, above, head) for key, above, head in found.all() if key is not None)

    return uow.reference("headed departments", load)


def _headed(places: Sequence[Place], me: int | None) -> frozenset[int]:
    mine = {key for key, _above, head in places if head is not None and head == me}
    while below := {key for key, above, _head in places if above in mine} - mine:
        mine |= below
    return frozenset(mine)


def _receives(ctx: Context, uow: UnitOfWork, places: Sequence[Place]) -> frozenset[int]:
    """The department of this person, those that this person heads, and for a dispatcher those of nobody."""
    me, place = ctx.actor.staff_id, ctx.actor.department_id
    mine = {key for key, _above, head in places if key == place or (head is not None and head == me)}
    if ctx.can(Right.TICKET_DISPATCH):
        people = select(Staff.department_id).where(Staff.active).distinct()
        staffed = set(uow.session.exec(people).all())
        mine |= {key for key, _above, head in places if head is None and key not in staffed}
    return frozenset(mine)


def takes(ctx: Context, row: TicketRow, house: Assigning) -> frozenset[str]:
    """Which of ``accept``, ``dispatch`` and ``note`` this person can do with the ticket now. Of a ticket that
    may need two persons a new one is dispatched, not taken alone.
    """
    can = set()
    frozen = row.litigation_at is not None
    assigns = ctx.can(Right.TICKET_DISPATCH) or row.department_id in house.headed
    if assigns and not frozen and row.state in _DISPATCHED_FROM:
        can.add("dispatch")
    if ctx.can(Right.TICKET_HANDLE):
        if not frozen and _is_taken(ctx, row, house):
            can.add("accept")
        if row.is_open and (_is_mine(ctx, row) or row.first_owner_id == ctx.actor.staff_id):
            can.add("note")
    return frozenset(can)


def _is_mine(ctx: Context, row: TicketRow) -> bool:
    me = ctx.actor.staff_id
    if ctx.can(Right.TICKET_DISPATCH):
        return True
    if row.handler_id is not None:
        return me is not None and me in (row.handler_id, row.second_handler_id)
    return row.department_id is not None and row.department_id == ctx.actor.department_id


def _is_taken(ctx: Context, row: TicketRow, house: Assigning) -> bool:
    me, place = ctx.actor.staff_id, ctx.actor.department_id
    if row.state == "new":
        alone = row.kind not in house.pairs and not (row.category_id is not None and house.pairs)
        to = row.department_id or place
        return me is not None and alone and (ctx.can(Right.TICKET_DISPATCH) or to in house.headed)
    if row.state != "assigned" or (me is not None and row.first_accepted_by_id == me):
        return False
    if row.stage == PASSED_ON and not ctx.actor.solo:
        return row.handler_id == me if row.handler_id is not None else row.department_id in house.receives
    waits = row.first_accepted_by_id is not None and row.second_handler_id is None
    return _is_mine(ctx, row) or (waits and row.department_id is not None and row.department_id == place)
