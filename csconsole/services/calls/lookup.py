"""Codes, categories and departments that an entry names, found or refused by name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NamedTuple

from csconsole.codes import codes, find_code
from csconsole.errors import InvalidInputError, NotFoundError
from csconsole.i18n import _
from csconsole.services.entry import one_of
from csconsole.services.names_of import own_channels
from csconsole.storage.statements import all_rows
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.models import Category, Department
    from csconsole.storage import UnitOfWork

Ref = str | int | None
"""A record by its key or by its code or name."""


class KnownCategory(NamedTuple):
    """What an entry needs of its category."""

    id: int
    code: str
    name_en: str
    name_zh: str
    contact_type: str | None
    ticket_kind: str | None
    active: bool


_CATEGORIES = f"SELECT {', '.join(KnownCategory._fields)} FROM category"


def category_named(uow: UnitOfWork, ref: Ref) -> KnownCategory | None:
    """The active category with this key, code or name (CALL-08); ``None`` for an empty one.

    Raises ``NotFoundError`` for an unknown, ``InvalidInputError`` for a retired category.
    """
    if ref is None or (isinstance(ref, str) and not ref.strip()):
        return None
    called = uow.reference("categories", lambda: _categories(uow))
    if isinstance(ref, int):
        found = next(iter(called.get(("id", str(ref)), ())), None)
    else:
        word = ref.strip()
        lower = word.lower()
        rows = sorted([*called.get(("", lower), ()), *called.get(("zh", word), ())], key=_by_code)
        exact = [row for row in rows if row.code == lower]
        found = next(iter([*exact, *(row for row in rows if row.active), *rows]), None)
    if found is None:
        raise NotFoundError(
            _("There is no category {code}.", code=one_line(str(ref))),
            field="category",
            value=ref,
            hint=_("See: csconsole category list"),
        )
    if not found.active:
        raise InvalidInputError(
            _("The category {code} is retired.", code=found.code), field="category", value=ref, rule="CALL-08"
        )
    return found


def _categories(uow: UnitOfWork) -> Mapping[tuple[str, str], Collection[KnownCategory]]:
    """Every category by what it is called: code and English name in small letters, the Chinese name, the
    key.
    """
    called: dict[tuple[str, str], list[KnownCategory]] = {}
    for row in map(KnownCategory._make, all_rows(uow.connection, _CATEGORIES)):
        names = ("", row.code.lower()), ("", row.name_en.lower()), ("zh", row.name_zh), ("id", str(row.id))
        for name in names:
            called.setdefault(name, []).append(row)
    return called


def _by_code(category: KnownCategory) -> str:
    return category.code


def department_named(uow: UnitOfWork, ref: Ref, field: str = "department") -> Department | None:
    """The department with this key, code or name; ``None`` for an empty one. Raises ``NotFoundError``, and
    ``InvalidInputError`` for one that was closed (TKT-03).
    """
    if ref is None or (isinstance(ref, str) and not ref.strip()):
        return None
    from csconsole.models import Department

    found = uow.get(Department, ref) if isinstance(ref, int) else _department_called(uow, ref, field)
    if not found.active:
        raise InvalidInputError(
            _("The department {code} is no longer active.", code=found.code),
            field=field,
            value=found.code,
            rule="TKT-03",
        )
    return found


def _department_called(uow: UnitOfWork, ref: str, field: str) -> Department:
    from sqlalchemy import func
    from sqlmodel import col, or_, select

    from csconsole.models import Department

    word = ref.strip()
    found = uow.session.exec(
        select(Department).where(
            or_(
                func.lower(col(Department.code)) == word.lower(),
                func.lower(col(Department.name_en)) == word.lower(),
                col(Department.name_zh) == word,
            )
        )
    ).first()
    if found is None:
        raise NotFoundError(
            _("There is no department {code}.", code=one_line(word)),
            field=field,
            value=ref,
            hint=_("See: csconsole department list"),
        )
    return found


def channel_named(uow: UnitOfWork, value: str) -> tuple[str, bool]:
    """The channel's code and whether it is a telephone (REF-01): of the shipped list, or the site's own."""
    code = find_code("channel", value)
    own = code or value.strip()
    telephone = own_channels(uow).get(own)
    if telephone is not None:
        return own, telephone
    checked = one_of("channel", value, "channel", rule="REF-01") or "phone"
    return checked, checked in {"phone", "hotline"}


def kind_of(kind: str | None, category: Category | KnownCategory | None) -> str | None:
    """The contact type (REF-02): as given, else the category's own, else the first part of its code."""
    given = one_of("contact_type", kind, "kind", rule="REF-02")
    if given is not None or category is None:
        return given
    first = category.code.split(".")[0]
    return category.contact_type or (first if first in codes("contact_type") else "other")
