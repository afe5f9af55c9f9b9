"""Keys whose values are other records: staff, departments, categories, customers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import col

from csconsole.models import Category, Department, Staff

from .fields import FieldSpec, Kind
from .scope import Scope

ME_WORDS = frozenset({"me", "我", "本人"})
_OFFERED = 20


def staff_field(
    key: str,
    zh: str,
    column: Any,
    *,
    aliases: tuple[str, ...] = (),
    also: Any = None,
) -> FieldSpec:
    """A key whose value is a staff member: ``me``, ``none``, a staff number, a name, pinyin or initials; whom
    ``also`` names is found, too.
    """
    return FieldSpec(
        key,
        zh,
        Kind.LINK,
        column,
        aliases=aliases,
        sortable=False,
        find=find_staff_ids,
        also=also,
        suggest=_suggest_staff,
        words=(("me", "我"), ("none", "无")),
    )


def numbered_field(key: str, zh: str, column: Any, model: Any, *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """A key whose value is the whole number of a record of ``model``, such as of a ticket."""
    return FieldSpec(key, zh, Kind.LINK, column, aliases=aliases, sortable=False, find=_numbered(model))


def _numbered(model: Any) -> Callable[[Scope, str], Sequence[int]]:
    def find(scope: Scope, text: str) -> Sequence[int]:
        found = select(model.id).where(col(model.number) == text.strip().upper())
        return tuple(scope.uow.session.execute(found).scalars())

    return find


def department_field(key: str, zh: str, column: Any, *, aliases: tuple[str, ...] = ()) -> FieldSpec:
    """A key whose value is a department: ``mine``, ``none``, its code or its name in either language."""
    return FieldSpec(
        key,
        zh,
        Kind.LINK,
        column,
        aliases=aliases,
        sortable=False,
        find=find_department_ids,
        suggest=_suggest_departments,
        words=(("mine", "我的"), ("none", "无")),
    )


def category_field(key: str, zh: str, column: Any) -> FieldSpec:
    """A key whose value is a category with all below it: its code or its name; ``none`` for uncategorised."""
    return FieldSpec(
        key,
        zh,
        Kind.LINK,
        column,
        sortable=False,
        find=find_category_ids,
        suggest=_suggest_categories,
        words=(("none", "无"),),
    )


def find_staff_ids(scope: Scope, text: str) -> Sequence[int]:
    """Keys of the staff members that ``text`` names."""
    word = text.casefold()
    if word in ME_WORDS:
        return (scope.ctx.actor.staff_id,) if scope.ctx.actor.staff_id is not None else ()
    named = or_(
        col(Staff.staff_no) == text,
        col(Staff.name) == text,
        func.lower(col(Staff.pinyin)) == word,
        func.lower(col(Staff.initials)) == word,
    )
    return _keys(scope, select(col(Staff.id)).where(named))


def find_department_ids(scope: Scope, text: str) -> Sequence[int]:
    """Keys of the departments that ``text`` names."""
    word = text.casefold()
    if word in ("mine", "我的"):
        own = scope.ctx.actor.department_id
        return (own,) if own is not None else ()
    named = or_(
        func.lower(col(Department.code)) == word,
        func.lower(col(Department.name_en)) == word,
        col(Department.name_zh) == text,
    )
    return _keys(scope, select(col(Department.id)).where(named))


def find_category_ids(scope: Scope, text: str) -> Sequence[int]:
    """Keys of the categories that ``text`` names and of all below them."""
    word = text.casefold()
    named = or_(
        func.lower(col(Category.code)) == word,
        func.lower(col(Category.name_en)) == word,
        col(Category.name_zh) == text,
    )
    session = scope.uow.session
    prefixes = session.execute(select(col(Category.code)).where(named)).scalars().all()
    if not prefixes:
        return ()
    below = [col(Category.code).startswith(f"{code}.", autoescape=True) for code in prefixes]
    return _keys(scope, select(col(Category.id)).where(or_(col(Category.code).in_(prefixes), *below)))


def _keys(scope: Scope, statement: Any) -> Sequence[int]:
    return tuple(scope.uow.session.execute(statement).scalars())


def _suggest_staff(scope: Scope, begin: str) -> Sequence[str]:
    name, staff_no = col(Staff.name), col(Staff.staff_no)
    statement = (
        select(name)
        .where(
            col(Staff.active),
            or_(
                name.startswith(begin, autoescape=True),
                staff_no.startswith(begin, autoescape=True),
                col(Staff.initials).startswith(begin.lower(), autoescape=True),
                col(Staff.pinyin).startswith(begin.lower(), autoescape=True),
            ),
        )
        .order_by(name)
        .limit(_OFFERED)
    )
    return tuple(scope.uow.session.execute(statement).scalars())


def _suggest_departments(scope: Scope, begin: str) -> Sequence[str]:
    return _suggest_named(scope, Department, begin)


def _suggest_categories(scope: Scope, begin: str) -> Sequence[str]:
    return _suggest_named(scope, Category, begin)


def _suggest_named(scope: Scope, model: type[Department] | type[Category], begin: str) -> Sequence[str]:
    code = col(model.code)
    statement = (
        select(code)
        .where(
            col(model.active),
            or_(
                code.startswith(begin.lower(), autoescape=True),
                func.lower(col(model.name_en)).startswith(begin.lower(), autoescape=True),
                col(model.name_zh).startswith(begin, autoescape=True),
            ),
        )
        .order_by(code)
        .limit(_OFFERED)
    )
    return tuple(scope.uow.session.execute(statement).scalars())
