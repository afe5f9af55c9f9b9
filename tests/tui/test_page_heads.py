"""A page names its record in its body: the title line is the alarm's while something is being missed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.screens.asset_page import AssetPage
from csconsole.screens.contractors import ContractorJobs
from csconsole.screens.meeting_page import MeetingPage
from csconsole.screens.papers import PaperPage
from csconsole.services import assets, contractors, forms, meetings
from csconsole.services.context import Context
from csconsole.services.packs import install_pack
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.mark.req("TKT-29", "TKT-31", "MTG-13", "FRM-15")
async def test_a_page_names_its_record_below_the_title_line(desk: Desk, person: Person) -> None:
    install_pack(person("admin"), "utility")
    boss = person("supervisor")
    ticket = register(boss)
    pump = assets.add_asset(boss, name="Pump 2", kind="pump", location="Pump room 1", number="P-2")
    firm = contractors.add_contractor(boss, name="Dry Roofs", trade="waterproofing")
    meeting = meetings.schedule_meeting(boss, topic="Week 48", kind="other")
    paper = forms.open_form(
        boss, "compensation", ticket=ticket.number, fields={"claimed": "5"}, complete=False
    )
    pages = (
        (AssetPage(pump.number), ("P-2", "Pump 2")),
        (ContractorJobs(firm), ("Dry Roofs",)),
        (MeetingPage(meeting.number), (meeting.number, "Week 48")),
        (PaperPage(paper.number), (paper.number, "Compensation claim")),
    )
    async with desk.console("supervisor", size=(80, 24), lang="en") as shell:
        for page, names in pages:
            shell.app.push_screen(page)
            await shell.idle()
            body = shell.lines()[1:]
            for name in names:
                assert any(name in line for line in body), name
