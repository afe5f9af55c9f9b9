"""Categories: list, add, edit. A category's code is its path, such as ``repair.water.leak``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, get_language
from csconsole.models.category import Category
from csconsole.models.organisation import Department
from csconsole.models.rights import Right
from csconsole.services.coded import changes_of, with_code
from csconsole.services.context import Context
from csconsole.services.departments.records import department_of
from csconsole.services.entry import needed, one_of
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Page,
    Scope,
    category_field,
    department_field,
    fetch_page,
)
from csconsole.storage import UnitOfWork

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")

CATEGORIES = EntityFields(
    name="category",
    model=Category,
    fields=(
        FieldSpec("code", "代码", Kind.EXACT, Category.code),
        FieldSpec("name", "名称", Kind.TEXT, Category.name_zh),
        FieldSpec("english", "英文名", Kind.TEXT, Category.name_en),
        category_field("under", "上级", Category.id),
        department_field("department", "部门", Category.department_id),
        FieldSpec("pack", "行业包", Kind.EXACT, Category.pack),
        FieldSpec("active", "启用", Kind.FLAG, Category.active),
    ),
    default_sort="code",
    within=(col(Category.code), col(Category.name_zh), col(Category.name_en)),
)


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category as lists show it; ``path`` holds the names from the root, in the current language."""

    id: int
    code: str
    name: str
    name_en: str
    name_zh: str
    path: tuple[str, ...]
    depth: int
    parent: str | None
    contact_type: str | None
    ticket_kind: str | None
    department: str | None
    policy: str | None
    sort: int
    pack: str
    active: bool
    version: int


def list_categories(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[CategoryRow]:
    """Categories in the order of the tree; everybody who is signed in may see them."""
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            CATEGORIES,
            lambda found: _rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )


def find_category(ctx: Context, code: str) -> CategoryRow:
    """The category of this code, in any case. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return _rows(uow, [category_of(uow, code)])[0]


def category_of(uow: UnitOfWork, code: str) -> Category:
    """The stored category of this code, in any case. Raises ``NotFoundError``."""
    found = with_code(uow, Category, code)
    if found is None:
        raise NotFoundError(
            _("There is no category {code}.", code=code),
            field="category",
            value=code,
            hint=_("See: csconsole category list"),
        )
    return found


def add_category(
    ctx: Context,
    *,
    code: str,
    name_zh: str = "",
    name_en: str = "",
    contact_type: str | None = None,
    ticket_kind: str | None = None,
    department: str | None = None,
    policy: str | None = None,
    sort: int = 0,
) -> CategoryRow:
    """Add a category below the one that its code names: ``repair.water.leak`` stands under ``repair.water``.

    Raises ``NotAllowedError``, ``InvalidInputError``, ``RuleBrokenError`` (CALL-08) for a code that is taken,
    ``NotFoundError`` for a parent or department that does not exist.
    """
    ctx.require(Right.SETTING_CHANGE)
    code = code.strip().lower()
    if not _CODE.fullmatch(code) or len(code) > 120:
        raise WrongFormError(
            _("A category's code is small letters and digits, levels apart by dots: repair.water.leak"),
            field="code",
            value=code,
            rule="CALL-08",
        )
    name = _name(name_zh or name_en, "name")
    with ctx.write() as uow:
        if uow.one(Category, code=code) is not None:
            raise RuleBrokenError(
                _("There is already a category {code}.", code=code), field="code", value=code, rule="CALL-08"
            )
        parent = category_of(uow, code.rpartition(".")[0]) if "." in code else None
        row = Category(
            code=code,
            parent_id=parent.pk if parent else None,
            name_zh=name,
            name_en=_name(name_en or name_zh, "name"),
            contact_type=one_of("contact_type", contact_type, "contact_type", rule="REF-02")
            or (parent.contact_type if parent else None),
            ticket_kind=one_of("ticket_kind", ticket_kind, "ticket_kind", rule="REF-06")
            or (parent.ticket_kind if parent else None),
            department_id=department_of(uow, department).pk
            if department
            else (parent.department_id if parent else None),
            policy=policy or (parent.policy if parent else None),
            sort=sort,
        )
        return _rows(uow, [uow.create(row)])[0]


def edit_category(
    ctx: Context,
    code: str,
    *,
    name_zh: str | None = None,
    name_en: str | None = None,
    contact_type: str | None = None,
    ticket_kind: str | None = None,
    department: str | None = None,
    policy: str | None = None,
    sort: int | None = None,
    active: bool | None = None,
    expected_version: int | None = None,
    reason: str | None = None,
) -> CategoryRow:
    """Change what is given and leave the rest; an empty text takes a value away. The code never changes.

    Raises ``NotAllowedError``, ``NotFoundError``, ``InvalidInputError``, ``ConflictError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    with ctx.write() as uow:
        row = category_of(uow, code)
        changes = changes_of(_name, name_zh=name_zh, name_en=name_en, active=active)
        for field, value, rule in (
            ("contact_type", contact_type, "REF-02"),
            ("ticket_kind", ticket_kind, "REF-06"),
        ):
            if value is not None:
                changes[field] = one_of(field, value, field, rule=rule)
        if department is not None:
            changes["department_id"] = department_of(uow, department).pk if department else None
        if policy is not None:
            changes["policy"] = policy or None
        if sort is not None:
            changes["sort"] = sort
        uow.update(row, "edited", changes, expected_version=expected_version, reason=reason)
        return _rows(uow, [row])[0]


def _name(text: str, field: str) -> str:
    return needed(text, field, rule="CALL-08", why=_("A category needs a name."), most=120)


def _rows(uow: UnitOfWork, found: Sequence[Category]) -> list[CategoryRow]:
    names = {
        code: (name_en, name_zh)
        for code, name_en, name_zh in uow.session.execute(
            select(col(Category.code), col(Category.name_en), col(Category.name_zh))
        )
    }
    departments: dict[Any, str] = dict(
        uow.session.execute(select(col(Department.id), col(Department.code))).all()
    )
    language = 1 if get_language() == "zh" else 0
    rows = []
    for row in found:
        parts = row.code.split(".")
        above = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        path = tuple(names[code][language] if code in names else code for code in above)
        rows.append(
            CategoryRow(
                id=row.pk,
                code=row.code,
                name=path[-1],
                name_en=row.name_en,
                name_zh=row.name_zh,
                path=path,
                depth=len(parts),
                parent=above[-2] if len(above) > 1 else None,
                contact_type=row.contact_type,
                ticket_kind=row.ticket_kind,
                department=departments.get(row.department_id),
                policy=row.policy,
                sort=row.sort,
                pack=row.pack,
                active=row.active,
                version=row.version,
            )
        )
    return rows
