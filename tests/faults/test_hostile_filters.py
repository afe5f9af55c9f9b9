"""Filters, keys and numbers that no list and no column can hold: the same refusal on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.errors import CsconsoleError
from csconsole.services.categories import find_category
from csconsole.services.departments import find_department
from csconsole.services.drafts import find_draft, save_draft
from csconsole.services.views import list_views
from tests.conftest import AsStaff, CommandLine

MUCH = "9" * 16


@pytest.mark.parametrize("query", ["iris", "not iris", "-iris", "iris or active:yes", "-(iris or x)"])
def test_a_list_without_words_takes_no_free_word_anywhere(cli: CommandLine, query: str) -> None:
    ran = cli("audit", "log", "--filter", query, as_="auditor")
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


@pytest.mark.parametrize("half", ["\ud83d", "a\udcff"])
def test_half_a_character_is_refused_by_whoever_looks_it_up_or_stores_it(as_: AsStaff, half: str) -> None:
    agent, admin = as_("agent"), as_("admin")
    works: tuple[Callable[[], object], ...] = (
        lambda: find_department(admin, half),
        lambda: find_category(admin, half),
        lambda: find_draft(agent, half),
        lambda: save_draft(agent, half, "new", {"summary": half}),
        lambda: list_views(agent, half),
    )
    for work in works:
        with pytest.raises(CsconsoleError):
            work()
