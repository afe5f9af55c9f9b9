from __future__ import annotations

from typing import Any

import pytest

from csconsole.services import tickets
from csconsole.services.context import Context
from tests.conftest import AsStaff, CommandLine

NEW = (
    "ticket",
    "new",
    "Leak under the sink",
    "--kind=repair",
    "--phone=021-5550-0101",
    "--contact=Ouyang Xiaowen",
    "--address=3-502",
    "--scope=in_home",
)


def new(cli: CommandLine, *more: str, as_: str = "supervisor") -> Any:
    ran = cli(*NEW, *more, "--format=json", as_=as_)
    assert ran.code == 0, ran.stderr
    return ran.json


@pytest.mark.req("TKT-01")
def test_new_prints_the_ticket(cli: CommandLine) -> None:
    row = new(cli, "--promise=12:00", as_="agent")
    assert row["number"] == "T20261123-0001"
    assert row["due_at"] == "2026-11-23T04:00:00Z"
    assert row["due_source"] == "promise"
    assert row["state"] == "new"


@pytest.mark.req("TKT-01")
def test_a_missing_field_is_refused_with_exit_code_1(cli: CommandLine) -> None:
    ran = cli("ticket", "new", "Leak", "--kind=repair")
    assert (ran.code, ran.stdout) == (1, "")
    assert "Scope" in ran.stderr


@pytest.mark.req("TKT-02")
def test_the_whole_way_by_commands(cli: CommandLine) -> None:
    number = new(cli, as_="agent")["number"]
    steps: list[tuple[str, tuple[str, ...], str]] = [
        ("supervisor", ("dispatch", number, "--handler=2001"), "assigned"),
        ("handler", ("accept", number), "accepted"),
        ("handler", ("arrive", number), "on_site"),
        ("handler", ("start", number), "in_progress"),
        ("handler", ("note", number, "Parts needed", "--told"), "in_progress"),
        ("handler", ("wait", number, "--reason=away"), "waiting"),
        ("handler", ("resume", number), "in_progress"),
        ("supervisor", ("park", number, "--reason=awaiting_parts", "--told"), "parked"),
        ("supervisor", ("resume", number), "assigned"),
        ("handler", ("return", number, "--reason=not our pipe"), "new"),
        ("supervisor", ("dispatch", number, "--to=ENG"), "assigned"),
        ("handler", ("accept", "1"), "accepted"),
        ("handler", ("done", number, "--result=sealed", "--feedback=fine"), "done"),
        ("agent", ("reopen", number, "--reason=drips", "--aspect=quality"), "assigned"),
        ("supervisor", ("cancel", number, "--reason=twice"), "cancelled"),
    ]
    for who, words, state in steps:
        ran = cli("ticket", *words, "--format=json", as_=who)
        assert ran.code == 0, (words, ran.stderr)
        assert ran.json["state"] == state, words


@pytest.mark.req("TKT-02")
def test_exit_codes(cli: CommandLine) -> None:
    number = new(cli)["number"]
    assert cli("ticket", "done", number, "--result=x", "--feedback=y").code == 1
    assert cli("ticket", "show", "T20200101-0009").code == 3
    assert cli("ticket", "dispatch", number, "--handler=2001", as_="agent").code == 4
    assert cli("ticket", "cancel", number).code == 2
    assert cli("ticket", "list", "--filter=stat:open").code == 2


@pytest.mark.req("TKT-03")
def test_dispatch_without_a_target_takes_the_proposal(cli: CommandLine, ctx: Context) -> None:
    from csconsole.models import Department, RoutingRule

    number = new(cli)["number"]
    ran = cli("ticket", "dispatch", number)
    assert ran.code == 1
    with ctx.write() as uow:
        department = uow.one(Department, code="ENG")
        assert department is not None
        uow.create(RoutingRule(department_id=department.pk, ticket_kind="repair"))
    ran = cli("ticket", "dispatch", number, "--format=json")
    assert ran.code == 0
    assert ran.json["department"] == "Engineering"
    assert "Proposed: Engineering" in ran.stderr


def test_list_show_and_why(cli: CommandLine) -> None:
    number = new(cli)["number"]
    new(cli, "--priority=urgent")
    rows = cli("ticket", "list", "--filter=priority>=urgent", "--format=json").json
    assert [row["priority"] for row in rows] == ["urgent"]
    ran = cli("ticket", "list", "--limit=1", "--format=csv")
    assert len(ran.stdout.splitlines()) == 2
    assert "--after" in ran.stderr
    shown = cli("ticket", "show", number)
    assert number in shown.stdout
    assert "registered" in shown.stderr
    page = cli("ticket", "show", number, "--format=json").json
    assert page["timeline"][0]["action"] == "created"
    assert page["clocks"][1]["state"] == "running"
    assert "dispatch" in page["possible"]
    why = cli("ticket", "why", number)
    assert "24 hours, round the clock" in why.stdout
    zh = cli("ticket", "why", number, lang="zh")
    assert "24 小时" in zh.stdout


@pytest.mark.req("TKT-05")
def test_slips(cli: CommandLine) -> None:
    number = new(cli)["number"]
    assert number in cli("ticket", "slip", number, "--kind=contact", "--format=html").stdout
    assert "copy 2" in cli("ticket", "slip", number).stdout
    assert cli("ticket", "slip", number, "--kind=other").code == 2


@pytest.mark.req("TKT-11")
def test_the_day_is_signed_off_by_command(cli: CommandLine) -> None:
    number = new(cli)["number"]
    ran = cli("ticket", "audit", "--format=json")
    assert [row["number"] for row in ran.json] == [number]
    assert cli("ticket", "audit", "--sign-off").code == 1
    cli("ticket", "note", number, "called")
    ran = cli("ticket", "audit", "--sign-off")
    assert ran.code == 0
    assert "signed off" in ran.stderr


@pytest.mark.req("TKT-03")
def test_load(cli: CommandLine, ctx: Context, as_: AsStaff) -> None:
    from csconsole.services.dispatch import dispatch_ticket

    row = tickets.create_ticket(ctx, kind="other", title="Noise")
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    loads = {each["code"]: each["open"] for each in cli("ticket", "load", "--format=json").json}
    assert loads == {"CS": 0, "ENG": 1, "PM": 0}
    people = {
        each["staff_no"]: each["open"] for each in cli("ticket", "load", "--people", "--format=json").json
    }
    assert people["2001"] == 1
