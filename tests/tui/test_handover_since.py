"""Mode 5: what came since the snapshot, with whom stays what is refused, the question from anywhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.handover import answer_items, decide_items, receive_handover, sign_handover
from tests.services.handover_site import Site
from tests.tui.driving import Desk
from tests.tui.handovers import quiet, record

Person = Callable[[str], Context]


@pytest.fixture
def site(person: Person, clock: FrozenClock) -> Site:
    here = Site(person, clock)
    here.shift("agent", 6)
    return here


@pytest.mark.req("SHF-12")
async def test_what_came_since_is_named_before_signing(desk: Desk, site: Site) -> None:
    number = quiet(site)
    decide_items(site.as_("agent"), number, None, mine="pass")
    site.at(13, 52)
    site.callback("rings back")
    async with desk.console("agent") as shell:
        await shell.press("5", "s")
        assert "1 open item has come since and is in no handover" in shell.text()
        assert "rings back" in shell.text()
        await shell.press("n")
        assert record(site, number).row.undecided == 1
        await shell.press("s", "p")
        assert record(site, number).row.state == "signed_out"


@pytest.mark.req("SHF-11")
async def test_what_is_refused_stays_with_its_owner(desk: Desk, site: Site) -> None:
    site.ticket("lamp", by="handler")
    number = quiet(site)
    decide_items(site.as_("agent"), number, None, mine="pass")
    sign_handover(site.as_("agent"), number)
    answer_items(site.as_("agent2"), number, None, theirs="accept")
    answer_items(site.as_("agent2"), number, ["T-0001"], theirs="refuse", words="not our block")
    owner = record(site, number).items[0].owner
    async with desk.console("agent2") as shell:
        await shell.press("5", "s")
        assert f"stays with {owner}:" in shell.text()


@pytest.mark.req("SHF-12")
async def test_after_the_receipt_no_key_opens_a_question_that_leads_nowhere(desk: Desk, site: Site) -> None:
    number = quiet(site)
    decide_items(site.as_("agent"), number, None, mine="pass")
    answer_items(site.as_("agent2"), number, None, theirs="accept")
    sign_handover(site.as_("agent"), number)
    receive_handover(site.as_("agent2"), number, read_back="both")
    async with desk.console("agent2") as shell:
        await shell.press("5", "v", "enter")
        assert "gives" in shell.text()
        for key in ("y", "f", "a", "e"):
            await shell.press(key)
            assert "signed by both sides" in shell.toasts()[-1]
            assert "unclear" not in shell.text()


@pytest.mark.req("SHF-11")
async def test_the_open_question_is_answered_from_any_section(desk: Desk, site: Site) -> None:
    number = quiet(site)
    decide_items(site.as_("agent"), number, None, mine="pass")
    answer_items(site.as_("agent2"), number, [2], theirs="query", words="which tap?")
    async with desk.console("agent") as shell:
        await shell.press("5", *["tab"] * 5, "y")
        await shell.type("the left one")
        await shell.press("enter")
    assert record(site, number).items[1].reply == "the left one"
