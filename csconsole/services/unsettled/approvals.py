"""What waits for the acting person to approve, decide or confirm, whatever record it stands on: extensions
(A6), promises (CALL-14), levels and steps of complaints (CMP-04, CMP-07), forms (FRM-02), releases (SEC-12),
what was reported upward (CMP-10), action items to verify (MTG-13), problems of callbacks (CBK-09).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlmodel import select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Right, Staff, Ticket
from csconsole.models.lifecycle.complaint import COMPLAINT
from csconsole.services.callbacks import list_callbacks
from csconsole.services.context import Context
from csconsole.services.escalations import list_escalations
from csconsole.services.exports.releases import list_releases
from csconsole.services.forms import forms_to_sign
from csconsole.services.meetings import open_items
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.agreements import asked_extensions
from csconsole.services.tickets.facts import facts_of
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import COMPLAINT_KIND, stage_of
from csconsole.services.tickets.lists import urgent_first
from csconsole.services.tickets.rows import ticket_row
from csconsole.services.unsettled.rows import UnsettledRow, of_ticket
from csconsole.storage import UnitOfWork

MOST_ASKED: Final = 10_000
"""Requests for more time at most, as many as a page has."""
MOST: Final = 200
_DECIDING: Final = frozenset({Right.COMPLAINT_CONFIRM, Right.COMPLAINT_MANAGE})
_NOT_AWAITED: Final = frozenset({"override", "reopen"})
_STEPS: Final = tuple(
    step for step in COMPLAINT.transitions if step.right in _DECIDING and step.action not in _NOT_AWAITED
)
"""Steps of a complaint for which everybody waits until a supervisor or manager takes them."""


def waiting_for_me(ctx: Context) -> tuple[UnsettledRow, ...]:
    """Everything that waits for this person's word, kind by kind."""
    ctx.require(Right.RECORD_VIEW)
    return (
        *_extensions(ctx),
        *_complaints(ctx),
        *_reported_upward(ctx),
        *_callbacks(ctx),
        *_forms(ctx),
        *_releases(ctx),
        *_action_items(ctx),
    )


def _extensions(ctx: Context) -> Iterator[UnsettledRow]:
    if ctx.can(Right.TICKET_OVERRIDE):
        for row in asked_extensions(ctx, limit=MOST_ASKED).rows:
            yield of_ticket(row, _("more time is asked for"))


def _complaints(ctx: Context) -> Iterator[UnsettledRow]:
    """Complaints whose next step this person's right decides, and levels that wait to be confirmed."""
    if not any(ctx.can(right) for right in _DECIDING):
        return
    with ctx.read() as uow:
        query = (
            select(Ticket)
            .where(is_open(), Ticket.kind == COMPLAINT_KIND, *visible(ctx))
            .order_by(*urgent_first())
            .limit(MOST)
        )
        for ticket in list(uow.session.exec(query)):
            said = _awaited(ctx, uow, ticket)
            if said:
                yield of_ticket(ticket_row(ctx, uow, ticket), said)


def _awaited(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> str:
    """What of a complaint this person is to decide or confirm; empty for nothing."""
    stage = stage_of(ticket)
    steps = [step for step in _STEPS if stage in step.frm]
    if not steps:
        if ticket.level is None or ticket.level_confirmed or not ctx.can(Right.COMPLAINT_CONFIRM):
            return ""
        return _("level to be confirmed: {level}", level=label("complaint_level", ticket.level))
    facts = facts_of(ctx, uow, ticket)
    mine = (step for step in steps if step.right is not None and ctx.can(step.right) and step.fits(facts))
    ready = (step for step in mine if step.action != "decide" or step.asks(facts) == step.needs)
    step = next(ready, None)
    return COMPLAINT.say_action(step.action) if step is not None else ""


def _reported_upward(ctx: Context) -> Iterator[UnsettledRow]:
    if not ctx.can(Right.ESCALATION_ANSWER):
        return
    for row in list_escalations(ctx, filter="state:open", limit=MOST).rows:
        mine = row.target_role in ctx.actor.roles or (
            row.target_department_id is not None and row.target_department_id == ctx.actor.department_id
        )
        if mine or (row.target_role is None and row.target_department_id is None):
            yield UnsettledRow(
                record=row.entity,
                key=row.number or "",
                number=row.number or "",
                title=row.reason,
                who=row.by or "",
                department=row.target_department or "",
                since=row.at,
                due_at=row.promised_reply_at,
                note=_("reported upward") if row.promise_id is None else _("promise to approve"),
            )


def _callbacks(ctx: Context) -> Iterator[UnsettledRow]:
    if not ctx.can(Right.CALLBACK_REVIEW):
        return
    for row in list_callbacks(ctx, filter="state:with_manager", limit=MOST).rows:
        yield UnsettledRow(
            record="callback",
            key=row.number,
            number=row.number,
            title=row.reason,
            who=row.owner_name or "",
            department="",
            since=row.reached_at,
            due_at=row.due_at,
            note=label("callback_state", row.state),
        )


def _forms(ctx: Context) -> Iterator[UnsettledRow]:
    for row in forms_to_sign(ctx):
        yield UnsettledRow(
            record="form",
            key=row.number,
            number=row.number,
            title=" ".join(part for part in (row.name, row.ticket, row.customer) if part),
            who=row.by or "",
            department=row.department or "",
            since=row.at,
            due_at=None,
            note=row.state_name,
            ticket=row.ticket or "",
        )


def _releases(ctx: Context) -> Iterator[UnsettledRow]:
    if not ctx.can(Right.EXPORT_BULK):
        return
    others = "" if _alone(ctx) else " -requester:me"
    for row in list_releases(ctx, filter=f"state:requested{others}", limit=MOST).rows:
        yield UnsettledRow(
            record="release",
            key=row.number,
            number=row.number,
            title=row.reason,
            who=row.requester,
            department="",
            since=row.requested_at,
            due_at=None,
            note=label("export_release_state", row.state),
        )


def _alone(ctx: Context) -> bool:
    """Whether there is but one person here, who decides the own requests too."""
    with ctx.read() as uow:
        return uow.get(Staff, ctx.staff_id).solo


def _action_items(ctx: Context) -> Iterator[UnsettledRow]:
    if not ctx.can(Right.MEETING_RECORD):
        return
    for row in open_items(ctx):
        if any(step.action == "verify" and step.possible for step in row.steps):
            yield UnsettledRow(
                record="ticket" if row.number else "action_item",
                key=row.number or row.id,
                number=row.number or row.meeting or "",
                title=row.text,
                who=row.owner or "",
                department=row.department or "",
                since=None,
                due_at=row.due_at,
                note=label("action_item_state", row.state),
            )
