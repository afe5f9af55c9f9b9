"""``csconsole escalation`` on both streams, with its exit codes (CALL-12)."""

from __future__ import annotations

import pytest

from csconsole.models import Ticket
from csconsole.services.context import Context
from tests.conftest import CommandLine

NUMBER = "T20261123-0001"


@pytest.fixture(autouse=True)
def _ticket(ctx: Context) -> None:
    with ctx.write() as uow:
        uow.create(Ticket(number=NUMBER, kind="repair", title="leak", reported_at=ctx.now()))


@pytest.mark.req("CALL-12")
def test_a_ticket_goes_up_and_the_answer_comes_down(cli: CommandLine) -> None:
    reported = cli(
        "escalation", "new", "T-1", "--reason", "wants a refund", "--reply-by", "+2h", "--format", "json",
        as_="agent",
    )  # fmt: skip
    assert reported.code == 0, reported.stderr
    row = reported.json
    assert (row["number"], row["entity"], row["state"], row["target_role"]) == (
        NUMBER,
        "ticket",
        "open",
        "supervisor",
    )
    assert row["promised_reply_at"] == "2026-11-23T03:00:00Z"
    assert cli("escalation", "answer", NUMBER, "no", as_="agent").code == 4
    assert cli("escalation", "told", NUMBER, as_="agent").code == 3
    answered = cli("escalation", "answer", "T-1", "granted", "--format", "json")
    assert (answered.json["state"], answered.json["answer"]) == ("answered", "granted")
    asked = ("--filter", "teller:me state:answered", "--format", "jsonl")
    listed = cli("escalation", "list", *asked, as_="agent")
    assert [one["number"] for one in listed.jsonl] == [NUMBER]
    told = cli("escalation", "told", "T-1", "--note", "rang her", "--format", "json", as_="agent")
    assert (told.json["state"], told.stderr) == ("told", "")
    assert "rang her" in cli("audit", "log", "--filter", "action:told", "--format", "jsonl").stdout
    assert "已告知" in cli("escalation", "list", lang="zh").stdout


@pytest.mark.req("CALL-12")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("new", "T-1", "--reason", " "), 1),
        (("new", "T-9", "--reason", "x"), 3),
        (("new", "1", "--reason", "x"), 2),
        (("new", "T-1", "--reason", "x", "--to", "emperor"), 3),
        (("new", "T-1", "--reason", "x", "--reply-by", "2026-11-20 10:00"), 1),
        (("list", "--sort", "nosuch"), 2),
    ],
)
def test_what_does_not_go_up(words: tuple[str, ...], code: int, cli: CommandLine) -> None:
    done = cli("escalation", *words)
    assert (done.code, done.stdout) == (code, ""), done.stderr
