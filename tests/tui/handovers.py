"""Handovers as the tests of mode 5 find them: a busy shift, a quiet one."""

from __future__ import annotations

from datetime import timedelta

from csconsole.services.handover import HandoverRecord, arrive, show_handover
from csconsole.services.notices import publish_notice
from tests.services.handover_site import Site


def busy_shift(site: Site) -> str:
    """A shift with something in every section; its prepared handover."""
    site.at(6, 30)
    now = site.clock.now()
    leak = site.ticket("leak under the sink, second visit", due_at=now + timedelta(hours=2))
    site.promise("Zhao calls before 16:00", ticket_id=leak.pk)
    site.ticket("lift stands between two floors", priority="urgent", due_at=now + timedelta(hours=9))
    site.ticket("rude guard at the gate", kind="complaint", due_at=now + timedelta(days=1))
    site.ticket("lamp on the stairs", handler=None)
    site.callback("which day suits", contact_name="王洁 7-101")
    site.call(direction="inbound")
    site.call(direction="inbound", state="lost", caller_name="unknown")
    publish_notice(site.as_("supervisor"), title="Water off 14:00-16:00 in B3", kind="outage")
    site.at(13, 50)
    return site.prepared(summary="Two leaks in block 3; the plumber knows the way.").row.number


def record(site: Site, number: str) -> HandoverRecord:
    return show_handover(site.as_("supervisor"), number)


def quiet(site: Site) -> str:
    """A prepared handover with two items that nobody asks about; the incoming person is there."""
    site.ticket("leak")
    site.ticket("lamp")
    site.at(13, 50)
    number = site.prepared().row.number
    arrive(site.as_("agent2"), number)
    return number
