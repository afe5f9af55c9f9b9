"""Mode 5: the items of a handover are answered one by one, its sections are walked through and written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.handover import (
    answer_items,
    decide_items,
)
from tests.services.handover_site import Site
from tests.tui.driving import Desk
from tests.tui.handovers import busy_shift, quiet, record

Person = Callable[[str], Context]


@pytest.fixture
def site(person: Person, clock: FrozenClock) -> Site:
    here = Site(person, clock)
    here.shift("agent", 6)
    return here


class TestItems:
    @pytest.mark.req("SHF-11")
    async def test_pass_and_keep_go_on_to_the_next_item(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        async with desk.console("agent") as shell:
            await shell.press("5", "p", "k")
            assert [item.mine for item in record(site, number).items] == ["pass", "keep"]

    @pytest.mark.req("SHF-11")
    async def test_accept_query_and_refuse(self, desk: Desk, site: Site) -> None:
        number = busy_shift(site)
        decide_items(site.as_("agent"), number, None, mine="pass")
        async with desk.console("agent2") as shell:
            await shell.press("5", "a", "y")
            await shell.type("which number?")
            await shell.press("enter", "down", "f")
            await shell.type("not our block")
            await shell.press("enter")
        items = record(site, number).items
        assert [item.theirs for item in items[:3]] == ["accept", "query", "refuse"]
        assert [item.query for item in items[:3]] == [None, "which number?", "not our block"]
        async with desk.console("agent") as shell:
            await shell.press("5", "down", "y")
            await shell.type("the shop")
            await shell.press("enter")
        assert record(site, number).items[1].reply == "the shop"

    @pytest.mark.req("SHF-11")
    async def test_accepting_all_leaves_out_what_was_queried(self, desk: Desk, site: Site) -> None:
        number = busy_shift(site)
        decide_items(site.as_("agent"), number, None, mine="pass")
        answer_items(site.as_("agent2"), number, [2], theirs="query", words="which number?")
        async with desk.console("agent2") as shell:
            await shell.press("5", "X", "a", "y")
        items = record(site, number).items
        assert [item.position for item in items if item.theirs != "accept"] == [2]
        assert (items[1].theirs, items[1].query) == ("query", "which number?")

    async def test_marked_items_are_decided_together(self, desk: Desk, site: Site) -> None:
        number = busy_shift(site)
        async with desk.console("agent") as shell:
            await shell.press("5", "k", "X", "p")
            items = len(record(site, number).items)
            assert f"{items} items:" in shell.text()
            assert "1 of them were decided otherwise" in shell.text()
            assert record(site, number).row.undecided == items - 1
            await shell.press("y")
            assert record(site, number).row.undecided == 0

    async def test_the_next_action_is_written_to_the_item(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        async with desk.console("agent") as shell:
            await shell.press("5", "e", "n")
            await shell.type("call her")
            await shell.press("enter", "e", "v", "3")
        item = record(site, number).items[0]
        assert (item.next_action, item.severity) == ("call her", "unstable")
        async with desk.console("agent") as shell:
            await shell.press("5", "k", "e")
            last = record(site, number).items[1]
            assert last.title in shell.text()
            await shell.press("escape", "up", "e", "n")
            assert item.title in shell.text(), "the dialog names the item"
            await shell.type("wait")
            await shell.press("enter")
        assert record(site, number).items[0].next_action == "wait", "the old words are replaced"


class TestSections:
    @pytest.mark.req("SHF-09")
    async def test_tab_walks_through_the_sections(self, desk: Desk, site: Site) -> None:
        busy_shift(site)
        async with desk.console("agent") as shell:
            await shell.press("5", "tab")
            assert "[Basic 2]" in shell.text()
            assert len(shell.screen.table.rows) == 2
            assert "rude guard" in shell.text()
            assert "lift stands" not in shell.text()
            await shell.press("tab", "tab")
            assert "Lost call" in shell.text()
            await shell.press("tab")
            assert "Water off" in shell.text()
            await shell.press("q")
            rows = len(shell.screen.table.rows)
            assert f"[all {rows}]" in shell.text()
            assert rows > 5

    @pytest.mark.req("SHF-09")
    async def test_the_summary_is_written_by_the_person(self, desk: Desk, site: Site) -> None:
        async with desk.console("agent") as shell:
            await shell.press("5", "n", "i")
            await shell.type("calm")
            await shell.press("enter")
        assert record(site, "H20261123-E1").summary == "calm"

    @pytest.mark.req("SHF-12")
    async def test_after_signing_it_becomes_an_addendum(self, desk: Desk, site: Site) -> None:
        number = site.hand_over("agent", "agent2").row.number
        async with desk.console("agent2", lang="zh") as shell:
            await shell.press("5", "v", "enter", "s")
            assert "双方均已签字" in shell.toasts()[-1]
            await shell.press("i")
            await shell.type("the key is in the drawer")
            await shell.press("enter")
            assert number in shell.toasts()[-1]
        async with desk.console("agent") as shell:
            await shell.press("5")
            assert "the key is in the drawer" in shell.text()
        assert [a.text for a in record(site, number).addenda] == ["the key is in the drawer"]
