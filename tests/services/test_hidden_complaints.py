"""A complaint against a staff member is nowhere to be seen for who may not see it (CMP-22)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from csconsole.clock import FrozenClock
from csconsole.codes import codes
from csconsole.errors import NotAllowedError
from csconsole.models import Call, Category
from csconsole.services import (
    callbacks,
    calls,
    complaints,
    customers,
    desk,
    forms,
    meetings,
    promises,
    subtasks,
    tickets,
)
from csconsole.services.calls.day import day_book
from csconsole.services.calls.first_contact import first_contact_items
from csconsole.services.clocks.listing import open_clocks
from csconsole.services.complaints.watch import key_complaints
from csconsole.services.context import Context
from csconsole.services.contractors.jobs import open_jobs
from csconsole.services.desk.watch import watch_of
from csconsole.services.escalations import escalations_of, list_escalations
from csconsole.services.exports import export_records
from csconsole.services.handover.open_work import open_work
from csconsole.services.handover.owed_work import owed_work
from csconsole.services.matters.incidents import open_reports
from csconsole.services.matters.referrals import list_referrals
from csconsole.services.notices import list_notices
from csconsole.services.reports import build_report, open_figure, period_of
from csconsole.services.subtasks.lists import list_subtasks
from csconsole.services.tickets.agreements import asked_extensions
from csconsole.services.tickets.silent import unanswered_tickets, unfollowed_tickets
from csconsole.services.tickets.similar import similar_tickets
from csconsole.services.unsettled import unsettled_rows
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff
from tests.services.complaints.walking import register

WORD = "Insolent"
PHONE = "19900000123"


@pytest.fixture
def hidden(ctx: Context, as_: AsStaff, clock: FrozenClock) -> tickets.TicketRow:
    """A complaint about the agent, who took it down, with everything that can hang on a ticket."""
    agent = as_("agent")
    customer = customers.create_customer(ctx, name="Ye Lin", phones=[PHONE])
    row = register(
        ctx,
        title=f"{WORD} words",
        customer_id=customer.id,
        phone=PHONE,
        first_owner_id=agent.staff_id,
        promised_at=clock.now() + timedelta(minutes=5),
    )
    callbacks.plan_callback(
        ctx,
        kind="promised",
        source="complaint",
        reason=f"{WORD} words",
        customer_id=customer.id,
        ticket_id=row.id,
        owner_id=agent.staff_id,
        due_at=clock.now() + timedelta(minutes=5),
    )
    complaints.escalate_complaint(ctx, row.id, reason=f"{WORD} words")
    place = agent.actor.department_id
    assert place is not None
    subtasks.ask_department(ctx, row.id, department_id=place, text=f"{WORD}?", staff_id=agent.staff_id)
    meetings.assign_item(ctx, text=f"{WORD}!", ticket=row.id, owner_id=agent.staff_id)
    plain = tickets.create_ticket(ctx, kind="other", title="Lamp", customer_id=customer.id, phone=PHONE)
    tickets.link_tickets(ctx, plain.id, row.id)
    complaints.describe_complaint(ctx, row.id, {"against": "1007"})
    clock.advance(minutes=10)
    return tickets.show_ticket(ctx, row.id).row


def exported(ctx: Context, entity: str) -> str:
    out = io.BytesIO()
    export_records(ctx, entity, out=out, fmt=FileFormat.CSV)
    return out.getvalue().decode()


def open_titles(ctx: Context) -> list[Any]:
    with ctx.read() as uow:
        work = [*open_work(ctx, uow), *owed_work(ctx, uow)]
        return [(one.title, one.promised, one.next_action) for one in work]


READ: dict[str, Callable[[Context], object]] = {
    "ticket list": lambda ctx: tickets.list_tickets(ctx).rows,
    "ticket search": lambda ctx: tickets.list_tickets(ctx, filter=WORD).rows,
    "similar tickets": lambda ctx: similar_tickets(ctx, customer_id=1, phone=PHONE),
    "clocks": lambda ctx: open_clocks(ctx).rows,
    "customer card": lambda ctx: customers.customer_card(ctx, 1),
    "caller card": lambda ctx: customers.caller_card(ctx, PHONE),
    "customer timeline": lambda ctx: customers.customer_timeline(ctx, 1),
    "callback list": lambda ctx: callbacks.list_callbacks(ctx).rows,
    "my callbacks": lambda ctx: callbacks.list_callbacks(ctx, view="mine").rows,
    "next callback": callbacks.next_callback,
    "promise list": lambda ctx: promises.list_promises(ctx).rows,
    "promises": lambda ctx: promises.promises_of(ctx, open_only=False),
    "escalations": lambda ctx: list_escalations(ctx).rows,
    "escalations of the ticket": lambda ctx: escalations_of(ctx, "ticket", 1),
    "desk": desk.desk_of,
    "title line": watch_of,
    "first contact": first_contact_items,
    "day book": day_book,
    "key complaints": lambda ctx: key_complaints(ctx).rows,
    "linked ticket": lambda ctx: tickets.show_ticket(ctx, 2),
    "late tickets": lambda ctx: tickets.list_tickets(ctx, filter="clock:late").rows,
    "orphans": lambda ctx: tickets.list_tickets(ctx, filter="lacks:owner,step").rows,
    "lists of the day": lambda ctx: [unsettled_rows(ctx, code) for code in codes("unsettled")],
    "silent tickets": lambda ctx: (unanswered_tickets(ctx), unfollowed_tickets(ctx)),
    "asked extensions": lambda ctx: asked_extensions(ctx).rows,
    "sub-tasks": list_subtasks,
    "referrals": lambda ctx: list_referrals(ctx).rows,
    "incidents": lambda ctx: open_reports(ctx).rows,
    "cases": lambda ctx: complaints.list_cases(ctx).rows,
    "meetings": lambda ctx: meetings.list_meetings(ctx).rows,
    "action items": lambda ctx: (meetings.open_items(ctx), meetings.list_items(ctx, closed=True).rows),
    "contractor jobs": open_jobs,
    "notices": lambda ctx: list_notices(ctx).rows,
    "exported tickets": lambda ctx: exported(ctx, "tickets"),
    "exported callbacks": lambda ctx: exported(ctx, "callbacks"),
    "figure of tickets": lambda ctx: open_figure(ctx, "tickets.new", period_of(ctx)).rows,
    "backlog": lambda ctx: build_report(ctx, "backlog"),
    "day report": lambda ctx: build_report(ctx, "day-book"),
}


@pytest.mark.req("CMP-22")
def test_a_complaint_about_the_reader_is_in_no_list_card_count_or_file(
    hidden: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    assert hidden.number in repr(READ["ticket list"](ctx))
    leaks = {}
    for who in ("agent", "handler"):
        for name, read in READ.items():
            said = ""
            if not (who == "handler" and name in ("next callback", "exported tickets", "exported callbacks")):
                said = repr(read(as_(who)))
            if WORD in said or hidden.number in said:
                leaks[who, name] = said
    assert leaks == {}


@pytest.mark.req("CMP-22")
@pytest.mark.usefixtures("hidden")
def test_nor_is_it_counted_or_opened_by_another_record(ctx: Context, as_: AsStaff) -> None:
    agent = as_("agent")
    assert [one.open_tickets for one in customers.find_customers(agent, PHONE)] == [1]
    assert [one.open_tickets for one in customers.find_customers(ctx, PHONE)] == [2]
    assert {one.open for one in desk.desk_of(agent).mine} == {0}
    assert callbacks.callback_tally(agent).today == 0
    with pytest.raises(NotAllowedError):
        callbacks.show_callback(agent, 1)


@pytest.mark.req("CMP-22", "CBK-09")
@pytest.mark.usefixtures("hidden")
def test_a_problem_that_is_passed_on_is_not_told_to_the_department_of_the_accused(as_: AsStaff) -> None:
    boss, agent = as_("manager"), as_("agent")
    place = agent.actor.department_id
    assert place is not None
    (row,) = callbacks.list_callbacks(boss).rows
    callbacks.record_attempt(boss, row.id, code="done", record={"answer": "-"}, problem=f"{WORD} once more")
    callbacks.pass_problem_on(boss, row.id, department_id=place)
    assert [one.title for one in list_notices(agent).rows if row.number in one.title] == []


@pytest.mark.req("CMP-22", "CALL-14")
def test_what_was_planned_before_goes_to_the_senior_and_what_the_call_left_is_hidden_too(
    hidden: tickets.TicketRow, ctx: Context, as_: AsStaff
) -> None:
    boss = as_("manager")
    assert {row.owner_id for row in callbacks.list_callbacks(ctx).rows} == {boss.staff_id}
    agent = as_("agent")
    with agent.write() as uow:
        call = uow.create(
            Call(number=uow.next_number("C", ctx.today()), started_at=ctx.now(), state="closed")
        )
    callbacks.plan_callback(
        agent, kind="promised", source="call", reason=f"{WORD} man", phone=PHONE, call_id=call.id
    )
    assert WORD in repr(callbacks.list_callbacks(as_("handler")).rows)
    row = register(ctx, title=f"{WORD} man", origin_call_id=call.pk)
    complaints.describe_complaint(ctx, row.id, {"against": "1007"})
    for who in ("agent", "handler"):
        assert WORD not in repr(callbacks.list_callbacks(as_(who)).rows)
        assert WORD not in repr(promises.promises_of(as_(who)))
    assert len(callbacks.list_callbacks(ctx).rows) == 2
    assert hidden.number != row.number


@pytest.mark.req("CMP-22", "CALL-16")
def test_the_call_that_it_came_with_is_hidden_from_the_person_concerned(ctx: Context, as_: AsStaff) -> None:
    handler = as_("handler")
    customer = customers.create_customer(ctx, name="Ye Lin", phones=[PHONE])
    with ctx.write() as uow:
        uow.create(Category(code="manners", name_zh="态度", name_en="Manners"))
    call = calls.log_call(
        as_("agent"),
        customer_id=customer.id,
        phone=PHONE,
        kind="complaint",
        category="manners",
        summary=f"{WORD} man",
        outcome="ticket",
    )
    reads: dict[str, Callable[[Context], object]] = {
        "list": lambda who: calls.list_calls(who).rows,
        "search": lambda who: calls.list_calls(who, filter=WORD).rows,
        "day": day_book,
        "day report": lambda who: build_report(who, "day-book"),
        "figure": lambda who: open_figure(who, "contacts.all", period_of(who)).rows,
        "timeline": lambda who: customers.customer_timeline(who, customer.id),
        "card": lambda who: customers.customer_card(who, customer.id),
        "first contact": lambda who: first_contact_items(who, as_("agent").staff_id),
    }
    number = calls.show_call(ctx, call.id).items[0].ticket_id
    assert number is not None
    colleague = as_("agent2")
    for who in (handler, colleague):
        assert all(call.number in repr(read(who)) for name, read in reads.items() if name != "first contact")
    complaints.describe_complaint(ctx, number, {"against": "2001"})
    assert {name for name, read in reads.items() if call.number in repr(read(handler))} == set()
    assert WORD not in repr([read(handler) for read in reads.values()])
    seen = {name for name, read in reads.items() if call.number in repr(read(colleague))}
    assert seen == set(), "nor do colleagues read of it who did not take the call"
    for who in (handler, colleague):
        with pytest.raises(NotAllowedError):
            calls.show_call(who, call.id)
    assert call.number in exported(ctx, "calls")
    assert call.number in repr(calls.list_calls(as_("agent")).rows)
    assert calls.show_call(as_("agent"), call.id).summary == f"{WORD} man"


@pytest.mark.req("CMP-22")
@pytest.mark.usefixtures("hidden")
def test_the_handover_that_everybody_reads_names_its_number_only(ctx: Context) -> None:
    assert WORD not in repr(open_titles(ctx))


@pytest.mark.req("CMP-22")
def test_who_may_not_see_it_hears_so_before_what_is_missing(hidden: tickets.TicketRow, as_: AsStaff) -> None:
    handler = as_("handler")
    with pytest.raises(NotAllowedError):
        complaints.record_act(handler, hidden.id, "visit", text="")
    with pytest.raises(NotAllowedError):
        forms.open_form(handler, "compensation", ticket=hidden.id)
