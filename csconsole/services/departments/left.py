"""What still names a department that was closed: nobody sees to it any more unless that is changed."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.i18n import N_, _, listed
from csconsole.models import Category, Department, RoutingRule, Staff, Ticket
from csconsole.services.tickets.fields import is_open
from csconsole.storage import UnitOfWork

_NAMING: Final[tuple[tuple[str, Any, Any], ...]] = (
    (N_("open tickets: {n}"), Ticket.department_id, is_open()),
    (N_("lines of the routing table: {n}"), RoutingRule.department_id, col(RoutingRule.active)),
    (N_("categories: {n}"), Category.department_id, col(Category.active)),
    (N_("people: {n}"), Staff.department_id, col(Staff.active)),
    (N_("departments below it: {n}"), Department.parent_id, col(Department.active)),
)


def still_naming(uow: UnitOfWork, department: Department) -> str:
    """What names this department, with how many of each; empty where nothing does."""
    found = []
    for words, column, condition in _NAMING:
        query = select(func.count()).where(col(column) == department.pk, condition)
        if number := uow.session.exec(query).one():
            found.append(_(words, n=number))
    if not found:
        return ""
    return _("{code} is closed, and still named by: {what}.", code=department.code, what=listed(found))
