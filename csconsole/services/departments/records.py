"""Departments: list, add, edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.errors import NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, get_language
from csconsole.models.organisation import Department, Staff
from csconsole.models.rights import Right
from csconsole.services.coded import changes_of, with_code
from csconsole.services.context import Context
from csconsole.services.entry import needed
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page, Scope, fetch_page
from csconsole.services.staff.named import staff_of
from csconsole.storage import UnitOfWork

_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")

DEPARTMENTS = EntityFields(
    name="department",
    model=Department,
    fields=(
        FieldSpec("code", "代码", Kind.EXACT, Department.code),
        FieldSpec("name", "名称", Kind.TEXT, Department.name_zh),
        FieldSpec("english", "英文名", Kind.TEXT, Department.name_en),
        FieldSpec("active", "启用", Kind.FLAG, Department.active),
    ),
    default_sort="code",
    within=(col(Department.code), col(Department.name_zh), col(Department.name_en)),
)


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """A department as lists show it; ``name`` is in the current language, ``staff`` counts its active
    people. Who closed it is told in ``still_named`` what names it still.
    """

    id: int
    code: str
    name: str
    name_en: str
    name_zh: str
    parent: str | None
    head_no: str | None
    head_name: str | None
    staff: int
    active: bool
    version: int
    still_named: str = ""


def list_departments(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[DepartmentRow]:
    """Departments by code; everybody who is signed in may see them (CALL-27)."""
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            DEPARTMENTS,
            lambda found: _rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )


def find_department(ctx: Context, code: str) -> DepartmentRow:
    """The department of this code, in any case. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return _rows(uow, [department_of(uow, code)])[0]


def department_of(uow: UnitOfWork, code: str) -> Department:
    """The stored department of this code, in any case. Raises ``NotFoundError``."""
    found = with_code(uow, Department, code)
    if found is None:
        raise NotFoundError(
            _("There is no department {code}.", code=code),
            field="department",
            value=code,
            hint=_("See: csconsole department list"),
        )
    return found


def add_department(
    ctx: Context,
    *,
    code: str,
    name_zh: str = "",
    name_en: str = "",
    parent: str | None = None,
    head_no: str | None = None,
) -> DepartmentRow:
    """Add a department. One name is enough; the other language shows the same.

    Raises ``NotAllowedError``, ``InvalidInputError`` for a code that is no short word, ``RuleBrokenError``
    for one that is taken, ``NotFoundError`` for an unknown parent or head.
    """
    ctx.require(Right.STAFF_MANAGE)
    if not _CODE.fullmatch(code):
        raise WrongFormError(
            _("A code is letters, digits, - and _, at most 40."), field="code", value=code, rule="SEC-01"
        )
    name = _name(name_zh or name_en, "name")
    with ctx.write() as uow:
        if with_code(uow, Department, code) is not None:
            raise RuleBrokenError(
                _("There is already a department {code}.", code=code), field="code", value=code, rule="SEC-01"
            )
        row = Department(
            code=code,
            name_zh=name,
            name_en=_name(name_en or name_zh, "name"),
            parent_id=department_of(uow, parent).pk if parent else None,
            head_id=staff_of(uow, head_no, field="head").pk if head_no else None,
        )
        return _rows(uow, [uow.create(row)])[0]


def edit_department(
    ctx: Context,
    code: str,
    *,
    name_zh: str | None = None,
    name_en: str | None = None,
    parent: str | None = None,
    head_no: str | None = None,
    active: bool | None = None,
    expected_version: int | None = None,
    reason: str | None = None,
) -> DepartmentRow:
    """Change what is given and leave the rest; an empty ``parent`` or ``head_no`` takes it away.

    Raises ``NotAllowedError``, ``NotFoundError``, ``ConflictError``, and ``RuleBrokenError`` for a parent
    that is the department itself or below it.
    """
    ctx.require(Right.STAFF_MANAGE)
    with ctx.write() as uow:
        row = department_of(uow, code)
        changes = changes_of(_name, name_zh=name_zh, name_en=name_en, active=active)
        if parent is not None:
            changes["parent_id"] = _checked_parent(uow, row, parent).pk if parent else None
        if head_no is not None:
            changes["head_id"] = staff_of(uow, head_no, field="head").pk if head_no else None
        uow.update(row, "edited", changes, expected_version=expected_version, reason=reason)
        stored = _rows(uow, [row])[0]
        if active is not False or row.active:
            return stored
        from csconsole.services.departments.left import still_naming

        uow.session.flush()
        return replace(stored, still_named=still_naming(uow, row))


def _name(text: str, field: str) -> str:
    return needed(text, field, rule="SEC-01", why=_("A department needs a name."), most=80)


def _checked_parent(uow: UnitOfWork, row: Department, code: str) -> Department:
    parent = department_of(uow, code)
    above: Department | None = parent
    while above is not None:
        if above.pk == row.pk:
            raise RuleBrokenError(
                _("{code} cannot be below itself.", code=row.code), field="parent", value=code, rule="SEC-01"
            )
        above = uow.get(Department, above.parent_id) if above.parent_id is not None else None
    return parent


def _rows(uow: UnitOfWork, found: Sequence[Department]) -> list[DepartmentRow]:
    codes = _by_key(uow, select(col(Department.id), col(Department.code)))
    heads = {one.pk: one for one in _staff(uow, [row.head_id for row in found])}
    counted = (
        select(col(Staff.department_id), func.count())
        .where(col(Staff.active))
        .group_by(col(Staff.department_id))
    )
    sizes = _by_key(uow, counted)
    chinese = get_language() == "zh"
    rows = []
    for row in found:
        head = heads.get(row.head_id) if row.head_id is not None else None
        rows.append(
            DepartmentRow(
                id=row.pk,
                code=row.code,
                name=row.name_zh if chinese else row.name_en,
                name_en=row.name_en,
                name_zh=row.name_zh,
                parent=codes.get(row.parent_id),
                head_no=head.staff_no if head else None,
                head_name=head.name if head else None,
                staff=sizes.get(row.pk, 0),
                active=row.active,
                version=row.version,
            )
        )
    return rows


def _by_key(uow: UnitOfWork, statement: Any) -> dict[Any, Any]:
    return dict(uow.session.execute(statement).all())


def _staff(uow: UnitOfWork, keys: Iterable[int | None]) -> Sequence[Staff]:
    wanted = [key for key in keys if key is not None]
    return uow.session.exec(select(Staff).where(col(Staff.id).in_(wanted))).all() if wanted else []
