"""What the desk tells a supervisor of duty records (SHF-08)."""

from __future__ import annotations

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.desk import round_of
from csconsole.services.settings import change_setting
from csconsole.services.shifts import review_week, start_shift
from tests.conftest import AsStaff
from tests.services.handover_site import Site


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    """A site with the kinds of shifts of the core pack."""
    return Site(as_, clock)


def told(site: Site) -> list[str]:
    """What the supervisor's desk says of duty records."""
    return [one for one in round_of(site.as_("supervisor")).alerts if "uty record" in one]


@pytest.mark.req("SHF-08")
def test_the_duty_record_goes_to_the_supervisor_at_the_end_of_the_day(site: Site) -> None:
    site.at(17, day=22)
    assert told(site) == [], "nobody was on duty"
    site.at(6, 1)
    start_shift(site.as_("agent"))
    for hour, minute, words in ((16, 59, 0), (17, 0, 1), (17, 50, 1), (17, 51, 0)):
        site.at(hour, minute)
        assert len(told(site)) == words
    site.at(17)
    assert "on duty 1, late 1" in told(site)[0]
    assert not [one for one in round_of(site.as_("agent2")).alerts if "uty record" in one]
    change_setting(site.as_("admin"), "shift.duty_record_from", "18:00")
    change_setting(site.as_("admin"), "shift.duty_record_until", "18:30")
    assert told(site) == []
    site.at(18)
    assert len(told(site)) == 1


@pytest.mark.req("SHF-08")
def test_weeks_that_nobody_has_checked_are_told_until_they_are(site: Site) -> None:
    site.shift("agent", 6)
    site.at(9, day=29)
    assert told(site) == []
    site.at(9, day=30)
    assert told(site) == ["The duty records of 1 week are not checked (W v)."]
    review_week(site.as_("supervisor"), monday=site.as_("supervisor").today().replace(day=23))
    assert told(site) == []
