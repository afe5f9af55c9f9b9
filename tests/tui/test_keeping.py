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
        await shell.type(" Two")
        disk["full"] = False
        shell.screen.keep_draft()
        await shell.idle()
        assert "kept as a draft again" in shell.toasts()[-1]
    draft = find_draft(person("agent"), "customer")
    assert draft is not None
    assert draft.body["fields"]["name"] == "Ann Two"
