"""Storing what a pack brings: the keys of what is there, and rows with the event that names the pack."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from csconsole.models import Category, Department
from csconsole.services.packs.files import Pack
from csconsole.storage import UnitOfWork


def keys_of(uow: UnitOfWork, model: type[Department] | type[Category]) -> dict[str, int]:
    """The keys of departments or categories by their codes."""
    rows = uow.session.exec(select(model.code, model.id)).all()
    return {code: key for code, key in rows if key is not None}


def store_rows(uow: UnitOfWork, rows: list[Any], pack: Pack) -> int:
    """Store new rows of a pack; how many they were."""
    if rows:
        uow.create_many(rows, "installed", detail={"pack": pack.name})
    return len(rows)
