"""Lists of records that few look at take the one query language, too, and rows of no table as well."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.services import complaints, contractors, matters, tickets
from csconsole.services.assets.kinds import list_kinds
from csconsole.services.categories import list_categories
from csconsole.services.clocks import open_clocks
from csconsole.services.context import Context
from csconsole.services.departments import list_departments
from csconsole.services.dispatch.rules import list_rules
from csconsole.services.packs import install_pack, list_packs
from csconsole.services.query import EntityFields, QueryError, both_filters
from csconsole.services.settings import change_setting, list_settings
from csconsole.services.staff import list_staff
from csconsole.services.tariff import list_tariff
from csconsole.services.views import save_view
from csconsole.services.views.listing import page_of_views
from csconsole.services.warranty import list_repair_types
from tests.conftest import AsStaff
from tests.services.tickets.registering import register

DAY = timedelta(days=1)


def every_key(read: Any, ctx: Context, fields: EntityFields) -> None:
    """Each key has values, and each that can be sorted by is sorted by both ways, page after page."""
    for spec in fields.fields:
        for key in (spec.key, spec.zh):
            for value in ("none", *spec.known_values()[:1]):
                if spec.words or spec.codes or value != "none" or spec.kind.value in ("text", "exact"):
                    read(ctx, filter=f"{key}:{value}" if value != "none" or not spec.test else "")
        if spec.sortable and spec.column is not None:
            for order in (spec.key, f"-{spec.zh}"):
                whole = read(ctx, sort=order).rows
                first = read(ctx, sort=order, limit=1)
                assert first.rows == whole[:1]
                if first.next_after is not None:
                    rest = read(ctx, sort=order, after=first.next_after).rows
                    assert first.rows + rest == whole, (fields.name, order)


def test_contractors(ctx: Context, clock: FrozenClock) -> None:
    from csconsole.services.contractors.fields import CONTRACTORS

    roofs, lifts = (
        contractors.add_contractor(ctx, name=name, trade=trade, contract_until=until)
        for name, trade, until in (
            ("Dry Roofs", "waterproofing", ctx.today() + 2 * DAY),
            ("Up and Down", "lift", None),
        )
    )
    ticket = register(ctx)
    contractors.give_to_contractor(ctx, ticket.id, roofs.id, text="Seal", due_at=ctx.now() + DAY)
    contractors.evaluate_contractor(ctx, lifts.id, score=5, text="Quick")
    clock.advance(days=4)

    def names(filter: str, sort: str = "name") -> list[str]:
        return [row.name for row in contractors.list_contractors(ctx, filter=filter, sort=sort).rows]

    assert names("") == ["Dry Roofs", "Up and Down"]
    assert names("", "-name") == ["Up and Down", "Dry Roofs"]
    assert names("roofs") == names("trade:waterproofing") == names("工种:waterproofing") == ["Dry Roofs"]
    assert names("overdue:yes") == names("jobs>0") == names("expired:yes") == ["Dry Roofs"]
    assert names("score>=4") == names("until:none") == names("-jobs>=1") == ["Up and Down"]
    assert names("active:no") == []
    every_key(contractors.list_contractors, ctx, CONTRACTORS)


def test_referrals_incidents_and_disputes(ctx: Context) -> None:
    from csconsole.services.matters.fields import DISPUTES, INCIDENTS, REFERRALS

    for n, body in enumerate(("Water Board", "City Hotline")):
        row = register(ctx, title=f"Case {n}")
        due = ctx.now() + (2 - n) * DAY
        matters.receive_referral(
            ctx, row.id, source="regulator", body=body, reference=f"R-{n}", reply_due_at=due
        )

    def referred(filter: str, **more: Any) -> list[str]:
        return [one.reference for one in matters.list_referrals(ctx, filter=filter, **more).rows]

    assert referred("") == ["R-1", "R-0"]
    assert referred("", sort="-due") == ["R-0", "R-1"]
    assert referred("water") == referred("body:water") == referred("case 0") == referred("due>36h") == ["R-0"]
    assert referred("", limit=1, after=matters.list_referrals(ctx, limit=1).next_after) == ["R-0"]
    assert referred("overdue:yes") == []
    every_key(matters.list_referrals, ctx, REFERRALS)

    for n, kind in enumerate(("fire", "flood")):
        row = register(ctx, kind="incident", title=f"Alarm {n}")
        matters.open_incident(ctx, row.id, incident_type=kind, plan=f"Plan {n}")
    assert [one.incident_type for one in matters.open_reports(ctx, filter="type:fire").rows] == ["fire"]
    assert [one.incident_type for one in matters.open_reports(ctx, filter="alarm 1").rows] == ["flood"]
    every_key(matters.open_reports, ctx, INCIDENTS)

    row = register(ctx, kind="dispute", title="Noise")
    matters.open_dispute(ctx, row.id, first_party="Flat 1", second_party="Flat 2")
    matters.go_to_court(ctx, row.id, court="District court 7")
    for filter in ("party:flat", "court:district", "noise", "outcome:none", f"ticket:{row.number}"):
        assert [one.number for one in matters.in_litigation(ctx, filter=filter).rows] == [row.number], filter
    assert matters.in_litigation(ctx, filter="party:house").rows == ()
    every_key(matters.in_litigation, ctx, DISPUTES)


def test_clocks_and_requests_for_time(ctx: Context, clock: FrozenClock) -> None:
    from csconsole.services.clocks.fields import CLOCKS

    row = register(ctx, title="Leak in the cellar")
    every = {one.clock for one in open_clocks(ctx).rows}
    assert {one.clock for one in open_clocks(ctx, filter="cellar").rows} == every
    one = open_clocks(ctx, limit=1).rows[0]
    assert {each.clock for each in open_clocks(ctx, filter=f"clock:{one.clock}").rows} == {one.clock}
    assert open_clocks(ctx, filter="state:late").rows == ()
    assert open_clocks(ctx, filter="handler:none").total == len(every)
    clock.advance(days=30)
    for filter in ("state:late", "overdue:yes", "状态:逾期", f"ticket:{row.number}"):
        assert {each.clock for each in open_clocks(ctx, filter=filter).rows} == every, filter
    assert open_clocks(ctx, filter="state:running").rows == ()
    every_key(open_clocks, ctx, CLOCKS)
    assert tickets.asked_extensions(ctx, filter="cellar", sort="-due").rows == ()


def test_cases_and_repair_types(ctx: Context, as_: AsStaff) -> None:
    from csconsole.services.complaints.fields import CASES
    from csconsole.services.warranty.fields import REPAIR_TYPES

    assert complaints.list_cases(ctx, filter="class:none tag:漏水 leak").rows == ()
    every_key(complaints.list_cases, ctx, CASES)
    install_pack(as_("admin"), "property")
    whole = list_repair_types(ctx)
    assert len(whole.rows) > 1
    code = whole.rows[-1].category
    assert [one.category for one in list_repair_types(ctx, filter=f"category:{code}").rows] == [code]
    assert 0 < len(list_repair_types(ctx, filter="part:pipe").rows) < len(whole.rows)
    every_key(list_repair_types, ctx, REPAIR_TYPES)


def test_a_word_is_looked_for_in_every_small_list(as_: AsStaff) -> None:
    admin = as_("admin")
    install_pack(admin, "property")
    for read, word in (
        (list_staff, "1002"),
        (list_departments, "ENG"),
        (list_categories, "lift"),
        (list_rules, "repair"),
        (list_tariff, "lock"),
    ):
        found = read(admin, filter=word, limit=500)
        assert 0 < found.total < read(admin, limit=500).total, word
        assert read(admin, filter=f"-{word}", limit=500).total == (
            read(admin, limit=500).total - found.total
        ), word
        assert read(admin, filter="no-such-word").rows == (), word


def test_settings(as_: AsStaff) -> None:
    from csconsole.services.settings.fields import SETTINGS

    ctx = as_("admin")
    change_setting(ctx, "sign_in.idle_lock", 7)
    for filter in ("changed:yes", "key:idle_lock value:7", "已改:是", '"idle" -area:calls value:7'):
        assert [row.key for row in list_settings(ctx, filter=filter).rows] == ["sign_in.idle_lock"], filter
    assert list_settings(ctx, filter="area:sign_in or area:calls").total > 2
    assert {row.area for row in list_settings(ctx, filter="area:sign_in,calls").rows} == {"sign_in", "calls"}
    assert {row.area for row in list_settings(ctx, filter="area:sign*").rows} == {"sign_in"}
    every_key(list_settings, ctx, SETTINGS)


def test_packs(as_: AsStaff) -> None:
    from csconsole.services.packs.listing import PACKS

    ctx = as_("admin")
    install_pack(ctx, "retail")
    assert {row.name for row in list_packs(ctx, filter="installed:yes").rows} == {"core", "retail"}
    assert [row.name for row in list_packs(ctx, filter="name:retail requires:core").rows] == ["retail"]
    many = list_packs(ctx, filter="categories>=10", sort="-categories").rows
    assert [row.categories for row in many] == sorted((row.categories for row in many), reverse=True)
    assert {row.name for row in list_packs(ctx, filter="categories:1..9 or categories<1").rows}.isdisjoint(
        row.name for row in many
    )
    assert all(row.requires == () for row in list_packs(ctx, filter="requires:none").rows)
    every_key(list_packs, ctx, PACKS)


def test_kinds_of_assets(as_: AsStaff) -> None:
    from csconsole.services.assets.fields import KINDS

    ctx = as_("admin")
    install_pack(ctx, "utility")
    whole = list_kinds(ctx).rows
    kind = next(one for one in whole if one.checks)
    assert kind in list_kinds(ctx, filter=f"check:{kind.checks[0].code}").rows
    assert list_kinds(ctx, filter=f"code:{kind.code}").rows == (kind,)
    every_key(list_kinds, ctx, KINDS)


def test_views(ctx: Context) -> None:
    from csconsole.services.views.listing import VIEWS

    save_view(ctx, entity="ticket", name="Lamps", filter="lamp")
    assert [one.view.name for one in page_of_views(ctx, filter="whose:own").rows] == ["Lamps"]
    assert [one.view.name for one in page_of_views(ctx, filter="lamps").rows] == ["Lamps"]
    assert page_of_views(ctx, filter="归属:shipped -lamps").total > 1
    every_key(page_of_views, ctx, VIEWS)


@pytest.mark.parametrize(
    "wrong", ["stat:1", "changed:maybe", "area>x", "(idle", "sort:about", "key:a or stat:1", "-(stat:1)"]
)
def test_rows_of_no_table_are_asked_as_strictly(ctx: Context, wrong: str) -> None:
    with pytest.raises(QueryError):
        list_settings(ctx, filter=wrong)


def test_a_page_that_is_none_is_refused(ctx: Context) -> None:
    with pytest.raises(QueryError):
        list_settings(ctx, after="no.such_key")


def test_both_filters_hold_whatever_either_says() -> None:
    assert both_filters("kind:complaint", "a 或 b sort:-due") == "kind:complaint (a or b) sort:-due"
    assert both_filters("state:open sort:due", "") == "state:open sort:due"
    assert both_filters("", "a or b") == "a or b"
