"""What a refused command says: what is true, and what to do about it."""

from __future__ import annotations

import pytest

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
