from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import CsconsoleError, NotAllowedError
from csconsole.models import (
    Category,
    Customer,
    Department,
    Duty,
    RoutingRule,
    Shift,
    ShiftType,
    Staff,
)
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import (
    department_loads,
    dispatch_board,
    dispatch_ticket,
    person_loads,
    propose_target,
    set_absence,
    spread_tickets,
    unstaffed_warning,
)
from csconsole.services.journal import undo
from csconsole.services.reports import build_report
from csconsole.services.settings import change_setting
from csconsole.services.views import list_views
from tests.conftest import AsStaff
from tests.services.dispatchers import dispatch_together


def make(ctx: Context, **fields: Any) -> tickets.TicketRow:
    return tickets.create_ticket(ctx, **{"kind": "other", "title": "Lift noise", **fields})


def department(ctx: Context, code: str) -> int:
    with ctx.read() as uow:
        found = uow.one(Department, code=code)
        assert found is not None
        return found.pk


def rule(ctx: Context, code: str, **fields: Any) -> None:
    with ctx.write() as uow:
        uow.create(RoutingRule(department_id=department(ctx, code), **fields))


@pytest.mark.req("TKT-03")
def test_the_most_specific_line_of_the_routing_table_proposes(ctx: Context) -> None:
    rule(ctx, "CS", rank=100)
    rule(ctx, "PM", rank=90, ticket_kind="other")
    rule(ctx, "ENG", rank=80, category_prefix="lift")
    with ctx.write() as uow:
        lift = uow.create(Category(code="lift.noise", name_en="Lift noise", name_zh="电梯异响")).pk
        lifter = uow.create(Category(code="lifter", name_en="Lifter", name_zh="起重")).pk
    assert propose_target(ctx, make(ctx, category_id=lift).id).department == "Engineering"
    assert propose_target(ctx, make(ctx, category_id=lifter).id).department == "Property"
    assert propose_target(ctx, make(ctx, kind="order").id).department == "Customer service"


@pytest.mark.req("TKT-03")
def test_zone_and_scope_narrow_a_line(ctx: Context) -> None:
    rule(ctx, "ENG", rank=80, zone="B2")
    rule(ctx, "PM", rank=80, scope="public")
    with ctx.write() as uow:
        customer = uow.create(Customer(name="Lin Qiao", zone="B2")).pk
    assert propose_target(ctx, make(ctx, customer_id=customer).id).department == "Engineering"
    assert propose_target(ctx, make(ctx, scope="public").id).department == "Property"
    nobody = propose_target(ctx, make(ctx).id)
    assert (nobody.department_id, nobody.handler_id) == (None, None)
    assert nobody.reasons


@pytest.mark.req("TKT-03")
def test_the_zone_officer_is_the_default_owner(ctx: Context, as_: AsStaff) -> None:
    rule(ctx, "PM", rank=80)
    with ctx.write() as uow:
        uow.update(uow.get(Staff, as_("handler2").staff_id), "edit", {"zone": "B2"})
        uow.create(
            Staff(staff_no="2003", name="Aaron", roles=["handler"], department_id=department(ctx, "PM"))
        )
        customer = uow.create(Customer(name="Lin Qiao", zone="B2")).pk
    for _busy in range(3):
        dispatch_ticket(ctx, make(ctx).id, handler_id=as_("handler2").staff_id)
    proposal = propose_target(ctx, make(ctx, customer_id=customer).id)
    assert proposal.handler_id == as_("handler2").staff_id
    assert any("zone B2" in reason for reason in proposal.reasons)
    assert propose_target(ctx, make(ctx).id).handler == "Aaron"


@pytest.mark.req("TKT-03", "TKT-04")
def test_skill_comes_before_load_and_a_full_person_is_left_out(ctx: Context, as_: AsStaff) -> None:
    rule(ctx, "ENG", rank=80)
    with ctx.write() as uow:
        uow.update(uow.get(Staff, as_("handler").staff_id), "edit", {"skills": ["order"], "capacity": 1})
        idle = uow.create(
            Staff(staff_no="2003", name="Aaron", roles=["handler"], department_id=department(ctx, "ENG"))
        ).pk
    proposal = propose_target(ctx, make(ctx, kind="order").id)
    assert proposal.handler_id == as_("handler").staff_id
    assert any("skill" in reason for reason in proposal.reasons)
    dispatch_ticket(ctx, make(ctx).id, handler_id=as_("handler").staff_id)
    assert propose_target(ctx, make(ctx, kind="order").id).handler_id == idle


@pytest.mark.req("TKT-03")
def test_load_is_counted_per_department_and_person(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    handler = as_("handler")
    dispatch_ticket(ctx, make(ctx).id, handler_id=handler.staff_id)
    dispatch_ticket(ctx, make(ctx, priority="emergency").id, department_id=department(ctx, "ENG"))
    make(ctx)
    clock.advance(hours=2)
    loads = {row.code: (row.open, row.late, row.unclaimed) for row in department_loads(ctx)}
    assert loads == {"CS": (0, 0, 0), "ENG": (2, 1, 1), "PM": (0, 0, 0)}
    people = {row.staff_no: (row.open, row.late) for row in person_loads(ctx)}
    assert people["2001"] == (1, 0)
    assert people["2002"] == (0, 0)
    assert "1000" not in people


@pytest.mark.req("TKT-04", "TKT-06")
def test_the_board_has_tickets_people_and_alerts(ctx: Context, clock: FrozenClock) -> None:
    make(ctx)
    clock.advance(minutes=11)
    make(ctx, priority="urgent")
    board = dispatch_board(ctx)
    assert [row.priority for row in board.tickets] == ["urgent", "normal"]
    assert (board.alerts, board.alert_seconds) == (1, 600)
    assert {row.code for row in board.departments} == {"CS", "ENG", "PM"}
    assert all(row.staff_no for row in board.people)


def test_the_board_says_how_many_wait_beyond_those_it_holds(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csconsole.services.dispatch.board.BOARD_LIMIT", 2)
    for _ticket in range(2):
        make(ctx)
    assert (len(dispatch_board(ctx).tickets), dispatch_board(ctx).total) == (2, 2)
    make(ctx)
    assert (len(dispatch_board(ctx).tickets), dispatch_board(ctx).total) == (2, 3)


@pytest.mark.req("TKT-04")
def test_two_dispatchers_at_once_never_assign_twice(ctx: Context, as_: AsStaff) -> None:
    """Each round one passes and the other is refused; the one who passed is who the ticket is with."""
    people = [as_("handler").staff_id, as_("handler2").staff_id]
    for _round in range(5):
        row = make(ctx)
        barrier = threading.Barrier(2)
        outcome: dict[int, object] = {}

        def assign(
            handler_id: int,
            key: int = row.id,
            gate: threading.Barrier = barrier,
            seen: dict[int, object] = outcome,
        ) -> None:
            gate.wait()
            try:
                seen[handler_id] = dispatch_ticket(ctx, key, handler_id=handler_id).handler_id
            except CsconsoleError as error:
                seen[handler_id] = error

        threads = [threading.Thread(target=assign, args=(handler_id,)) for handler_id in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        winners = [handler_id for handler_id in people if outcome[handler_id] == handler_id]
        assert len(winners) == 1, outcome
        stored = tickets.list_tickets(ctx, filter=row.number).rows[0]
        assert stored.handler_id == winners[0]
        page = tickets.show_ticket(ctx, row.id)
        assert [entry.action for entry in page.timeline].count("dispatch") == 1


@pytest.mark.req("TKT-02")
def test_two_people_never_accept_the_same_ticket(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        uow.create(
            Staff(staff_no="2003", name="Aaron", roles=["handler"], department_id=department(ctx, "ENG"))
        )
    contexts = [as_("handler"), as_("2003")]
    for _round in range(5):
        row = make(ctx)
        dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
        barrier = threading.Barrier(2)
        winners: list[int] = []

        def accept(
            who: Context,
            key: int = row.id,
            gate: threading.Barrier = barrier,
            won: list[int] = winners,
        ) -> None:
            gate.wait()
            try:
                tickets.accept_ticket(who, key)
            except CsconsoleError:
                return
            won.append(who.staff_id)

        threads = [threading.Thread(target=accept, args=(who,)) for who in contexts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(winners) == 1
        assert tickets.show_ticket(ctx, row.id).row.handler_id == winners[0]


def people_of(ctx: Context, code: str, *names: str, **fields: Any) -> list[int]:
    with ctx.write() as uow:
        return [
            uow.create(
                Staff(
                    staff_no=f"30{number:02d}",
                    name=name,
                    roles=["handler"],
                    department_id=department(ctx, code),
                    **fields,
                )
            ).pk
            for number, name in enumerate(names)
        ]


def sign_on(ctx: Context, staff_id: int) -> None:
    with ctx.write() as uow:
        kind = uow.create(
            ShiftType(code="D", letter="D", name_en="Day", name_zh="白班", begins="08:00", ends="18:00")
        )
        shift = uow.create(Shift(day=ctx.today(), type_id=kind.pk, begins_at=ctx.now(), ends_at=ctx.now()))
        uow.create(Duty(shift_id=shift.pk, staff_id=staff_id, signed_on_at=ctx.now()))


@pytest.mark.req("TKT-03")
def test_buildings_and_the_department_it_comes_from_narrow_a_line(ctx: Context, as_: AsStaff) -> None:
    rule(ctx, "PM", rank=80, building="3")
    rule(ctx, "ENG", rank=90, from_department_id=department(ctx, "CS"))
    with ctx.write() as uow:
        customer = uow.create(Customer(name="Lin Qiao", unit="3栋502")).pk
    assert propose_target(ctx, make(ctx, address="3-502").id).department == "Property"
    assert propose_target(ctx, make(ctx, customer_id=customer).id).department == "Property"
    assert propose_target(ctx, make(ctx, address="31-502").id).department == "Engineering"
    other = make(ctx, first_owner_id=as_("handler2").staff_id)
    assert propose_target(ctx, other.id).department is None


@pytest.mark.req("TKT-04")
def test_the_strategies(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    rule(ctx, "ENG", rank=80)
    old, bea, cai = as_("handler").staff_id, *people_of(ctx, "ENG", "Bea", "Cai")
    with ctx.write() as uow:
        customer = uow.create(Customer(name="Lin Qiao")).pk
        uow.update(uow.get(Staff, cai), "edit", {"skills": ["other"]})

    def found(strategy: str | None = None) -> int | None:
        return propose_target(ctx, make(ctx, customer_id=customer).id, strategy=strategy).handler_id

    assert (found("manual"), found("claim")) == (None, None)
    assert found("skill") == found() == cai
    in_turn = []
    for _each in range(4):
        row = make(ctx)
        target = propose_target(ctx, row.id, strategy="round_robin")
        dispatch_ticket(ctx, row.id, handler_id=target.handler_id)
        in_turn.append(target.handler_id)
        clock.advance(minutes=1)
    assert in_turn == [old, bea, cai, old]
    assert found("least_load") == bea
    dispatch_ticket(ctx, make(ctx, customer_id=customer).id, handler_id=old)
    assert found("last_handler") == old
    with ctx.write() as uow:
        line = uow.one(RoutingRule, rank=80)
        assert line is not None
        uow.update(line, "edit", {"strategy": "claim"})
    claimed = propose_target(ctx, make(ctx).id)
    assert (claimed.department, claimed.handler_id, claimed.strategy) == ("Engineering", None, "claim")


@pytest.mark.req("TKT-04")
def test_who_helped_an_unknown_caller_is_remembered_for_ninety_days(ctx: Context, clock: FrozenClock) -> None:
    rule(ctx, "ENG", rank=80)
    _bea, cai = people_of(ctx, "ENG", "Bea", "Cai")
    dispatch_ticket(ctx, make(ctx, phone="021-55500107").id, handler_id=cai)
    for days, known in ((89, True), (2, False)):
        clock.advance(days=days)
        again = make(ctx, phone="021-55500107")
        assert (propose_target(ctx, again.id, strategy="last_handler").handler_id == cai) is known


@pytest.mark.req("TKT-04")
def test_absent_off_shift_and_full_people_are_passed_over_with_the_reason(
    ctx: Context, as_: AsStaff, clock: FrozenClock
) -> None:
    rule(ctx, "ENG", rank=80, handler_id=as_("handler").staff_id)
    full, busy, free = people_of(ctx, "ENG", "Bea", "Cai", "Dan")
    with ctx.write() as uow:
        uow.update(uow.get(Staff, full), "edit", {"capacity": 0})
    set_absence(as_("handler"), "2001", until=clock.now() + timedelta(days=1), reason="training")
    with pytest.raises(NotAllowedError):
        set_absence(as_("handler"), "2002", until=clock.now() + timedelta(days=1))
    proposal = propose_target(ctx, make(ctx).id)
    assert proposal.handler_id == busy
    assert proposal.passed == (
        "赵文: absent until 2026-11-24 Tue 09:00: training",
        "Bea: no capacity left: 0 of 0",
    )
    sign_on(ctx, free)
    proposal = propose_target(ctx, make(ctx).id)
    assert proposal.handler_id == free
    assert "Cai: not on shift" in proposal.passed
    assert dispatch_board(ctx).passed[busy] == "not on shift"
    set_absence(ctx, "2001", until=None)
    change_setting(as_("admin"), "dispatch.off_shift", "take")
    assert propose_target(ctx, make(ctx).id).handler_id == as_("handler").staff_id


@pytest.mark.req("TKT-03", "TKT-06")
def test_what_waits_is_dispatched_by_the_strategies_and_taken_back_as_one(ctx: Context, as_: AsStaff) -> None:
    rows = [make(ctx) for _each in range(3)]
    assert {each.why_not for each in spread_tickets(ctx)} == {"Choose by hand."}
    rule(ctx, "ENG", rank=80)
    people_of(ctx, "ENG", "Bea")
    assert [each.to for each in spread_tickets(ctx, dry_run=True)] == ["Engineering 赵文"] * 3
    dispatch_ticket(ctx, rows[0].id, handler_id=as_("handler").staff_id)
    found = spread_tickets(ctx, [row.id for row in rows], strategy="least_load")
    assert [each.to for each in found] == ["", "Engineering Bea", "Engineering 赵文"]
    assert "already" in found[0].why_not
    undo(ctx)
    states = [tickets.show_ticket(ctx, row.id).row.state for row in rows]
    assert states == ["assigned", "new", "new"]
    with pytest.raises(NotAllowedError):
        spread_tickets(as_("agent"))


@pytest.mark.req("TKT-02", "TKT-03")
def test_what_lies_with_a_department_without_people_is_said_and_seen(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        uow.create(Department(code="FIN", name_en="Finance", name_zh="财务部"))
    rule(ctx, "FIN", rank=80)
    row = make(ctx)
    [plan] = spread_tickets(ctx, dry_run=True)
    assert "Nobody of" in plan.warning
    assert plan.warning in propose_target(ctx, row.id).reasons
    assert unstaffed_warning(ctx, department(ctx, "FIN")) == plan.warning
    assert not unstaffed_warning(ctx, department(ctx, "ENG"))
    assert dispatch_board(ctx).unclaimed == 0
    [done] = spread_tickets(ctx)
    assert (done.to, done.warning) == (plan.to, plan.warning)
    assert dispatch_board(ctx).unclaimed == 1
    [view] = [each for each in list_views(ctx, "ticket") if each.name == "With a department, no person"]
    assert [each.number for each in tickets.list_tickets(ctx, filter=view.filter).rows] == [row.number]
    [block] = [each for each in build_report(ctx, "backlog").blocks if each.key == "unclaimed"]
    assert [each["number"] for each in block.rows] == [row.number]
    dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id, reason="somebody")
    assert dispatch_board(ctx).unclaimed == 0


@pytest.mark.req("TKT-04")
def test_a_head_assigns_within_the_own_department_and_its_teams(ctx: Context, as_: AsStaff) -> None:
    head = as_("handler")
    with ctx.write() as uow:
        eng = uow.get(Department, department(ctx, "ENG"))
        uow.update(eng, "edit", {"head_id": head.staff_id})
        team = uow.create(Department(code="PUMP", name_en="Pumps", name_zh="水泵组", parent_id=eng.pk)).pk
    row = dispatch_ticket(ctx, make(ctx).id, department_id=eng.pk)
    assert dispatch_ticket(head, row.id, department_id=team, reason="pump").department == "Pumps"
    with pytest.raises(NotAllowedError):
        dispatch_ticket(head, row.id, department_id=department(ctx, "PM"), reason="not ours")
    with pytest.raises(TransitionRefusedError):
        dispatch_ticket(head, row.id, department_id=eng.pk)


@pytest.mark.req("TKT-04")
def test_dispatchers_in_processes_of_their_own_assign_each_ticket_once(
    ctx: Context, database_url: str
) -> None:
    people = people_of(ctx, "ENG", "Bea", "Cai")
    keys = [make(ctx).id for _each in range(20)]
    told = dispatch_together(database_url, keys, people, dispatchers=4)
    assert sorted(key for key, _handler in told.assigned) == sorted(keys)
    assert told.unexpected == []
    for key, handler in told.assigned:
        row = tickets.show_ticket(ctx, key)
        assert row.row.handler_id == handler
        assert [entry.action for entry in row.timeline].count("dispatch") == 1
