"""``csconsole complaint`` and ``csconsole meeting``: a major complaint from start to close by commands."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


def _new(cli: CommandLine, *more: str) -> str:
    ran = cli(
        "ticket",
        "new",
        "Water through the ceiling",
        "--kind=complaint",
        "--contact=Ouyang",
        "--phone=021-5550-0101",
        "--format=json",
        *more,
        as_="agent",
    )
    assert ran.code == 0, ran.stderr
    return str(ran.json["number"])


def _do(cli: CommandLine, who: str, *words: str) -> None:
    ran = cli("complaint", *words, as_=who)
    assert ran.code == 0, f"{words}: {ran.stderr}"


@pytest.mark.req("CMP-07", "CMP-12", "MTG-13")
def test_a_major_complaint_from_start_to_close(cli: CommandLine) -> None:
    number = _new(cli)
    _do(cli, "agent", "level", number, "important")
    _do(cli, "agent", "receive", number, "--apologised", "--demand", "Dry flat")
    ran = cli("complaint", "judge", number, "valid", as_="supervisor")
    assert ran.code == 1
    assert "Complaint type" in ran.stderr
    _do(
        cli,
        "supervisor",
        *("judge", number, "valid", "--type", "repair_quality", "--level", "major"),
        *("--department", "ENG", "--time-asked", "--harm"),
    )
    _do(cli, "agent", "route", number, "other", "--informed", "Head of ENG, zone officer")
    _do(cli, "handler", "acknowledge", number)
    _do(cli, "handler", "investigate", number, "--cause=poor_repair", "--finding=Old seal", "--person=2001")
    _do(cli, "handler", "propose", number, "new seal", "new pipe")
    assert (
        cli("complaint", "choose", number, "2", "--instruction=Today", "--told", as_="supervisor").code == 4
    )
    _do(cli, "manager", "choose", number, "2", "--instruction=Today", "--told")
    _do(
        cli,
        "agent",
        "implement",
        number,
        "--acceptance=signed on site",
        "--measure=New pipe",
        "--penalty=none",
    )
    _do(cli, "handler", "finish", number, "--result=Tight", "--corrective=All seals checked")
    _do(cli, "manager", "feedback", number, "satisfied", "--signer=Ouyang, by phone")
    ran = cli("complaint", "summarise", number, as_="manager")
    assert ran.code == 1
    assert "Rescue measures" in ran.stderr
    _do(cli, "agent", "rescue", number, "Water turned off")
    _do(cli, "agent", "inform", number, "By phone", "--rank=property_gm")
    ran = cli("meeting", "call", "Flat 3-502", "--ticket", number, "--format=json", as_="manager")
    meeting = ran.json["number"]
    words = ("minutes", meeting, "--present=Meng, Sun", "--content=Water", "--results=New pipe")
    assert cli("meeting", *words, as_="manager").code == 0
    item_words = ("item", "Check seals", "--kind=rectification", "--owner=2001", "--meeting", meeting)
    item = str(cli("meeting", *item_words, "--ticket", number, "--format=json", as_="manager").json["id"])
    assert cli("meeting", "report", item, "Checked", as_="handler").code == 0
    ran = cli("meeting", "verify", item, as_="manager")
    assert ran.code != 0
    assert "Risks checked" in ran.stderr
    assert cli("meeting", "verify", item, "--checks=all", as_="manager").code == 0
    _do(cli, "manager", "visit", number, "Apologised", "--rank=director")
    _do(cli, "agent", "progress", number, "Told her of the seals")
    _do(cli, "manager", "summarise", number)
    _do(cli, "manager", "slip", number)
    _do(cli, "manager", "archive", number, "--lesson=Seals from the list", "--standards=all")
    shown = cli("complaint", "show", number, "--format=json", as_="manager").json
    assert (shown["stage"], shown["state"]) == ("archived", "closed")
    assert all(step["done"] for step in shown["seven"])
    assert "Next" not in cli("complaint", "show", number, as_="manager").stderr
    _do(cli, "manager", "case", number, "--tag=seals")
    assert cli("complaint", "cases", "seals", "--format=json").json[0]["number"] == number


@pytest.mark.req("TKT-02")
def test_why_not_names_the_reason_of_each_step(cli: CommandLine) -> None:
    number = _new(cli)
    steps = {each["action"]: each for each in cli("ticket", "why-not", number, "--format=json").json}
    assert steps["receive"]["possible"]
    assert steps["archive"]["why_not"] == "not from Registered"
    assert {"dispatch", "note", "park"} <= set(steps)
    ran = cli("ticket", "done", number, "--result=x", "--feedback=y")
    assert ran.code == 1


@pytest.mark.req("CMP-27")
def test_the_guide_cards_in_both_languages(cli: CommandLine) -> None:
    assert "Listen." in cli("complaint", "guide", "seven_steps").stdout
    assert "倾听" in cli("complaint", "guide", "seven_steps", lang="zh").stdout
    assert cli("complaint", "guide", "nothing").code != 0


@pytest.mark.req("CMP-02", "CMP-22")
def test_flags_and_the_list(cli: CommandLine) -> None:
    number = _new(cli)
    _do(cli, "agent", "describe", number, "--set", "media=yes", "--set", "product=Pipe")
    assert [row["number"] for row in cli("complaint", "list", "--format=json").json] == [number]
    _do(cli, "agent", "describe", number, "--set", "against=2001")
    assert cli("complaint", "list", "--format=json", as_="agent").json == []
    assert cli("complaint", "show", number, as_="agent").code == 4
    assert cli("complaint", "describe", number, "--set", "colour=red").code != 0


def test_people_read_the_labels_of_steps_and_fields_and_programs_their_codes(cli: CommandLine) -> None:
    number = _new(cli)
    _do(cli, "agent", "level", number, "minor")
    shown = cli("complaint", "show", number, lang="zh").stdout
    assert "是否致歉、诉求" in shown
    assert "apologised" not in shown
    steps = cli("complaint", "steps", number, lang="zh").stdout
    assert "是否致歉、诉求" in steps
    found = cli("complaint", "show", number, "--format=json", lang="zh").json
    assert next(each["missing"] for each in found["steps"] if each["missing"]) == ["apologised", "demand"]
