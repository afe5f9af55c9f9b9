"""Drafts that the database refuses, as on a full disk, are tried again; the person is told both times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csconsole.services import drafts
from csconsole.services.context import Context
from csconsole.services.drafts import find_draft
from csconsole.storage.refusals import refused
from tests.tui.driving import Desk


async def test_a_draft_that_a_full_disk_refuses_is_tried_again(
    desk: Desk, person: Callable[[str], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, disk = drafts.save_draft, {"full": True}

    def save(*given: Any) -> Any:
        if disk["full"]:
            raise refused(OSError("database or disk is full"), "a.db", saving=True)
        return stored(*given)

    monkeypatch.setattr(drafts, "save_draft", save)
    async with desk.console("agent") as shell:
        await shell.press("6", "n")
        await shell.type("Ann")
        shell.screen.keep_draft()
        await shell.idle()
        assert "tried again" in shell.toasts()[-1]
        assert "saved" not in shell.toasts()[-1]
        shell.app.keep_again()  # as the timer does
        await shell.idle()
        assert sum("tried again" in said for said in shell.toasts()) == 1
        assert shell.app._again is not None
        disk["full"] = False  # before typing: a form keeps by itself, too, in the middle of it
        await shell.type(" Two")
        shell.screen.keep_draft()
        await shell.idle()
        assert "kept as a draft again" in shell.toasts()[-1]
    draft = find_draft(person("agent"), "customer")
    assert draft is not None
    assert draft.body["fields"]["name"] == "Ann Two"


async def test_what_the_database_has_not_taken_is_held_and_asked_about(
    desk: Desk, person: Callable[[str], Context], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, server = drafts.save_draft, {"away": True}

    def save(*given: Any) -> Any:
        if server["away"]:
            raise refused(OSError("the server is away"), "a.db", saving=True)
        return stored(*given)

    monkeypatch.setattr(drafts, "save_draft", save)
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("19900000101")
        await shell.press("ctrl+q")
        assert "Not stored as a draft: Call" in shell.text()
        await shell.press("n")
        assert shell.app.return_code is None
        await shell.press("escape")
        assert not any("Kept as a draft" in said for said in shell.toasts())
        assert "held here" in shell.toasts()[-1]
        await shell.press("f2")
        assert "19900000101" in shell.text()
        server["away"] = False
        shell.app.keep_again()
        await shell.idle()
        assert shell.app.unkept == []
        assert shell.app.held == {}
        await shell.press("escape")
        assert shell.toasts()[-1] == "Kept as a draft."
    draft = find_draft(person("agent"), "call")
    assert draft is not None
    assert draft.body["fields"]["number"] == "19900000101"
