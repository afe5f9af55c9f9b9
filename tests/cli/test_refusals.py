"""What a refused command says: what is true, and what to do about it."""

from __future__ import annotations

import pytest

from csconsole.models import Call
from csconsole.services.context import Context
from tests.conftest import CommandLine


def some_ticket(cli: CommandLine) -> str:
    """The number of a new ticket that nobody has."""
    return str(cli("ticket", "new", "The lamp flickers", "--kind=other", "--format=json").json["number"])


@pytest.mark.req("TKT-04")
def test_who_accepts_a_ticket_of_nobody_is_told_who_dispatches(cli: CommandLine) -> None:
    number = some_ticket(cli)
    refused = cli("ticket", "accept", number, as_="handler")
    assert refused.code == 4
    assert f"{number} is with nobody yet: it must be dispatched first." in refused.stderr
    assert "supervisor" in refused.stderr.casefold()


@pytest.mark.req("TKT-02")
def test_a_cancelled_ticket_says_that_nothing_is_possible(cli: CommandLine) -> None:
    number = some_ticket(cli)
    assert cli("ticket", "cancel", number, "--reason=twice").code == 0
    again = cli("ticket", "cancel", number, "--reason=twice")
    assert again.code == 1
    assert again.stderr.rstrip().endswith("Nothing more is possible.")


@pytest.mark.req("REF-34")
def test_a_negative_number_is_no_ticket(cli: CommandLine) -> None:
    some_ticket(cli)
    assert cli("ticket", "cancel", "--reason=x", "--", "-1").code == 3
    assert cli("ticket", "show", "#1").code == 0


def test_an_empty_priority_is_the_usual_one(cli: CommandLine) -> None:
    ran = cli("ticket", "new", "The lamp flickers", "--priority= ", "--format=json")
    assert (ran.code, ran.json["priority"]) == (0, "normal")


def test_a_limit_beyond_reason_is_wrong_usage(cli: CommandLine) -> None:
    ran = cli("customer", "find", "Ann", "--limit=99999999999999999999")
    assert ran.code == 2
    assert "1<=x<=10" in ran.stderr


@pytest.mark.req("CUS-01")
def test_a_code_that_another_customer_has_is_refused_by_rule(cli: CommandLine) -> None:
    cli("customer", "add", "Ann", "--code=A1")
    cli("customer", "add", "Bert", "--code=B1")
    for words in (("add", "Cleo", "--code=A1"), ("edit", "B1", "--code=A1")):
        refused = cli("customer", *words)
        assert (refused.code, "Another customer has the code A1." in refused.stderr) == (1, True)
    assert cli("customer", "edit", "B1", "--code=B1", "--unit=3").code == 0


def test_a_long_word_is_not_repeated_whole(cli: CommandLine) -> None:
    refused = cli("ticket", "show", "x" * 3000)
    assert refused.code == 3
    assert len(refused.stderr) < 500


@pytest.mark.req("SEC-02")
def test_who_may_not_is_told_so_before_what_is_missing(cli: CommandLine, ctx: Context) -> None:
    with ctx.write() as uow:
        uow.create(Call(number="C20261123-0001", state="closed", started_at=ctx.now(), direction="in"))
    number = some_ticket(cli)
    assert cli("ticket", "start", number, as_="auditor").code == 4
    assert cli("ticket", "cancel", number, as_="auditor").code in (2, 4)
    for who in ("handler", "auditor"):
        assert cli("call", "edit", "1", "--owner=1012", as_=who).code == 4
