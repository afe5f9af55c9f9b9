"""Packs: what installing one leaves in the database."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from csconsole.codes import codes
from csconsole.errors import NotAllowedError, NotFoundError
from csconsole.models import Category, Channel, Department, RoutingRule, ShiftType
from csconsole.services.context import Context
from csconsole.services.packs import install_pack, installed_packs
from csconsole.services.settings import change_setting, setting
from tests.conftest import AsStaff


def count(ctx: Context, model: type) -> int:
    with ctx.read() as uow:
        return uow.session.exec(select(func.count()).select_from(model)).one()


@pytest.mark.req("REF-01", "REF-02", "REF-17", "CALL-08")
def test_the_core_pack_brings_channels_categories_and_shift_types(as_: AsStaff) -> None:
    ctx = as_("admin")
    report = install_pack(ctx)
    assert report.added["channels"] == count(ctx, Channel) == len(codes("channel"))
    assert count(ctx, ShiftType) == 4
    with ctx.read() as uow:
        water = uow.one(Category, code="repair.network")
        assert water is not None
        assert (water.contact_type, water.ticket_kind) == ("repair", "repair")
        parent = uow.get(Category, water.parent_id or 0)
        assert parent.code == "repair"
        phone = uow.one(Channel, code="phone")
        assert phone is not None
        assert phone.telephone


def test_installing_twice_adds_nothing_and_keeps_the_sites_own_words(as_: AsStaff) -> None:
    ctx = as_("admin")
    install_pack(ctx, "property")
    sizes = [count(ctx, model) for model in (Category, Channel, Department, RoutingRule, ShiftType)]
    with ctx.write() as uow:
        leak = uow.one(Category, code="repair.water.leak")
        assert leak is not None
        uow.update(leak, "edited", {"name_zh": "跑冒滴漏"})
    assert install_pack(ctx, "property").total == 0
    assert [count(ctx, model) for model in (Category, Channel, Department, RoutingRule, ShiftType)] == sizes
    with ctx.read() as uow:
        leak = uow.one(Category, code="repair.water.leak")
        assert leak is not None
        assert leak.name_zh == "跑冒滴漏"


def test_a_pack_brings_the_packs_it_needs(as_: AsStaff) -> None:
    ctx = as_("admin")
    report = install_pack(ctx, "property")
    assert [needed.pack for needed in report.required] == ["core"]
    assert installed_packs(ctx) == ("core", "property")
    with ctx.read() as uow:
        leak = uow.one(Category, code="repair.water.leak")
        assert leak is not None
        assert leak.custom == {"scope": "in_home", "priority": "urgent", "limit": "24h"}


@pytest.mark.req("TKT-03")
def test_the_rule_that_says_more_is_tried_first(as_: AsStaff) -> None:
    ctx = as_("admin")
    install_pack(ctx, "property")
    with ctx.read() as uow:
        rules = uow.session.exec(select(RoutingRule).where(RoutingRule.ticket_kind == "repair")).all()
    rank = {(rule.category_prefix, rule.scope): rule.rank for rule in rules}
    assert (
        rank["repair.water.roof", None] < rank["repair.wall", None] < rank[None, "public"] < rank[None, None]
    )


def test_an_unknown_pack_is_refused(as_: AsStaff) -> None:
    with pytest.raises(NotFoundError, match="no pack"):
        install_pack(as_("admin"), "../../etc")


def test_an_agent_may_not_install_packs(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        install_pack(as_("agent"))


@pytest.mark.req("REF-07", "TKT-08")
def test_a_pack_presets_limits_and_leaves_what_the_site_has_set(as_: AsStaff) -> None:
    ctx = as_("admin")
    mine = {"repair.urgent": {"arrive": "30m"}, "repair": {"resolve": "12h"}}
    change_setting(ctx, "ticket.limits", mine)
    assert install_pack(ctx, "property").added["settings"] == 3
    limits = setting(ctx, "ticket.limits")
    assert limits["repair.urgent"] == {"arrive": "30m"}
    assert limits["repair.emergency"] == {"arrive": "15m"}
    assert limits["incident"] == {"arrive": "15m", "resolve": "24h"}
    assert install_pack(ctx, "property").total == 0
