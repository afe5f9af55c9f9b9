"""Who heads a department."""

from __future__ import annotations

from sqlmodel import select

from csconsole.models import Department
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork


def heads_department(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether this person heads a department or team, and so assigns within it (TKT-04)."""

    def load() -> frozenset[int | None]:
        return frozenset(uow.session.exec(select(Department.head_id).distinct()))

    return ctx.actor.staff_id is not None and ctx.actor.staff_id in uow.reference("heads", load)
