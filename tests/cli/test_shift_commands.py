"""``csconsole shift`` and ``csconsole handover``: what they print, where, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.notices import publish_notice
from tests.conftest import AsStaff, CommandLine
from tests.services.handover_site import Site


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    here = Site(as_, clock)
    here.at(6)
    return here


@pytest.mark.req("SHF-06")
def test_start_who_and_end(cli: CommandLine, site: Site) -> None:
    site.at(6, 7)
    ran = cli("shift", "start", "--format", "json", as_="agent")
    assert ran.code == 0, ran.stderr
    assert (ran.json["shift"], ran.json["late_seconds"], ran.json["mark"]) == ("early", 420, "late")
    who = cli("shift", "who", lang="zh")
    assert "李晓" in who.stdout
    assert "迟到" in who.stdout
    missing = cli("shift", "who", "--missing", "--format", "json").json
    assert [row["staff_no"] for row in missing] == ["1012"]
    refused = cli("shift", "end", as_="agent")
    assert (refused.code, refused.stdout) == (1, "")
    assert "--exception" in refused.stderr
    ended = cli("shift", "end", "--exception", "power cut", "--format=json", as_="agent")
    assert ended.json["exception"] == "power cut"


@pytest.mark.req("SHF-06")
def test_signing_on_where_two_shifts_run_says_which_is_meant(cli: CommandLine, site: Site) -> None:
    site.at(9)
    ran = cli("shift", "start", "--format", "json", as_="agent")
    assert (ran.json["shift"], "--shift" in ran.stderr, "early" in ran.stderr) == ("day", True, True)


@pytest.mark.req("SHF-06")
def test_a_sign_on_to_the_wrong_shift_is_corrected(cli: CommandLine, site: Site) -> None:
    site.at(9, 20)
    cli("shift", "start", "--shift", "early", as_="agent")
    ran = cli("shift", "correct", "--shift", "day", "--format", "json", as_="agent")
    assert (ran.json["shift"], ran.json["late_seconds"]) == ("day", 1200)
    site.at(9, 40)
    refused = cli("shift", "correct", "--shift", "early", as_="agent", lang="zh")
    assert (refused.code, refused.stdout) == (1, "")
    assert "15 分钟" in refused.stderr
    ran = cli("shift", "correct", "--shift=early", "--reason=wrong key", "--format=json", as_="agent")
    assert (ran.json["shift"], ran.json["reason"]) == ("early", "wrong key")


@pytest.mark.req("SHF-14")
def test_signing_on_says_what_must_be_read(cli: CommandLine, site: Site, as_: AsStaff) -> None:
    site.shift("agent", 6)
    number = site.hand_over("agent", "supervisor").row.number
    publish_notice(as_("supervisor"), title="Water off in B3")
    ran = cli("shift", "start", as_="agent2")
    assert f"Handover not read: {number}" in ran.stderr
    assert "Water off in B3" in ran.stderr
    cli("handover", "show", number, as_="agent2")
    cli("shift", "end", as_="agent2")
    assert "Handover not read" not in cli("shift", "start", as_="agent2").stderr


@pytest.mark.req("SHF-08")
def test_duty_record_and_weekly_check(cli: CommandLine, site: Site) -> None:
    site.shift("agent", 6)
    (row,) = cli("shift", "record", "--format=json").json
    assert row["officers"] == ["1007 李晓"]
    site.at(9, day=30)
    assert "2026-11-23" in cli("shift", "review").stderr
    assert "1 shift checked" in cli("shift", "review", "2026-11-23").stderr
    assert cli("shift", "review", "monday").code == 2


@pytest.mark.req("SHF-09", "SHF-10", "SHF-11", "SHF-12")
def test_a_whole_handover_from_the_command_line(cli: CommandLine, site: Site) -> None:
    site.shift("agent", 6)
    leak, lamp = site.ticket("leak"), site.ticket("lamp")
    site.at(13, 50)
    draft = cli("handover", "prepare", "--none", "basic,abnormal", "--format=json", as_="agent")
    assert draft.json["state"] == "draft"
    assert draft.json["missing"] == ["knowledge", "summary"]
    assert "Knowledge" in draft.stderr
    ready = cli("handover", "prepare", "--none=all", "--summary=calm", "--format=json", as_="agent")
    number = ready.json["number"]
    assert (number, ready.json["state"]) == ("H20261123-E1", "prepared")
    kept = cli(
        "handover", "item", number, leak.number, "--keep", "--next=call her", "--format=json", as_="agent"
    )
    assert {row["title"]: row["mine"] for row in kept.json} == {"leak": "keep", "lamp": None}
    forgotten = cli("handover", "item", "1", "pass", as_="agent")
    assert (forgotten.code, "--pass" in forgotten.stderr) == (2, True)
    cli("handover", "item", number, "all", "--pass", as_="agent")
    asked = cli("handover", "item", number, lamp.number, "--query=which floor?", as_="agent2")
    assert "which floor?" in asked.stdout
    assert cli("handover", "sign", as_="agent").code == 0
    assert cli("handover", "receive", number, "--read-back=two", as_="agent2").code == 1
    cli("handover", "item", number, "t0002", "--reply=third", as_="agent")
    assert cli("handover", "item", number, "--accept", as_="agent2").code == 2
    cli("handover", "item", "T-0002", "--accept", as_="agent2")
    done = cli("handover", "receive", "--read-back=lamp on the third", "--format=json", as_="agent2")
    assert done.code == 0, done.stderr
    assert (done.json["state"], done.json["incoming"]) == ("closed", "1012 陈博")
    cli("handover", "addendum", number, "the key is in the drawer", as_="agent")
    shown = cli("handover", "show", number, "--format=json", as_="agent").json
    assert [row["text"] for row in shown["addenda"]] == ["the key is in the drawer"]
    assert [row["number"] for row in cli("handover", "list", "--format=json").json] == [number]


@pytest.mark.req("SHF-13")
def test_return_and_temporary(cli: CommandLine, site: Site) -> None:
    site.shift("agent", 6)
    number = site.prepared().row.number
    back = cli("handover", "receive", number, "--return=the lift is missing", "--format=json", as_="agent2")
    assert (back.json["state"], back.json["return_reason"]) == ("draft", "the lift is missing")
    site.prepared()
    note = cli("handover", "sign", number, "--temporary=details follow", "--format=json")
    assert (note.json["state"], note.json["temporary"]) == ("temporary", True)
    assert cli("handover", "sign", number, "--temporary=x", as_="agent2").code == 4


def test_a_document_in_either_language(cli: CommandLine, site: Site, tmp_path: Path) -> None:
    site.shift("agent", 6)
    site.ticket("leak <b>in</b> [3](x)")
    number = site.hand_over("agent", "agent2").row.number
    english = cli("handover", "export", number)
    assert english.stdout.startswith("# Shift handover H20261123")
    assert r"leak \<b\>in\</b\> \[3\]\(x\)" in english.stdout
    assert "交接班记录" in cli("handover", "export", number, lang="zh").stdout
    page = tmp_path / "handover.html"
    assert cli("handover", "export", number, "-o", str(page)).code == 0
    assert "leak &lt;b&gt;in&lt;/b&gt;" in page.read_text(encoding="utf-8")
    assert "<b>in</b>" not in page.read_text(encoding="utf-8")


def test_tampering_is_said(cli: CommandLine, site: Site) -> None:
    from csconsole.models import Handover

    site.shift("agent", 6)
    number = site.hand_over("agent", "agent2").row.number
    assert cli("handover", "export", number).stderr == ""
    with site.as_("supervisor").write() as uow:
        handover = uow.one(Handover, number=number)
        assert handover is not None
        uow.update(handover, "tampered", {"summary": "x"})
    assert "not what was signed" in cli("handover", "export", number).stderr


@pytest.mark.usefixtures("site")
def test_what_does_not_exist(cli: CommandLine) -> None:
    assert cli("handover", "show", "H20990101-E1").code == 3
    assert cli("handover", "show").code == 3
    assert cli("handover", "prepare", as_="agent").code == 1
    assert cli("handover", "prepare", "--text=oops", as_="agent").code == 2
    assert cli("shift", "start", as_="auditor").code == 4


@pytest.mark.req("SHF-26")
def test_old_handovers_are_released_after_the_question(cli: CommandLine, site: Site) -> None:
    site.shift("agent", 6)
    site.hand_over("agent", "agent2")
    early = cli("handover", "release", "--yes", as_="admin")
    assert (early.code, "kept for 12 months; none is older" in early.stderr) == (1, True)
    site.clock.advance(days=400)
    asked = cli("handover", "release", as_="admin")
    assert (asked.code, "--yes" in asked.stderr) == (2, True)
    assert cli("handover", "release", "--yes", as_="manager").code == 4
    released = cli("handover", "release", "--yes", as_="admin")
    assert (released.code, released.stderr) == (0, "1 handover released.\n")
