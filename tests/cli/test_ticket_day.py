"""The end of the day on the command line."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


@pytest.mark.req("TKT-02", "TKT-11")
def test_the_lists_of_the_day_are_counted_and_opened(cli: CommandLine) -> None:
    number = cli("ticket", "new", "Lift noise", "--kind", "other", "--format", "json").json["number"]
    counts = {one["code"]: one["total"] for one in cli("ticket", "lists", "--format", "json").json}
    assert (counts["orphan"], counts["no_step"], counts["unreviewed"], counts["unnoted"]) == (0, 0, 1, 1)
    rows = cli("ticket", "unsettled", "unreviewed", "--format", "json").json
    assert [(one["number"], one["record"]) for one in rows] == [(number, "ticket")]
    assert "1 ticket reviewed" in cli("ticket", "review", number).stderr
    assert cli("ticket", "unsettled", "unreviewed", "--format", "json").json == []
    assert cli("ticket", "list", "-f", "lacks:review", "--format", "json").json == []
    assert cli("ticket", "unsettled", "unnoted", "--format", "json").json[0]["number"] == number
    assert cli("ticket", "unsettled", "nothing").code == 2
