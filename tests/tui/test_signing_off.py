"""Signing off names what stays with the person (SHF-11, SHF-12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.clock import FrozenClock
from csconsole.screens.duty import ask_staying
from csconsole.services.context import Context
from csconsole.services.drafts import save_draft
from csconsole.services.handover import answer_items, arrive, decide_items, show_handover
from tests.services.handover_site import Site
from tests.tui.driving import Desk


@pytest.mark.req("SHF-11", "SHF-12")
async def test_signing_off_names_what_stays(
    desk: Desk, person: Callable[[str], Context], clock: FrozenClock
) -> None:
    site = Site(person, clock)
    site.shift("agent", 6)
    site.ticket("leak")
    site.ticket("lamp")
    site.at(13, 50)
    number = site.prepared().row.number
    decide_items(person("agent"), number, None, mine="pass")
    answer_items(person("agent2"), number, [1], theirs="refuse", words="no ladder here")
    answer_items(person("agent2"), number, [2], theirs="query", words="which flat?")
    async with desk.console("agent") as shell:
        ask_staying(shell.app, shell.screen, "left early")
        await shell.idle()
        assert "2 items stay with you. Sign off?" in shell.text()
        assert "refused: no ladder here" in shell.text()
        assert "asked: which" in shell.text()
        await shell.press("n")
        assert "Signed off" not in "".join(shell.toasts())


@pytest.mark.req("SHF-12", "CALL-14")
async def test_an_unsaved_call_is_named_at_the_signature_and_at_signing_off(
    desk: Desk, person: Callable[[str], Context], clock: FrozenClock
) -> None:
    site = Site(person, clock)
    site.shift("agent", 6)
    save_draft(person("agent"), "call", "", {"fields": {"name": "Wang", "promise": "free of charge"}})
    site.at(13, 50)
    number = site.prepared().row.number
    arrive(person("agent2"), number)
    async with desk.console("agent") as shell:
        assert "1 call in the call form is not saved: 11-23 06:00 Wang" in shell.text()
        await shell.press("5", "s")
        assert "1 call in the call form is not saved" in shell.text()
        await shell.press("y")
        assert show_handover(person("agent"), number).row.state == "signed_out"
        ask_staying(shell.app, shell.screen, None)
        await shell.idle()
        assert "Sign off?" in shell.text()
        assert "Wang" in shell.text()
