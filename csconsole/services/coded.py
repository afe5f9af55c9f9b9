"""What departments and categories have in common: a code that people type, and a name in two languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import func
from sqlmodel import select

from csconsole.models.category import Category
from csconsole.models.organisation import Department
from csconsole.storage import UnitOfWork

C = TypeVar("C", Category, Department)


def with_code(uow: UnitOfWork, model: type[C], code: str) -> C | None:
    """The record of this code, in any case."""
    stored: Any = model.code
    return uow.session.exec(select(model).where(func.lower(stored) == code.strip().lower())).first()


def changes_of(
    named: Callable[[str, str], str],
    *,
    name_zh: str | None,
    name_en: str | None,
    active: bool | None,
) -> dict[str, Any]:
    """The changes of names and of being in use; what is ``None`` stays. ``named`` checks a name."""
    changes: dict[str, Any] = {
        field: named(name, field)
        for field, name in (("name_zh", name_zh), ("name_en", name_en))
        if name is not None
    }
    return changes if active is None else {**changes, "active": active}
