"""What was promised by who is not on duty stands on the desk of whoever leads the shift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Staff
from csconsole.services.desk import desk_of, watch_of
from csconsole.services.promises import settle_promise
from tests.conftest import AsStaff
from tests.services.handover_site import Site

LEFT = "owner not on duty: "


@pytest.fixture
def site(as_: AsStaff, clock: FrozenClock) -> Site:
    """The agent was on duty and has gone home; what he left is due soon."""
    here = Site(as_, clock)
    here.at(18)
    soon = clock.now() + timedelta(minutes=5)
    here.promise("price list", due_at=soon)
    here.callback("ring her", kind="promised", due_at=soon)
    here.callback("satisfied?", kind="follow_up", due_at=soon)
    here.promise("next week", due_at=soon + timedelta(days=7))
    return here


def left(site: Site, who: str) -> list[str]:
    return [item.title for item in desk_of(site.as_(who)).now if item.title.startswith(LEFT)]


@pytest.mark.req("CALL-14", "CBK-01", "SHF-12")
def test_who_leads_the_shift_sees_and_hears_what_the_absent_promised(site: Site) -> None:
    assert left(site, "supervisor") == [f"{LEFT}ring her", f"{LEFT}price list"]
    alarm = watch_of(site.as_("supervisor")).alarm
    assert alarm is not None
    assert alarm.title == f"{LEFT}ring her"
    assert left(site, "agent2") == []
    site.shift("agent", 18)
    assert left(site, "supervisor") == []


@pytest.mark.req("SHF-12")
def test_a_supervisor_on_duty_leads_alone(site: Site) -> None:
    with site.as_("admin").write() as uow:
        uow.update(uow.get(Staff, site.as_("agent2").staff_id), "changed", {"roles": ["supervisor"]})
    assert left(site, "agent2")
    site.shift("supervisor", 18)
    assert left(site, "supervisor")
    assert left(site, "agent2") == []


@pytest.mark.req("CALL-14")
def test_its_promise_is_settled_from_the_desk(site: Site) -> None:
    item = next(one for one in desk_of(site.as_("supervisor")).now if one.kind == "promise")
    settle_promise(site.as_("supervisor"), int(item.key), how="kept")
    assert left(site, "supervisor") == [f"{LEFT}ring her"]
