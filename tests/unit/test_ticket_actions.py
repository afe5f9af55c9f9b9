"""Whatever happens to a ticket has a name in its timeline, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from csconsole.codes import label
from csconsole.i18n import set_language

SERVICES = Path(__file__).parents[2] / "csconsole" / "services"
_WRITTEN = (
    re.compile(r'(?:change_ticket|take_step)\(\s*ctx,\s*uow,\s*ticket,\s*"([a-z_]+)"'),
    re.compile(r'uow\.(?:update|note)\(\s*(?:ticket|about),\s*"([a-z_]+)"'),
)


def _actions() -> set[str]:
    found = {
        match
        for file in SERVICES.rglob("*.py")
        for pattern in _WRITTEN
        for match in pattern.findall(file.read_text(encoding="utf-8"))
    }
    assert {"minutes", "accept", "printed"} <= found
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_action_on_a_ticket_has_a_name(language: str) -> None:
    set_language(language)
    assert sorted(code for code in _actions() if "_" in label("ticket_action", code)) == []
    if language == "zh":
        assert sorted(code for code in _actions() if label("ticket_action", code) == code) == []
