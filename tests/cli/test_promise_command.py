"""``csconsole promise``: a promise that no ticket or callback carries is settled by its key (CALL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.promises import make_promise
from csconsole.services.tickets import create_ticket
from tests.conftest import AsStaff, CommandLine


@pytest.fixture
def key(ctx: Context) -> str:
    """A promise for in two hours."""
    return str(make_promise(ctx, text="the price list", due_at=ctx.now() + timedelta(hours=2)).id)


@pytest.mark.req("CALL-14")
def test_a_promise_is_listed_and_kept(cli: CommandLine, key: str) -> None:
    listed = cli("promise", "list", "--filter", "state:open", "--format", "jsonl")
    assert [(str(row["id"]), row["text"]) for row in listed.jsonl] == [(key, "the price list")]
    assert cli("promise", "settle", key, "--how", "missed").code == 1
    kept = cli("promise", "settle", key, "--how", "kept", "--format", "json")
    assert (kept.json["state"], kept.json["overdue"]) == ("kept", False)
    assert cli("promise", "settle", key, "--how", "kept").code == 1
    assert cli("promise", "list", "--filter", "state:open", "--format", "jsonl").jsonl == []


@pytest.mark.req("CALL-14")
@pytest.mark.parametrize(
    ("words", "code"),
    [(("--how", "banana"), 2), (("--how", "cancelled"), 1), (("--how", "cancelled", "--reason", "moot"), 0)],
)
def test_how_it_ends(cli: CommandLine, key: str, words: tuple[str, ...], code: int) -> None:
    assert cli("promise", "settle", key, *words).code == code


@pytest.mark.req("CALL-14")
def test_after_its_time_it_is_late_or_missed(cli: CommandLine, key: str, clock: FrozenClock) -> None:
    clock.advance(hours=3)
    assert cli("promise", "settle", key, "--how", "kept").code == 1
    assert cli("promise", "list", "--filter", "overdue:yes", "--format", "jsonl").jsonl[0]["overdue"]
    assert cli("promise", "settle", key, "--how", "late", "--format", "json").json["state"] == "late"


@pytest.mark.req("CALL-14")
def test_a_promise_of_money_is_marked_and_approved_or_refused(
    cli: CommandLine, ctx: Context, as_: AsStaff
) -> None:
    for text in ("a refund of 20", "a discount"):
        create_ticket(
            as_("agent"), title="lamp", promised_at=ctx.now() + timedelta(hours=2), promise_text=text
        )
    waiting = cli("promise", "list", "--filter", "approval:asked", "--format", "jsonl").jsonl
    assert [row["approval"] for row in waiting] == ["asked", "asked"]
    assert "Not approved yet" in cli("promise", "list", "--format", "table").stdout
    first, second = (str(row["id"]) for row in waiting)
    said = cli("promise", "approve", first, "--note", "20 at most", "--format", "json")
    assert (said.json["approval"], said.json["state"]) == ("approved", "open")
    assert cli("promise", "approve", first).code == 1
    assert cli("promise", "refuse", second).code == 2
    refused = cli("promise", "refuse", second, "--reason", "no ground", "--format", "json")
    assert refused.json["approval"] == "refused"
    answers = [row["answer"] for row in cli("escalation", "list", "--format", "jsonl").jsonl]
    assert answers == ["Refused: no ground", "Approved: 20 at most"]
