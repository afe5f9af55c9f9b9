"""Mode 5: a handover is prepared, answered item by item and signed without leaving the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.services.context import Context
from csconsole.services.handover import (
    add_addendum,
    allow_temporary,
    answer_items,
    arrive,
    decide_items,
    handover_warnings,
    sign_handover,
)
from csconsole.services.shifts import current_duty
from csconsole.widgets.dialog import Dialog
from tests.hostile import HOSTILE
from tests.services.handover_site import Site
from tests.tui.driving import LANGUAGES, Desk, Shell
from tests.tui.handovers import busy_shift, quiet, record

Person = Callable[[str], Context]


@pytest.fixture
def site(person: Person, clock: FrozenClock) -> Site:
    here = Site(person, clock)
    here.shift("agent", 6)
    return here


async def calm(shell: Shell) -> None:
    """No toast before the picture."""
    shell.hush()


class TestSigning:
    @pytest.mark.req("SHF-10")
    async def test_the_outgoing_side_signs_in_at_most_four_keys(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        async with desk.console("agent") as shell:
            shell.keys = 0
            await shell.press("5", "s", "p")
            assert shell.keys <= 4
            assert record(site, number).row.state == "signed_out"
            assert "stay responsible" in shell.toasts()[-1]
            assert "signed 13:50" in shell.text()

    @pytest.mark.req("SHF-10", "SHF-12")
    async def test_the_incoming_side_signs_in_at_most_four_keys(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        decide_items(site.as_("agent"), number, None, mine="pass")
        sign_handover(site.as_("agent"), number)
        async with desk.console("agent2") as shell:
            shell.keys = 0
            await shell.press("5", "s", "a")
            await shell.type("leak and lamp")
            await shell.press("enter")
            assert shell.keys <= 4
            found = record(site, number)
            assert (found.row.state, found.read_back) == ("closed", "leak and lamp")

    @pytest.mark.req("SHF-11", "SHF-12")
    async def test_what_is_refused_is_read_back_apart_and_asks_nothing_before(
        self, desk: Desk, site: Site
    ) -> None:
        number = quiet(site)
        decide_items(site.as_("agent"), number, None, mine="pass")
        sign_handover(site.as_("agent"), number)
        answer_items(site.as_("agent2"), number, [1], theirs="accept")
        answer_items(site.as_("agent2"), number, [2], theirs="refuse", words="not our block")
        first, second = (item.title for item in record(site, number).items)
        async with desk.console("agent2") as shell:
            await shell.press("5", "s")
            text = shell.text()
            apart = text.rindex("You take over:")
            assert text.rindex("Refused, stays with") < text.rindex(second) < apart < text.rindex(first)
            await shell.type("in turn i take one")
            await shell.press("enter")
            assert "1 taken over, 1 refused, 0 kept" in shell.text()
            await shell.press("n")
            assert record(site, number).row.state == "signed_out"
            assert "in turn i take one" in shell.text(), "what was typed is not lost"
            await shell.press("enter", "y")
        found = record(site, number)
        assert (found.read_back, found.addenda) == ("in turn i take one", ())

    @pytest.mark.req("SHF-12")
    async def test_every_item_is_named_where_it_is_read_back(self, desk: Desk, site: Site) -> None:
        for n in range(1, 19):
            site.ticket(f"matter {n:02}")
        site.at(13, 50)
        number = site.prepared().row.number
        arrive(site.as_("agent2"), number)
        decide_items(site.as_("agent"), number, None, mine="pass")
        decide_items(site.as_("agent"), number, [18], mine="keep")
        sign_handover(site.as_("agent"), number)
        answer_items(site.as_("agent2"), number, None, theirs="accept")
        last = record(site, number).items[17].title
        async with desk.console("agent2", size=(80, 24)) as shell:
            await shell.press("5", "s")
            assert "PgDn reads on" in shell.text()
            assert last not in shell.text()
            await shell.press("pagedown", "pagedown")
            assert "Kept by" in shell.text()
            assert last in shell.text()

    @pytest.mark.parametrize("signed_on", [False, True])
    async def test_who_has_not_said_that_he_is_here_is_told_the_key(
        self, desk: Desk, site: Site, signed_on: bool
    ) -> None:
        if signed_on:
            site.shift("agent2", 7)
        site.prepared()
        async with desk.console("agent2") as shell:
            await shell.press("5", "s")
            keys = shell.app.registry.keys
            signs_on, step = keys["shift.duty"][0], keys["handover.steps"][0]
            assert (f"{step}, then v" if signed_on else f"{signs_on} signs you on") in shell.toasts()[-1]

    @pytest.mark.req("SHF-10")
    async def test_signing_on_to_the_next_shift_is_enough(self, desk: Desk, site: Site) -> None:
        number = site.prepared().row.number
        site.shift("agent2", 14)
        async with desk.console("agent") as shell:
            await shell.press("5", "s", "y")
            assert record(site, number).row.state == "signed_out"

    async def test_signing_is_confirmed_when_all_is_decided(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        decide_items(site.as_("agent"), number, None, mine="keep")
        async with desk.console("agent") as shell:
            await shell.press("5", "s", "enter")
            assert record(site, number).row.state == "prepared"
            await shell.press("s", "y")
            assert record(site, number).row.state == "signed_out"

    async def test_before_the_incoming_side_has_come_it_says_so(self, desk: Desk, site: Site) -> None:
        number = site.prepared().row.number
        async with desk.console("agent") as shell:
            await shell.press("5", "s")
            assert "Nobody of the next shift" in shell.toasts()[-1]
            assert not isinstance(shell.screen, Dialog)
            assert record(site, number).row.state == "prepared"

    async def test_when_nobody_comes_the_steps_offer_to_sign_off_with_the_reason(
        self, desk: Desk, site: Site
    ) -> None:
        site.prepared()
        async with desk.console("agent") as shell:
            await shell.press("5", "s")
            key = shell.app.registry.keys["handover.steps"][0]
            assert f"{key}: what can be done" in shell.toasts()[-1]
            await shell.press(key)
            assert "a supervisor does it" in shell.text()
            await shell.press("x")
            await shell.type("no late shift today")
            await shell.press("enter")
            await shell.idle()
        assert current_duty(site.as_("agent")) is None

    async def test_an_empty_section_is_named_before_signing(self, desk: Desk, site: Site) -> None:
        async with desk.console("agent") as shell:
            await shell.press("5", "n", "s")
            assert "Knowledge" in shell.toasts()[-1]
            await shell.press("tab", "i", "enter")
            assert "basic" in record(site, "H20261123-E1").none

    @pytest.mark.req("SHF-09")
    async def test_one_key_says_nothing_to_report_and_the_snapshot_says_that_it_is_old(
        self, desk: Desk, site: Site
    ) -> None:
        async with desk.console("agent") as shell:
            await shell.press("5", "n", "0")
            assert record(site, "H20261123-E1").row.state == "prepared"
            site.clock.advance(minutes=1)
            site.ticket("lamp")
            await shell.press("R")
            shell.hush()
            assert "1 record changed since; n prepares anew" in shell.lines()[-2]
            assert "0 nothing" not in shell.lines()[-1]


class TestRest:
    @pytest.mark.req("SHF-06")
    async def test_signing_on_from_anywhere(self, desk: Desk, site: Site) -> None:
        async with desk.console("agent2") as shell:
            assert "not signed on (W)" in shell.lines()[0]
            assert "W signs you on" in shell.text()
            await shell.press("W")
            assert "1007 李晓 (06:00)" in shell.text()
            await shell.press("n")
            duty = current_duty(site.as_("agent2"))
            assert duty is not None
            assert duty.shift.code == "early"
            assert "Signed on: Early" in shell.toasts()[0]
            assert "Early" in shell.lines()[0]
            assert "W signs you on" not in shell.text()

    @pytest.mark.req("SHF-12")
    async def test_signing_off_without_handover_needs_the_reason(self, desk: Desk, site: Site) -> None:
        async with desk.console("agent") as shell:
            await shell.press("W", "e")
            assert "not handed over" in shell.toasts()[-1]
            await shell.press("W", "x")
            await shell.type("power cut")
            await shell.press("enter")
        assert current_duty(site.as_("agent")) is None

    @pytest.mark.req("SHF-14")
    async def test_opening_a_handover_is_reading_it(self, desk: Desk, site: Site) -> None:
        number = busy_shift(site)
        allow_temporary(site.as_("supervisor"), number, note="fire drill")
        assert ("note", number) in [(one.kind, one.about) for one in handover_warnings(site.as_("agent2"))]
        async with desk.console("agent2", size=(160, 48)) as shell:
            await shell.press("5")
            assert "fire drill" in shell.text()
        assert "note" not in [one.kind for one in handover_warnings(site.as_("agent2"))]

    @pytest.mark.req("SHF-14")
    async def test_signing_in_warns_until_it_is_read(self, desk: Desk, site: Site) -> None:
        number = site.hand_over("agent", "agent2").row.number
        async with desk.console("supervisor") as shell:
            assert f"Handover not read: {number}" in shell.toasts()
            await shell.press("5", "v", "enter")
        async with desk.console("supervisor") as shell:
            assert shell.toasts() == []

    @pytest.mark.req("SHF-13")
    async def test_the_steps_say_why_not(self, desk: Desk, site: Site) -> None:
        number = quiet(site)
        async with desk.console("agent2") as shell:
            await shell.press("5", "o")
            assert "only the outgoing side" in shell.text()
            await shell.press("r")
            await shell.type("lift missing")
            await shell.press("enter")
        assert record(site, number).return_reason == "lift missing"

    async def test_print_writes_a_file(
        self, desk: Desk, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        number = quiet(site)
        monkeypatch.chdir(tmp_path)
        async with desk.console("agent", lang="zh") as shell:
            await shell.press("5", "P", "h")
            assert number in shell.toasts()[-1]
        page = (tmp_path / f"{number}.html").read_text(encoding="utf-8")
        assert "交接班记录" in page

    async def test_nothing_to_hand_over_names_the_next_key(self, desk: Desk) -> None:
        async with desk.console("agent") as shell:
            await shell.press("5", "p", "s", "i", "o", "P", "enter")
            assert "n prepares yours" in shell.text()

    @pytest.mark.req("SEC-02")
    async def test_what_a_role_may_not_do_is_not_offered_and_said_once(self, desk: Desk) -> None:
        async with desk.console("handler") as shell:
            assert "F2" not in shell.text()
            await shell.press("f2", "f2")
            assert len(shell.app._notifications) == 1
            assert len(shell.toasts()) == 2

    async def test_hostile_text_does_no_harm(self, desk: Desk, site: Site) -> None:
        for words in HOSTILE:
            site.ticket(f"x {words}".replace("\0", "")[:150])
        number = site.prepared(summary=" ".join(HOSTILE)).row.number
        for size in ((80, 24), (160, 48), (60, 20)):
            async with desk.console("agent", size=size) as shell:
                await shell.press("5", "down", "down", "tab", "tab", "tab", "tab", "tab")
                assert "\x1b" not in shell.text()
                assert number in shell.text()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
class TestPictures:
    def test_being_answered(
        self, desk: Desk, site: Site, snap_compare: Any, size: tuple[int, int], lang: str
    ) -> None:
        number = busy_shift(site)
        decide_items(site.as_("agent"), number, ["1", "2", "3"], mine="pass")
        decide_items(site.as_("agent"), number, ["4"], mine="keep")
        answer_items(site.as_("agent2"), number, ["1"], theirs="accept")
        answer_items(site.as_("agent2"), number, ["2"], theirs="query", words="which floor?")
        assert desk.snap(snap_compare, "agent", press=("5", "down"), size=size, lang=lang, before=calm)

    def test_closed(
        self, desk: Desk, site: Site, snap_compare: Any, size: tuple[int, int], lang: str
    ) -> None:
        busy_shift(site)
        number = site.hand_over("agent", "agent2").row.number
        add_addendum(site.as_("agent"), number, "The key of the pump room is in the drawer.")
        assert desk.snap(
            snap_compare, "agent2", press=("5", "v", "enter", "tab"), size=size, lang=lang, before=calm
        )
