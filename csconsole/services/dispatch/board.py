"""The dispatch board 派工台: tickets that wait for someone, and who could take them (TKT-04, TKT-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, func, select

from csconsole.models import Right, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import (
    DepartmentLoad,
    PersonLoad,
    loads_of_departments,
    loads_of_people,
)
from csconsole.services.dispatch.pairs import persons_needed
from csconsole.services.dispatch.strategies import why_passed
from csconsole.services.dispatch.times import DispatchTime, dispatched_in_all
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.lists import alert_seconds, urgent_first
from csconsole.services.tickets.rows import TicketRow, ticket_rows

BOARD_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Board:
    """Unassigned tickets, most urgent first; the departments and people with their loads.

    ``total`` is how many wait, of which the board holds the first. ``alert_seconds`` is the age at which an
    unassigned ticket raises the alert; ``passed`` says by person why the strategies pass them over now;
    ``pairs`` are the tickets to which two go together (TKT-28). ``unclaimed`` counts
    those that a department has and no person of it. ``today`` is how long dispatching took of what was
    reported today.
    """

    tickets: tuple[TicketRow, ...]
    total: int
    departments: tuple[DepartmentLoad, ...]
    people: tuple[PersonLoad, ...]
    alert_seconds: int
    passed: Mapping[int, str]
    today: DispatchTime
    pairs: frozenset[int] = frozenset()
    unclaimed: int = 0

    @property
    def alerts(self) -> int:
        """How many tickets have waited too long."""
        return sum(row.waiting_seconds > self.alert_seconds for row in self.tickets)


def dispatch_board(ctx: Context) -> Board:
    """The board as it is now: at most 200 tickets, and how many there are."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        waiting = (col(Ticket.state) == "new", *visible(ctx))
        query = select(Ticket).where(*waiting).order_by(*urgent_first()).limit(BOARD_LIMIT)
        tickets = list(uow.session.exec(query))
        rows = ticket_rows(ctx, uow, tickets)
        total = len(rows)
        if total == BOARD_LIMIT:
            total = uow.session.exec(select(func.count()).select_from(Ticket).where(*waiting)).one()
        people = loads_of_people(ctx, uow)
        teams: dict[int | None, list[PersonLoad]] = {}
        for person in people:
            teams.setdefault(person.department_id, []).append(person)
        reasons = {each.staff_id: why_passed(ctx, each, teams[each.department_id]) for each in people}
        departments = loads_of_departments(ctx, uow)
        return Board(
            tuple(rows),
            total,
            departments,
            people,
            alert_seconds(ctx),
            {key: why for key, why in reasons.items() if why},
            dispatched_in_all(ctx, uow, ctx.today(), ctx.today()),
            frozenset(one.pk for one in tickets if persons_needed(ctx, uow, one) > 1),
            sum(each.unclaimed for each in departments),
        )
