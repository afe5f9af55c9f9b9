"""By what figures may be split (RPT-01): for each dimension the column that carries it, table by table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from csconsole.models import Call, Callback, Customer, Department, Promise, Staff, StaffActivity, Ticket
from csconsole.models.base import Record

DIMENSIONS: Final = (
    "person",
    "team",
    "branch",
    "zone",
    "department",
    "type",
    "product",
    "channel",
    "category",
)
"""The dimensions; ``team`` is the person's department, ``branch`` the department that it belongs to."""

_PERSON: Final[dict[type[Record], Any]] = {
    Call: Call.agent_id,
    Ticket: Ticket.handler_id,
    Callback: Callback.owner_id,
    Promise: Promise.promiser_id,
    StaffActivity: StaffActivity.staff_id,
}


def _team(model: type[Record]) -> Any:
    return (
        select(col(Staff.department_id)).where(col(Staff.id) == _PERSON[model]).scalar_subquery()
        if model in _PERSON
        else None
    )


def _branch(model: type[Record]) -> Any:
    if model not in _PERSON:
        return None
    own: Any = aliased(Department)
    return (
        select(func.coalesce(own.parent_id, own.id))
        .join(Staff, col(Staff.department_id) == own.id)
        .where(col(Staff.id) == _PERSON[model])
        .scalar_subquery()
    )


def _customer_zone(customer_id: Any) -> Any:
    return select(col(Customer.zone)).where(col(Customer.id) == customer_id).scalar_subquery()


_PRODUCT: Final[dict[type[Record], Any]] = {Ticket: Ticket.product}
_SECOND: Final[dict[type[Record], Any]] = {Ticket: Ticket.second_handler_id}
"""Who went with the handler (TKT-28): a dimension of the report about items processed alone."""
_CHANNEL: Final[dict[type[Record], Any]] = {Call: Call.channel}
_COLUMNS: Final[dict[str, Callable[[type[Record]], Any]]] = {
    "person": _PERSON.get,
    "second_person": _SECOND.get,
    "team": _team,
    "branch": _branch,
    "zone": {
        Call: _customer_zone(Call.customer_id),
        Ticket: Ticket.zone,
        Callback: _customer_zone(Callback.customer_id),
    }.get,
    "department": {Ticket: Ticket.department_id, Call: Call.voice_department_id}.get,
    "type": {Call: Call.kind, Ticket: Ticket.kind, Callback: Callback.kind}.get,
    "product": _PRODUCT.get,
    "channel": _CHANNEL.get,
    "category": {Call: Call.category_id, Ticket: Ticket.category_id}.get,
}


def column_of(dimension: str, model: type[Record]) -> Any:
    """The column by which rows of ``model`` fall into ``dimension``; ``None`` where they have none.

    Raises ``KeyError`` for an unknown dimension.
    """
    return _COLUMNS[dimension](model)
