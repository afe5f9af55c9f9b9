"""Reading, saving and dropping views. What ships is data: ``data/views/<entity>.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.i18n import _, get_language
from csconsole.models import Right, SavedView
from csconsole.paths import package_data
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.query import Scope, parse, parse_sort, select_rows
from csconsole.services.query.fields import nearest
from csconsole.services.tickets.fields import TICKETS
from csconsole.text import one_line

MOST: Final = 50
"""Own views of one person for one list."""


class Whose(StrEnum):
    """Who has a view in their list."""

    SHIPPED = "shipped"
    EVERYONE = "everyone"
    DEPARTMENT = "department"
    """The people of one department."""
    OWN = "own"


NEAREST: Final = (Whose.OWN, Whose.DEPARTMENT, Whose.EVERYONE, Whose.SHIPPED)
"""From one's own to those that everybody has."""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One view. ``id`` is ``None`` for one that ships, and only that has a ``code``."""

    id: int | None
    name: str
    filter: str
    sort: str
    whose: Whose
    code: str = ""


def list_views(ctx: Context, entity: str) -> tuple[ViewRow, ...]:
    """The views of a list: those that ship, then everyone's, one's department's and one's own, in the order
    they were saved.
    """
    mine, department = ctx.actor.staff_id, ctx.actor.department_id
    with ctx.read() as uow:
        stored = [
            _row(view)
            for view in uow.session.exec(
                select(SavedView)
                .where(
                    SavedView.entity == entity,
                    or_(_kept_for(None, None), _kept_for(None, department), _kept_for(mine, None)),
                )
                .order_by(col(SavedView.position), col(SavedView.id))
            )
        ]
    known = tuple(Whose)
    stored.sort(key=lambda view: known.index(view.whose))
    return (*_shipped(entity, get_language()), *stored)


def shipped_view(entity: str, code: str) -> ViewRow:
    """The view of a list that ships under this code. Raises ``KeyError``."""
    return {view.code: view for view in _shipped(entity, get_language())}[code]


def find_view(ctx: Context, entity: str, name: str, *, whose: Whose | None = None) -> ViewRow:
    """The view with this name, or the code of one that ships; of several with one name the nearest: one's
    own, one's department's, everyone's. Raises ``NotFoundError`` that names a similar one.
    """
    wanted = name.strip().casefold()
    views = sorted(list_views(ctx, entity), key=lambda view: NEAREST.index(view.whose))
    for view in views:
        if wanted in (view.name.casefold(), view.code.casefold()) and whose in (None, view.whose):
            return view
    near = nearest(wanted, [view.name for view in views if whose in (None, view.whose)])
    raise NotFoundError(
        _("There is no view {name}.", name=one_line(name)[:60]),
        hint=_("Did you mean {key}?", key=near) if near else _("See: csconsole view list"),
    )


def save_view(
    ctx: Context,
    *,
    entity: str,
    name: str,
    filter: str = "",
    sort: str = "",
    whose: Whose = Whose.OWN,
) -> ViewRow:
    """Save a view; the same name again replaces it.

    One for the own department needs the right to dispatch, one for everyone the right to change settings.
    Raises ``QueryError`` for a filter or order that cannot be read, ``InvalidInputError`` for a missing name
    or department.
    """
    _require_for(ctx, whose)
    title = entry.needed(name, "name", rule="view.name", why=_("The view needs a name."), most=60)
    text = entry.line(filter, "filter", most=400) or ""
    order = entry.line(sort, "sort", most=60) or ""
    parse(text)
    parse_sort(order)
    if entity == TICKETS.name:
        with ctx.read() as uow:
            select_rows(Scope.of(ctx, uow), TICKETS, filter=text, sort=order)
    owner = ctx.staff_id if whose is Whose.OWN else None
    department = ctx.actor.department_id if whose is Whose.DEPARTMENT else None
    with ctx.write() as uow:
        kept = list(
            uow.session.exec(
                select(SavedView).where(SavedView.entity == entity, _kept_for(owner, department))
            )
        )
        same = next((view for view in kept if view.name == title), None)
        if same is not None:
            return _row(uow.update(same, "view_saved", {"filter": text, "sort": order}))
        if len(kept) >= MOST:
            raise InvalidInputError(
                _("There are {count} views already: drop one first.", count=len(kept)),
                field="name",
                value=title,
                rule="view.most",
            )
        view = SavedView(
            staff_id=owner,
            department_id=department,
            entity=entity,
            name=title,
            filter=text,
            sort=order,
            position=len(kept),
        )
        return _row(uow.create(view, "view_saved"))


def share_view(ctx: Context, view_id: int, *, whose: Whose = Whose.DEPARTMENT) -> ViewRow:
    """Give one's own view to one's department, or to everyone; it is theirs from then on.

    Needs the rights that saving one for them needs. Raises ``NotAllowedError``, ``NotFoundError``.
    """
    _require_for(ctx, whose)
    with ctx.write() as uow:
        view = uow.get(SavedView, view_id)
        if view.staff_id is None or view.staff_id != ctx.actor.staff_id:
            raise NotAllowedError(_("This view belongs to someone else."), rule="SEC-02")
        shared = save_view(
            ctx, entity=view.entity, name=view.name, filter=view.filter, sort=view.sort, whose=whose
        )
        if shared.id != view.pk:
            uow.remove(view, "view_dropped")
        return shared


def _require_for(ctx: Context, whose: Whose) -> None:
    if whose is Whose.SHIPPED:
        raise InvalidInputError(
            _("A view is saved for oneself, one's department or everyone."), field="whose", value=whose.value
        )
    if whose is Whose.EVERYONE:
        ctx.require(Right.SETTING_CHANGE)
    if whose is Whose.DEPARTMENT:
        ctx.require(Right.TICKET_DISPATCH)
        if ctx.actor.department_id is None:
            raise InvalidInputError(
                _("You are in no department, so it can have no view."), field="whose", value=whose.value
            )


def _kept_for(staff_id: int | None, department_id: int | None) -> ColumnElement[bool]:
    """Views of a person, of a department, or with neither of everyone."""
    return and_(
        col(SavedView.staff_id).is_not_distinct_from(staff_id),
        col(SavedView.department_id).is_not_distinct_from(department_id),
    )


def droppable(ctx: Context, entity: str) -> tuple[ViewRow, ...]:
    """The views of a list that the acting person may drop."""
    return tuple(view for view in list_views(ctx, entity) if _may_drop(ctx, view.whose))


def _may_drop(ctx: Context, whose: Whose) -> bool:
    match whose:
        case Whose.EVERYONE:
            return ctx.can(Right.SETTING_CHANGE)
        case Whose.DEPARTMENT:
            return ctx.can(Right.TICKET_DISPATCH)
        case _:
            return whose is Whose.OWN


def drop_view(ctx: Context, view_id: int) -> None:
    """Drop a saved view: one's own, that of one's department with the right to dispatch, or everyone's with
    the right to change settings. Raises ``NotFoundError``, ``NotAllowedError``.
    """
    with ctx.write() as uow:
        view = uow.get(SavedView, view_id)
        whose = _whose(view)
        if whose is Whose.OWN and view.staff_id != ctx.actor.staff_id:
            raise NotAllowedError(_("This view belongs to someone else."), rule="SEC-02")
        if whose is Whose.DEPARTMENT and view.department_id != ctx.actor.department_id:
            raise NotAllowedError(_("This view belongs to another department."), rule="SEC-02")
        if whose is not Whose.OWN:
            _require_for(ctx, whose)
        uow.remove(view, "view_dropped")


def _whose(view: SavedView) -> Whose:
    if view.staff_id is not None:
        return Whose.OWN
    return Whose.EVERYONE if view.department_id is None else Whose.DEPARTMENT


def _row(view: SavedView) -> ViewRow:
    return ViewRow(view.id, view.name, view.filter, view.sort, _whose(view))


@cache
def _shipped(entity: str, language: str) -> tuple[ViewRow, ...]:
    path = package_data() / "views" / f"{entity}.toml"
    if not entity.isidentifier() or not path.is_file():
        return ()
    views = tomllib.loads(path.read_text(encoding="utf-8"))["view"]
    name = "zh" if language == "zh" else "en"
    return tuple(
        ViewRow(None, view[name], view["filter"], view["sort"], Whose.SHIPPED, view["code"]) for view in views
    )
