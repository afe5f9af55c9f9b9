"""The packs of the trades: each one installs whole, in both languages, and sends its tickets somewhere."""

from __future__ import annotations

import pytest
from sqlmodel import select

from csconsole.codes import codes
from csconsole.errors import NotAllowedError
from csconsole.models import RoutingRule, ShiftType
from csconsole.services.due.limit import parse_limit
from csconsole.services.due.site import site_calendar
from csconsole.services.knowledge import list_scripts
from csconsole.services.packs import install_pack, installed_packs, known_packs, list_packs, read_pack
from csconsole.services.packs.kinds import kinds_of_pack
from tests.conftest import AsStaff

TRADES = [name for name in known_packs() if name != "core"]


@pytest.mark.parametrize("name", TRADES)
def test_what_a_pack_says_is_known(name: str) -> None:
    core, pack = read_pack("core"), read_pack(name)
    kinds = set(codes("ticket_kind")) | {kind.code for kind in kinds_of_pack(name)}
    departments = {row["code"] for row in (*core.departments, *pack.departments)}
    categories = {row["code"] for row in (*core.categories, *pack.categories)}
    for row in pack.categories:
        assert row["code"].partition(".")[0] in codes("contact_type"), row
        assert row["code"].rpartition(".")[0] in categories, row
        assert row["ticket_kind"] in {"", *kinds}, row
        assert row["department"] in departments, row
        assert all((row["en"], row["zh"])), row
        if row["limit"]:
            parse_limit(row["limit"])
    for row in pack.routing:
        assert row["ticket_kind"] in kinds, row
        assert row["category"] in {"", *categories}, row
        assert row["department"] in departments, row


@pytest.mark.parametrize("name", TRADES)
def test_each_pack_installs_whole_and_only_once(as_: AsStaff, name: str) -> None:
    ctx, pack = as_("admin"), read_pack(name)
    report = install_pack(ctx, name)
    assert report.added["categories"] == len(pack.categories)
    assert report.added["departments"] == len(pack.departments)
    assert report.added["routing"] == len(pack.routing)
    assert name in installed_packs(ctx)
    assert install_pack(ctx, name).total == 0
    assert all("{" not in row.text for row in list_scripts(as_("agent")))


def test_the_trades_do_not_get_in_each_others_way(as_: AsStaff) -> None:
    ctx = as_("admin")
    for name in TRADES:
        report = install_pack(ctx, name)
        assert report.added["categories"] == len(read_pack(name).categories), name
    with ctx.read() as uow:
        rules = uow.session.exec(
            select(RoutingRule.ticket_kind, RoutingRule.category_prefix, RoutingRule.scope)
        ).all()
    assert len(rules) == len({tuple(rule) for rule in rules})


@pytest.mark.req("REF-31")
def test_an_exchange_works_in_its_sessions_from_half_an_hour_before_trading(as_: AsStaff) -> None:
    ctx = as_("admin")
    install_pack(ctx, "exchange")
    assert site_calendar(ctx).name == "exchange"
    with ctx.read() as uow:
        session = uow.one(ShiftType, code="session")
    assert session is not None
    assert (session.begins, session.ends) == ("09:00", "15:30")


def test_the_list_says_what_a_pack_brings_and_whether_it_is_there(as_: AsStaff) -> None:
    ctx = as_("admin")
    install_pack(ctx, "retail")
    rows = {row.name: row for row in list_packs(ctx).rows}
    assert rows["core"].installed
    assert rows["retail"].installed
    assert not rows["property"].installed
    assert rows["retail"].categories == len(read_pack("retail").categories)
    assert rows["exchange"].settings == ("calendar.name", "ticket.limits")
    with pytest.raises(NotAllowedError):
        list_packs(as_("agent"))
