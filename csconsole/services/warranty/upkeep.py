"""Changing the repair-type table: the site's own questions, tips, equipment, months (TKT-17)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _, get_language
from csconsole.models import RepairType, Right, WarrantyPart
from csconsole.services import entry
from csconsole.services.categories.records import category_of
from csconsole.services.context import Context
from csconsole.services.warranty.table import RepairAdvice, advice_on

MOST_MONTHS: Final = 1200
_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def edit_repair_type(
    ctx: Context,
    category: str,
    *,
    questions: Sequence[str] | None = None,
    tips: Sequence[str] | None = None,
    equipment: Sequence[str] | None = None,
    reason: str | None = None,
) -> RepairAdvice:
    """Write what is given for a category, in the current language; a language that has nothing yet gets it
    too. Raises ``NotFoundError``, ``NotAllowedError``, ``InvalidInputError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    given = {"questions": questions, "tips": tips, "equipment": equipment}
    language = get_language()
    other = "en" if language == "zh" else "zh"
    with ctx.write() as uow:
        found = category_of(uow, category)
        line = uow.one(RepairType, category=found.code) or RepairType(category=found.code)
        changes: dict[str, Any] = {}
        for name, lines in given.items():
            if lines is None:
                continue
            text = "\n".join(said for one in lines if (said := entry.line(one, name, rule="TKT-17")))
            changes[f"{name}_{language}"] = text
            if not getattr(line, f"{name}_{other}"):
                changes[f"{name}_{other}"] = text
        if line.id is None:
            for column, text in changes.items():
                setattr(line, column, text)
            uow.create(line, reason=entry.line(reason, "reason"))
        else:
            uow.update(line, "edited", changes, reason=entry.line(reason, "reason"))
        return advice_on(uow, found)


def set_part(
    ctx: Context,
    category: str,
    code: str,
    *,
    months: int | None = None,
    name_zh: str = "",
    name_en: str = "",
    active: bool | None = None,
    reason: str | None = None,
) -> RepairAdvice:
    """Enter a part of a category with its months under warranty, or change it; 0 months: no warranty.

    Tickets reckon with the months as they stand now. Raises ``InvalidInputError``, ``NotFoundError``,
    ``NotAllowedError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    code = _checked_code(code)
    _require_months(months)
    zh, en = entry.line(name_zh, "name", most=120), entry.line(name_en, "name", most=120)
    with ctx.write() as uow:
        found = category_of(uow, category)
        row = uow.one(WarrantyPart, category=found.code, code=code)
        said = entry.line(reason, "reason")
        given = {"name_zh": zh, "name_en": en, "months": months, "active": active}
        changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if row is not None:
            uow.update(row, "edited", changes, reason=said)
        elif (zh is None and en is None) or months is None:
            raise InvalidInputError(
                _("A new part needs a name and its months of warranty."), field="part", rule="TKT-17"
            )
        else:
            changes |= {"name_zh": zh or en, "name_en": en or zh, "active": active is not False}
            uow.create(WarrantyPart(category=found.code, code=code, **changes), reason=said)
        return advice_on(uow, found)


def _checked_code(code: str) -> str:
    code = code.strip().lower()
    if not _CODE.fullmatch(code):
        raise WrongFormError(
            _("The code of a part is small letters and digits, such as: pipes"),
            field="part",
            value=code,
            rule="TKT-17",
        )
    return code


def _require_months(months: int | None) -> None:
    if months is not None and not 0 <= months <= MOST_MONTHS:
        raise WrongFormError(
            _("Warranty is 0 to {most} months.", most=MOST_MONTHS),
            field="months",
            value=months,
            rule="TKT-17",
        )
