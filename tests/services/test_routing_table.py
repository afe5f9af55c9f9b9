"""The routing table: seen and edited, with buildings and origins, also those of packs (TKT-03)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from csconsole.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError, RuleBrokenError
from csconsole.services.context import Context
from csconsole.services.dispatch import propose_target
from csconsole.services.dispatch.rules import add_rule, edit_rule, find_rule, list_rules
from csconsole.services.packs import install_pack, read_pack
from csconsole.services.packs.tables import routing_of_pack
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.mark.req("TKT-03")
def test_a_line_is_added_tried_and_taken_out_of_use(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    with pytest.raises(NotAllowedError):
        add_rule(ctx, department="ENG")
    every = add_rule(admin, department="PM", ticket_kind="报修")
    line = add_rule(admin, department="ENG", ticket_kind="repair", building="3", handler_no="2001")
    assert (line.rank, line.handler, line.department_name) == (96, "赵文", "Engineering")
    assert every.rank == 100
    assert [row.id for row in list_rules(ctx).rows] == [line.id, every.id]
    row = register(ctx)
    found = propose_target(ctx, row.id)
    assert (found.department, found.handler) == ("Engineering", "赵文")
    assert propose_target(ctx, register(ctx, address="13-502").id).department == "Property"
    changed = edit_rule(admin, line.id, active=False, expected_version=line.version)
    assert propose_target(ctx, row.id).department == "Property"
    with pytest.raises(ConflictError):
        edit_rule(admin, line.id, active=True, expected_version=line.version)
    edit_rule(admin, line.id, active=True, building="", origin="CS", handler_no="")
    again = find_rule(ctx, changed.id)
    assert (again.building, again.origin, again.handler_no) == (None, "CS", None)
    assert [one.id for one in list_rules(ctx, filter="from:CS").rows] == [line.id]


@pytest.mark.req("TKT-03")
def test_what_cannot_be_a_line_is_refused(as_: AsStaff) -> None:
    admin = as_("admin")
    add_rule(admin, department="ENG", ticket_kind="repair", zone="East")
    wrong: list[tuple[type[Exception], dict[str, Any]]] = [
        (RuleBrokenError, {"department": "PM", "ticket_kind": "repair", "zone": "East"}),
        (InvalidInputError, {"department": ""}),
        (NotFoundError, {"department": "nowhere"}),
        (NotFoundError, {"department": "ENG", "category": "repair.nothing"}),
        (InvalidInputError, {"department": "ENG", "ticket_kind": "hazard"}),
        (InvalidInputError, {"department": "ENG", "handler_no": "2002"}),
        (InvalidInputError, {"department": "ENG", "strategy": "lottery"}),
    ]
    for error, given in wrong:
        with pytest.raises(error):
            add_rule(admin, **given)


@pytest.mark.req("TKT-03")
def test_a_packs_lines_may_name_building_zone_and_origin(as_: AsStaff) -> None:
    admin = as_("admin")
    install_pack(admin)
    line = {
        "ticket_kind": "repair",
        "category": "",
        "scope": "",
        "building": "3",
        "zone": "East",
        "from": "service",
        "department": "technical",
    }
    pack = replace(read_pack("core"), routing=(line, {**line, "building": ""}))
    with admin.write() as uow:
        assert routing_of_pack(uow, pack) == 2
        assert routing_of_pack(uow, pack) == 0
    (row,) = list_rules(admin, filter="building:3").rows
    assert (row.zone, row.origin, row.department, row.rank) == ("East", "service", "technical", 91)


@pytest.mark.req("TKT-03")
def test_the_officer_of_a_building_gets_its_matters(ctx: Context, as_: AsStaff) -> None:
    from csconsole.models import Staff

    add_rule(as_("admin"), department="ENG", ticket_kind="repair")
    with ctx.write() as uow:
        officer = uow.one(Staff, staff_no="2001")
        assert officer is not None
        uow.update(officer, "edited", {"zone": "3"})
    assert propose_target(ctx, register(ctx).id).reasons[-1] == "赵文 is the officer of zone 3"
