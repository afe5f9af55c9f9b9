"""One row of the list of assets."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from csconsole.screens.assets import AssetList
from csconsole.widgets.tones import text_of


def asset(*, overdue: bool) -> Any:
    return SimpleNamespace(
        number="P-2",
        name="Pump 2",
        kind_name="Pump",
        location="Pump room 1",
        next_check_on="2026-11-20",
        overdue=overdue,
        open_tickets=0,
        serial=None,
        state="in_use",
    )


def test_an_overdue_check_is_marked_by_a_sign_beside_the_colour() -> None:
    listed = AssetList()
    assert text_of(listed.row_of(asset(overdue=True)).cells[4]) == "! 2026-11-20"
    assert text_of(listed.row_of(asset(overdue=False)).cells[4]) == "2026-11-20"
