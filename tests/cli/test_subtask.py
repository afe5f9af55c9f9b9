"""``csconsole subtask``: departments, visits and the engineers' load from the command line."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


@pytest.mark.req("TKT-18", "TKT-20")
def test_ask_answer_plan_and_finish(cli: CommandLine) -> None:
    made = cli("ticket", "new", "Loose rail", "--kind=inspection", "--format=json", as_="agent")
    number = made.json["number"]
    asked = cli("subtask", "ask", number, "ENG", "Who fixes it?", "--due=3wd", "--format=json", as_="agent")
    assert (asked.code, asked.json["state"]) == (0, "requested")
    key = str(asked.json["id"])
    assert cli("subtask", "step", key, "answer", "--answer=We do", as_="agent").code == 4
    answered = cli("subtask", "step", key, "answer", "--answer=We do", "--format=json", as_="handler")
    assert (answered.json["state"], answered.json["answer"]) == ("answered", "We do")
    plan = ("subtask", "plan", number, "Fix it", "--at=tomorrow 10:00", "--engineer=2001")
    visit = cli(*plan, "--format=json").json
    taken = cli(*plan)
    assert (taken.code, number in taken.stderr) == (1, True)
    assert [row["id"] for row in cli("subtask", "list", "--mine", "--format=json", as_="handler").json] == [
        visit["id"]
    ]
    assert len(cli("subtask", "list", f"--ticket={number}", "--format=json").json) == 2
    loads = cli("subtask", "load", "--day=tomorrow", "--format=json").json
    assert {load["staff_no"]: load["minutes"] for load in loads} == {"2001": 120, "2002": 0}
    for step in ("agree", "confirm"):
        assert cli("subtask", "step", str(visit["id"]), step).code == 0
    refused = cli("subtask", "step", str(visit["id"]), "finish", "--result=Done")
    assert (refused.code, "Signer" in refused.stderr) == (1, True)
    assert cli("subtask", "step", str(visit["id"]), "finish", "--result=Done", "--signer=Ann").code == 0
    assert "已完成" in cli("subtask", "show", str(visit["id"]), lang="zh").stdout
