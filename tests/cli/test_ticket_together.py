"""Merging, splitting, linking, dispatching what waits and undoing on the command line."""

from __future__ import annotations

import pytest

from csconsole.models import Department, RoutingRule
from csconsole.services.context import Context
from tests.conftest import CommandLine
from tests.services.tickets.registering import register


@pytest.mark.req("TKT-02", "TKT-03")
def test_tickets_are_merged_split_linked_spread_and_undone(cli: CommandLine, ctx: Context) -> None:
    first = register(ctx)
    new = ("ticket", "new", "Leak again", "--kind", "repair", "--phone", "021-5550-0101", "--name", "Ou")
    second = cli(*new, "--address", "3-502", "--scope", "in_home", "--format", "json")
    assert f"{first.number} is open" in second.stderr
    number = second.json["number"]
    merged = cli("ticket", "merge", number, "--into", "T-0001", "--reason", "same", "--format", "json")
    assert (merged.code, merged.json["number"]) == (0, first.number)
    assert cli("ticket", "show", number, "--format", "json").json["merged_into"] == first.number
    refused = cli("ticket", "note", number, "more")
    assert (refused.code, first.number in refused.stderr) == (1, True)
    assert [row["title"] for row in cli("undo", number, "--dry-run", "--format", "json").json]
    assert "Undone" in cli("undo", number).stderr
    assert cli("ticket", "show", number, "--format", "json").json["merged_into"] is None
    split = cli("ticket", "split", "T-0001", "--title", "Lamp", "--format", "json")
    assert split.json["title"] == "Lamp"
    linked = cli("ticket", "link", "T-0001", number, "--as", "caused_by", "--format", "json").json
    assert [row["number"] for row in linked] == [split.json["number"], number]
    left = cli("ticket", "unlink", "T-0001", number, "--format", "json").json
    assert [row["number"] for row in left] == [split.json["number"]]
    with ctx.write() as uow:
        eng = uow.one(Department, code="ENG")
        assert eng is not None
        uow.create(RoutingRule(department_id=eng.pk))
    assert cli("staff", "away", "2001", "--until", "tomorrow 10:00", "--reason", "ill").code == 0
    said = cli("ticket", "spread", "--dry-run", "--format", "json")
    assert "absent" in said.json[0]["passed"][0]
    assert cli("staff", "away", "2001").code == 0
    spread = cli("ticket", "spread", "T-0001", "--strategy", "least_load", "--format", "json")
    assert spread.json[0]["to"] == "Engineering 赵文"
    assert len(cli("undo", "--list", "--format", "json").json) >= 3
