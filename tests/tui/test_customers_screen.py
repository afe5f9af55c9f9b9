"""Mode 6: finding a customer, the page with its timeline, the file's form, merging with undo."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.codes import codes, label
from csconsole.i18n import set_language
from csconsole.models import Category
from csconsole.screens.call_form import CallForm
from csconsole.screens.customer_form import CustomerForm
from csconsole.screens.customer_page import CustomerPage
from csconsole.services.calls import log_call
from csconsole.services.context import Context
from csconsole.services.customers import (
    CustomerRow,
    create_customer,
    customer_timeline,
    list_customers,
    show_customer,
)
from csconsole.text import cell_width
from tests.tui.driving import Desk

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def people(person: Person) -> list[CustomerRow]:
    """Three customers, one with a history."""
    ctx = person("agent")
    with ctx.write() as uow:
        uow.create(Category(code="consult.fees", name_en="Fees", name_zh="费用"))
    rows = [
        create_customer(ctx, name="王杰", phones=["199 0000 7001"], unit="7-101", role="tenant"),
        create_customer(ctx, name="Ouyang Xiaowen", phones=["021-55500123"], unit="9-9"),
        create_customer(
            ctx,
            name="欧阳晓雯",
            phones=["199 0000 8000"],
            unit="3-502",
            tier="vip",
            role="owner",
            warning="has a big dog",
            tags=["老客户"],
        ),
    ]
    log_call(
        ctx,
        summary="asks for the bill",
        phone="199 0000 8000",
        category="consult.fees",
        outcome="wait",
        next_answer_at=ctx.now() + timedelta(hours=2),
    )
    return rows


@pytest.mark.req("CUS-01")
async def test_a_customer_is_found_by_the_last_four_digits_in_six_keys(desk: Desk) -> None:
    """Design, section 6: from anywhere, beyond the digits themselves."""
    async with desk.console("agent") as shell:
        await shell.press("3")
        shell.keys = 0
        await shell.press("6", "slash")
        await shell.type("8000")
        await shell.press("enter", "enter")
        assert shell.keys <= 6
        assert isinstance(shell.screen, CustomerPage)
        assert "欧阳晓雯" in shell.text()


@pytest.mark.req("CUS-01")
@pytest.mark.parametrize("typed", ["oyxw", "ouyang", "3-502", "tier:vip"])
async def test_plain_words_and_queries_find(desk: Desk, typed: str) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "slash")
        await shell.type(typed)
        await shell.press("enter")
        assert "欧阳晓雯" in shell.text()
        assert "王杰" not in shell.text()


async def test_the_page_shows_warnings_promises_and_everything_that_happened(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "enter")
        text = shell.text()
        for words in ("欧阳晓雯", "! has a big dog", "asks for the bill", "File made", "199****8000"):
            assert words in text
        await shell.press("enter")
        assert "asks for the bill" in shell.text()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_state_of_what_happened_fits_into_its_column(lang: str) -> None:
    column = next(one for one in CustomerPage.COLUMNS if one.id == "state")
    lists = ("call_state", "ticket_state", "callback_state", "promise_state")
    set_language(lang)
    assert max(cell_width(label(name, code)) for name in lists for code in codes(name)) <= column.cells


async def test_the_history_goes_on_to_its_beginning(
    desk: Desk, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csconsole.screens.customer_page.PAGE", 3)
    desk.clock.advance(hours=1)
    log_call(person("agent"), summary="calls again", phone="199 0000 8000", category="consult.fees")
    async with desk.console("agent") as shell:
        await shell.press("6", "enter")
        await shell.press("down")
        assert shell.screen.table.cursor == 1
        await shell.press("G", "G", "G")
        kinds = [str(row.key).split("-")[0] for row in shell.screen.table.rows]
        assert sorted(kinds) == ["call", "call", "customer", "promise"]
        assert not shell.screen.table.more


async def test_c_starts_an_outbound_call(desk: Desk, people: list[CustomerRow]) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "c")
        assert isinstance(shell.screen, CallForm)
        assert shell.screen.customer_id == people[2].id
        assert shell.screen.fields.values()["direction"] == "outbound"


async def test_b_and_t_open_their_forms_with_the_customer(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "b")
        assert "New callback" in shell.text()
        await shell.press("escape", "t")
        assert "欧阳晓雯" in shell.text()
        assert "ticket" in shell.text().lower()


async def test_a_file_is_made_and_changed(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "n")
        assert isinstance(shell.screen, CustomerForm)
        shell.screen.form.set_values(
            {"name": "Li Mei", "phone": "199 0000 5555, 021-55500124", "tags": "a, b", "do_not_call": "yes"}
        )
        await shell.press("ctrl+s")
        assert isinstance(shell.screen, CustomerPage)
        await shell.press("e")
        shell.screen.form.set_values({"address": "Lake Road 1", "end_phone": "021-55500124", "tags": "b"})
        await shell.press("ctrl+s")
        assert "Lake Road 1" in shell.text()
    row = list_customers(person("supervisor"), filter="name:Mei").rows[0]
    assert (row.phone, row.tags, row.do_not_call) == ("199 0000 5555", ("b",), True)
    assert show_customer(person("supervisor"), row.id).address == "Lake Road 1"


@pytest.mark.req("REF-34")
async def test_a_masked_number_is_refused_under_its_field(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("6", "n")
        shell.screen.form.set_values({"name": "Li Mei", "phone": "199****5555"})
        await shell.press("ctrl+s")
        assert "masked" in shell.text()
    assert list_customers(person("agent")).total == 3


async def test_two_files_are_merged_and_undone(desk: Desk, person: Person, people: list[CustomerRow]) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("6", "x", "j", "x", "J", "1")
        await shell.type("same person")
        await shell.press("enter")
        assert list_customers(person("supervisor")).total == 2
        await shell.press("u")
        assert list_customers(person("supervisor")).total == 3
    assert show_customer(person("supervisor"), people[1].id).name == "Ouyang Xiaowen"


@pytest.mark.req("SEC-08")
async def test_a_look_at_the_phones_is_recorded(
    desk: Desk, person: Person, people: list[CustomerRow]
) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("6", "enter", "F")
        assert "199 0000 8000" in shell.text()
    assert customer_timeline(person("supervisor"), people[2].id)[0].state in ("phones_revealed", "pending")
    async with desk.console("agent") as shell:
        await shell.press("6", "enter", "F")
        assert "199 0000 8000" not in shell.text()


async def test_hostile_files_are_shown_not_obeyed(desk: Desk, person: Person, hostile: str) -> None:
    create_customer(
        person("agent"),
        name=f"x{hostile}"[:100],
        remark=hostile[:500],
        warning=hostile[:200],
        tags=[hostile[:30]],
        address=hostile[:200],
    )
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("6", "enter")
        assert "\x1b" not in shell.text()
        assert "\u202e" not in shell.text()
        await shell.press("e")
        assert "\x1b" not in shell.text()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
@pytest.mark.parametrize("keys", [("6",), ("6", "enter"), ("6", "e")], ids=["list", "page", "form"])
def test_picture(
    desk: Desk, snap_compare: Callable[..., bool], keys: tuple[str, ...], size: tuple[int, int], lang: str
) -> None:
    assert desk.snap(snap_compare, "agent", press=keys, size=size, lang=lang)
