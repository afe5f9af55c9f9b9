"""A call that is entered late: its times, its reason, how the form reads them (CALL-18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow
from tests.tui.callers import known_customer
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def customer(person: Person) -> CustomerRow:
    """A known customer, and the categories."""
    return known_customer(person("supervisor"))


@pytest.mark.req("CALL-18")
@pytest.mark.parametrize(
    ("ended", "lasted", "seconds"), [("8:20", 5, 300), ("5m", 5, 300), ("5 分钟", 5, 300), ("", 0, None)]
)
async def test_a_late_entry_keeps_reason_and_times(
    desk: Desk, person: Person, ended: str, lasted: int, seconds: int | None
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("19900008123")
        await shell.press("f7")
        shell.screen.fields.category.put("consult.fees")
        shell.screen.fields.set_values(
            {"text": "asks", "started": "8:15", "ended": ended, "late_reason": "system busy"}
        )
        await shell.idle()
        assert "45 min ago" in shell.text()
        await shell.press("ctrl+s")
    (row,) = list_calls(person("agent"), filter="late:yes").rows
    assert (row.late_reason, row.talk_seconds) == ("system busy", seconds)
    assert f"{row.started_at:%H:%M}" == "00:15"
    assert row.ended_at == row.started_at + timedelta(minutes=lasted)


@pytest.mark.req("CALL-01", "CALL-18")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"started": "today 23:00"}, "2026-11-23 23:00 lies in the future."),
        ({"late_reason": "system busy"}, "A late entry needs the time"),
        ({"late_reason": "system busy", "ended": "5m"}, "A late entry needs the time"),
    ],
)
async def test_times_that_cannot_be_are_refused_beside_the_start(
    desk: Desk, person: Person, typed: dict[str, str], said: str
) -> None:
    async with desk.console("agent", size=(120, 40)) as shell:
        await shell.press("f2")
        await shell.type("19900008123")
        await shell.press("f7")
        shell.screen.fields.category.put("consult.fees")
        shell.screen.fields.set_values({"text": "asks", **typed})
        await shell.press("ctrl+s")
        assert shell.screen.focused.id == "field-started"
        assert all(word in shell.text() for word in said.split())  # the narrow cell folds it
    assert list_calls(person("agent")).total == 0
