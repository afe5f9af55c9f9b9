"""The repair-type table that a pack brings (TKT-17)."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from csconsole.models import RepairType, WarrantyPart
from csconsole.services.packs.files import Pack
from csconsole.services.packs.rows import store_rows
from csconsole.storage import UnitOfWork


def repair_types_of_pack(uow: UnitOfWork, pack: Pack) -> int:
    """Store the lines of ``repair_types.csv`` for categories that have none. In the file a bar parts the
    lines of a text.
    """
    known = set(uow.session.exec(select(RepairType.category)).all())
    rows = []
    for row in pack.repair_types:
        if row["category"] not in known:
            texts: dict[str, Any] = {
                name: text.replace("|", "\n") for name, text in row.items() if name != "category"
            }
            rows.append(RepairType(category=row["category"], pack=pack.name, **texts))
    return store_rows(uow, rows, pack)


def warranty_parts_of_pack(uow: UnitOfWork, pack: Pack) -> int:
    """Store the lines of ``warranty_parts.csv`` that the site has not."""
    known = {tuple(part) for part in uow.session.exec(select(WarrantyPart.category, WarrantyPart.code))}
    rows = [
        WarrantyPart(
            category=row["category"],
            code=row["part"],
            name_en=row["en"],
            name_zh=row["zh"],
            months=int(row["months"]),
            sort=position,
            pack=pack.name,
        )
        for position, row in enumerate(pack.warranty_parts)
        if (row["category"], row["part"]) not in known
    ]
    return store_rows(uow, rows, pack)
