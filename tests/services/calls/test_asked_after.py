"""A call about an open ticket, and calls about which nothing need be written (CALL-01, RPT-53)."""

from __future__ import annotations

import pytest

from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.models import Category
from csconsole.services.calls import NewItem, check_item, list_calls
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from csconsole.services.settings import change_setting
from csconsole.services.tickets import cancel_ticket, chase_ticket, show_ticket
from tests.conftest import AsStaff
from tests.services.calls.entering import logged
from tests.services.tickets.registering import events, register


@pytest.fixture(autouse=True)
def _wrong_number(ctx: Context) -> None:
    with ctx.write() as uow:
        uow.create(Category(code="other.wrong_number", name_en="Wrong number", name_zh="打错电话"))


@pytest.mark.req("CALL-01")
def test_a_wrong_number_needs_no_words(agent: Context) -> None:
    row = logged(agent, summary="", category="other.wrong_number")
    assert (row.summary, row.items[0].content, row.state) == ("Wrong number", "Wrong number", "closed")
    check_item(agent, NewItem(category="other.wrong_number"))
    mixed = logged(agent, summary="asks about fees", items=[NewItem(content="fees")])
    assert mixed.items[0].content == "fees"
    assert logged(agent, summary="meant the neighbour", category="other.wrong_number").summary == (
        "meant the neighbour"
    )


@pytest.mark.req("CALL-01")
def test_which_categories_say_everything_is_a_setting(agent: Context, as_: AsStaff) -> None:
    change_setting(as_("admin"), "call.no_content", ["consult.fees"])
    with pytest.raises(InvalidInputError) as refused:
        logged(agent, summary="", category="other.wrong_number")
    assert refused.value.rule == "CALL-01"
    assert logged(agent, summary="").summary == "consult.fees"


@pytest.mark.req("RPT-53")
def test_a_call_chases_an_open_ticket(ctx: Context, agent: Context) -> None:
    ticket = register(ctx, category_id=None)
    row = logged(agent, summary="", chase=ticket.number)
    words = f"Asks after {ticket.number}: Leak under the sink"
    item = row.items[0]
    assert (row.summary, item.content, item.outcome) == (words, words, "done")
    assert (item.ticket_number, row.next_step) == (ticket.number, ticket.number)
    assert not row.solved_first_contact
    chased = events(ctx, ticket.id)[-1]
    assert (chased.action, chased.detail) == ("chase", {"text": words, "number": row.number})
    entry = show_ticket(ctx, ticket.id).timeline[-1]
    assert (entry.title, entry.lines) == ("asked after", (words, row.number))
    rows = {
        one["number"]: one["chases"]
        for block in build_report(ctx, "backlog").blocks
        if block.key == "open"
        for one in block.rows
    }
    assert rows[ticket.number] == 1


@pytest.mark.req("RPT-53")
def test_the_category_of_the_ticket_is_that_of_the_call(ctx: Context, agent: Context) -> None:
    with ctx.read() as uow:
        water = uow.one(Category, code="repair.water")
        assert water is not None
        key = water.pk
    ticket = register(ctx, category_id=key)
    assert logged(agent, summary="", category=None, chase=ticket.number).category == "repair.water"


@pytest.mark.req("RPT-53")
def test_a_closed_ticket_is_not_chased_and_the_call_is_not_stored(ctx: Context, agent: Context) -> None:
    ticket = register(ctx)
    cancel_ticket(ctx, ticket.id, reason="entered twice")
    with pytest.raises(RuleBrokenError, match="closed"):
        logged(agent, summary="where is he", chase=ticket.number)
    assert list_calls(agent).total == 0


@pytest.mark.req("RPT-53")
def test_chasing_needs_words_and_the_right_to_log(ctx: Context, as_: AsStaff) -> None:
    ticket = register(ctx)
    with pytest.raises(InvalidInputError):
        chase_ticket(ctx, ticket.id, text=" ")
    with pytest.raises(NotAllowedError):
        chase_ticket(as_("auditor"), ticket.id, text="where is he")
    assert chase_ticket(ctx, ticket.id, text="where is he").version == ticket.version
