"""``csconsole notice`` on both streams, with its exit codes (SHF-14, KNW-06)."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine


@pytest.mark.req("SHF-14")
def test_a_note_that_must_be_read_warns_until_it_is_read(cli: CommandLine) -> None:
    published = cli(
        "notice", "publish", "Water off in B3", "--body", "14:00 to 16:00", "--kind", "outage", "--must-read",
        "--until", "today 16:00", "--format", "json",
    )  # fmt: skip
    assert published.code == 0, published.stderr
    row = published.json
    assert (row["title"], row["kind"], row["must_read"], row["read_at"]) == (
        "Water off in B3",
        "outage",
        True,
        None,
    )
    assert row["until_at"] == "2026-11-23T08:00:00Z"
    unread = cli("notice", "list", "--unread", "--format", "jsonl", as_="agent")
    assert [one["id"] for one in unread.jsonl] == [row["id"]]
    read = cli("notice", "read", str(row["id"]), "--format", "json", as_="agent")
    assert read.json["read_at"] == "2026-11-23T01:00:00Z"
    assert cli("notice", "list", "--unread", "--format", "jsonl", as_="agent").jsonl == []
    listed = cli("notice", "list", "--filter", "kind:outage B3", "--format", "jsonl", as_="agent")
    assert [one["body"] for one in listed.jsonl] == ["14:00 to 16:00"]
    assert cli("notice", "end", str(row["id"]), "--format", "json").json["until_at"] == "2026-11-23T01:00:00Z"
    assert "停水停电" in cli("notice", "list", lang="zh").stdout


@pytest.mark.req("SHF-14")
@pytest.mark.parametrize(
    ("words", "who", "code"),
    [
        (("publish", "x"), "agent", 4),
        (("publish", "x", "--kind", "rumour"), "supervisor", 2),
        (("publish", "x", "--until", "2026-11-20 10:00"), "supervisor", 1),
        (("publish", "x", "--department", "NONE"), "supervisor", 3),
        (("read", "99"), "agent", 3),
        (("end", "99"), "supervisor", 3),
    ],
)
def test_what_is_refused(words: tuple[str, ...], who: str, code: int, cli: CommandLine) -> None:
    done = cli("notice", *words, as_=who)
    assert (done.code, done.stdout) == (code, ""), done.stderr
