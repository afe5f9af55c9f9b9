"""A number is found as lists show it, also as a free word of a filter (REF-34)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.query.short_numbers import number_pattern
from csconsole.services.tickets import list_tickets
from tests.services.tickets.registering import register


@pytest.mark.parametrize(
    ("written", "pattern"),
    [
        ("T-0007", "T%-0007"),
        ("t1121-0007", "T%1121-0007"),
        ("T…-0007", "T%-0007"),
        ("T..-0007", "T%-0007"),
        ("T20261121-0007", None),
        ("T-800", None),
        ("-0007", None),
        ("leak", None),
    ],
)
def test_what_is_a_short_number(written: str, pattern: str | None) -> None:
    assert number_pattern(written) == pattern


@pytest.mark.req("REF-34")
def test_a_list_is_searched_for_the_number_that_it_shows(ctx: Context, clock: FrozenClock) -> None:
    old = register(ctx)
    clock.advance(days=1)
    new, other = register(ctx, title="T-0001 was the one before"), register(ctx, title="lamp")

    def found(filter: str) -> list[str]:
        return [row.number for row in list_tickets(ctx, filter=filter).rows]

    assert found("T-0001") == found("t-0001") == found("number:T-0001") == [new.number, old.number]
    day = old.number[5:9]
    assert found(f"T{day}-0001") == [old.number]
    assert found("T-0002 lamp") == [other.number]
    assert found('"T-0001"') == [new.number], "in quotation marks it is a word"
    assert found("C-0001") == []
