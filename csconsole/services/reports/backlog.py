"""The backlog report 积压与遗漏清单 (RPT-53): everything that is open and everything that was left lying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, text
from sqlmodel import col, select

from csconsole.clock import day_bounds
from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.models import Escalation, Event, Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.load import WORKING
from csconsole.services.reports.dimensions import value_names
from csconsole.services.reports.document import Block, Row
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.reports.opened import staff_names
from csconsole.services.settings import setting
from csconsole.services.tickets.access import about_visible, visible
from csconsole.services.tickets.chases import CHASED
from csconsole.services.tickets.lacking import lacks_owner, lacks_step
from csconsole.services.tickets.silent import unanswered, unfollowed
from csconsole.storage import UnitOfWork
from csconsole.tabular.columns import Column

FIGURES: Final = (
    "tickets.open",
    "tickets.overdue",
    "callbacks.open",
    "callbacks.overdue",
    "promises.overdue",
)
_OPEN: Any = text("ticket.state NOT IN ('closed', 'cancelled', 'archived')")
_READ: Final[tuple[Any, ...]] = (
    Ticket.id,
    Ticket.number,
    Ticket.kind,
    Ticket.scope,
    Ticket.state,
    Ticket.title,
    Ticket.handler_id,
    Ticket.first_owner_id,
    Ticket.department_id,
    Ticket.reported_at,
    Ticket.due_at,
)
_COLUMNS: Final[tuple[Column[Row], ...]] = (
    Column("number", N_("Number")),
    Column("kind", N_("Kind"), codes="ticket_kind", width=12),
    Column("scope", N_("Scope"), codes="ticket_scope", width=8),
    Column("state", N_("State"), codes="ticket_state", width=12),
    Column("what", N_("Item"), width=36),
    Column("owner", N_("Owner"), width=14),
    Column("department", N_("Department"), width=14),
    Column("age_days", N_("Days"), right=True),
    Column("due", N_("Due")),
    Column("chases", N_("Chased"), right=True),
)


def build(draft: Drafting) -> list[Block]:
    """Figures, then one list a way of being left lying; as of now, whatever the period."""
    blocks = [draft.figures("figures", _("Figures"), FIGURES), _by_department(draft)]
    for key, title, condition in _sections(draft):
        blocks.append(_list(draft, key, title, condition))
    blocks.append(_promises(draft))
    return blocks


def _sections(draft: Drafting) -> list[tuple[str, str, ColumnElement[bool]]]:
    today, _tomorrow = day_bounds(draft.ctx.today(), draft.ctx.zone)
    reviewed = col(Ticket.reviewed_at)
    with draft.ctx.read() as uow:
        nobody = lacks_owner(uow)
    placed = and_(col(Ticket.handler_id).is_(None), col(Ticket.department_id).is_not(None))
    unclaimed = and_(placed, col(Ticket.state).in_(WORKING))
    return [
        ("overdue", _("Overdue"), and_(_OPEN, late_by(draft.basis.late_now))),
        ("orphans", label("unsettled", "orphan"), nobody),
        ("no_step", label("unsettled", "no_step"), lacks_step()),
        ("unclaimed", _("With a department, no person"), and_(_OPEN, unclaimed)),
        ("no_response", _("No first response"), _among(draft, unanswered)),
        ("no_follow_up", _("No follow-up"), _among(draft, unfollowed)),
        ("parked", _("Parked"), and_(_OPEN, col(Ticket.state) == "parked")),
        ("not_reviewed", _("Not reviewed today"), and_(_OPEN, or_(reviewed.is_(None), reviewed < today))),
        ("open", _("All open tickets"), and_(_OPEN)),
    ]


def late_by(now: datetime) -> ColumnElement[bool]:
    """Of open tickets those that the figure of overdue ones counts: pauses do not count."""
    return and_(col(Ticket.due_at) < now, col(Ticket.done_at).is_(None), col(Ticket.paused_at).is_(None))


def _among(draft: Drafting, silent: Callable[[Context, UnitOfWork], list[Ticket]]) -> ColumnElement[bool]:
    """The tickets of a list of the day."""
    with draft.ctx.read() as uow:
        return col(Ticket.id).in_([ticket.pk for ticket in silent(draft.ctx, uow)])


def _list(draft: Drafting, key: str, title: str, condition: ColumnElement[bool]) -> Block:
    where = (condition, *visible(draft.ctx))
    most = int(setting(draft.ctx, "report.rows_shown"))
    total = draft.session.execute(select(func.count()).select_from(Ticket).where(*where)).scalar_one()
    found = draft.session.execute(
        select(*_READ).where(*where).order_by(col(Ticket.reported_at), col(Ticket.id)).limit(most)
    ).all()
    notes = (_("{shown} of {total} shown.", shown=len(found), total=total),) if total > len(found) else ()
    return Block(key, f"{title} ({total})", _COLUMNS, _rows(draft, found), notes=notes)


def _rows(draft: Drafting, tickets: Sequence[Any]) -> tuple[Row, ...]:
    owners = staff_names(
        draft.session, [key for one in tickets for key in (one.handler_id, one.first_owner_id)]
    )
    departments = value_names(draft.session, "department", [one.department_id for one in tickets])
    chases = _chases(draft, [one.id for one in tickets])
    return tuple(
        {
            "number": one.number,
            "kind": one.kind,
            "scope": one.scope or "",
            "state": one.state,
            "what": one.title,
            "owner": owners.get(one.handler_id) or owners.get(one.first_owner_id) or "-",
            "department": departments[one.department_id],
            "age_days": _age_days(draft.basis.now, one.reported_at),
            "due": one.due_at,
            "chases": chases.get(one.id, 0),
        }
        for one in tickets
    )


def _chases(draft: Drafting, keys: Sequence[int]) -> Mapping[int, int]:
    """How often each ticket was asked after or reported upward."""
    counts: Counter[int] = Counter()
    for model, *others in ((Escalation,), (Event, col(Event.action) == CHASED)):
        entity_id = col(model.entity_id)
        counted = draft.session.execute(
            select(entity_id, func.count())
            .where(col(model.entity) == "ticket", entity_id.in_(keys), *others)
            .group_by(entity_id)
        )
        counts.update({int(key): int(n) for key, n in counted})
    return counts


def _by_department(draft: Drafting) -> Block:
    """Open and overdue tickets and the oldest of each department or contractor."""
    now = draft.basis.now
    department = col(Ticket.department_id)
    late = func.count().filter(late_by(draft.basis.late_now))
    counted = draft.session.execute(
        select(department, func.count(), late, func.min(col(Ticket.reported_at)))
        .where(_OPEN, *visible(draft.ctx))
        .group_by(department)
    ).all()
    names = value_names(draft.session, "department", [key for key, *_rest in counted])
    rows: list[Row] = [
        {"department": names[key], "open": n, "overdue": overdue, "oldest_days": _age_days(now, oldest)}
        for key, n, overdue, oldest in counted
    ]
    return Block(
        "departments",
        _("By department or contractor"),
        (
            Column("department", N_("Department")),
            Column("open", N_("Open"), right=True),
            Column("overdue", N_("Overdue"), right=True),
            Column("oldest_days", N_("Oldest, days"), right=True),
        ),
        tuple(sorted(rows, key=lambda row: (-row["open"], row["department"]))),
    )


def _promises(draft: Drafting) -> Block:
    now = draft.basis.now
    late: tuple[Any, ...] = (
        text("promise.state = 'open'"),
        col(Promise.due_at) < draft.basis.late_now,
        *about_visible(draft.ctx, Promise.ticket_id, Promise.call_id),
    )
    total = draft.session.execute(select(func.count()).select_from(Promise).where(*late)).scalar_one()
    found = draft.session.exec(
        select(Promise)
        .where(*late)
        .order_by(col(Promise.due_at), col(Promise.id))
        .limit(int(setting(draft.ctx, "report.rows_shown")))
    ).all()
    owners = staff_names(draft.session, [key for one in found for key in (one.owner_id, one.promiser_id)])
    rows: tuple[Row, ...] = tuple(
        {
            "id": one.pk,
            "what": one.text,
            "owner": owners.get(one.owner_id) or owners.get(one.promiser_id) or "-",
            "due": one.due_at,
            "late_days": _age_days(now, one.due_at),
        }
        for one in found
    )
    return Block(
        "overdue_promises",
        _("Overdue promises") + f" ({total})",
        (
            Column("what", N_("Promise"), width=48),
            Column("owner", N_("Owner"), width=16),
            Column("due", N_("Due")),
            Column("late_days", N_("Days late"), right=True),
        ),
        rows,
        notes=(_("{shown} of {total} shown.", shown=len(rows), total=total),) if total > len(rows) else (),
    )


def _age_days(now: datetime, since: datetime | None) -> int | None:
    return None if since is None else max(0, (now - since).days)


BACKLOG: Final = ReportSpec(
    "backlog",
    "RPT-53",
    "Backlog",
    "积压与遗漏清单",
    "Open, parked, unanswered and forgotten tickets, overdue promises: item, owner, age, chases",
    "未结、挂起、未响应、未跟进、未复核、无人负责的工单与逾期承诺：事项、责任人、天数、催办次数",
    "today",
    FIGURES,
    build,
)
