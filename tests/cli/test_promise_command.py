"""``csconsole promise``: a promise that no ticket or callback carries is settled by its key (CALL-14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.promises import make_promise
from tests.conftest import CommandLine


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
