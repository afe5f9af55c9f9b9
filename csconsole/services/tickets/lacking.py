"""What an open ticket lacks: somebody who has it, a next step, today's review (TKT-02, TKT-11, TKT-12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, not_, or_, text
from sqlmodel import col, select

from csconsole.clock import day_bounds, local_date
from csconsole.models import Callback, Department, Right, Staff, Ticket
from csconsole.models.lifecycle.callback import CLOSED
from csconsole.models.rights import roles_with
from csconsole.services.query import Op, Scope, Value
from csconsole.storage import UnitOfWork

_OPEN: Any = text("ticket.state NOT IN ('closed', 'cancelled', 'archived')")
_WITH_SOMEBODY: Final = ("assigned", "accepted", "on_site", "in_progress", "waiting")
"""States of work that somebody has to have."""
MOST: Final = 1000


def _nobody() -> ColumnElement[bool]:
    nobody = and_(col(Ticket.handler_id).is_(None), col(Ticket.department_id).is_(None))
    return and_(nobody, or_(col(Ticket.first_owner_id).is_(None), col(Ticket.state).in_(_WITH_SOMEBODY)))


def _unasked() -> ColumnElement[bool]:
    callback = col(Ticket.callback_id)
    over = (
        select(Callback.id)
        .where(Callback.id == callback, col(Callback.state).in_(CLOSED))
        .correlate(Ticket)
        .exists()
    )
    asked = col(Ticket.needs_callback)
    return and_(col(Ticket.state) == "done", asked, or_(callback.is_(None), over))


def _unreviewed() -> ColumnElement[bool]:
    return and_(col(Ticket.state) == "parked", col(Ticket.review_at).is_(None))


def _timeless() -> ColumnElement[bool]:
    still = col(Ticket.state).not_in(("parked", "done", "called_back"))
    return and_(col(Ticket.due_at).is_(None), col(Ticket.next_due_at).is_(None), still)


def staffed_departments(uow: UnitOfWork) -> set[int]:
    """The departments of which somebody who works here handles tickets: the others see none (TKT-02)."""
    able = {role.value for role in roles_with(Right.TICKET_HANDLE)}
    people = select(Staff.department_id, Staff.roles, Staff.solo).where(col(Staff.active))
    return {
        department
        for department, roles, solo in uow.session.execute(people)
        if department is not None and (solo or not able.isdisjoint(roles))
    }


def _unseen(uow: UnitOfWork) -> ColumnElement[bool]:
    """Dispatched to a department of which nobody handles tickets, and to no person."""
    seen = staffed_departments(uow)
    empty = [key for key in uow.session.exec(select(col(Department.id))) if key not in seen]
    department = col(Ticket.department_id)
    working = col(Ticket.state).in_(_WITH_SOMEBODY)
    return and_(department.in_(empty), col(Ticket.handler_id).is_(None), working)


def lacks_owner(uow: UnitOfWork) -> ColumnElement[bool]:
    """Nobody has it: neither first owner, handler nor department; dispatched and with neither of the latter;
    with somebody who no longer works here; or with a department of which nobody handles tickets.
    """
    left = select(Staff.id).where(col(Staff.active).is_(False)).correlate(None)
    return and_(_OPEN, or_(_nobody(), col(Ticket.handler_id).in_(left), _unseen(uow)))


def lacks_step() -> ColumnElement[bool]:
    """Nothing is to follow: finished with its callback over or never planned, parked without a review date,
    or without any time by which it is due.
    """
    return and_(_OPEN, or_(_unasked(), _unreviewed(), _timeless()))


def lying(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> int:
    """How many tickets lack an owner or a next step, counted to a thousand: each case by its own index, so
    that it may be asked again and again.
    """
    left = list(uow.session.exec(select(col(Staff.id)).where(col(Staff.active).is_(False))))
    gone = [col(Ticket.handler_id).in_(left)] if left else []
    found: set[int | None] = set()
    for case in (*gone, _nobody(), _unseen(uow), _unasked(), _unreviewed(), _timeless()):
        query = select(col(Ticket.id)).where(_OPEN, case, *conditions).limit(MOST)
        found.update(uow.session.exec(query))
    return min(len(found), MOST)


def lacks_review(scope: Scope) -> ColumnElement[bool]:
    """Nobody has reviewed it on the site's today (TKT-11)."""
    start, _end = day_bounds(local_date(scope.now, scope.zone), scope.zone)
    reviewed = col(Ticket.reviewed_at)
    return and_(_OPEN, or_(reviewed.is_(None), reviewed < start))


_CONDITIONS: Final[dict[str, Callable[[Scope], ColumnElement[bool]]]] = {
    "owner": lambda scope: lacks_owner(scope.uow),
    "step": lambda _scope: lacks_step(),
    "review": lacks_review,
}
LACKS_WORDS: Final = (("owner", "负责人"), ("step", "下一步"), ("review", "今日复核"))
"""The words of the key ``lacks``, English and Chinese."""
_ZH: Final = {zh: word for word, zh in LACKS_WORDS}


def lacks(scope: Scope, operator: Op, value: Value) -> ColumnElement[bool] | None:
    """The condition of ``lacks:owner`` and the like; ``None`` for a word that is none of them."""
    found = _CONDITIONS.get(_ZH.get(value.text, value.text.casefold()))
    if found is None or operator not in (Op.IS, Op.NOT):
        return None
    return not_(found(scope)) if operator is Op.NOT else found(scope)
