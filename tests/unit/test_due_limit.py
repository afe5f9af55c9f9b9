from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError
from csconsole.services.due import Limit, LimitUnit, parse_limit


@pytest.mark.req("REF-07")
@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("15m", 15, LimitUnit.MINUTES),
        ("24h", 24, LimitUnit.HOURS),
        ("7d", 7, LimitUnit.DAYS),
        ("3wd", 3, LimitUnit.WORKING_DAYS),
        ("8wh", 8, LimitUnit.WORKING_HOURS),
        (" 3 WD ", 3, LimitUnit.WORKING_DAYS),
        ("３ｗｄ", 3, LimitUnit.WORKING_DAYS),
        ("9999h", 9999, LimitUnit.HOURS),
    ],
)
def test_reads_a_limit(text: str, value: int, unit: LimitUnit) -> None:
    assert parse_limit(text) == Limit(value, unit)


@pytest.mark.req("REF-07")
def test_writes_it_as_it_was_read() -> None:
    assert [str(parse_limit(text)) for text in ("15m", "24h", "3wd", "8wh", "2d")] == [
        "15m",
        "24h",
        "3wd",
        "8wh",
        "2d",
    ]


@pytest.mark.req("REF-07")
@pytest.mark.parametrize("text", ["", "3", "wd", "3w", "-1h", "1.5h", "3wd4h", "三wd", "3 wd wd", "١m", "h3"])
def test_refuses_what_is_no_limit(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_limit(text, field="due")
    assert (refused.value.field, refused.value.value, refused.value.rule) == ("due", text, "limit.form")
    assert "3wd" in refused.value.message


@pytest.mark.req("REF-07")
@pytest.mark.parametrize("text", ["0m", "0wd", "10000h"])
def test_refuses_a_limit_out_of_range(text: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_limit(text)
    assert (refused.value.value, refused.value.rule) == (text, "limit.range")


def test_days_have_no_length_in_seconds() -> None:
    assert parse_limit("15m").seconds == 900
    assert parse_limit("8wh").seconds == 28800
    with pytest.raises(ValueError, match="counts days"):
        _ = parse_limit("3wd").seconds
