"""``why`` for what is owed within a ticket: sub-tasks, visits, contractors' jobs, replies to a superior body,
reports of incidents, action items (TKT-14, TKT-18, TKT-20, TKT-23, TKT-32, MTG-13).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.metrics.spans import seconds_spent
from csconsole.models import ActionItem, ContractorJob, Incident, Referral, Subtask, Ticket
from csconsole.services.clocks import ClockKind, ClockPlan, ClockState, DueSource, running_owed
from csconsole.services.context import Context
from csconsole.services.due import (
    DueWalk,
    due_walk,
    explain_walk,
    parse_limit,
    show_length,
    show_time,
    site_calendar,
)
from csconsole.services.matters.report_due import report_legs
from csconsole.services.settings import setting, show_setting
from csconsole.services.tickets.why_rows import WhyClock, usage_lines
from csconsole.storage import UnitOfWork
from csconsole.text import cut, one_line

if TYPE_CHECKING:
    from csconsole.services.clocks.owed import Item

NAMED: Final = "named"
"""The source of a due time that a person named."""
ITEM: Final = "action_item"
_SETTINGS: Final = {
    ClockKind.ACKNOWLEDGE: "subtask.acknowledge",
    ClockKind.DEPARTMENT: "subtask.due",
    ClockKind.VISIT: "visit.slot",
}
_SAVING: Final = timedelta(seconds=10)
"""The longest between reckoning a due time and storing what it belongs to."""
_WIDTH: Final = 60


def owed_within(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[WhyClock, ...]:
    """Each clock that runs within the ticket or ran out unmet, the soonest due first, with its walk."""
    from csconsole.services.clocks.owed_list import said_of

    found = [
        _clock(ctx, said_of(uow, row, ticket), item, plan)
        for item, row, plan in running_owed(ctx, uow, ticket)
    ]
    found += [_action_item(ctx, ticket, one) for one in _open_items(uow, ticket)]
    return tuple(sorted(found, key=lambda one: one.due_at))


def _open_items(uow: UnitOfWork, ticket: Ticket) -> list[ActionItem]:
    from sqlmodel import col, select

    query = select(ActionItem).where(ActionItem.ticket_id == ticket.pk, col(ActionItem.state) != "closed")
    return list(uow.session.exec(query.order_by(col(ActionItem.id))))


def _clock(ctx: Context, said: str, item: Item, plan: ClockPlan) -> WhyClock:
    key = _SETTINGS.get(plan.kind)
    start = _start(item, plan)
    if isinstance(item, Incident):
        leg = report_legs(ctx, item.incident_type, plan.started_at)[-1]
        key, start = leg.key, leg.since
    walk = _walk(ctx, key, start, plan.due_at) if key else None
    return WhyClock(
        kind=plan.kind.value,
        name=_name(ctx, said, plan.state.value, plan.due_at),
        state=plan.state.value,
        source=DueSource.SETTING.value if walk else NAMED,
        limit=str(walk.limit) if walk else None,
        due_at=plan.due_at,
        met_at=plan.met_at,
        used_seconds=plan.used_seconds,
        whole_seconds=plan.whole_seconds,
        holds=False,
        steps=(*_steps(ctx, key, item, plan, walk), *usage_lines(ctx, plan)),
    )


def _name(ctx: Context, said: str, state: str, due_at: datetime) -> str:
    return _(
        "{clock}, {state}: due {time}",
        clock=cut(one_line(said), _WIDTH),
        state=label("clock_state", state),
        time=show_time(due_at, ctx.zone),
    )


def _start(item: Item, plan: ClockPlan) -> datetime:
    """From when its limit counts: a visit's from when the slot begins."""
    if isinstance(item, Subtask) and plan.kind is ClockKind.VISIT and item.starts_at is not None:
        return item.starts_at
    return plan.started_at


def _walk(ctx: Context, key: str, start: datetime, due_at: datetime) -> DueWalk | None:
    """The walk of the setting's limit where it leads to the due time that was stored; ``None`` where somebody
    named the time, or the setting was another one then.
    """
    walk = due_walk(site_calendar(ctx), start, parse_limit(str(setting(ctx, key)), field=key))
    return walk if abs(walk.at - due_at) <= _SAVING else None


def _steps(ctx: Context, key: str | None, item: Item, plan: ClockPlan, walk: DueWalk | None) -> Iterator[str]:
    match item:
        case Subtask() if plan.kind is ClockKind.VISIT and item.starts_at is not None:
            yield _("Planned {time}", time=show_time(plan.started_at, ctx.zone))
        case Subtask() if walk is None and item.acknowledge_by == item.due_at == plan.due_at:
            yield _("Asked {time}", time=show_time(plan.started_at, ctx.zone))
            yield _("The acknowledgement is not due after the answer.")
        case Subtask():
            yield _("Asked {time}", time=show_time(plan.started_at, ctx.zone))
        case ContractorJob():
            yield _("Given {time}", time=show_time(plan.started_at, ctx.zone))
        case Referral():
            yield _("Received {time}", time=show_time(plan.started_at, ctx.zone))
        case Incident():
            yield _("Happened {time}", time=show_time(plan.started_at, ctx.zone))
            for leg in report_legs(ctx, item.incident_type, plan.started_at)[:-1] if walk else ():
                yield from _reason(ctx, leg.key, leg.walk.at, leg.walk)
    yield from _reason(ctx, key, plan.due_at, walk)


def _reason(ctx: Context, key: str | None, due_at: datetime, walk: DueWalk | None) -> Iterator[str]:
    if walk is None or key is None:
        yield _("Due {time}: named when it was asked for, or moved since.", time=show_time(due_at, ctx.zone))
        return
    yield f"{show_setting(ctx, key).about} {walk.limit}:"
    yield from explain_walk(walk, ctx.zone)


def _action_item(ctx: Context, ticket: Ticket, item: ActionItem) -> WhyClock:
    assert item.created_at is not None
    assert item.due_at is not None
    now = ctx.now()
    key = "complaint.effect_check" if item.kind == "effect_check" else "meeting.item_due"
    walk = _walk(ctx, key, item.created_at, item.due_at)
    used = seconds_spent(item.created_at, now)
    whole = int((item.due_at - item.created_at).total_seconds())
    state = (ClockState.LATE if item.due_at < now else ClockState.RUNNING).value
    words = ticket.number if ticket.against_staff_id is not None else item.text
    kind = label("action_item_kind", item.kind)
    steps = [
        _("Asked {time}", time=show_time(item.created_at, ctx.zone)),
        *_reason(ctx, key, item.due_at, walk),
        _(
            "Used {used} of {whole}, {percent} %",
            used=show_length(used),
            whole=show_length(whole),
            percent=100 * used // max(1, whole),
        ),
    ]
    if item.escalated_at is not None:
        steps.append(_("Overdue: reported upward {time}", time=show_time(item.escalated_at, ctx.zone)))
    return WhyClock(
        kind=ITEM,
        name=_name(ctx, _("{kind}: {about}", kind=kind, about=words), state, item.due_at),
        state=state,
        source=DueSource.SETTING.value if walk else NAMED,
        limit=str(walk.limit) if walk else None,
        due_at=item.due_at,
        met_at=None,
        used_seconds=used,
        whole_seconds=whole,
        holds=False,
        steps=tuple(steps),
    )
