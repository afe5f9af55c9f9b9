"""Filters, keys and numbers that no list and no column can hold: the same refusal on both engines."""

from __future__ import annotations

import pytest

from tests.conftest import CommandLine

MUCH = "9" * 16


@pytest.mark.parametrize("query", ["iris", "not iris", "-iris", "iris or active:yes", "-(iris or x)"])
@pytest.mark.parametrize("noun", ["staff", "tariff"])
def test_a_list_without_an_index_takes_no_free_word_anywhere(cli: CommandLine, noun: str, query: str) -> None:
    ran = cli(noun, "list", "--filter", query, as_="manager")
    assert (ran.code, "no free words" in ran.stderr) == (2, True), ran.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "show", MUCH),
        ("customer", "show", f"#{MUCH}"),
        ("customer", "find", f"#{MUCH}"),
        ("customer", "merge", MUCH, MUCH, "--reason", "same"),
        ("undo", MUCH),
        ("call", "list", "--filter", f"customer:{MUCH}"),
        ("ticket", "list", "--filter", f"id:{MUCH}"),
        ("ticket", "show", MUCH),
        ("call", "list", "--filter", f"wait:>{MUCH}"),
    ],
    ids=" ".join,
)
def test_a_number_beyond_its_column_is_the_callers_mistake(cli: CommandLine, words: tuple[str, ...]) -> None:
    ran = cli(*words)
    assert ran.code in (0, 1, 2, 3), ran.stderr
