"""Where the focus goes in the call form, and what a stray key does there (CALL-05)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow
from tests.tui.callers import known_customer
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer."""
    return known_customer(person("supervisor"))


@pytest.mark.req("CALL-05")
async def test_one_tab_too_many_keeps_the_caller(desk: Desk, ouyang: CustomerRow) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter", "f4", "tab")
        assert shell.screen.focused.id == "outcome"
        await shell.type("z")
        assert shell.screen.customer_id == ouyang.id
        shell.screen.fields.number.focus()
        await shell.idle()
        assert shell.screen.fields.number.selection.is_empty


@pytest.mark.req("CALL-05")
async def test_a_name_that_fits_one_customer_shows_what_to_know_at_once(
    desk: Desk, ouyang: CustomerRow
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("ouyang")
        await shell.press("tab")
        assert "! has a big dog" in shell.text()
        assert shell.screen.customer_id == ouyang.id


@pytest.mark.req("CALL-05")
@pytest.mark.parametrize("outcome", ["d", "t", "w"])
async def test_tab_goes_through_the_further_fields_and_not_round_to_the_caller(
    desk: Desk, ouyang: CustomerRow, outcome: str
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter", "f4", outcome, "f7")
        shell.screen.fields.outcome.focus()
        await shell.idle()
        seen = []
        for _field in range(30):
            await shell.press("tab")
            seen.append(shell.screen.focused.id)
        assert len(set(seen)) > 3, "the further fields were reached"
        assert "field-number" not in seen
        assert seen[-1] == seen[-2]
        await shell.type("z")
        assert shell.screen.customer_id == ouyang.id
