"""``csconsole due`` and the time of a ticket on the command line."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from tests.conftest import CommandLine

REPAIR = (
    "ticket", "new", "Leak", "--kind", "repair", "--address", "3-502", "--scope", "in_home",
    "--phone", "021-5550-0101", "--name", "Ouyang Xiaowen", "--format", "json",
)  # fmt: skip


@pytest.mark.req("TKT-07")
def test_the_tick_prints_each_warning_once(cli: CommandLine, clock: FrozenClock) -> None:
    number = cli(*REPAIR).json["number"]
    clock.advance(hours=13)
    found = cli("due", "tick", "--format", "json")
    assert [(each["number"], each["clock"], each["mark"]) for each in found.json] == [
        (number, "respond", "50"),
        (number, "resolve", "50"),
    ]
    assert cli("due", "tick", "--format", "json").json == []
    clock.advance(hours=12)
    assert [each["clock"] for each in cli("due", "list", "--late", "--format", "json").json] == [
        "respond",
        "resolve",
    ]


@pytest.mark.req("TKT-07")
def test_why_says_what_would_change(cli: CommandLine) -> None:
    number = cli(*REPAIR).json["number"]
    found = cli("ticket", "why", number, "--if", "priority=emergency")
    assert "resolve: due 2026-11-23 Mon 10:00 instead of 2026-11-24 Tue 09:00" in found.stdout
    assert "arrive: would run, due 2026-11-23 Mon 09:15" in found.stdout
    wrong = cli("ticket", "why", number, "--if", "colour=red")
    assert (wrong.code, wrong.stdout) == (2, "")
    assert "priority, level, type, calendar" in wrong.stderr
    assert cli("ticket", "why", number, "--if", "calendar=moon").code == 2


@pytest.mark.req("TKT-09")
def test_a_far_deferral_warns_and_an_unagreed_one_is_refused(cli: CommandLine) -> None:
    number = cli(*REPAIR).json["number"]
    words = ("ticket", "defer", number, "--until", "2026-11-27 10:00", "--reason", "Part missing")
    assert cli(*words).code == 1
    done = cli(*words, "--agreed", "--format", "json")
    assert done.json["due_source"] == "deferral"
    assert "one or two days are best" in done.stderr
    assert cli("ticket", "extend", number, "--until", "2026-11-28 10:00", "--told").code == 0
    assert cli("due", "requests", "--format", "json").json == []
    assert cli("due", "reckon").code == 0


@pytest.mark.req("TKT-34")
def test_unanswered_tickets_are_counted_by_department(cli: CommandLine, clock: FrozenClock) -> None:
    cli(*REPAIR)
    clock.advance(hours=25)
    found = cli("ticket", "unanswered", "--format", "json")
    assert len(found.json) == 1
    assert "Without a department: 1" in found.stderr
