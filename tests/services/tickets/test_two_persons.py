"""Two who go together 双人派工: nobody is sent alone, both accept, both have it (TKT-28)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import ConflictError, InvalidInputError
from csconsole.models import Department, Staff
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services import desk, tickets
from csconsole.services.context import Context, actor_of
from csconsole.services.dispatch import dispatch_ticket, person_loads, propose_target, spread_tickets
from csconsole.services.dispatch.pairs import TwoNeededError
from csconsole.services.journal import undo
from csconsole.services.packs import install_pack
from csconsole.services.packs.kinds import offered_kinds
from csconsole.services.settings import change_setting
from csconsole.services.staff import add_staff
from csconsole.services.tickets.access import NotYourTicketError
from csconsole.services.tickets.work import AcceptedAlreadyError
from csconsole.storage import open_store
from tests.conftest import AsStaff
from tests.services.tickets.registering import register


@pytest.fixture
def survey(ctx: Context, as_: AsStaff) -> Any:
    """A survey that waits for dispatch, in a site that has the pack."""
    install_pack(as_("admin"), "securities")
    return register(ctx, kind="survey", title="Rear-end collision", address="Ring road, exit 3")


def both(ctx: Context, as_: AsStaff, key: int, **more: Any) -> Any:
    first, second = as_("handler").staff_id, as_("handler2").staff_id
    return dispatch_ticket(ctx, key, handler_id=first, second_handler_id=second, **more)


@pytest.mark.req("TKT-28")
def test_the_pack_brings_survey_and_assessment_and_two_go_to_them(ctx: Context, as_: AsStaff) -> None:
    assert "survey" not in dict(offered_kinds(ctx))
    with pytest.raises(InvalidInputError, match="not installed"):
        register(ctx, kind="survey")
    install_pack(as_("admin"), "securities")
    assert dict(offered_kinds(ctx))["survey"] == "Loss survey"
    for kind in ("survey", "assessment"):
        row = register(ctx, kind=kind)
        assert (row.state, row.stage) == ("new", None), "it lives as any ticket does"
        with pytest.raises(TwoNeededError, match="two go together"):
            dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    alone = dispatch_ticket(ctx, register(ctx).id, handler_id=as_("handler").staff_id)
    assert alone.second_handler is None


@pytest.mark.req("TKT-28")
def test_both_accept_and_either_works(ctx: Context, as_: AsStaff, survey: Any) -> None:
    row = both(ctx, as_, survey.id)
    assert (row.handlers, row.state) == ("赵文 + Fan Lu", "assigned")
    row = tickets.accept_ticket(as_("handler2"), survey.id)
    assert (row.state, row.accepted_by_one, row.accepted_at) == ("assigned", "Fan Lu", None)
    with pytest.raises(AcceptedAlreadyError, match=r"accepted .* already"):
        tickets.accept_ticket(as_("handler2"), survey.id)
    with pytest.raises(TransitionRefusedError):
        tickets.start_ticket(as_("handler2"), survey.id)
    row = tickets.accept_ticket(as_("handler"), survey.id)
    assert (row.state, row.accepted_by_one) == ("accepted", None)
    tickets.start_ticket(as_("handler2"), survey.id)
    tickets.note_ticket(as_("handler"), survey.id, text="Photographs taken")
    done = tickets.done_ticket(as_("handler2"), survey.id, result="Surveyed", feedback="Agrees")
    assert (done.state, done.handlers) == ("done", "赵文 + Fan Lu")


@pytest.mark.req("TKT-28")
def test_each_of_both_has_it_on_the_desk_and_in_the_load(ctx: Context, as_: AsStaff, survey: Any) -> None:
    both(ctx, as_, survey.id)
    for name in ("handler", "handler2"):
        found = desk.desk_of(as_(name))
        assert [item.number for item in found.now] == [survey.number]
        assert next(tally.open for tally in found.mine if tally.kind == "ticket") == 1
    loads = {person.name: person.open for person in person_loads(ctx)}
    assert (loads["赵文"], loads["Fan Lu"]) == (1, 1)
    for filter in ("second:2002", "handler:2002", "assignee:2001", "state:open handler:2002"):
        assert len(tickets.list_tickets(ctx, filter=filter).rows) == 1, filter
    assert tickets.list_tickets(ctx, filter="-handler:2002").rows == ()
    assert tickets.list_tickets(ctx, filter="handler:1007").rows == ()
    assert len(tickets.list_tickets(as_("handler2"), filter="handler:me").rows) == 1


@pytest.mark.req("TKT-28")
def test_a_department_gets_it_and_two_of_its_people_take_it(ctx: Context, as_: AsStaff, survey: Any) -> None:
    with ctx.read() as uow:
        engineering = uow.one(Department, code="ENG")
    assert engineering is not None
    add_staff(as_("admin"), staff_no="2003", name="Xu Min", roles=("handler",), department="ENG")
    dispatch_ticket(ctx, survey.id, department_id=engineering.pk)
    row = tickets.accept_ticket(as_("handler"), survey.id)
    assert (row.state, row.handler, row.second_handler) == ("assigned", "赵文", None)
    with pytest.raises(NotYourTicketError):
        tickets.accept_ticket(as_("handler2"), survey.id)
    with ctx.read() as uow:
        colleague = uow.one(Staff, staff_no="2003")
    assert colleague is not None
    third = replace(ctx, actor=actor_of(colleague))
    row = tickets.accept_ticket(third, survey.id)
    assert (row.state, row.handlers) == ("accepted", "赵文 + Xu Min")


@pytest.mark.req("TKT-28")
def test_passing_on_returning_and_undoing_keep_both_together(ctx: Context, as_: AsStaff, survey: Any) -> None:
    both(ctx, as_, survey.id)
    tickets.accept_ticket(as_("handler"), survey.id)
    with pytest.raises(TwoNeededError, match="two different"):
        dispatch_ticket(
            ctx,
            survey.id,
            handler_id=as_("handler").staff_id,
            second_handler_id=as_("handler").staff_id,
            reason="x",
        )
    row = both(ctx, as_, survey.id, reason="Again")
    assert row.accepted_by_one is None, "both accept anew"
    row = tickets.return_ticket(as_("handler2"), survey.id, reason="Wrong trade")
    assert (row.state, row.handlers) == ("new", "")
    undo(as_("handler2"))
    assert tickets.show_ticket(ctx, survey.id).row.handlers == "赵文 + Fan Lu"


@pytest.mark.req("TKT-28")
def test_the_proposal_names_two_or_says_that_only_one_is_free(
    ctx: Context, as_: AsStaff, survey: Any
) -> None:
    admin = as_("admin")
    found = propose_target(ctx, survey.id)
    assert (found.department, found.handler_id) == ("Claims", None)
    add_staff(admin, staff_no="3001", name="Xu Min", roles=("handler",), department="claims")
    found = propose_target(ctx, survey.id)
    assert (found.handler_id, found.reasons[-1]) == (None, "two go together, and only one can take it now")
    add_staff(admin, staff_no="3002", name="Wei Lin", roles=("handler",), department="claims")
    assert propose_target(ctx, survey.id).who == "Claims Xu Min + Wei Lin"
    (spread,) = spread_tickets(ctx, [survey.id])
    assert spread.to == "Claims Xu Min + Wei Lin"
    assert tickets.show_ticket(ctx, survey.id).row.handlers == "Xu Min + Wei Lin"


@pytest.mark.req("TKT-28")
def test_of_two_dispatchers_at_once_one_is_refused(ctx: Context, as_: AsStaff, survey: Any) -> None:
    both(ctx, as_, survey.id, expected_version=survey.version)
    with pytest.raises((ConflictError, TransitionRefusedError)):
        both(as_("manager"), as_, survey.id, reason="y", expected_version=survey.version)


@pytest.mark.req("TKT-28")
def test_which_types_need_two_is_a_setting_by_kind_or_category(ctx: Context, as_: AsStaff) -> None:
    admin = as_("admin")
    change_setting(admin, "ticket.assignees", {"repair": 2})
    row = register(ctx)
    with pytest.raises(TwoNeededError):
        dispatch_ticket(ctx, row.id, handler_id=as_("handler").staff_id)
    with pytest.raises(InvalidInputError, match=r"ticket.assignees.repair cannot be 3"):
        change_setting(admin, "ticket.assignees", {"repair": 3})


@pytest.mark.req("TKT-28")
def test_of_many_who_take_it_at_once_exactly_two_have_it(
    ctx: Context, as_: AsStaff, survey: Any, database_url: str, clock: FrozenClock
) -> None:
    admin = as_("admin")
    for number in range(4):
        add_staff(
            admin, staff_no=f"31{number:02}", name=f"Hand {number}", roles=("handler",), department="claims"
        )
    with ctx.read() as uow:
        claims = uow.one(Department, code="claims")
        hands = [uow.one(Staff, staff_no=f"31{number:02}") for number in range(4)]
    assert claims is not None
    dispatch_ticket(ctx, survey.id, department_id=claims.pk)
    gate = threading.Barrier(len(hands))

    def take(hand: Staff) -> bool:
        store = open_store(database_url, clock=clock)
        mine = replace(ctx, store=store, actor=actor_of(hand))
        try:
            gate.wait()
            for _try in range(10):
                try:
                    tickets.accept_ticket(mine, survey.id)
                    return True
                except ConflictError:
                    continue
                except (NotYourTicketError, TransitionRefusedError):
                    return False
            return False
        finally:
            store.close()

    with ThreadPoolExecutor(len(hands)) as pool:
        taken = list(pool.map(take, [hand for hand in hands if hand is not None]))
    row = tickets.show_ticket(ctx, survey.id).row
    assert sum(taken) == 2
    assert (row.state, row.handler != row.second_handler, row.accepted_by_one) == ("accepted", True, None)
