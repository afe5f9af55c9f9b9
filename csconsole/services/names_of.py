"""Names of staff, departments, categories and channels: read once, kept until one of them changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from csconsole.i18n import get_language
from csconsole.storage.statements import all_rows

if TYPE_CHECKING:
    from csconsole.storage import UnitOfWork


class CategoryName(NamedTuple):
    """A category's code and its name in the current language."""

    code: str
    name: str


def staff_names(uow: UnitOfWork) -> Mapping[int | None, str]:
    """Names of all staff by key."""

    def load() -> Mapping[int | None, str]:
        return dict(all_rows(uow.connection, "SELECT id, name FROM staff"))

    return uow.reference("staff names", load)


def department_names(uow: UnitOfWork) -> Mapping[int | None, str]:
    """Names of all departments by key, in the current language."""
    language = _language()

    def load() -> Mapping[int | None, str]:
        return dict(all_rows(uow.connection, f"SELECT id, name_{language} FROM department"))

    return uow.reference(("department names", language), load)


def category_names(uow: UnitOfWork) -> Mapping[int | None, CategoryName]:
    """Codes and names of all categories by key, in the current language."""
    language = _language()

    def load() -> Mapping[int | None, CategoryName]:
        found = all_rows(uow.connection, f"SELECT id, code, name_{language} FROM category")
        return {key: CategoryName(code, name) for key, code, name in found}

    return uow.reference(("category names", language), load)


def own_channels(uow: UnitOfWork) -> Mapping[str, bool]:
    """The site's own channels by code (REF-01): whether each is a telephone."""

    def load() -> Mapping[str, bool]:
        found = all_rows(uow.connection, "SELECT code, telephone FROM channel")
        return {code: bool(telephone) for code, telephone in found}

    return uow.reference("channels", load)


def _language() -> str:
    return "zh" if get_language() == "zh" else "en"
