"""A complaint's level and the record of its six steps (CMP-03, CMP-07)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csconsole.clock import iso
from csconsole.errors import InvalidInputError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Right, Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.complaint import COMPLAINT, STEP_OF
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.create import redue
from csconsole.services.tickets.rows import TicketRow, ticket_row


class NoComplaintError(RuleBrokenError):
    """The ticket is no complaint."""


def set_level(ctx: Context, ref: TicketRef, *, level: str, reason: str | None = None) -> TicketRow:
    """Give a complaint its level (CMP-03); the due time follows the level's clock, the event keeps history.

    Who registers complaints may give a first level; changing one is the supervisor's and needs a reason.
    """
    code = entry.one_of("complaint_level", level, "level", rule="CMP-03")
    why = entry.line(reason, "reason")
    with ctx.write() as uow:
        ticket = _complaint(ctx, ref)
        if code is None:
            raise InvalidInputError(_("Choose a level."), field="level", value=level, rule="CMP-03")
        if ticket.level is None:
            ctx.require(Right.TICKET_CREATE)
        else:
            ctx.require(Right.COMPLAINT_CONFIRM)
            if why is None:
                raise InvalidInputError(
                    _("A change of the level needs a reason."), field="reason", value=reason, rule="CMP-03"
                )
        changes: dict[str, Any] = {"level": code}
        uow.update(ticket, "level", changes | redue(ctx, uow, ticket, changes), reason=why)
        return ticket_row(ctx, uow, ticket)


def record_step(
    ctx: Context, ref: TicketRef, action: str, /, **fields: str | bool | datetime | None
) -> TicketRow:
    """Take one action of the complaint's procedure and keep its data in the six-step record (CMP-07).

    What an action needs stands in the lifecycle; ``fields`` may hold more. Raises
    ``TransitionRefusedError`` when the stage, the right or the data forbid it.
    """
    data = {name: _clean(name, value) for name, value in fields.items()}
    with ctx.write() as uow:
        ticket = _complaint(ctx, ref)
        record = dict(ticket.steps)
        stage = str(record.get("stage") or COMPLAINT.initial)
        given = [name for name, value in data.items() if value not in (None, "")]
        transition = COMPLAINT.step(stage, action, rights=ctx.actor.rights, given=given, what=ticket.number)
        if action == "reply" and ticket.level not in (None, "minor"):
            raise RuleBrokenError(
                _("Only a minor complaint takes the short path."), rule="CMP-08", field="level"
            )
        record["stage"] = transition.to or stage
        if action == "dissatisfied":
            record["loops"] = int(record.get("loops") or 0) + 1
        step = STEP_OF.get(action)
        if step is not None:
            entries = list(record.get(str(step)) or [])
            entries.append({"action": action, "at": iso(ctx.now()), "by": ctx.actor.staff_no, **data})
            record[str(step)] = entries
        changes: dict[str, Any] = {"steps": record}
        if action == "establish" and data.get("level"):
            changes["level"] = entry.one_of("complaint_level", str(data["level"]), "level", rule="CMP-03")
            changes |= redue(ctx, uow, ticket, changes)
        if action == "accept":
            changes |= {"demand": data["demand"], "apologised": data["apologised"] in (True, "yes", "是")}
        uow.update(ticket, "step", changes, detail={"step": action, **data})
        return ticket_row(ctx, uow, ticket)


def complaint_steps(ctx: Context, ref: TicketRef) -> tuple[Step, ...]:
    """Every step of the complaint's procedure: what it needs, or why it is not possible now."""
    with ctx.read() as uow:
        ticket = _require_complaint(load_ticket(ctx, uow, ref))
        stage = str(ticket.steps.get("stage") or COMPLAINT.initial)
        return tuple(COMPLAINT.steps(stage, ctx.actor.rights))


def _complaint(ctx: Context, ref: TicketRef) -> Ticket:
    with ctx.write() as uow:
        ticket = load_ticket(ctx, uow, ref)
        return _require_complaint(ticket)


def _require_complaint(ticket: Ticket) -> Ticket:
    if ticket.kind != "complaint":
        raise NoComplaintError(_("{number} is no complaint.", number=ticket.number), rule="CMP-01")
    return ticket


def _clean(name: str, value: str | bool | datetime | None) -> str | bool | None:
    if isinstance(value, datetime):
        return iso(value)
    return entry.paragraph(value, name) if isinstance(value, str) else value
