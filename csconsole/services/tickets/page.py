"""Everything about one ticket, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from csconsole.metrics.spans import seconds_spent
from csconsole.models import Asset, Ticket
from csconsole.models.lifecycle import Step
from csconsole.services.clocks import ClockRow, ClockState, clocks_of
from csconsole.services.clocks.judging import counted_until
from csconsole.services.context import Context
from csconsole.services.contractors.jobs import jobs_about
from csconsole.services.contractors.rows import JobRow
from csconsole.services.escalations.lists import escalations_of
from csconsole.services.escalations.rows import EscalationRow
from csconsole.services.matters.disputes import DisputeRow, dispute_about
from csconsole.services.matters.incidents import IncidentRow, incident_about
from csconsole.services.matters.referrals import ReferralRow, referral_about
from csconsole.services.settings import setting
from csconsole.services.subtasks.lists import subtasks_about
from csconsole.services.subtasks.rows import SubtaskRow
from csconsole.services.tariff.charges import Charges, charges_about
from csconsole.services.tickets.access import TicketRef, load_ticket
from csconsole.services.tickets.day_audit import is_untold
from csconsole.services.tickets.kinds import has_procedure, stage_of
from csconsole.services.tickets.links import LinkRow, links_of
from csconsole.services.tickets.lists import alert_seconds
from csconsole.services.tickets.rows import TicketRow, ticket_row
from csconsole.services.tickets.steps import steps_of
from csconsole.services.tickets.timeline import TimelineEntry, timeline_of
from csconsole.services.warranty.tickets import TicketWarranty, ticket_warranty
from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket with its texts, clocks, timeline and possible steps."""

    row: TicketRow
    description: str
    asset: str | None
    asset_number: str | None
    product: str | None
    defect: str | None
    warranty: TicketWarranty | None
    appointment_at: datetime | None
    result: str | None
    feedback: str | None
    wait_reason: str | None
    park_reason: str | None
    customer_informed: bool | None
    demand: str | None
    complaint: dict[str, Any]
    clocks: tuple[ClockRow, ...]
    subtasks: tuple[SubtaskRow, ...]
    jobs: tuple[JobRow, ...]
    referral: ReferralRow | None
    incident: IncidentRow | None
    dispute: DisputeRow | None
    charges: Charges | None
    timeline: tuple[TimelineEntry, ...]
    untold: bool
    steps: tuple[Step, ...]
    links: tuple[LinkRow, ...]
    escalations: tuple[EscalationRow, ...]


def show_ticket(ctx: Context, ref: TicketRef) -> TicketPage:
    """The page of a ticket. Raises ``NotFoundError``, ``NotAllowedError`` for a hidden one."""
    with ctx.read() as uow:
        return page_of(ctx, uow, load_ticket(ctx, uow, ref))


def page_of(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> TicketPage:
    """The page of a loaded ticket."""
    return TicketPage(
        row=ticket_row(ctx, uow, ticket),
        description=ticket.description,
        asset=ticket.asset,
        asset_number=uow.get(Asset, ticket.asset_id).number if ticket.asset_id is not None else None,
        product=ticket.product,
        defect=ticket.defect,
        warranty=ticket_warranty(ctx, uow, ticket),
        appointment_at=ticket.appointment_at,
        result=ticket.result,
        feedback=ticket.feedback,
        wait_reason=ticket.wait_reason,
        park_reason=ticket.park_reason,
        customer_informed=ticket.customer_informed,
        demand=ticket.demand,
        complaint={"stage": stage_of(ticket), **ticket.steps} if has_procedure(ticket.kind) else {},
        clocks=page_clocks(ctx, uow, ticket),
        subtasks=subtasks_about(ctx, uow, ticket.pk),
        jobs=jobs_about(ctx, uow, ticket.pk),
        referral=referral_about(ctx, uow, ticket),
        incident=incident_about(ctx, uow, ticket),
        dispute=dispute_about(ctx, uow, ticket),
        charges=charges_about(ctx, uow, ticket),
        timeline=timeline_of(ctx, uow, ticket),
        untold=is_untold(ctx, ticket.pk),
        steps=steps_of(ctx, uow, ticket),
        links=links_of(ctx, uow, ticket),
        escalations=escalations_of(ctx, "ticket", ticket.pk),
    )


def page_clocks(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[ClockRow, ...]:
    """The clocks of a ticket; before them, while nobody has it, the time to dispatch it (TKT-06)."""
    return (*_waiting(ctx, ticket), *clocks_of(ctx, uow, ticket))


def _waiting(ctx: Context, ticket: Ticket) -> tuple[ClockRow, ...]:
    if ticket.state != "new" or ticket.reported_at is None:
        return ()
    now, limit = ctx.now(), alert_seconds(ctx)
    gone = seconds_spent(ticket.reported_at, counted_until(ctx, ticket.reported_at))
    state = ClockState.LATE if gone > limit else ClockState.RUNNING
    row = ClockRow(
        kind="dispatch",
        state=state.value,
        due_at=ticket.reported_at + timedelta(seconds=limit),
        used=gone / limit,
        left_seconds=limit - gone,
        amber=gone * 100 >= limit * int(setting(ctx, "clock.amber_percent")),
        started_at=ticket.reported_at,
        met_at=None,
        used_seconds=gone,
        whole_seconds=limit,
        paused_since=None,
        paused_for="",
        limit=str(setting(ctx, "ticket.dispatch_alert")),
        source="setting",
        seen_at=now,
    )
    return (row,)
