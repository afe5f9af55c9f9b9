"""Staff as lists show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, true
from sqlmodel import col, select

from csconsole.codes import codes, find_code
from csconsole.errors import WrongFormError
from csconsole.i18n import _, get_language, listed
from csconsole.models.organisation import Department, Staff
from csconsole.services.context import Context
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Op,
    Page,
    Scope,
    Value,
    department_field,
    fetch_page,
)
from csconsole.services.staff.named import staff_of
from csconsole.storage import UnitOfWork


def _has_role(scope: Scope, op: Op, value: Value) -> ColumnElement[bool]:  # noqa: ARG001 - the query's signature
    role = find_code("role", value.text)
    if role is None:
        raise WrongFormError(
            _("There is no role {role}.", role=value.text),
            field="role",
            value=value.text,
            hint=_("Roles: {roles}", roles=listed(codes("role"))),
        )
    return cast(col(Staff.roles), String).contains(f'"{role}"', autoescape=True)


def _is_called(scope: Scope, op: Op, value: Value) -> ColumnElement[bool]:  # noqa: ARG001 - the query's signature
    word = value.text.casefold()
    return or_(
        func.lower(col(Staff.name)).contains(word, autoescape=True),
        func.lower(col(Staff.pinyin)).startswith(word, autoescape=True),
        func.lower(col(Staff.initials)).startswith(word, autoescape=True),
    )


STAFF = EntityFields(
    name="staff",
    model=Staff,
    fields=(
        FieldSpec("no", "工号", Kind.EXACT, Staff.staff_no, aliases=("staff_no",)),
        FieldSpec("name", "姓名", Kind.CUSTOM, Staff.name, test=_is_called),
        FieldSpec("role", "角色", Kind.CUSTOM, test=_has_role, sortable=False),
        department_field("department", "部门", Staff.department_id),
        FieldSpec("zone", "区域", Kind.TEXT, Staff.zone),
        FieldSpec("extension", "分机", Kind.EXACT, Staff.extension),
        FieldSpec("active", "在职", Kind.FLAG, Staff.active),
        FieldSpec("seen", "最近登录", Kind.INSTANT, Staff.last_sign_in_at),
        FieldSpec("created", "创建", Kind.INSTANT, Staff.created_at),
    ),
    default_sort="no",
    within=(
        *(col(Staff.staff_no), col(Staff.name), col(Staff.pinyin), col(Staff.initials)),
        *(col(Staff.zone), col(Staff.extension)),
    ),
)


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A staff member as lists show them; ``locked`` says that too many wrong passwords were tried."""

    id: int
    staff_no: str
    name: str
    roles: tuple[str, ...]
    department: str | None
    department_name: str | None
    extension: str | None
    phone: str | None
    skills: tuple[str, ...]
    zone: str | None
    capacity: int | None
    language: str | None
    active: bool
    solo: bool
    has_password: bool
    locked: bool
    locked_until: datetime | None
    last_sign_in_at: datetime | None
    version: int


def list_staff(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    department_id: int | None = None,
) -> Page[StaffRow]:
    """Staff by number, the directory that everybody who is signed in may see (CALL-27)."""
    where = true() if department_id is None else col(Staff.department_id) == department_id
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            STAFF,
            lambda found: staff_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(where,),
        )


def find_staff(ctx: Context, staff_no: str) -> StaffRow:
    """The staff member of this number. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return staff_rows(ctx, uow, [staff_of(uow, staff_no)])[0]


def staff_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Staff]) -> list[StaffRow]:
    """The rows of stored staff members, built inside their unit of work."""
    departments: dict[Any, Department] = {one.pk: one for one in uow.session.exec(select(Department))}
    chinese = get_language() == "zh"
    now = ctx.now()
    rows = []
    for staff in found:
        department = departments.get(staff.department_id)
        locked = staff.locked_until is not None and staff.locked_until > now
        rows.append(
            StaffRow(
                id=staff.pk,
                staff_no=staff.staff_no,
                name=staff.name,
                roles=tuple(staff.roles),
                department=department.code if department else None,
                department_name=(department.name_zh if chinese else department.name_en)
                if department
                else None,
                extension=staff.extension,
                phone=staff.phone,
                skills=tuple(staff.skills),
                zone=staff.zone,
                capacity=staff.capacity,
                language=staff.language,
                active=staff.active,
                solo=staff.solo,
                has_password=staff.password_hash is not None,
                locked=locked,
                locked_until=staff.locked_until if locked else None,
                last_sign_in_at=staff.last_sign_in_at,
                version=staff.version,
            )
        )
    return rows
