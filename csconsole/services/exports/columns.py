"""The columns of exports: a name for programs, a title for people, and what is read from the database."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import String, case, cast, func, type_coerce

from csconsole.storage.utc_text import utc_text


class Holds(StrEnum):
    """What a column holds, and so how it is written."""

    TEXT = "text"
    """Somebody's text: cleaned, never a formula."""
    PLAIN = "plain"
    """A number or code of our own, written as it is; ``codes`` names the list of its labels."""
    PHONE = "phone"
    """Masked (SEC-08)."""
    TIME = "time"
    """An instant: UTC for programs, the site's clock for people."""
    FLAG = "flag"
    """``true`` or ``false``; yes or no for people."""
    STAFF = "staff"
    """A key of a staff member, written as number and name."""
    DEPARTMENT = "department"
    """A key of a department, written as its code; its name for people."""
    CATEGORY = "category"
    """A key of a category, written as its code; its name for people."""
    SHIFT = "shift"
    """A key of a shift, written as its day and type."""


_KEYS = frozenset({Holds.STAFF, Holds.DEPARTMENT, Holds.CATEGORY, Holds.SHIFT})


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column: ``name`` is stable (csv, tsv, json, jsonl), ``title`` is marked with ``N_``."""

    name: str
    title: str
    column: Any
    holds: Holds = Holds.PLAIN
    codes: str = ""

    def expression(self, *, texts: bool = False) -> Any:
        """What stands in the statement: text where the engine makes it faster than we do.

        With ``texts`` it is text always, empty where there is nothing; but keys become names later.
        """
        found = self._expression()
        if not texts or self.holds in _KEYS:
            return found
        return func.coalesce(cast(found, String) if self.holds is Holds.PLAIN else found, "")

    def _expression(self) -> Any:
        if self.holds is Holds.TIME:
            return utc_text(self.column)
        if self.holds is Holds.FLAG:
            return case((self.column.is_(True), "true"), (self.column.is_(False), "false"))
        if self.holds is Holds.TEXT:
            return type_coerce(self.column, String)
        return self.column
