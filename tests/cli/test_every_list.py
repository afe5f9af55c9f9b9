"""Every list takes ``--filter``, ``--sort``, ``--limit``, ``--after`` and ``--format``."""

from __future__ import annotations

from typing import Any, Final

from csconsole.cli.main import load_noun
from csconsole.cli.nouns import NOUNS
from tests.conftest import CommandLine, Ran

OPTIONS: Final = frozenset({"--filter", "--sort", "--limit", "--after", "--format"})
LISTS_TOO: Final = (
    ("asset", "kinds"),
    ("complaint", "cases"),
    ("complaint", "key"),
    ("complaint", "penalties"),
    ("complaint", "violations"),
    ("contractor", "jobs"),
    ("due", "requests"),
    ("meeting", "items"),
    ("ticket", "slips"),
    ("ticket", "unsettled"),
    ("view", "open"),
)
"""Lists of records whose verb has a name of its own."""


def _verbs(noun: str) -> dict[str, Any]:
    command: Any = load_noun(noun)
    return getattr(command, "commands", {})


def _every_list() -> list[tuple[str, str]]:
    listed = [(noun, "list") for noun in NOUNS if "list" in _verbs(noun)]
    return [*listed, *LISTS_TOO]


def test_every_list_takes_the_same_options() -> None:
    lacking = {}
    for noun, verb in _every_list():
        taken = {word for one in _verbs(noun)[verb].params for word in getattr(one, "opts", ())}
        if missing := OPTIONS - taken:
            lacking[noun, verb] = sorted(missing)
    assert lacking == {}
    assert len(_every_list()) > len(LISTS_TOO)


def _run(cli: CommandLine, *words: str) -> Ran:
    """Run it as somebody who may."""
    ran = cli(*words, as_="supervisor")
    for who in ("admin", "auditor"):
        if ran.code == 4:
            ran = cli(*words, as_=who)
    return ran


def _named(cli: CommandLine) -> dict[tuple[str, str], str]:
    """What a list is of, by noun and verb, where it must be named."""
    ran = cli("ticket", "new", "Lamp", "--kind=complaint", "--format=json")
    assert ran.code == 0, ran.stderr
    view = cli("view", "list", "--filter", "whose:shipped", "--format", "json").json[0]["code"]
    return {
        ("view", "open"): view,
        ("ticket", "unsettled"): "orphan",
        ("complaint", "penalties"): ran.json["number"],
    }


def test_every_list_reads_the_one_query_language(cli: CommandLine) -> None:
    named = _named(cli)
    for noun, verb in _every_list():
        words = (noun, verb, named[noun, verb]) if (noun, verb) in named else (noun, verb)
        ran = _run(cli, *words, "--filter", "no_such_key:1", "--format", "jsonl")
        assert (ran.code, ran.stdout) == (2, ""), (words, ran.stderr)
        assert "no_such_key" in ran.stderr, words
        assert _run(cli, *words, "--sort", "no_such_key").code == 2, words
        assert _run(cli, *words, "--after", "no_such_page").code == 2, words
        assert _run(cli, *words, "--limit", "1", "--format", "jsonl").code == 0, words
