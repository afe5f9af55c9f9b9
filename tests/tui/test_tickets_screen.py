"""Mode 3: the ticket list, the page, the dispatch board and the form, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.models import Customer, Department, RoutingRule
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.widgets.dialogs import Choice
from tests.services.tickets.registering import register
from tests.tui.driving import Desk

Person = Callable[[str], Context]


def state(ctx: Context, row: tickets.TicketRow) -> str:
    return tickets.show_ticket(ctx, row.id).row.state


def prepare(person: Person, clock: FrozenClock) -> list[tickets.TicketRow]:
    """A small morning: one late, one due soon, one for tomorrow, one waiting, one complaint."""
    ctx, handler = person("supervisor"), person("handler")
    with ctx.write() as uow:
        engineering = uow.one(Department, code="ENG")
        assert engineering is not None
        uow.create(RoutingRule(department_id=engineering.pk, ticket_kind="repair"))
        vip = uow.create(Customer(name="Ouyang Xiaowen", tier="vip", unit="3-502")).pk
    promised = clock.now() + timedelta(minutes=10)
    rows = [
        register(ctx, promised_at=promised, customer_id=vip, priority="urgent"),
        register(ctx, title="Lift noise", address="B2", priority="emergency"),
        register(ctx, title="Lamp in the corridor", address="B2", scope="public"),
        register(ctx, kind="complaint", title="Nobody came", level="important"),
        register(ctx, title="Window does not close", address="7-101"),
    ]
    dispatch_ticket(ctx, rows[0].id, handler_id=handler.staff_id)
    dispatch_ticket(ctx, rows[4].id, handler_id=handler.staff_id)
    tickets.accept_ticket(handler, rows[4].id)
    tickets.start_ticket(handler, rows[4].id)
    tickets.wait_ticket(handler, rows[4].id, reason="She is away until tomorrow")
    clock.advance(minutes=41)
    return rows


@pytest.mark.req("TKT-02")
async def test_a_ticket_is_accepted_in_two_keys(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    dispatch_ticket(person("supervisor"), row.id, handler_id=person("handler").staff_id)
    async with desk.console("handler") as shell:
        await shell.press("3", "t")
        assert shell.keys == 2
        assert state(person("handler"), row) == "accepted"
        assert "accepted" in shell.toasts()[-1]


async def test_u_takes_the_step_back(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    dispatch_ticket(person("supervisor"), row.id, handler_id=person("handler").staff_id)
    async with desk.console("handler") as shell:
        await shell.press("3", "t", "u")
        assert state(person("handler"), row) == "assigned"
        assert "Undone" in shell.toasts()[-1]


@pytest.mark.req("TKT-22")
async def test_the_list_starts_with_what_is_mine_and_what_nobody_has(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    prepare(person, clock)
    async with desk.console("handler") as shell:
        await shell.press("3")
        lines = shell.lines()
        assert "late 31 min" in lines[2]
        assert "! VIP Lea" in lines[2]
        assert "late 26 min ar" in lines[3]
        assert "!! Lift n" in lines[3]
        assert "promise to the customer" in shell.text()
        await shell.press("v", "2")
        assert "Window d" in shell.text()
        assert "5 of 5" in shell.text()


async def test_why_opens_on_w(desk: Desk, person: Person, clock: FrozenClock) -> None:
    prepare(person, clock)
    async with desk.console("handler") as shell:
        await shell.press("3", "w")
        assert "promise to the customer is earlier than" in " ".join(shell.text().split())
        assert "24 hours, round the clock" in shell.text()


async def test_the_steps_show_keys_needs_and_why_not(desk: Desk, person: Person, clock: FrozenClock) -> None:
    prepare(person, clock)
    async with desk.console("handler") as shell:
        await shell.press("3", "o")
        text = shell.text()
        assert "needs: Reason" in text
        assert "not from Assigned" in text
        assert "t accept" in text
        assert "Supervisor" in text


async def test_a_step_asks_for_what_it_needs(desk: Desk, person: Person, clock: FrozenClock) -> None:
    row = prepare(person, clock)[0]
    async with desk.console("handler") as shell:
        await shell.press("3", "o", "r")
        assert "Reason" in shell.text()
        await shell.press("enter")
        assert "Please write something" in shell.text()
        await shell.type("not our pipe")
        await shell.press("enter")
        assert state(person("handler"), row) == "new"
        await shell.press("o", "escape")
        assert state(person("handler"), row) == "new"


@pytest.mark.req("TKT-03", "TKT-04")
async def test_dispatch_proposes_with_the_reason(desk: Desk, person: Person, clock: FrozenClock) -> None:
    rows = prepare(person, clock)
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "d")
        text = " ".join(shell.text().split())
        assert "1 Engineering 赵文 routing table: Repair" in text
        assert "least open work: 2" in text
        assert "Customer service open 0, late 0" in text
        await shell.press("1")
        shown = tickets.show_ticket(person("supervisor"), rows[1].id).row
        assert (shown.state, shown.handler) == ("assigned", "赵文")


@pytest.mark.req("TKT-04")
async def test_a_handler_may_not_dispatch_and_is_told_who_may(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    rows = prepare(person, clock)
    async with desk.console("handler") as shell:
        await shell.press("3", "j", "d", "1")
        assert "may not dispatch tickets" in shell.toasts()[-1]
        assert state(person("handler"), rows[1]) == "new"


async def test_marked_tickets_are_previewed_with_counts(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    rows = prepare(person, clock)
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "o", "Z")
        assert any("T20261123-000" in line and "Reason" in line for line in shell.lines())
        await shell.press("escape", "X", "o", "Z")
        await shell.type("registered twice")
        await shell.press("enter")
        text = shell.text()
        assert "3 will be changed, 0 will be left." in text
        assert "Records: 3" in text
        await shell.press("enter")
        assert state(person("supervisor"), rows[1]) == "new"
        await shell.press("o", "Z")
        await shell.type("registered twice")
        await shell.press("enter", "y")
        assert {state(person("supervisor"), rows[n]) for n in (1, 2, 3)} == {"cancelled"}
        assert "3 done, 0 refused." in shell.toasts()[-1]
        assert not shell.screen.table.marks


async def test_what_the_preview_left_is_counted_at_the_end_too(desk: Desk, person: Person) -> None:
    ctx = person("supervisor")
    one, two = register(ctx), register(ctx)
    tickets.cancel_ticket(ctx, two.id, reason="twice")
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "v", "9")
        screen = shell.screen
        screen._preview_many({one.id: one.version, two.id: two.version}, "cancel", {"reason": "twice"})
        await shell.idle()
        assert "1 will be changed, 1 will be left." in shell.text()
        await shell.press("y")
        assert "1 done, 1 refused." in shell.toasts()[-1]


async def test_the_page_has_clocks_timeline_and_a_line_for_notes(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = prepare(person, clock)[0]
    async with desk.console("handler") as shell:
        await shell.press("3", "enter")
        text = shell.text()
        assert "T-0001" in shell.lines()[0]
        assert "late 31 min" in text
        assert "promise: 100 % of the time" in text
        await shell.press("i")
        await shell.type("On my way")
        await shell.press("enter")
        assert "On my way" in shell.text()
        page = tickets.show_ticket(person("handler"), row.id)
        assert page.timeline[-1].lines == ("On my way",)
        await shell.press("t")
        assert state(person("handler"), row) == "accepted"
        await shell.press("]")
        assert "Lift noise" in shell.text()
        await shell.press("[")
        assert "Lift noise" not in shell.text()
        await shell.press("escape")
        assert "Leak under the sink" in shell.text()


async def test_a_note_that_is_being_typed_survives_a_change_by_others(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = prepare(person, clock)[0]
    async with desk.console("handler") as shell:
        await shell.press("3", "enter", "i")
        await shell.type("Half a sen")
        tickets.note_ticket(person("supervisor"), row.id, text="Hurry, please")
        await shell.hear("ticket")
        assert "Hurry, please" in shell.text()
        assert "Half a sen" in shell.text()


async def test_a_ticket_changed_by_someone_else_is_not_overwritten(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = prepare(person, clock)[0]
    async with desk.console("supervisor") as shell:
        await shell.press("3", "v", "2")
        dispatch_ticket(person("supervisor"), row.id, handler_id=person("handler2").staff_id, reason="Nearer")
        items = {item.id: item for item in shell.screen.items.values()}
        shell.screen.table.move_to_key(row.id)
        assert items[row.id].handler == "赵文"
        await shell.press("o", "Z")
        await shell.type("twice")
        await shell.press("enter")
        assert "first" in shell.toasts()[-1]
        assert state(person("supervisor"), row) == "assigned"


async def test_a_correction_moves_the_due_time(desk: Desk, person: Person) -> None:
    row = register(person("supervisor"))
    async with desk.console("supervisor") as shell:
        await shell.press("3", "enter", "e", "p", "1")
        shown = tickets.show_ticket(person("supervisor"), row.id).row
        assert (shown.priority, shown.due_source) == ("emergency", "priority")
        await shell.press("e", "t")
        await shell.type(" and the wall")
        await shell.press("enter")
        assert "Leak under the sink and the wall" in shell.text()
        await shell.press("e", "l", "escape")
        assert tickets.show_ticket(person("supervisor"), row.id).row.level is None


@pytest.mark.req("TKT-04")
@pytest.mark.parametrize("heads", [False, True])
async def test_the_key_of_what_one_may_not_do_is_not_shown(desk: Desk, person: Person, heads: bool) -> None:
    agent, row = person("agent").actor, register(person("supervisor"))
    assert agent.department_id is not None
    async with desk.console("agent") as shell:
        for key in ("3", "B"):
            await shell.press(key)
            assert "d dispatch" not in shell.lines()[-1]
        await shell.press("q", "d")
        assert "may not dispatch tickets" in shell.toasts()[-1]
    if heads:
        with person("admin").write() as uow:
            uow.update(uow.get(Department, agent.department_id), "edit", {"head_id": agent.staff_id})
    dispatch_ticket(person("supervisor"), row.id, department_id=agent.department_id)
    async with desk.console("agent") as shell:
        await shell.press("3")
        assert ("d dispatch" in shell.lines()[-1]) is heads
        await shell.press("d")
        assert isinstance(shell.screen, Choice) is heads


@pytest.mark.req("TKT-01", "TKT-15")
async def test_a_new_ticket_by_the_form(desk: Desk, person: Person) -> None:
    with person("supervisor").write() as uow:
        uow.create(Customer(name="Lin Qiao", address="Lake Road 5", unit="7-101"))
    async with desk.console("agent") as shell:
        await shell.press("3", "n")
        await shell.press("ctrl+s")
        assert "needs a title" in shell.text()
        await shell.type("Tap drips")
        shell.screen.form.set_values(
            {"kind": "repair", "scope": "in_home", "who": "7-101", "phone": "021-5550-0102"}
        )
        shell.screen.form.set_values({"size": "small", "mode": "on_site", "reported": "2h ago"})
        await shell.press("ctrl+s")
        row = tickets.list_tickets(person("agent")).rows[0]
        assert (row.size, row.mode, row.waiting_seconds) == ("small", "on_site", 7200)
        assert (row.title, row.customer, row.address) == ("Tap drips", "Lin Qiao", "Lake Road 5 7-101")
        assert row.first_owner == "李晓"
        assert row.number in shell.toasts()[-1]


@pytest.mark.req("TKT-01")
async def test_the_form_says_what_is_missing_and_keeps_what_was_typed(desk: Desk) -> None:
    async with desk.console("agent") as shell:
        await shell.press("3", "n")
        await shell.type("Tap drips")
        shell.screen.form.set_values({"kind": "repair", "contact": "Somebody"})
        await shell.press("ctrl+s")
        assert "needs: Scope, Address, Phone" in " ".join(shell.text().split())
        await shell.press("escape")
        await shell.press("n")
        assert "Tap drips" in shell.text()


@pytest.mark.req("TKT-04", "TKT-06")
async def test_the_board_assigns_to_the_person_on_the_other_side(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    rows = prepare(person, clock)
    async with desk.console("supervisor", size=(160, 48)) as shell:
        await shell.press("3", "B")
        text = shell.text()
        assert "3 waiting" in text
        assert "3 over 10 min" in text
        assert "Engineering 2 !1" in text
        shell.screen.staff.move_to_key(person("handler2").staff_id)
        await shell.press("a")
        shown = tickets.show_ticket(person("supervisor"), rows[1].id).row
        assert (shown.state, shown.handler) == ("assigned", "Fan Lu")
        shell.hush()
        assert "2 waiting" in shell.text()
        await shell.press("d", "1")
        shell.hush()
        assert "1 waiting" in shell.text()
        await shell.press("tab", "enter")
        shell.hush()
        assert "0 waiting" in shell.text()
        assert "No ticket waits for dispatch" in shell.text()


async def test_a_wrong_filter_says_where(desk: Desk) -> None:
    async with desk.console("supervisor") as shell:
        await shell.press("3", "/")
        shell.screen.bar.set_filter("")
        await shell.type("stat:open")
        assert "state" in shell.text()
        assert "stat" in shell.text()


async def test_hostile_text_is_shown_as_it_is(desk: Desk, person: Person, hostile: str) -> None:
    register(
        person("supervisor"), title="x " + hostile[:150], description=hostile, address="a" + hostile[:90]
    )
    async with desk.console("supervisor", size=(120, 40)) as shell:
        await shell.press("3", "enter", "o", "escape", "w", "escape", "escape", "B", "escape", "d", "escape")
        assert shell.app._exception is None
        assert "\x1b]" not in shell.text()


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("list", ("3",)),
        ("page", ("3", "enter")),
        ("steps", ("3", "o")),
        ("why", ("3", "w")),
        ("dispatch", ("3", "d")),
        ("board", ("3", "B")),
        ("form", ("3", "n")),
    ],
)
def test_pictures(
    desk: Desk,
    person: Person,
    clock: FrozenClock,
    snap_compare: Callable[..., bool],
    size: tuple[int, int],
    lang: str,
    name: str,
    keys: tuple[str, ...],
) -> None:
    prepare(person, clock)
    assert name
    assert desk.snap(snap_compare, "supervisor", press=keys, size=size, lang=lang)


@pytest.mark.req("TKT-09")
async def test_a_ticket_is_deferred_with_the_customers_word(
    desk: Desk, person: Person, clock: FrozenClock
) -> None:
    row = prepare(person, clock)[0]
    async with desk.console("handler") as shell:
        await shell.press("3", "enter", "K", "d")
        await shell.type("tomorrow 16:00")
        await shell.press("tab")
        await shell.type("Part missing")
        await shell.press("ctrl+s", "n")
        assert "The customer has to know." in shell.toasts()[-1]
        await shell.press("K", "d")
        assert "Part missing" in shell.text()
        await shell.press("ctrl+s", "y")
    found = tickets.show_ticket(person("handler"), row.id).row
    assert (found.due_source, found.promised_at) == ("deferral", found.due_at)
