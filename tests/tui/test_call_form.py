"""The call form: who is calling while the number is typed, the budget of keys, drafts, hostile text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from csconsole.models import Ticket
from csconsole.screens.call_form import CallForm
from csconsole.services.assets import add_asset
from csconsole.services.calls import list_calls, show_call
from csconsole.services.context import Context
from csconsole.services.customers import CustomerRow, create_customer
from csconsole.services.packs import install_pack
from csconsole.services.warranty import advice_for
from tests.tui.callers import calls, known_customer, take_call
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


@pytest.fixture(autouse=True)
def ouyang(person: Person) -> CustomerRow:
    """A known customer."""
    return known_customer(person("supervisor"))


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


@pytest.mark.req("CALL-01", "CALL-09")
async def test_organisation_and_a_complex_consultation_are_among_the_rarer_fields(
    desk: Desk, person: Person
) -> None:
    async with desk.console("agent") as shell:
        await shell.press("f2")
        await shell.type("8000")
        await shell.press("enter", "f7")
        shell.screen.fields.category.put("consult.fees")
        shell.screen.fields.set_values({"organisation": "Apex Ltd", "complex": "yes", "text": "asks"})
        await shell.press("ctrl+s")
    (row,) = list_calls(person("agent")).rows
    assert (row.organisation, row.complex) == ("Apex Ltd", True)


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
        await take_call(shell, "fees", "asks for the bill")
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
        await take_call(shell, "leak", "leak")
        await shell.press("f4", "t", "+")
        assert "1 Water leak" in shell.text()
        await shell.type("fees")
        await shell.press("enter")
        await shell.type("when is it due")
        await shell.press("ctrl+s")
        row = show_call(person("supervisor"), "1")
        assert [(item.outcome, item.content) for item in row.items] == [
            ("ticket", "leak"),
            ("done", "when is it due"),
        ]


@pytest.mark.req("CALL-02")
async def test_an_item_with_a_wrong_category_comes_back_and_one_can_be_gone_back_to(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await take_call(shell)
        await shell.type("no such thing")
        await shell.press("tab")
        await shell.type("leak")
        await shell.press("ctrl+f")
        form = shell.screen
        assert (form.items, form.fields.values()["text"]) == ([], "leak")
        assert "There is no category no." in shell.text()
        form.fields.category.put("repair.water")
        await shell.press("ctrl+f")
        assert [item["text"] for item in form.items] == ["leak"]
        await shell.press("ctrl+l", "1")
        assert (form.items, form.fields.values()["text"]) == ([], "leak")
        await shell.press("ctrl+f", "ctrl+l", "a")
        assert (form.items, form.fields.values()["text"]) == ([], "")
        form.fields.outcome.focus()
        await shell.press("3")
        assert shell.screen is form


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


@pytest.mark.req("TKT-17", "TKT-31")
async def test_while_the_item_becomes_a_ticket_its_advice_shows_and_part_and_asset_go_on(
    desk: Desk, person: Person
) -> None:
    for pack in ("property", "utility"):
        install_pack(person("admin"), pack)
    asset = add_asset(person("supervisor"), name="Pump 2", kind="pump", location="B1")
    async with desk.console("supervisor", size=(80, 24)) as shell:
        await take_call(shell, "repair.water.leak", "leak")
        assert "First aid" not in shell.text()
        await shell.press("f4", "t")
        text = shell.text()
        assert "Which room: kitchen" in text
        assert "Close the main valve" in text
        assert "Pipe wrench" in text
        assert len(shell.lines()) == 24
        part = advice_for(person("supervisor"), "repair.water.leak").parts[0]
        fields = shell.screen.fields
        assert f"1 {part.name}" in text
        fields.editor("part").value = "1"
        fields.editor("asset").value = asset.number
        await shell.press("d")
        assert "First aid" not in shell.text()
        await shell.press("t", "ctrl+s")
        with person("supervisor").read() as uow:
            ticket = uow.session.exec(select(Ticket)).one()
        assert (ticket.part, ticket.asset_id) == (part.code, asset.id)


@pytest.mark.req("TKT-17")
async def test_an_unknown_part_is_said_at_its_field(desk: Desk, person: Person) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("supervisor", size=(80, 24)) as shell:
        await take_call(shell, "repair.water.leak", "leak")
        await shell.press("f4", "t")
        shell.screen.fields.editor("part").value = "flux capacitor"
        await shell.press("ctrl+s")
        assert isinstance(shell.screen, CallForm)
        focused = shell.screen.focused
        assert focused is not None
        assert focused.id == "field-part"


@pytest.mark.req("CMP-04", "CMP-03", "CMP-01")
async def test_a_complaint_is_asked_for_level_and_demand_and_for_no_part(desk: Desk, person: Person) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("agent", size=(80, 24)) as shell:
        await take_call(shell, "complaint.cleaning", "dirty stairs")
        await shell.press("f4", "t")
        text = shell.text()
        assert "Demand" in text
        assert "Asset" not in text
        fields = shell.screen.fields
        assert "within 24 hours" in str(fields.fields)
        fields.editor("level").value = "important"
        fields.editor("demand").value = "clean today"
        await shell.press("ctrl+s")
    with person("supervisor").read() as uow:
        ticket = uow.session.exec(select(Ticket)).one()
    assert (ticket.level, ticket.level_confirmed, ticket.demand) == ("important", False, "clean today")


@pytest.mark.req("CMP-02")
async def test_a_complaint_proposes_a_record_of_its_own_until_another_outcome_is_chosen(
    desk: Desk, person: Person
) -> None:
    install_pack(person("admin"), "property")
    async with desk.console("agent", size=(80, 24)) as shell:
        await take_call(shell, "complaint.cleaning", "dirty stairs")
        assert shell.screen.outcome == "ticket"
        shell.screen.fields.category.put("consult.fees")
        shell.screen.propose_record()
        assert shell.screen.outcome == "done"
        shell.screen.fields.category.put("complaint.cleaning")
        shell.screen.propose_record()
        await shell.press("f4", "d", "ctrl+s")
        assert "A complaint needs a record of its own." in shell.text()
        assert calls(person("agent")) == []
        await shell.press("f4", "t", "ctrl+s")
    assert [call.outcome for call in calls(person("agent"))] == ["ticket"]
