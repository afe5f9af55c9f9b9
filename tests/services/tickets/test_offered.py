"""What is offered of a ticket is what the services take: every state by every role (TKT-02, TKT-04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from csconsole.errors import CsconsoleError
from csconsole.models import Department
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import complaints, tickets
from csconsole.services.context import Context
from csconsole.services.dispatch import dispatch_ticket
from csconsole.services.packs import install_pack
from csconsole.services.tickets.offered import assigning, takes
from tests.conftest import AsStaff
from tests.services.complaints.walking import CLOSE, ROAD, take
from tests.services.complaints.walking import register as complain
from tests.services.tickets.registering import department, register

PEOPLE: Final = ("agent", "agent2", "handler", "handler2", "supervisor", "manager", "auditor")


class _BackOut(Exception):
    """Nothing of a trial stays."""


def _refused(ctx: Context, key: int, action: str, target: int | None) -> str:
    """Why the service does not do it now; nothing is changed."""
    trials: Mapping[str, Callable[[], Any]] = {
        "accept": lambda: tickets.accept_ticket(ctx, key),
        "note": lambda: tickets.note_ticket(ctx, key, text="rang her"),
        "dispatch": lambda: dispatch_ticket(ctx, key, department_id=target, reason="his trade"),
    }
    try:
        with ctx.write():
            trials[action]()
            raise _BackOut
    except _BackOut:
        return ""
    except CsconsoleError as error:
        return str(error) or "refused"


def _agrees(as_: AsStaff, key: int, target: int | None) -> None:
    """What is offered to everybody succeeds, and what succeeds is offered."""
    for name in PEOPLE:
        who = as_(name)
        row = tickets.show_ticket(who, key).row
        offered = takes(who, row, assigning(who))
        for action in ("accept", "dispatch", "note"):
            why = _refused(who, key, action, target)
            assert (action in offered) == (not why), f"{row.state}: {action} by {name}: {why or 'taken'}"


def _steps(as_: AsStaff, key: int) -> list[Callable[[], Any]]:
    """One step after another through every state of a ticket."""
    supervisor, handler = as_("supervisor"), as_("handler")
    place = department(supervisor, "ENG")
    informed: dict[str, Any] = {"park_reason": "developer_legacy", "customer_informed": True}
    return [
        lambda: None,
        lambda: dispatch_ticket(supervisor, key, department_id=place),
        lambda: dispatch_ticket(supervisor, key, handler_id=handler.staff_id, reason="his trade"),
        lambda: tickets.accept_ticket(handler, key),
        lambda: tickets.arrive_ticket(handler, key),
        lambda: tickets.start_ticket(handler, key),
        lambda: tickets.wait_ticket(handler, key, reason="she is out"),
        lambda: tickets.resume_ticket(handler, key),
        lambda: tickets.park_ticket(supervisor, key, **informed),
        lambda: tickets.resume_ticket(supervisor, key),
        lambda: tickets.done_ticket(_accepted(handler, key), key, result="Sealed", feedback="Fine"),
        lambda: tickets.close_ticket(supervisor, key, reason="solved", told_customer=True, override=True),
    ]


def _accepted(handler: Context, key: int) -> Context:
    tickets.accept_ticket(handler, key)
    return handler


@pytest.mark.req("TKT-02", "TKT-04")
def test_every_state_by_every_role(ctx: Context, as_: AsStaff) -> None:
    row = register(as_("agent"))
    seen = set()
    for step in _steps(as_, row.id):
        step()
        seen.add(tickets.show_ticket(ctx, row.id).row.state)
        _agrees(as_, row.id, department(ctx, "ENG"))
    other = register(as_("agent"))
    tickets.cancel_ticket(ctx, other.id, reason="twice")
    _agrees(as_, other.id, department(ctx, "ENG"))
    assert seen == set(TICKET.states) - {"called_back", "cancelled"}


@pytest.mark.req("TKT-04")
def test_a_head_within_the_own_department(ctx: Context, as_: AsStaff) -> None:
    with ctx.write() as uow:
        engineering = uow.get(Department, department(ctx, "ENG"))
        uow.update(engineering, "edit", {"head_id": as_("handler2").staff_id})
    row = register(as_("agent"))
    _agrees(as_, row.id, department(ctx, "ENG"))
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    _agrees(as_, row.id, department(ctx, "ENG"))
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "PM"), reason="garden")
    _agrees(as_, row.id, department(ctx, "PM"))


@pytest.mark.req("TKT-28")
def test_of_two_who_go_together(ctx: Context, as_: AsStaff) -> None:
    install_pack(as_("admin"), "securities")
    row = register(ctx, kind="survey", title="Rear-end collision", address="Ring road, exit 3")
    _agrees(as_, row.id, department(ctx, "ENG"))
    dispatch_ticket(ctx, row.id, department_id=department(ctx, "ENG"))
    _agrees(as_, row.id, department(ctx, "ENG"))
    tickets.accept_ticket(as_("handler"), row.id)
    _agrees(as_, row.id, department(ctx, "ENG"))
    tickets.accept_ticket(ctx, row.id)
    _agrees(as_, row.id, department(ctx, "ENG"))


@pytest.mark.req("CMP-07")
def test_a_complaint_on_its_way(ctx: Context, as_: AsStaff) -> None:
    row = complain(as_("agent"))
    _agrees(as_, row.id, department(ctx, "ENG"))
    for who, action, answers in ROAD:
        given = {**answers, "level": "minor"} if action == "establish" else answers
        take(as_("supervisor" if who == "leader" else who), row, action, **given)
        _agrees(as_, row.id, department(ctx, "ENG"))
    complaints.record_feedback(as_("agent"), row.id, satisfaction="satisfied", signer="Ouyang")
    _agrees(as_, row.id, department(ctx, "ENG"))
    take(ctx, row, "archive", **CLOSE)
    _agrees(as_, row.id, department(ctx, "ENG"))
