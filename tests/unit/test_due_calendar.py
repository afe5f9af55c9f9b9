from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from csconsole.errors import InvalidInputError
from csconsole.paths import package_data
from csconsole.services.due import Calendar, DayKind, load_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = package_data() / "calendars" / "office.toml"


@pytest.fixture
def office() -> Calendar:
    return load_calendar(OFFICE, SHANGHAI)


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 2, 12), DayKind.WORKING, ""),
        (date(2026, 2, 14), DayKind.MAKE_UP, "Spring Festival"),
        (date(2026, 2, 15), DayKind.HOLIDAY, "Spring Festival"),
        (date(2026, 2, 23), DayKind.HOLIDAY, "Spring Festival"),
        (date(2026, 2, 24), DayKind.WORKING, ""),
        (date(2026, 2, 28), DayKind.MAKE_UP, "Spring Festival"),
        (date(2026, 3, 1), DayKind.REST, ""),
        (date(2025, 1, 26), DayKind.MAKE_UP, "Spring Festival"),
        (date(2025, 9, 28), DayKind.MAKE_UP, "National Day"),
        (date(2025, 10, 8), DayKind.HOLIDAY, "National Day"),
    ],
)
def test_public_days_of_china(office: Calendar, day: date, kind: DayKind, name: str) -> None:
    found = office.day(day)
    assert (found.kind, found.name, found.known) == (kind, name, True)
    assert bool(found.spans) == (kind in (DayKind.WORKING, DayKind.MAKE_UP))


@pytest.mark.req("REF-31")
def test_a_make_up_day_works_like_a_weekday(office: Calendar) -> None:
    assert [str(span) for span in office.day(date(2026, 2, 14)).spans] == ["09:00-12:00", "13:00-18:00"]


@pytest.mark.req("REF-31")
def test_a_year_that_nobody_knows_says_so(office: Calendar) -> None:
    assert office.knows(2026)
    assert not office.knows(2031)
    assert not office.day(date(2031, 2, 3)).known


@pytest.mark.req("REF-31")
def test_the_sites_own_file_wins_and_makes_a_year_known(tmp_path: Path) -> None:
    own = tmp_path / "calendar.toml"
    own.write_text(
        """
known_years = [2031]
[[closed]]
from = 2031-01-22
to = 2031-01-24
name = "春节"
[[open]]
from = 2031-01-25
[[open]]
from = 2026-02-15
spans = ["10:00-16:00"]
name = "on call"
""",
        encoding="utf-8",
    )
    calendar = load_calendar(OFFICE, SHANGHAI, own)
    assert calendar.knows(2031)
    assert calendar.day(date(2031, 1, 23)).kind is DayKind.HOLIDAY
    assert calendar.day(date(2031, 1, 23)).name == "春节"
    assert calendar.day(date(2031, 1, 25)).kind is DayKind.MAKE_UP
    assert [str(span) for span in calendar.day(date(2031, 1, 25)).spans] == ["09:00-12:00", "13:00-18:00"]
    assert [str(span) for span in calendar.day(date(2026, 2, 15)).spans] == ["10:00-16:00"]
    assert calendar.day(date(2026, 2, 16)).kind is DayKind.HOLIDAY


@pytest.mark.req("REF-31")
def test_other_countries_have_their_own_holidays(tmp_path: Path) -> None:
    path = tmp_path / "de.toml"
    path.write_text('country = "DE"\npart = "BY"\n[week]\nmon = ["08:00-16:00"]\nthu = ["08:00-16:00"]\n')
    calendar = load_calendar(path, ZoneInfo("Europe/Berlin"))
    corpus_christi = calendar.day(date(2026, 6, 4))
    assert corpus_christi.kind is DayKind.HOLIDAY
    assert corpus_christi.name


@pytest.mark.req("REF-31")
@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("week = 3", "week"),
        ('[week]\nmon = ["9-18"]', "week.mon"),
        ('[week]\nmon = ["18:00-09:00"]', "week.mon"),
        ('[week]\nmon = ["09:60-10:00"]', "week.mon"),
        ('[week]\nmon = ["22:00-24:01"]', "week.mon"),
        ('[week]\nmon = ["09:00-12:00", "11:00-14:00"]', "week.mon"),
        ('[week]\nmoon = ["09:00-12:00"]', "week"),
        ("", "week"),
        ("colour = 1", "colour"),
        ('country = "XX"\n[week]\nmon = ["09:00-12:00"]', "country"),
        ('[week]\nmon = ["09:00-12:00"]\n[[closed]]\nfrom = "2026-01-01"', "closed"),
        ('[week]\nmon = ["09:00-12:00"]\n[[closed]]\nfrom = 2026-01-02\nto = 2026-01-01', "closed"),
        ('[week]\nmon = ["09:00-12:00"]\n[[open]]\nday = 2026-01-02', "open"),
        ("not toml", "calendar"),
    ],
)
def test_a_wrong_file_is_refused_with_its_key(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError) as refused:
        load_calendar(path, SHANGHAI)
    assert refused.value.field == field
    assert refused.value.rule


@pytest.mark.req("REF-31")
def test_every_calendar_that_ships_can_be_read() -> None:
    found = sorted((package_data() / "calendars").glob("*.toml"))
    assert len(found) >= 4
    for path in found:
        assert load_calendar(path, SHANGHAI).name == path.stem


@pytest.mark.req("REF-31")
def test_a_day_with_a_changed_clock_has_its_real_length(tmp_path: Path) -> None:
    path = tmp_path / "night.toml"
    path.write_text('[week]\nsun = ["00:00-24:00"]\n')
    calendar = load_calendar(path, ZoneInfo("Europe/Berlin"))

    def hours(day: date) -> float:
        return sum((end - start) / timedelta(hours=1) for start, end in calendar.intervals(day))

    assert hours(date(2026, 3, 29)) == 23
    assert hours(date(2026, 10, 25)) == 25
    assert hours(date(2026, 11, 1)) == 24


@pytest.mark.req("REF-31")
def test_a_skipped_hour_does_not_exist(tmp_path: Path) -> None:
    path = tmp_path / "night.toml"
    path.write_text('[week]\nsun = ["02:30-04:00"]\n')
    calendar = load_calendar(path, ZoneInfo("Europe/Berlin"))
    assert calendar.intervals(date(2026, 3, 29)) == (
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), datetime(2026, 3, 29, 2, 0, tzinfo=UTC)),
    )


@pytest.mark.req("REF-31")
def test_a_date_that_the_zone_skipped_has_no_time(tmp_path: Path) -> None:
    path = tmp_path / "all.toml"
    path.write_text('[week]\nfri = ["00:00-24:00"]\n')
    calendar = load_calendar(path, ZoneInfo("Pacific/Apia"))
    assert calendar.intervals(date(2011, 12, 30)) == ()


@pytest.mark.req("REF-31")
def test_midnight_still_belongs_to_its_day() -> None:
    calendar = load_calendar(package_data() / "calendars" / "round-the-clock.toml", SHANGHAI)
    close = calendar.close_of(date(2026, 11, 20))
    assert close.astimezone(SHANGHAI).isoformat() == "2026-11-20T23:59:59+08:00"
