"""The query language over rows that stand in no table: the same times as in the lists that do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

import pytest

from csconsole.cli.options import MOST_ROWS
from csconsole.errors import WrongFormError
from csconsole.services.query import EntityFields, FieldSpec, Kind, QueryError
from csconsole.services.query.edges import Moment
from csconsole.services.query.in_memory import page_of_rows

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""
HOUR = timedelta(hours=1)
FIELDS = EntityFields(
    name="row",
    model=None,
    fields=(
        FieldSpec("name", "名称", Kind.EXACT, attrgetter("name")),
        FieldSpec("due", "时限", Kind.INSTANT, attrgetter("due"), ahead=True),
        FieldSpec("since", "起", Kind.INSTANT, attrgetter("since")),
    ),
    default_sort="",
)


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    due: datetime | None
    since: datetime


ROWS = (
    Row("late", NOW - HOUR, NOW - 50 * HOUR),
    Row("soon", NOW + HOUR, NOW - 2 * HOUR),
    Row("tonight", NOW + 12 * HOUR, NOW - HOUR),
    Row("tomorrow", NOW + 25 * HOUR, NOW - 26 * HOUR),
    Row("never", None, NOW - 400 * HOUR),
)


def found(filter: str, sort: str = "") -> str:
    moment = Moment(NOW, ZoneInfo("Asia/Shanghai"))
    page = page_of_rows(FIELDS, ROWS, lambda row: row.name, filter=filter, sort=sort, moment=moment)
    return " ".join(row.name for row in page.rows)


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("due<now", "late"),
        ("due<2h", "late soon"),
        ("due>2h", "tonight tomorrow"),
        ("due:today", "late soon tonight"),
        ("due:tomorrow", "tomorrow"),
        ("due<=today", "late soon tonight"),
        ("due>today", "tomorrow"),
        ("时限:明天", "tomorrow"),
        ("due:none", "never"),
        ("due:any", "late soon tonight tomorrow"),
        ("-due:today", "tomorrow never"),
        ("due!=today", "tomorrow never"),
        ("due:2026-11-24", "tomorrow"),
        ("due:2026-11-23..2026-11-24", "late soon tonight tomorrow"),
        ("due:2026-11-24..", "tomorrow"),
        ("due:..+2h", "late soon"),
        ("due<2026-11-23T02:00:00Z", "late"),
        ("due:2h", "soon"),
        ("since<3h", "soon tonight"),
        ("since>2d", "late never"),
        ("since>=-3h", "soon tonight"),
        ("due<now or since>1w", "late never"),
        ("due<12:00 since<3h", "soon"),
    ],
)
def test_times_mean_what_they_mean_in_other_lists(filter: str, names: str) -> None:
    assert found(filter) == names


def test_times_are_an_order() -> None:
    assert found("", "due") == "late soon tonight tomorrow never"
    assert found("", "-since") == "tonight soon tomorrow late never"


@pytest.mark.parametrize("filter", ["due:soonish", "due<", "due:1,2,nonsense", "due<today,tomorrow"])
def test_what_is_no_time_is_told(filter: str) -> None:
    with pytest.raises(QueryError):
        found(filter)


def test_a_page_has_10000_rows_at_most() -> None:
    """What the services take, the command line takes, too."""
    assert MOST_ROWS == 10_000
    page_of_rows(FIELDS, (), str, limit=10_000)
    for limit in (0, 10_001):
        with pytest.raises(WrongFormError):
            page_of_rows(FIELDS, (), str, limit=limit)
