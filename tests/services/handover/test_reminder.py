"""The desk reminds of the handover before the shift ends (SHF-10)."""

from __future__ import annotations

import pytest

from csconsole.services.desk import round_of
from csconsole.services.settings import change_setting
from tests.services.handover_site import Site


@pytest.mark.req("SHF-10")
def test_ten_minutes_before_the_end_the_handover_is_to_be_prepared(site: Site) -> None:
    agent = site.as_("agent")
    site.at(13, 49)
    assert round_of(agent).alerts == ()
    site.at(13, 50)
    [reminder] = round_of(agent).alerts
    assert "14:00" in reminder
    assert round_of(site.as_("handler")).alerts == ()
    site.at(9, day=24)
    [reminder] = round_of(agent).alerts
    assert "11-23" in reminder
    assert "14:00" in reminder
    site.prepared()
    assert round_of(agent).alerts == ()


@pytest.mark.req("SHF-10")
def test_the_site_says_how_long_before(site: Site) -> None:
    site.at(13, 20)
    change_setting(site.as_("admin"), "handover.prepare_minutes", 45)
    assert len(round_of(site.as_("agent")).alerts) == 1
