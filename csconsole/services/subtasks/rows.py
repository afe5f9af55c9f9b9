"""Rows of sub-tasks, and which steps a person may take of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from csconsole.i18n import _
from csconsole.models import Department, Right, Subtask, Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.subtask import SUBTASKS
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.names_of import staff_names
from csconsole.services.tickets.access import department_name, may_work
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

OURS = frozenset({"acknowledge", "answer", "finish", "leave_open"})
"""Steps that only who was asked may take, or a dispatcher."""


@dataclass(frozen=True, slots=True)
class SubtaskRow:
    """One sub-task as it is now. ``late`` is past its due time, ``unacknowledged`` past the time in which the
    department had to acknowledge it (TKT-20).
    """

    id: int
    version: int
    kind: str
    state: str
    number: str
    title: str
    text: str
    department: str | None
    engineer: str | None
    requester: str | None
    due_at: datetime
    late: bool
    acknowledge_by: datetime | None
    unacknowledged: bool
    acknowledged_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: str | None
    agreed_at: datetime | None
    reconfirmed_at: datetime | None
    result: str | None
    unsolved: str | None
    signer: str | None
    no_show: str | None
    no_shows: int
    ended_at: datetime | None
    created_at: datetime | None
    steps: tuple[Step, ...]

    @property
    def is_open(self) -> bool:
        """Whether something is still owed."""
        return self.ended_at is None

    @property
    def who(self) -> str:
        """Who was asked: the department, the engineer, or both."""
        return " ".join(part for part in (self.department, self.engineer) if part)


def subtask_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Subtask]) -> list[SubtaskRow]:
    """Rows of the sub-tasks in their order."""
    return [_row(ctx, uow, one) for one in found]


def _row(ctx: Context, uow: UnitOfWork, one: Subtask) -> SubtaskRow:
    ticket, now = uow.get(Ticket, one.ticket_id), ctx.now()
    assert one.due_at is not None
    judged = (
        judged_at(ctx) if one.ended_at is None and min(one.due_at, one.acknowledge_by or now) < now else now
    )
    waits = one.state == "requested" and one.acknowledge_by is not None
    return SubtaskRow(
        id=one.pk,
        version=one.version,
        kind=one.kind,
        state=one.state,
        number=ticket.number,
        title=told_title(ticket),
        text=one.text,
        department=department_name(uow.get(Department, one.department_id)) if one.department_id else None,
        engineer=staff_names(uow).get(one.staff_id),
        requester=staff_names(uow).get(one.requester_id),
        due_at=one.due_at,
        late=one.ended_at is None and one.due_at < judged,
        acknowledge_by=one.acknowledge_by,
        unacknowledged=waits and one.acknowledge_by is not None and one.acknowledge_by < judged,
        acknowledged_at=one.acknowledged_at,
        answer=one.answer,
        answered_at=one.answered_at,
        answered_by=staff_names(uow).get(one.answered_by_id),
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        place=one.place,
        agreed_at=one.agreed_at,
        reconfirmed_at=one.reconfirmed_at,
        result=one.result,
        unsolved=one.unsolved,
        signer=one.signer,
        no_show=one.no_show,
        no_shows=one.no_shows,
        ended_at=one.ended_at,
        created_at=one.created_at,
        steps=possible_actions(ctx, one, ticket),
    )


def possible_actions(ctx: Context, one: Subtask, ticket: Ticket) -> tuple[Step, ...]:
    """Every step of the sub-task: what it needs, or why this person may not take it now."""
    offered = SUBTASKS[one.kind].steps(one.state, ctx.actor.rights)
    return tuple(_mine(ctx, one, ticket, step) for step in offered)


def _mine(ctx: Context, one: Subtask, ticket: Ticket, step: Step) -> Step:
    if not step.possible or may_take(ctx, one, ticket, step.action):
        return step
    return Step(step.action, step.to, step.needs, step.key, False, why_not(step.action), step.label)


def may_take(ctx: Context, one: Subtask, ticket: Ticket, action: str) -> bool:
    """Whether this person may take ``action``: who was asked answers, who asked or has the ticket does the
    rest, and a dispatcher may do both; anyone of the department gives it to another of it.
    Anyone who handles tickets agrees slots with the customer.
    """
    if ctx.can(Right.TICKET_DISPATCH):
        return True
    me = ctx.actor.staff_id
    if action == "give":
        ours = one.department_id is not None and one.department_id == ctx.actor.department_id
        return ours or me in (one.staff_id, one.requester_id) or may_work(ctx, ticket, action)
    if action in OURS:
        if one.kind != "department" and may_work(ctx, ticket, action):
            return True
        if one.staff_id is not None:
            return one.staff_id == me
        return one.department_id is not None and one.department_id == ctx.actor.department_id
    if one.kind == "department":
        return one.requester_id == me or may_work(ctx, ticket, action)
    return True


def why_not(action: str) -> str:
    """Who could take ``action`` instead."""
    if action in OURS:
        return _("Who was asked does this, or a dispatcher.")
    return _("Who asked for it does this, who has the ticket, or a dispatcher.")
