"""``csconsole callback`` on both streams, with its exit codes."""

from __future__ import annotations

import json

import pytest

from tests.conftest import CommandLine

PLAN = (
    "callback",
    "plan",
    "--reason",
    "tap in the kitchen",
    "--source",
    "repair",
    "--phone",
    "199 0000 0101",
)


@pytest.mark.req("CBK-01")
def test_plan_list_and_show(cli: CommandLine) -> None:
    planned = cli(*PLAN, "--due", "tomorrow 10:00", "--name", "Ms Ou", "--format", "json", as_="agent")
    assert planned.code == 0, planned.stderr
    row = planned.json
    assert (row["number"], row["due_at"], row["phone"]) == (
        "B20261123-0001",
        "2026-11-24T02:00:00Z",
        "199****0101",
    )
    listed = cli("callback", "list", "--view", "due", "--filter", "Ou", "--format", "jsonl")
    assert [one["number"] for one in listed.jsonl] == ["B20261123-0001"]
    table = cli("callback", "list")
    assert "B20261123-0001" in table.stdout
    assert "1 of 1 shown." in table.stderr
    shown = cli("callback", "show", "b20261123-0001", "--format", "json")
    assert shown.json["required"] == ["satisfaction", "efficiency", "quality"]


@pytest.mark.req("CBK-05", "CBK-03")
def test_a_callback_is_worked(cli: CommandLine) -> None:
    cli(*PLAN, as_="agent")
    next_one = cli("callback", "next", "--format", "json", as_="agent")
    assert next_one.json["number"] == "B20261123-0001"
    assert "199 0000 0101" in next_one.stderr
    missed = cli("callback", "attempt", "B20261123-0001", "no_answer", "--format", "json", as_="agent")
    assert (missed.json["state"], missed.json["attempts"]) == ("retry", 1)
    assert "No callback" in cli("callback", "next", as_="agent").stderr
    undone = cli("undo", "B-0001", "--format", "json", as_="agent")
    assert (undone.json[0]["record"], undone.code) == ("B20261123-0001", 0)
    cli("callback", "attempt", "B20261123-0001", "no_answer", as_="agent")
    done = ("callback", "attempt", "B20261123-0001", "done", "--satisfaction", "average")
    refused = cli(*done, as_="agent")
    assert (refused.code, refused.stdout) == (1, "")
    for missing in ("Efficiency", "Quality", "Aspect", "CBK-03", "--field efficiency=5 --field quality=5"):
        assert missing in refused.stderr
    reached = cli(
        *done,
        "--aspect",
        "speed",
        "--field",
        "efficiency=2",
        "--field",
        "quality=4",
        "--seconds",
        "80",
        "--format",
        "json",
        as_="agent",
    )
    assert (reached.code, reached.json["state"], reached.json["aspect"]) == (0, "done", "speed")
    shown = json.loads(cli("callback", "show", "B20261123-0001", "--format", "json").stdout)
    assert [one["code"] for one in shown["attempt_list"]] == ["no_answer", "done"]
    assert (shown["efficiency"], shown["quality"]) == (2, 4)


@pytest.mark.req("CBK-09")
def test_a_problem_goes_up_and_comes_back(cli: CommandLine) -> None:
    cli(*PLAN, as_="agent")
    number = "B20261123-0001"
    cli(
        "callback",
        "attempt",
        number,
        "done",
        "--satisfaction",
        "dissatisfied",
        "--aspect",
        "price",
        "--field",
        "efficiency=3",
        "--field",
        "quality=3",
        "--problem",
        "charged twice",
        as_="agent",
    )
    assert cli("callback", "pass-on", number, "ENG", as_="agent").code == 4
    assert cli("callback", "pass-on", number, "ENG", as_="manager").code == 0
    assert cli("callback", "answer", number, "refunded", as_="manager").code == 0
    told = cli("callback", "tell", number, "--satisfaction", "满意", "--format", "json", as_="agent")
    assert told.json["state"] == "done"


@pytest.mark.req("CBK-02")
def test_another_time_when_the_customer_calls_in_is_no_attempt(cli: CommandLine) -> None:
    number = cli(*PLAN, "--format=json", as_="agent").json["number"]
    agreed = cli("callback", "agree", number, "tomorrow 10:00", "--format=json", as_="agent").json
    assert (agreed["earliest_at"], agreed["attempts"]) == ("2026-11-24T01:45:00Z", 0)
    assert cli("callback", "agree", number, "soon", as_="agent").code == 2
    assert cli("callback", "agree", number, "tomorrow 10:00", as_="agent2").code == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("show", "B20261123-0042"), 3),
        (("plan", "--reason", "x", "--phone", "199****0101"), 2),
        (("plan", "--reason", "x", "--phone", "199 0000 0101", "--due", "soon"), 2),
        (("plan", "--reason", "x"), 1),
        (("plan",), 2),
        (("attempt", "B20261123-0001", "done", "--field", "nonsense"), 2),
        (("list", "--filter", "stat:open"), 2),
        (("list", "--view", "nonsense"), 2),
    ],
)
def test_refusals_have_their_exit_codes(cli: CommandLine, words: tuple[str, ...], code: int) -> None:
    ran = cli("callback", *words, as_="agent")
    assert (ran.code, ran.stdout) == (code, "")
    assert ran.stderr.startswith("csconsole: ")


def test_chinese(cli: CommandLine) -> None:
    cli(*PLAN, as_="agent")
    assert "报修" in cli("callback", "list", lang="zh").stdout
    assert "必须" not in cli("callback", "list", lang="en").stderr


def test_hostile_text_is_printed_without_harm(cli: CommandLine, hostile: str) -> None:
    reason = f"x{hostile}"[:1000].replace("\x00", "")
    planned = cli("callback", "plan", "--reason", reason, "--phone", "199 0000 0101", "--format", "csv")
    assert planned.code == 0, planned.stderr
    for fmt in ("table", "json", "csv", "md"):
        listed = cli("callback", "list", "--format", fmt)
        assert listed.code == 0
        assert not {"\x1b", "\x9b", "\x07", "\u202e"} & set(listed.stdout)


@pytest.mark.req("CBK-05")
def test_a_manager_gives_up_reviews_and_archives(cli: CommandLine) -> None:
    for _place in range(3):
        cli(*PLAN, as_="agent")
    first, second, third = "B20261123-0001", "B20261123-0002", "B20261123-0003"
    cli("callback", "attempt", first, "no_answer", as_="agent")
    given_up = cli("callback", "give-up", first, "--reason", "moved away", "--format", "json")
    assert given_up.json["state"] == "unreachable"
    answers = ("--satisfaction", "satisfied", "--field", "efficiency=5", "--field", "quality=5")
    for number in (second, third):
        assert cli("callback", "attempt", number, "done", *answers, as_="agent").code == 0
    assert cli("callback", "archive", second, as_="manager").code == 1
    assert cli("callback", "review", second, as_="agent").code == 4
    refused = cli("callback", "review", second, first, as_="manager")
    assert (refused.code, cli("callback", "show", second, "--format", "json").json["state"]) == (1, "done")
    reviewed = cli("callback", "review", second, third, "--format", "json", as_="manager")
    assert [row["state"] for row in reviewed.json] == ["reviewed", "reviewed"]
    archived = cli("callback", "archive", second, "--format", "json", as_="manager")
    assert [row["state"] for row in archived.json] == ["archived"]
