"""What a person can do with a ticket that is shown, told from its row alone (TKT-02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlmodel import select

from csconsole.models import Department, Right
from csconsole.services.context import Context
from csconsole.services.dispatch.pairs import SETTING
from csconsole.services.settings import setting
from csconsole.services.tickets.rows import TicketRow
from csconsole.storage import UnitOfWork

_DISPATCHED_FROM: Final = ("new", "assigned", "accepted")


@dataclass(frozen=True, slots=True)
class Assigning:
    """What of the house decides, beside a ticket, who may give it to whom: the departments that this person
    heads, with those below them (TKT-04), and the types and categories to which two go together (TKT-28).
    """

    headed: frozenset[int]
    pairs: frozenset[str]


def assigning(ctx: Context) -> Assigning:
    """The same for this person, now."""
    pairs = frozenset(name for name, persons in setting(ctx, SETTING).items() if int(persons) == 2)
    if ctx.can(Right.TICKET_DISPATCH) or ctx.actor.staff_id is None:
        return Assigning(frozenset(), pairs)
    with ctx.read() as uow:
        return Assigning(_headed(uow, ctx.actor.staff_id), pairs)


def _headed(uow: UnitOfWork, staff_id: int) -> frozenset[int]:
    def load() -> tuple[tuple[int | None, int | None, int | None], ...]:
        found = uow.session.exec(select(Department.id, Department.parent_id, Department.head_id))
        return tuple((key, above, head) for key, above, head in found.all())

    places = uow.reference("headed departments", load)
    mine = {key for key, _above, head in places if head == staff_id and key is not None}
    while below := {key for key, above, _head in places if above in mine and key is not None} - mine:
        mine |= below
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
    waits = row.first_accepted_by_id is not None and row.second_handler_id is None
    return _is_mine(ctx, row) or (waits and row.department_id is not None and row.department_id == place)
