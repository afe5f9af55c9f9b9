"""The call form: who is calling while the number is typed, the budget of keys, drafts, hostile text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.models import Call, Category, Department, Draft, Ticket
from csconsole.screens.call_form import CallForm
from csconsole.services.calls import show_call
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow, create_customer
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer, her neighbour, and the categories."""
    ctx = person("supervisor")
    with ctx.write() as uow:
        engineering = uow.one(Department, code="ENG")
        assert engineering is not None
        for code, en, zh, ticket_kind in (
            ("repair", "Repair", "报修", "repair"),
            ("repair.water", "Water leak", "水管漏水", "repair"),
            ("consult.fees", "Fees", "费用咨询", None),
        ):
            custom: dict[str, object] = {"scope": "in_home"} if ticket_kind else {}
            uow.create(
                Category(
                    code=code,
                    name_en=en,
                    name_zh=zh,
                    ticket_kind=ticket_kind,
                    department_id=engineering.pk,
                    custom=custom,
                )
            )
    create_customer(ctx, name="王杰", phones=["199 0011 8000"], unit="7-101", role="tenant")
    return create_customer(
        ctx,
        name="欧阳晓雯",
        phones=["199 0000 8000"],
        unit="3-502",
        tier="vip",
        role="owner",
        warning="has a big dog",
    )


def calls(ctx: Context) -> list[Call]:
    with ctx.read() as uow:
        return list(uow.session.exec(select(Call)).all())


@pytest.mark.req("CALL-05")
async def test_the_caller_is_known_while_the_number_is_typed(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        assert "欧阳晓雯" in shell.text()
        assert "3-502" in shell.text()
        await shell.press("enter")
        assert "! has a big dog" in shell.text()
        assert shell.screen.focused.id == "field-category"


@pytest.mark.req("CALL-05")
@pytest.mark.parametrize("typed", ["19900008000", "oyxw", "ouyang", "3-502"])
async def test_every_way_to_name_a_customer_works(desk: Desk, ouyang: CustomerRow, typed: str) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type(typed)
        await shell.press("enter")
        assert shell.screen.customer_id == ouyang.id


@pytest.mark.req("CALL-01")
async def test_logging_a_known_caller_takes_six_keys(desk: Desk, person: Person, ouyang: CustomerRow) -> None:
    """Design, section 6: from anywhere, beyond the text itself."""
    async with desk.console("agent") as shell:
        await shell.press("3")
        shell.keys = 0
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("when is the fee due")
        await shell.press("ctrl+s")
        assert shell.keys <= 6
        row = calls(person("agent"))[0]
        assert (row.customer_id, row.outcome, row.state) == (ouyang.id, "done", "closed")
        assert row.summary == "when is the fee due"
        assert "0001" in shell.toasts()[-1]
        assert not isinstance(shell.screen, CallForm)


@pytest.mark.req("CALL-01", "TKT-01")
async def test_logging_with_a_ticket_dispatched_takes_nine_keys(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        shell.keys = 0
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("leak")
        await shell.press("enter")
        await shell.type("second leak under the sink")
        await shell.press("f4", "t", "ctrl+s")
        assert shell.keys <= 9
        with person("supervisor").read() as uow:
            ticket = uow.session.exec(select(Ticket)).one()
        assert (ticket.state, ticket.title) == ("assigned", "second leak under the sink")
        assert ticket.department_id is not None
        assert "T" in shell.toasts()[-1]


@pytest.mark.req("CALL-14")
async def test_a_promise_is_read_as_it_is_typed(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("asks for the bill")
        await shell.press("tab", "tab")
        await shell.type("send the bill")
        await shell.press("tab")
        await shell.type("today 12:00")
        assert "2026-11-23 12:00" in shell.text()
        await shell.press("f4", "w", "f10")
        row = show_call(person("agent"), calls(person("agent"))[0].pk)
        assert (row.state, row.next_answer_at) == ("pending", person("agent").now() + timedelta(hours=3))


@pytest.mark.req("CALL-02")
async def test_two_items_of_one_call(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("leak")
        await shell.press("enter")
        await shell.type("leak")
        await shell.press("f4", "t", "+")
        assert "1 repair.water" in shell.text()
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("when is it due")
        await shell.press("ctrl+s")
        row = show_call(person("supervisor"), "1")
        assert [(item.outcome, item.content) for item in row.items] == [
            ("ticket", "leak"),
            ("done", "when is it due"),
        ]


async def test_save_and_next_starts_an_empty_form(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        for text in ("first", "second"):
            await shell.type("8000")
            await shell.press("enter")
            await shell.type("fees")
            await shell.press("enter")
            await shell.type(text)
            await shell.press("ctrl+n")
            assert isinstance(shell.screen, CallForm)
            assert shell.screen.focused is shell.screen.fields.number
            assert shell.screen.fields.values()["text"] == ""
            assert shell.screen.customer_id is None
        assert [row.summary for row in calls(person("agent"))] == ["first", "second"]


@pytest.mark.req("CALL-01")
async def test_what_is_missing_is_said_under_its_field(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2", "ctrl+s")
        assert "The call needs" in shell.text()
        await shell.type("199****8000")
        await shell.press("ctrl+s")
        assert "masked" in shell.text()
        assert calls(person("agent")) == []
        assert shell.screen.fields.values()["number"] == "199****8000"


async def test_a_new_caller_gets_a_file(desk: Desk, person: Person) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("19900007777")
        assert "Unknown" in shell.text()
        await shell.press("tab")
        await shell.type("Li Mei")
        await shell.press("tab", "tab")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("new here")
        await shell.press("ctrl+s")
        row = show_call(person("agent"), "1")
        assert row.customer_name == "Li Mei"


async def test_wrap_up_is_timed(desk: Desk, person: Person, clock: FrozenClock) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("bill")
        clock.advance(seconds=90)
        await shell.press("f6")
        clock.advance(seconds=20)
        await shell.press("ctrl+s")
        row = calls(person("agent"))[0]
        assert (row.talk_seconds, row.wrap_seconds) == (90, 20)


async def test_what_was_typed_is_found_again(desk: Desk, person: Person, ouyang: CustomerRow) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("leak")
        await shell.press("enter")
        await shell.type("first part")
        await shell.press("f4", "t", "+")
        await shell.type("fees")
        await shell.press("escape")
        await shell.press("escape")
        assert not isinstance(shell.screen, CallForm)
    async with desk.console("agent") as again:
        await again.press("f2")
        form = again.screen
        assert form.items[0]["text"] == "first part"
        assert form.customer_id == ouyang.id
        assert form.fields.values()["category"].startswith("fees")
        assert "1 repair.water" in again.text()
    with person("agent").read() as uow:
        assert uow.session.exec(select(Draft)).all()


async def test_a_saved_call_leaves_no_draft(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("x")
        await shell.press("ctrl+s", "f2")
        assert shell.screen.fields.values()["text"] == ""


async def test_the_form_beneath_stays_as_it_was(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("2")
        before = shell.screen
        await shell.press("f2", "escape")
        assert shell.screen is before


async def test_the_language_can_change_while_typing(desk: Desk, ouyang: CustomerRow) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter")
        await shell.type("leak")
        await shell.press("f8")
        assert "业务分类" in shell.text()
        assert shell.screen.fields.values()["category"] == "leak"
        assert shell.screen.customer_id == ouyang.id


async def test_hostile_text_is_shown_not_obeyed(desk: Desk, person: Person, hostile: str) -> None:
    create_customer(
        person("agent"), name=f"x{hostile}"[:100], phones=["19900005555"], warning=hostile[:200] or None
    )
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("f2")
        await shell.type("5555")
        await shell.press("enter")
        shell.screen.fields.set_values({"text": hostile, "name": hostile})
        await shell.idle()
        assert "\x1b" not in shell.text()
        assert "\u202e" not in shell.text()


def known_caller(typed: str = "8000") -> Callable[[Shell], object]:
    async def drive(shell: Shell) -> None:
        await shell.press("f2")
        await shell.type(typed)
        await shell.press("enter")
        await shell.type("repair")
        await shell.press("enter")
        await shell.type("second leak under the sink, asks for today before noon")
        await shell.press("f4", "t")

    return drive


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
def test_picture(desk: Desk, snap_compare: Callable[..., bool], size: tuple[int, int], lang: str) -> None:
    assert desk.snap(snap_compare, "agent", size=size, lang=lang, before=known_caller())  # type: ignore[arg-type]  # an async drive


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_picture_of_the_matches(desk: Desk, snap_compare: Callable[..., bool], lang: str) -> None:
    async def drive(shell: Shell) -> None:
        await shell.press("f2")
        await shell.type("8000")

    assert desk.snap(snap_compare, "agent", size=(80, 24), lang=lang, before=drive)


@pytest.mark.req("CALL-06")
async def test_the_form_says_what_to_say_with_company_and_staff_number(desk: Desk) -> None:
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("f2")
        text = shell.text()
        assert "Lakeside service desk" in text
        assert "1007" in text
        await shell.type("8000")
        await shell.press("enter", "f3", "1")
        assert "欧阳晓雯" in shell.text()


async def test_keys_typed_fast_land_in_the_field_they_are_meant_for(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.rush("f2", *"5550", "tab", *"Li", "tab", *"Road", "tab", *"fees", "tab", *"bill")
        values = shell.screen.fields.values()
        assert [values[name] for name in ("number", "name", "address", "category", "text")] == [
            "5550",
            "Li",
            "Road",
            "fees",
            "bill",
        ]
        await shell.rush("f4", "t", "shift+tab", *"soon")
        assert (shell.screen.outcome, shell.screen.fields.values()["due"]) == ("ticket", "soon")


async def test_help_opens_once_and_the_field_has_the_focus_again(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.rush("f2", "enter", "f1", "f1", "escape", "7", "8")
        assert isinstance(shell.screen, CallForm)
        assert shell.screen.focused is not None
        assert shell.screen.focused.id == "field-name"
        assert shell.screen.fields.values()["name"] == "78"
        shell.screen.set_focus(None)
        await shell.rush("2")
        assert isinstance(shell.screen, CallForm)
        assert "2" in "".join(shell.screen.fields.values().values())


async def test_the_footer_of_a_form_names_keys_that_work_while_typing(desk: Desk) -> None:
    async with desk.console("agent", size=(160, 48)) as shell:
        await shell.press("f2")
        signs = [key for key, _label, _can in shell.screen.query_one("#footer-line").keys]
        assert "F1" in signs
        assert all(len(key) > 1 for key in signs)


async def test_an_error_goes_when_its_field_changes(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2", "ctrl+s")
        assert shell.screen.query(".form--error.-shown")
        await shell.type("5")
        assert not shell.screen.query(".form--error.-shown")


async def test_a_category_that_nothing_matches_says_so_and_escape_shows_all(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2", "tab", "tab", "tab")
        await shell.type("nosuch")
        assert "No category matches; esc shows all." in shell.text()
        await shell.press("escape")
        assert "consult.fees" in shell.text()


async def test_a_draft_says_so_and_another_number_starts_the_clock_anew(
    desk: Desk, clock: FrozenClock
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("escape", "escape")
        clock.advance(seconds=600)
        await shell.press("f2")
        assert "Draft of an earlier call; ctrl+g discards it." in shell.text()
        assert shell.screen.opened_at < clock.now()
        shell.screen.set_focus(shell.screen.fields.number)
        await shell.type("1")
        assert shell.screen.opened_at == clock.now()
        await shell.press("ctrl+g", "y")
        assert shell.screen.fields.values()["number"] == ""
        assert "Draft of" not in shell.text()
