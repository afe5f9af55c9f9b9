"""What a form offers to choose from by name: categories, departments and people who are in use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from csconsole.i18n import get_language

if TYPE_CHECKING:
    from csconsole.screens.asking import Asking
    from csconsole.services.context import Context

Named: TypeAlias = Sequence[tuple[str, str]]
"""Code and shown text."""
AT_MOST: Final = 2000
"""So many of a kind are offered."""


@dataclass(frozen=True, slots=True)
class Offered:
    """``departments`` by code and ``staff`` by staff number; where asked for ``kinds`` of tickets and
    ``categories`` too. ``found_by`` holds more words by which a category is found.
    """

    departments: Named
    staff: Named
    kinds: Named = ()
    categories: Named = ()
    found_by: Mapping[str, str] = field(default_factory=dict)


def offering(screen: Asking, show: Callable[[Offered], Any], *, categories: bool = False) -> None:
    """Read what a form offers in a thread and let ``show`` open it."""
    screen.ask(partial(_read, categories=categories), show, group="form")


def _read(ctx: Context, *, categories: bool) -> Offered:
    from csconsole.services.departments import list_departments
    from csconsole.services.staff import list_staff

    with ctx.read():
        departments = list_departments(ctx, filter="active:yes", limit=AT_MOST).rows
        people = list_staff(ctx, filter="active:yes", limit=AT_MOST).rows
        offered = Offered(
            departments=[(row.code, row.name) for row in departments],
            staff=[(row.staff_no, f"{row.name} {row.staff_no}") for row in people],
        )
        return _with_categories(ctx, offered) if categories else offered


def _with_categories(ctx: Context, offered: Offered) -> Offered:
    from csconsole.screens.category_words import category_words
    from csconsole.services.categories import list_categories
    from csconsole.services.packs.kinds import offered_kinds

    initials = get_language() == "zh"
    rows = [row for row in list_categories(ctx, limit=AT_MOST).rows if row.active]
    return Offered(
        departments=offered.departments,
        staff=offered.staff,
        kinds=offered_kinds(ctx),
        categories=[(row.code, " > ".join(row.path)) for row in rows],
        found_by={row.code: category_words(row, initials=initials) for row in rows},
    )
