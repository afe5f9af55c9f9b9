"""A small day with known figures: yesterday, Sunday 2026-11-22, as seen on Monday 09:00."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csconsole.models import (
    Attempt,
    Call,
    Callback,
    Category,
    Escalation,
    Promise,
    Staff,
    StaffActivity,
    Ticket,
)
from csconsole.services.context import Context

DAY = "2026-11-22"


def store_day(ctx: Context) -> None:
    """Yesterday: 10 inbound calls (7 answered, 1 lost, 2 abandoned), a visit, an outbound call; tickets,
    callbacks, promises; and a call and a ticket of the day before and of today, which must not count.
    """
    noon = ctx.now() - timedelta(hours=21)  # Sunday 12:00 in Shanghai

    def call(number: int, **values: Any) -> Call:
        given = {"started_at": noon + timedelta(minutes=number), "state": "closed", **values}
        if given["state"] in ("closed", "answered"):
            given = {"summary": f"matter {number}", "wait_seconds": 10, "talk_seconds": 60, **given}
        return Call(number=f"C{number:03}", **given)

    with ctx.write() as uow:
        agent = uow.one(Staff, staff_no="1007")
        other = uow.one(Staff, staff_no="1012")
        assert agent is not None
        assert other is not None
        water = uow.create(Category(code="repair.water", name_en="Water", name_zh="水"))
        mine: dict[str, Any] = {"agent_id": agent.pk, "category_id": water.pk, "phone": "19900000001"}
        calls = [
            call(1, **mine, rings=2, solved_first_contact=True),
            call(2, **mine, rings=4, wait_seconds=30, solved_first_contact=True),
            call(3, **mine, wait_seconds=15),
            call(4, **mine, wait_seconds=20),
            call(5, agent_id=other.pk, wait_seconds=None, talk_seconds=None),
            call(6, **mine, wait_seconds=21),
            call(7, agent_id=other.pk, state="answered", category_id=water.pk, channel="hotline"),
            call(8, state="lost", wait_seconds=40, phone="19900000008"),
            call(9, state="abandoned", wait_seconds=3),
            call(10, state="abandoned", wait_seconds=25),
            call(11, **mine, channel="visit", wait_seconds=None, talk_seconds=None),
            call(
                12, **mine, direction="outbound", purpose="ask for access", talk_seconds=90, result="agreed"
            ),
            call(20, **mine, started_at=noon - timedelta(days=1)),
            call(21, **mine, started_at=ctx.now()),
        ]
        uow.create_many(calls)
        tickets = [
            Ticket(
                number="T1",
                title="=1+1",
                kind="repair",
                scope="in_home",
                state="closed",
                reported_at=noon,
                first_response_at=noon + timedelta(hours=1),
                done_at=noon + timedelta(hours=3),
                closed_at=noon + timedelta(hours=4),
                origin_call_id=calls[0].pk,
                handler_id=agent.pk,
                phone="19900000001",
            ),
            Ticket(
                number="T2",
                title="Lift",
                kind="repair",
                scope="public",
                state="in_progress",
                reported_at=noon,
                due_at=noon + timedelta(hours=2),
                first_response_at=noon + timedelta(hours=25),
            ),
            Ticket(number="T3", title="Rude", kind="complaint", state="new", reported_at=noon),
            Ticket(number="T4", title="Noise", kind="repair", state="new", reported_at=noon),
            Ticket(
                number="T5",
                title="About a colleague",
                kind="complaint",
                state="new",
                reported_at=noon,
                against_staff_id=agent.pk,
            ),
            Ticket(
                number="T6",
                title="Old",
                kind="repair",
                scope="public",
                state="done",
                reported_at=noon - timedelta(days=4),
                done_at=noon + timedelta(hours=1),
                due_at=noon + timedelta(hours=2),
                needs_callback=False,
            ),
        ]
        uow.create_many(tickets)
        uow.create(
            Escalation(entity="ticket", entity_id=tickets[1].pk, by_id=agent.pk, reason="late", at=noon)
        )
        done: dict[str, Any] = {"state": "done", "finished_at": noon + timedelta(hours=5), "source": "repair"}
        callbacks = [
            Callback(
                number="B1",
                ticket_id=tickets[0].pk,
                due_at=noon + timedelta(hours=6),
                window="in",
                satisfaction="satisfied",
                owner_id=agent.pk,
                **done,
            ),
            Callback(
                number="B2",
                due_at=noon + timedelta(hours=3),
                window="late",
                satisfaction="dissatisfied",
                aspect="speed",
                owner_id=other.pk,
                **done,
            ),
            Callback(number="B3", due_at=noon + timedelta(hours=3), window="early", **done),
            Callback(number="B4", due_at=noon + timedelta(hours=3), state="planned", created_at=noon),
            Callback(number="B5", due_at=noon, state="cancelled", finished_at=noon),
        ]
        uow.create_many(callbacks)
        uow.create_many(
            [
                Attempt(callback_id=callbacks[0].pk, at=noon, by_id=agent.pk, code="done", reached=True),
                Attempt(callback_id=callbacks[3].pk, at=noon, by_id=agent.pk, code="no_answer"),
                Attempt(callback_id=callbacks[3].pk, at=noon, by_id=agent.pk, code="no_answer"),
            ]
        )
        uow.create_many(
            [
                Promise(text=f"promise {state}", due_at=noon, state=state, promiser_id=agent.pk)
                for state in ("kept", "kept", "late", "missed", "open")
            ]
        )
        uow.create(
            StaffActivity(
                agent_name="Agent/1007",
                staff_id=agent.pk,
                kind="sign_out",
                at=noon,
                abnormal=True,
                source="test",
                external_id="x1",
            )
        )
