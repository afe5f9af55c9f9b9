"""Many rows as columns say the same as each row by itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from csconsole.errors import InvalidInputError
from csconsole.models import Call, Staff
from csconsole.storage.columns import by_column, completed, event_texts, is_kept, search_texts
from csconsole.storage.event_chain import canonical, plain
from csconsole.storage.fit import require_columns_fit

AT = datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"number": "a", "started_at": AT, "summary": '漏水 "5"\n', "wait_seconds": 0, "complex": True},
    {"number": "b", "started_at": AT.replace(microsecond=5), "summary": "", "custom": {"z": 1, "a": [None]}},
    {"number": "c", "started_at": None, "wait_seconds": None, "talk_seconds": 7, "custom": None},
    {"number": "d", "started_at": AT, "queue": "service", "wait_seconds": 1.5, "state": "lost"},
    {"number": "half \udce9", "started_at": AT, "review_date": date(2026, 1, 2), "complex": False},
]


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize("rows", [ROWS, ROWS[:1], [ROWS[0], {**ROWS[0], "number": "e"}]])
def test_the_events_of_columns_are_those_of_the_rows(rows: list[dict[str, Any]]) -> None:
    columns = completed(Call, by_column(Call, rows), {"created_at": AT, "updated_at": AT})
    alone = [{name: getattr(Call(**row), name) for name in Call.model_fields} for row in rows]
    assert event_texts(columns) == [
        canonical({name: plain(value) for name, value in row.items() if is_kept(name, value)})
        for row in alone
    ]
    assert search_texts(Call, columns) == [
        " | ".join(filter(None, (row["number"], row.get("summary")))) for row in rows
    ]


def test_secrets_are_not_told() -> None:
    rows = [{"staff_no": "1", "name": "A", "password_hash": "x"}, {"staff_no": "2", "name": "B"}]
    one, other = event_texts(completed(Staff, by_column(Staff, rows), {}))
    assert '"password_hash":"***"' in one
    assert "password_hash" not in other


def test_a_row_without_its_own_value_gets_the_default() -> None:
    rows = [{"number": "a", "state": "lost"}, {"number": "b"}]
    columns = completed(Call, by_column(Call, rows), {})
    assert list(columns.column("state")) == ["lost", "answered"]
    assert list(columns.column("direction")) == ["inbound", "inbound"]
    assert columns.without([0]).rows() == [columns.row(1)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ([{"queue": "x" * 81}, {"queue": "y"}], "queue"),
        ([{"queue": "x" * 81}, {"queue": "x" * 81}], "queue"),
        ([{"queue": None}, {"queue": "x" * 81}], "queue"),
        ([{"rings": 1}, {"rings": 2**31}], "rings"),
        ([{"rings": None}, {"rings": -(2**31) - 1}], "rings"),
    ],
)
def test_a_value_that_does_not_fit_is_found_in_any_row(values: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        require_columns_fit(Call, completed(Call, by_column(Call, values), {}))
    assert caught.value.field == field
