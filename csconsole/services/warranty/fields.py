"""The keys that the table of repair types understands; its rows are the categories that have a line."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import col, select

from csconsole.models import Category, RepairType, WarrantyPart
from csconsole.services.query import EntityFields, FieldSpec, Kind, Op, Scope, Value, category_field


def _line(column: Any) -> Any:
    """A text of the line that the category has of its own."""
    return select(column).where(col(RepairType.category) == col(Category.code)).scalar_subquery()


def _has_part(_scope: Scope, _op: Op, value: Value) -> ColumnElement[bool]:
    """With a part of its own whose code or name holds the text."""
    text = value.text.lower()
    part = WarrantyPart
    named = (
        func.lower(column).contains(text, autoescape=True)
        for column in (col(part.code), col(part.name_en), col(part.name_zh))
    )
    found = select(part.category).where(col(part.active), or_(*named))
    return col(Category.code).in_(found)


REPAIR_TYPES: Final = EntityFields(
    name="repair_type",
    model=Category,
    fields=(
        FieldSpec("category", "类别", Kind.EXACT, Category.code, aliases=("code",)),
        FieldSpec("name", "名称", Kind.TEXT, Category.name_zh),
        FieldSpec("english", "英文名", Kind.TEXT, Category.name_en),
        category_field("under", "上级", Category.id),
        FieldSpec("part", "部件", Kind.CUSTOM, test=_has_part, sortable=False),
    ),
    default_sort="category",
    within=(
        *(col(Category.code), col(Category.name_zh), col(Category.name_en)),
        *(_line(RepairType.questions_en), _line(RepairType.questions_zh)),
        *(_line(RepairType.tips_en), _line(RepairType.tips_zh)),
        *(_line(RepairType.equipment_en), _line(RepairType.equipment_zh)),
    ),
)
