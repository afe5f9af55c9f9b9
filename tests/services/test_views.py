from __future__ import annotations

import pytest

from csconsole.errors import CsconsoleError, NotAllowedError
from csconsole.i18n import set_language
from csconsole.services.context import Context
from csconsole.services.query import QueryError
from csconsole.services.tickets import list_tickets
from csconsole.services.views import drop_view, list_views, save_view
from tests.conftest import AsStaff


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
        save_view(as_("agent"), entity="ticket", name="All leaks", filter="leak", shared=True)
    view = save_view(as_("admin"), entity="ticket", name="All leaks", filter="leak", shared=True)
    assert view in list_views(ctx, "ticket")
    assert view.shared


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
