from __future__ import annotations

import pytest
from sqlalchemy import func
from sqlmodel import select

from csconsole.errors import CsconsoleError, NotAllowedError
from csconsole.i18n import set_language
from csconsole.models import Ticket
from csconsole.services.context import Context
from csconsole.services.query import QueryError
from csconsole.services.tickets import list_tickets
from csconsole.services.views import (
    ViewRow,
    Whose,
    count_views,
    desk_views,
    drop_view,
    droppable,
    list_views,
    save_view,
)
from tests.conftest import AsStaff


def register_many(ctx: Context, count: int, title: str = "leak") -> None:
    """New tickets with this title, stored at once."""
    now = ctx.now()
    values = {"kind": "repair", "title": title, "state": "new", "reported_at": now, "priority": "normal"}
    with ctx.write() as uow:
        begun = uow.session.exec(select(func.count()).select_from(Ticket)).one()
        same = {name: [value] * count for name, value in values.items()}
        uow.create_bulk(Ticket, {**same, "number": [f"T-{begun + n}" for n in range(count)]}, "imported")


def test_the_views_that_ship_can_be_run_by_everyone(ctx: Context, as_: AsStaff) -> None:
    for who in ("supervisor", "agent", "handler", "auditor"):
        for view in list_views(as_(who), "ticket"):
            assert view.id is None
            list_tickets(as_(who), filter=view.filter, sort=view.sort)
    set_language("zh")
    assert list_views(ctx, "ticket")[0].name == "我的和未派的"
    assert list_views(ctx, "no_such_list") == ()


def test_an_own_view_is_ones_own(ctx: Context, as_: AsStaff) -> None:
    view = save_view(ctx, entity="ticket", name="Leaks", filter="leak state:open", sort="due")
    assert list_views(ctx, "ticket")[-1] == view
    assert view not in list_views(as_("agent"), "ticket")
    again = save_view(ctx, entity="ticket", name="Leaks", filter="leak")
    assert (again.id, again.filter) == (view.id, "leak")
    assert view.id is not None
    with pytest.raises(NotAllowedError):
        drop_view(as_("agent"), view.id)
    drop_view(ctx, view.id)
    assert again not in list_views(ctx, "ticket")


def test_a_view_for_everyone_needs_the_right(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        save_view(as_("agent"), entity="ticket", name="All leaks", filter="leak", whose=Whose.EVERYONE)
    view = save_view(as_("admin"), entity="ticket", name="All leaks", filter="leak", whose=Whose.EVERYONE)
    assert view in list_views(ctx, "ticket")
    assert view.whose is Whose.EVERYONE


def test_a_view_that_cannot_be_read_is_refused(ctx: Context) -> None:
    with pytest.raises(QueryError):
        save_view(ctx, entity="ticket", name="Broken", filter="(state:open")
    with pytest.raises(CsconsoleError):
        save_view(ctx, entity="ticket", name="  ")


def test_a_person_has_at_most_fifty_views(ctx: Context) -> None:
    for number in range(50):
        save_view(ctx, entity="ticket", name=f"View {number}")
    with pytest.raises(CsconsoleError):
        save_view(ctx, entity="ticket", name="One more")


def test_the_views_that_ship_can_be_run_by_a_person_without_a_department(ctx: Context) -> None:
    from dataclasses import replace

    alone = replace(ctx, actor=replace(ctx.actor, department_id=None))
    for view in list_views(alone, "ticket"):
        list_tickets(alone, filter=view.filter, sort=view.sort)
    assert list_tickets(alone, filter="department:mine").rows == ()
    assert list_tickets(alone, filter="部门:我的").rows == ()


def test_a_view_of_a_department_is_its_peoples(as_: AsStaff) -> None:
    boss, agent, handler = as_("supervisor"), as_("agent"), as_("handler")
    assert boss.actor.department_id == agent.actor.department_id != handler.actor.department_id
    with pytest.raises(NotAllowedError):
        save_view(agent, entity="ticket", name="Leaks", filter="leak", whose=Whose.DEPARTMENT)
    view = save_view(boss, entity="ticket", name="Leaks", filter="leak", whose=Whose.DEPARTMENT)
    own = save_view(agent, entity="ticket", name="Leaks", filter="leak state:open")
    assert list_views(agent, "ticket")[-2:] == (view, own)
    assert view not in list_views(handler, "ticket")
    assert view not in droppable(agent, "ticket")
    assert own in droppable(agent, "ticket")
    assert view in droppable(boss, "ticket")
    assert view.id is not None
    with pytest.raises(NotAllowedError):
        drop_view(agent, view.id)
    drop_view(boss, view.id)
    assert list_views(agent, "ticket")[-1] == own


def test_another_departments_view_is_not_dropped(as_: AsStaff) -> None:
    from dataclasses import replace

    boss = as_("supervisor")
    view = save_view(boss, entity="ticket", name="Leaks", filter="leak", whose=Whose.DEPARTMENT)
    elsewhere = as_("handler").actor.department_id
    assert view.id is not None
    with pytest.raises(NotAllowedError):
        drop_view(replace(boss, actor=replace(boss.actor, department_id=elsewhere)), view.id)
    nowhere = replace(boss, actor=replace(boss.actor, department_id=None))
    assert view not in list_views(nowhere, "ticket")
    with pytest.raises(CsconsoleError):
        save_view(nowhere, entity="ticket", name="Leaks", filter="leak", whose=Whose.DEPARTMENT)


def test_the_desk_has_the_saved_views_with_their_counts(ctx: Context, as_: AsStaff) -> None:
    boss, agent = as_("supervisor"), as_("agent")
    assert desk_views(agent) == ()
    save_view(as_("admin"), entity="ticket", name="All", filter="", whose=Whose.EVERYONE)
    save_view(boss, entity="ticket", name="Open", filter="state:open", whose=Whose.DEPARTMENT)
    save_view(agent, entity="ticket", name="Leaks", filter="leak state:open")
    register_many(ctx, 3, "leak in the hall")
    register_many(ctx, 1, "noise")
    assert [(each.view.name, each.count) for each in desk_views(agent)] == [
        ("Leaks", "3"),
        ("Open", "4"),
        ("All", "4"),
    ]


def test_a_view_is_counted_to_a_hundred(ctx: Context) -> None:
    view = save_view(ctx, entity="ticket", name="Open", filter="state:open")
    gone = ViewRow(None, "Gone", "no_such_key:1", "", Whose.OWN)
    register_many(ctx, 100)
    assert [each.count for each in count_views(ctx, [view, gone])] == ["100", ""]
    register_many(ctx, 1)
    assert [each.count for each in count_views(ctx, [view])] == ["100+"]
