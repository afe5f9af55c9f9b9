"""Exit codes: 2 for words that are wrong whatever is stored, 4 for who may not, before 1 for what a rule
refuses.
"""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine

PLAN = ("callback", "plan", "--reason=x", "--phone=199 0000 0101")
NEW = ("ticket", "new", "The lamp flickers")


@pytest.mark.parametrize(
    "words",
    [
        (*PLAN, "--due=soon"),
        (*PLAN, "--kind=colour"),
        ("callback", "plan", "--reason=x", "--phone=abc"),
        ("callback", "list", "--view=nonsense"),
        ("callback", "list", "--sort=colour"),
        ("call", "list", "--sort=colour"),
        ("call", "list", "--format=pdf"),
        ("call", "day", "--date=someday"),
        ("call", "day", "--date=9999-12-31"),
        ("call", "log", "--summary=x", "--phone=12345", "--started=early"),
        ("call", "log", "--summary=x", "--phone=12345", "--channel=pigeon"),
        ("call", "log", "--summary=x", "--phone=12345", "--talk=99999999"),
        (*NEW, "--priority=colour"),
        (*NEW, "--kind=colour"),
        (*NEW, "--kind=other", "--promise=whenever"),
        (*NEW, "--appointment=whenever"),
        ("ticket", "list", "--sort=colour"),
        ("ticket", "why", "1", "--if=priority=colour"),
        ("ticket", "slip", "1", "--format=pdf"),
        ("customer", "list", "--sort=colour"),
        ("customer", "add", "Ann", "--birthday=soon"),
        ("customer", "add", "Ann", "--tier=colour"),
        ("asset", "add", "Lift", "--kind=colour", "--location=Hall"),
        ("complaint", "register", "--from=someday"),
        ("complaint", "guide", "colour"),
        ("escalation", "new", "colour", "--reason=x"),
        ("ticket", "step", "1", "dance"),
        ("contractor", "add", "Ann", "--trade=colour"),
        ("report", "daily", "--date=someday"),
        ("report", "daily", "--from=2026-11-23", "--to=2026-11-01"),
        ("report", "daily", "--from=someday"),
        ("report", "daily", "--by=colour"),
        ("shift", "review", "someday"),
        ("staff", "add", "3002", "--name=X", "--role=boss"),
        ("staff", "add", "3 002", "--name=X", "--role=agent"),
        ("staff", "list", "--filter=role:boss"),
        ("setting", "set", "sign_in.idle_lock", "often"),
        ("tariff", "set", "water.tap", "cheap", "--zh=x"),
        ("audit", "log", "--sort=colour"),
        ("call", "list", "--limit=٣"),
        ("call", "list", "--limit=1_0"),
        ("call", "list", "--filter=wait>٣"),
        ("call", "list", "--filter=score>1_0"),
        ("notice", "read", "١"),
    ],
)
def test_a_value_that_is_none_is_wrong_usage(cli: CommandLine, words: tuple[str, ...]) -> None:
    if words[:2] in (("ticket", "why"), ("ticket", "slip"), ("ticket", "step")):
        assert cli(*NEW, "--kind=other").code == 0
    who = "admin" if words[0] in ("staff", "setting", "tariff", "audit") else "supervisor"
    ran = cli(*words, as_=who)
    assert (ran.code, ran.stdout) == (2, ""), ran.stderr
    assert ran.stderr.startswith("csconsole: ")
    assert not any(other in ran.stderr for other in ("no option", "no command", "is missing")), ran.stderr


@pytest.mark.parametrize(
    ("key", "value"), [("calendar.name", "moon"), ("complaint.product_department", "NOSUCH")]
)
def test_a_setting_that_names_what_does_not_exist_is_not_found(
    cli: CommandLine, key: str, value: str
) -> None:
    ran = cli("setting", "set", key, value, as_="admin")
    assert (ran.code, ran.stdout) == (3, "")
    assert value in ran.stderr


def test_a_name_too_long_for_a_file_is_no_database(cli: CommandLine) -> None:
    ran = cli("--db", "a" * 5000, "call", "list")
    assert (ran.code, ran.stdout) == (6, "")
