"""The footer of tickets and complaints names the next step, and no key that is refused (TKT-02, CALL-12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.escalations import answer_escalation, escalate_record
from csconsole.widgets.lines import FooterLine
from tests.services.complaints.walking import register as complain
from tests.services.complaints.walking import walk
from tests.services.tickets.registering import register
from tests.tui.driving import Desk, Shell

Person = Callable[[str], Context]


def keys_of(shell: Shell) -> set[str]:
    """The keys that the footer names."""
    return {key for key, _word, _can in shell.screen.query_one(FooterLine).keys}


@pytest.mark.req("TKT-02")
async def test_the_list_offers_what_the_ticket_under_the_cursor_takes(desk: Desk, person: Person) -> None:
    supervisor, handler = person("supervisor"), person("handler")
    mine, others, ended = (register(person("agent"), address=f"3-{n}") for n in (501, 502, 503))
    dispatch_ticket(supervisor, mine.id, handler_id=handler.staff_id)
    dispatch_ticket(supervisor, others.id, handler_id=supervisor.staff_id)
    tickets.cancel_ticket(supervisor, ended.id, reason="twice")
    async with desk.console("handler") as shell:
        await shell.press("3")
        shell.screen.show_base("")
        await shell.idle()
        await shell.press("home")
        seen = {}
        for _row in range(3):
            seen[shell.screen.current.id] = keys_of(shell) & {"t", "d", "i", "U", "o"}
            await shell.press("down")
        assert seen == {mine.id: {"t", "i", "U", "o"}, others.id: {"U", "o"}, ended.id: {"o"}}
        await shell.press("home", "x", "down", "x", "down", "x")
        assert "t" in keys_of(shell), "one of those that are marked takes it"


@pytest.mark.req("TKT-02")
async def test_the_page_follows_the_steps(desk: Desk, person: Person) -> None:
    supervisor, handler = person("supervisor"), person("handler")
    row = register(person("agent"))
    dispatch_ticket(supervisor, row.id, handler_id=handler.staff_id)
    async with desk.console("handler") as shell:
        await shell.press(":", *row.number, "enter")
        assert "t" in keys_of(shell)
        await shell.press("t")
        assert "t" not in keys_of(shell)
        assert {"i", "o", "+"} <= keys_of(shell)
    async with desk.console("supervisor") as shell:
        await shell.press(":", *row.number, "enter")
        assert {"d", "i", "o"} <= keys_of(shell)
        tickets.start_ticket(handler, row.id)
        await shell.hear("ticket")
        assert "d" not in keys_of(shell), "what was begun is not given to another"
        tickets.cancel_ticket(supervisor, row.id, reason="twice")
        await shell.hear("ticket")
        assert not keys_of(shell) & {"t", "d", "i", "+", "U"}


@pytest.mark.req("CALL-12")
async def test_the_answer_from_above_is_offered_to_whose_turn_it_is(desk: Desk, person: Person) -> None:
    agent, manager = person("agent"), person("manager")
    row = register(agent)
    asked = escalate_record(agent, row.number, reason="wants a refund", to="manager")
    for name, key in (("agent", ""), ("supervisor", ""), ("manager", "A")):
        async with desk.console(name) as shell:
            await shell.press(":", *row.number, "enter")
            assert "".join(sorted(keys_of(shell) & {"A", "T"})) == key, name
    answer_escalation(manager, asked.id, answer="granted")
    for name, key in (("agent", "T"), ("agent2", "")):
        async with desk.console(name) as shell:
            await shell.press(":", *row.number, "enter")
            assert "".join(sorted(keys_of(shell) & {"A", "T"})) == key, name
            if key:
                assert "T told" in shell.lines()[-1]


@pytest.mark.req("CMP-07")
async def test_the_next_step_is_offered_to_who_may_take_it(desk: Desk, person: Person) -> None:
    row = walk(person, complain(person("agent")), to="propose")
    async with desk.console("agent") as shell:
        await shell.press(":", *row.number, "enter")
        assert "l procedure" in shell.lines()[-1]
        await shell.press("l")
        assert "enter" not in keys_of(shell)
    async with desk.console("supervisor") as shell:
        await shell.press(":", *row.number, "enter", "l")
        assert "enter next step" in shell.lines()[-1]


@pytest.mark.req("TKT-04")
async def test_the_board_without_tickets_offers_none(desk: Desk, person: Person) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3", "B")
        assert not keys_of(shell) & {"d", "a", "*"}
        register(person("agent"))
        await shell.hear("ticket")
        assert {"d", "a", "*"} <= keys_of(shell)
