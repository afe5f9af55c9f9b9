"""The repair-type table 报修知识: what to ask, advise and bring, and the warranty of each part (TKT-17).

A category without lines of its own has those of the nearest category above it; questions, tips and equipment
come from one line of the table, the parts from the nearest category that has any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlmodel import col, or_, select

from csconsole.i18n import get_language
from csconsole.models import Category, RepairType, WarrantyPart
from csconsole.services.categories.records import category_of
from csconsole.services.context import Context
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part with its months under warranty; ``category`` is where the table has it."""

    code: str
    name: str
    months: int
    category: str
    pack: str
    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True)
class RepairAdvice:
    """What the table says about a category, in the current language."""

    category: str
    name: str
    questions: tuple[str, ...]
    tips: tuple[str, ...]
    equipment: tuple[str, ...]
    parts: tuple[PartRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the table says nothing."""
        return not (self.questions or self.tips or self.equipment or self.parts)


NO_ADVICE = RepairAdvice("", "", (), (), (), ())


def advice_for(ctx: Context, category: str) -> RepairAdvice:
    """What the table says about a category, by its code. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return advice_on(uow, category_of(uow, category))


def advice_on(uow: UnitOfWork, category: Category) -> RepairAdvice:
    """The same for a loaded category."""
    line = _nearest_type(uow, category.code)
    zh = get_language() == "zh"
    return RepairAdvice(
        category.code,
        category.name_zh if zh else category.name_en,
        _said(line, "questions"),
        _said(line, "tips"),
        _said(line, "equipment"),
        parts_of(uow, category.code),
    )


def parts_of(uow: UnitOfWork, category: str) -> tuple[PartRow, ...]:
    """The active parts of a category, in their order."""
    query = select(WarrantyPart).where(
        col(WarrantyPart.category).in_(_upward(category)), col(WarrantyPart.active)
    )
    found = list(uow.session.exec(query.order_by(col(WarrantyPart.sort), col(WarrantyPart.id))))
    nearest = max((one.category for one in found), key=len, default="")
    return tuple(_part_row(one) for one in found if one.category == nearest)


def list_repair_types(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 500, after: str | None = None
) -> Page[RepairAdvice]:
    """One page of the categories that have a line or parts of their own, in the order of the codes.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.query import Scope, fetch_page
    from csconsole.services.warranty.fields import REPAIR_TYPES

    code = col(Category.code)
    stored = or_(
        code.in_(select(RepairType.category)),
        code.in_(select(WarrantyPart.category)),
    )
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            REPAIR_TYPES,
            lambda found: [advice_on(uow, category) for category in found],
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(stored,),
        )


def _upward(category: str) -> list[str]:
    """The category and those above it."""
    levels = category.split(".")
    return [".".join(levels[:n]) for n in range(len(levels), 0, -1)]


def _nearest_type(uow: UnitOfWork, category: str) -> RepairType | None:
    query = select(RepairType).where(col(RepairType.category).in_(_upward(category)))
    return max(uow.session.exec(query), key=lambda one: len(one.category), default=None)


def _said(line: RepairType | None, name: str) -> tuple[str, ...]:
    """The lines of one column in the current language, else in the other."""
    if line is None:
        return ()
    languages: Sequence[str] = ("zh", "en") if get_language() == "zh" else ("en", "zh")
    for language in languages:
        if text := getattr(line, f"{name}_{language}"):
            return tuple(text.split("\n"))
    return ()


def _part_row(one: WarrantyPart) -> PartRow:
    name = one.name_zh if get_language() == "zh" else one.name_en
    return PartRow(one.code, name, one.months, one.category, one.pack, one.name_en, one.name_zh)
