"""Reading, saving and dropping views. What ships is data: ``data/views/<entity>.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Final

from sqlalchemy import or_
from sqlmodel import col, select

from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import _, get_language
from csconsole.models import Right, SavedView
from csconsole.paths import package_data
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.query import parse, parse_sort

MOST: Final = 50
"""Own views of one person for one list."""


@dataclass(frozen=True, slots=True)
class ViewRow:
    """One view. ``id`` is ``None`` for one that ships; ``shared`` says that everyone has it."""

    id: int | None
    name: str
    filter: str
    sort: str
    shared: bool


def list_views(ctx: Context, entity: str) -> tuple[ViewRow, ...]:
    """The views of a list: those that ship, then everyone's, then one's own, in the order they were saved."""
    with ctx.read() as uow:
        stored = uow.session.exec(
            select(SavedView)
            .where(
                SavedView.entity == entity,
                or_(col(SavedView.staff_id).is_(None), col(SavedView.staff_id) == ctx.actor.staff_id),
            )
            .order_by(col(SavedView.staff_id).nulls_first(), col(SavedView.position), col(SavedView.id))
        )
        own = [_row(view) for view in stored]
    return (*_shipped(entity, get_language()), *own)


def save_view(
    ctx: Context,
    *,
    entity: str,
    name: str,
    filter: str = "",
    sort: str = "",
    shared: bool = False,
) -> ViewRow:
    """Save a view; the same name again replaces it. One for everyone needs the right to change settings.

    Raises ``QueryError`` for a filter or order that cannot be read, ``InvalidInputError`` for a missing name.
    """
    if shared:
        ctx.require(Right.SETTING_CHANGE)
    title = entry.needed(name, "name", rule="view.name", why=_("The view needs a name."), most=60)
    text = entry.line(filter, "filter", most=400) or ""
    order = entry.line(sort, "sort", most=60) or ""
    parse(text)
    parse_sort(order)
    owner = None if shared else ctx.staff_id
    with ctx.write() as uow:
        mine = list(
            uow.session.exec(
                select(SavedView).where(
                    SavedView.entity == entity, col(SavedView.staff_id).is_not_distinct_from(owner)
                )
            )
        )
        same = next((view for view in mine if view.name == title), None)
        if same is not None:
            return _row(uow.update(same, "view_saved", {"filter": text, "sort": order}))
        if len(mine) >= MOST:
            raise InvalidInputError(
                _("You have {count} views already: drop one first.", count=len(mine)),
                field="name",
                value=title,
                rule="view.most",
            )
        view = SavedView(
            staff_id=owner, entity=entity, name=title, filter=text, sort=order, position=len(mine)
        )
        return _row(uow.create(view, "view_saved"))


def drop_view(ctx: Context, view_id: int) -> None:
    """Drop a saved view: one's own, or everyone's with the right to settings. Raises ``NotFoundError``."""
    with ctx.write() as uow:
        view = uow.get(SavedView, view_id)
        if view.staff_id is None:
            ctx.require(Right.SETTING_CHANGE)
        elif view.staff_id != ctx.actor.staff_id:
            raise NotAllowedError(_("This view belongs to someone else."), rule="SEC-02")
        uow.remove(view, "view_dropped")


def _row(view: SavedView) -> ViewRow:
    return ViewRow(view.id, view.name, view.filter, view.sort, view.staff_id is None)


@cache
def _shipped(entity: str, language: str) -> tuple[ViewRow, ...]:
    path = package_data() / "views" / f"{entity}.toml"
    if not entity.isidentifier() or not path.is_file():
        return ()
    views = tomllib.loads(path.read_text(encoding="utf-8"))["view"]
    name = "zh" if language == "zh" else "en"
    return tuple(ViewRow(None, view[name], view["filter"], view["sort"], shared=True) for view in views)
