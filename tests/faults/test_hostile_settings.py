"""Values of settings, filters and words that are huge, nested without end or full of control characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csconsole.errors import InvalidInputError
from csconsole.services.settings.registry import LONGEST, spec_of
from tests.conftest import CommandLine

HUGE = "长x" * 500_000


@pytest.mark.parametrize("value", [HUGE, "ab," * LONGEST, [HUGE]], ids=["text", "many", "list"])
def test_a_huge_list_is_refused_in_few_words(value: Any) -> None:
    with pytest.raises(InvalidInputError, match="cannot be") as refused:
        spec_of("import.outbound_contexts").check(value)
    assert len(refused.value.message) < 200


@pytest.mark.parametrize(
    "value",
    ['{"a": ' * 100_000, '{"a": ' + "[" * 100_000, f'{{"repair": "{HUGE}"}}'],
    ids=["tables", "lists", "text"],
)
def test_a_huge_or_endless_table_is_refused(value: str) -> None:
    with pytest.raises(InvalidInputError, match="cannot be"):
        spec_of("ticket.limits").read(value)


def test_texts_in_a_table_are_cleaned() -> None:
    text = r'{"re\u001bpair": {"low\u0000": ["2\u202e d", 3, true, null, "\ud800"]}}'
    found = spec_of("ticket.limits").read(text)
    assert found == {"repair": {"low": ["2 d", 3, True, None, ""]}}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_headings_of_a_file_are_not_repeated_at_length(cli: CommandLine, tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    table.write_text(
        f"time,phone,summary,{HUGE[:200_000]}\n2026-11-20 10:00,02155500123,x,y\n", encoding="utf-8"
    )
    ran = cli("import", "calls", str(table), as_="admin")
    assert ran.code == 0
    assert 50 < len(ran.stderr) < 1000


@pytest.mark.parametrize(
    "words",
    [
        ("call", "list", HUGE),
        ("call", "list", "--filter", HUGE),
        ("call", "list", "--limit", HUGE),
        ("call", "list", "--after", HUGE),
        ("setting", "set", "import.outbound_contexts", "a b " * 200_000),
    ],
    ids=lambda words: " ".join(words[:3])[:40],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_given_is_not_repeated_at_length(cli: CommandLine, words: tuple[str, ...]) -> None:
    ran = cli(*words, as_="admin" if words[0] == "setting" else "supervisor")
    assert ran.code in (1, 2)
    assert len(ran.stderr) < 2000
