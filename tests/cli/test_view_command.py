"""Saved views on the command line: list, open, add, share, remove."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def names(cli: CommandLine, who: str) -> list[tuple[str, str]]:
    rows = cli("view", "list", "--format=json", as_=who).json
    return [(row["name"], row["whose"]) for row in rows if row["whose"] != "shipped"]


def test_a_view_is_added_opened_shared_and_dropped(cli: CommandLine) -> None:
    for title in ("Lamp", "Door"):
        cli("ticket", "new", title, "--kind=other")
    added = cli("view", "add", "Lamps", "--filter=lamp", "--sort=-due", "--format=json")
    assert (added.code, added.json["whose"], added.json["filter"]) == (0, "own", "lamp"), added.stderr
    opened = cli("view", "open", "lamps", "--format=json")
    assert [row["title"] for row in opened.json] == ["Lamp"]
    [row] = [row for row in cli("view", "list", "--format=json").json if row["name"] == "Lamps"]
    assert row["count"] == "1"
    assert names(cli, "agent") == []
    shared = cli("view", "share", "Lamps", "--format=json")
    assert (shared.code, shared.json["whose"]) == (0, "department")
    assert names(cli, "agent") == names(cli, "supervisor") == [("Lamps", "department")]
    assert cli("view", "remove", "Lamps", as_="agent").code == 4
    assert cli("view", "remove", "Lamps").code == 0
    assert names(cli, "agent") == []


def test_what_is_refused(cli: CommandLine) -> None:
    cli("view", "add", "Mine", as_="agent")
    for words, code in (
        (("add", "Wrong", "--filter=stat:open"), 2),
        (("add", "Wrong", "--sort=colour"), 2),
        (("add", "Wrong", "--for=all"), 2),
        (("add", " "), 1),
        (("add", "Ours", "--for=department"), 4),
        (("add", "Ours", "--for=everyone"), 4),
        (("share", "Mine", "--for=own"), 2),
        (("share", "Mine"), 4),
        (("open", "Mien"), 3),
        (("remove", "Nothing"), 3),
    ):
        ran = cli("view", *words, as_="agent")
        assert (ran.code, ran.stdout) == (code, ""), (words, ran.stderr)
    assert "Did you mean Mine?" in cli("view", "open", "Mien", as_="agent").stderr
    shipped = next(row for row in cli("view", "list", "--format=json").json if row["whose"] == "shipped")
    assert cli("view", "open", shipped["code"]).code == 0
    assert cli("view", "remove", shipped["code"]).code == 1
    assert names(cli, "agent2") == []
