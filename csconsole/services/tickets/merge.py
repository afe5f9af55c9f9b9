"""Two tickets of one matter become one: what is open goes with the one that stays."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole import models
from csconsole.clock import iso
from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotAllowedError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Callback, Escalation, Right, Ticket
from csconsole.models.base import LINKS_TO, Record
from csconsole.models.lifecycle.callback import CLOSED
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.services import entry
from csconsole.services.clocks import ClockKind, DueSource, change_ticket, follow_all, stored_clocks
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.access import (
    TicketRef,
    load_ticket,
    require_free,
    require_unmerged,
    with_every_right,
)
from csconsole.services.tickets.kinds import has_procedure, lifecycle_of
from csconsole.services.tickets.rows import TicketRow, is_late, ticket_row
from csconsole.storage import UnitOfWork

_STAY: Final = frozenset(
    {"ticket", "ticket_clock", "ticket_link", "complaint", "call_item", "case_record", "escalation"}
)
"""Tables whose rows stay with the merged ticket, or follow in a way of their own."""
_OPEN: Final = {"promise": ("open",), "action_item": ("assigned", "in_progress", "reported")}
"""Of these only rows in these states follow; what is settled is history."""
WORKED: Final = frozenset({"done", "called_back"})
_ASKS_MORE: Final = frozenset({"incident", "dispute"})
"""Kinds of which the end asks for more than of others: a report upward (TKT-23), an outcome (TKT-25)."""


class MergeRefusedError(RuleBrokenError):
    """These two tickets cannot become one."""


def merge_tickets(
    ctx: Context,
    keep: TicketRef,
    gone: TicketRef,
    *,
    reason: str,
    expected_version: int | None = None,
) -> TicketRow:
    """Merge the ticket ``gone`` into ``keep``: open callbacks, promises, reports upward, sub-records and
    clocks follow, a breach stays a breach (TKT-07), the higher priority counts.

    ``gone`` ends as cancelled and points to the ticket that goes on. It needs the right to dispatch, or to be
    the first owner of ``gone``. Of two who merge at once the second is told. Raises ``MergeRefusedError``,
    ``MergedTicketError``, ``NotAllowedError``, ``InvalidInputError`` without a reason, ``ConflictError``.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.write() as uow, uow.tied():
        into, away = _locked_pair(ctx, uow, keep, gone)
        _require_right(ctx, away)
        why = entry.needed(reason, "reason", rule="TKT-02", why=_("A merge needs a reason."))
        _require_mergeable(ctx, uow, into, away)
        due = away.due_at
        was_late = is_late(away, ctx.now()) and due is not None and due < ctx.now()
        clocks = {kind.value: _clock(row) for kind, row in stored_clocks(uow, into).items()}
        from csconsole.services.tariff.charges import joined_charges

        moved = _move(ctx, uow, away, into)
        change_ticket(
            ctx,
            uow,
            into,
            "merged",
            _taken_over(into, away, moved) | joined_charges(into, away),
            reason=why,
            detail={"merged": away.pk, "number": away.number, "clocks_before": clocks},
        )
        change_ticket(
            ctx,
            uow,
            away,
            "merged_into",
            _ended(ctx, away, into),
            expected_version=expected_version,
            reason=why,
            detail={"into": into.number},
        )
        follow_all(ctx, uow, away, ended=True)
        if was_late and due is not None and (into.due_at is None or into.due_at > due):
            _keep_breach(ctx, uow, into, due)
        return ticket_row(ctx, uow, into)


def why_not_into(ctx: Context, keep: TicketRef, gone: TicketRef) -> str:
    """Why this person cannot merge ``gone`` into ``keep`` now; empty where it can be done."""
    with ctx.read() as uow:
        try:
            away = load_ticket(ctx, uow, gone)
            _require_right(ctx, away)
            _require_mergeable(ctx, uow, load_ticket(ctx, uow, keep), away)
        except (NotAllowedError, RuleBrokenError) as refused:
            return refused.message
        return ""


def _locked_pair(ctx: Context, uow: UnitOfWork, keep: TicketRef, gone: TicketRef) -> tuple[Ticket, Ticket]:
    """Both tickets, locked in the order of their keys, so that two merges never cross."""
    keys = [load_ticket(ctx, uow, ref).pk for ref in (keep, gone)]
    if keys[0] == keys[1]:
        raise InvalidInputError(
            _("A ticket cannot be merged with itself."), field="ticket", value=gone, rule="TKT-02"
        )
    query = select(Ticket).where(col(Ticket.id).in_(keys)).order_by(col(Ticket.id)).with_for_update()
    rows = {row.pk: row for row in uow.session.exec(query.execution_options(populate_existing=True))}
    return rows[keys[0]], rows[keys[1]]


def _require_right(ctx: Context, away: Ticket) -> None:
    if not (ctx.can(Right.TICKET_DISPATCH) or (ctx.actor.staff_id and away.first_owner_id == ctx.staff_id)):
        raise NotAllowedError(
            _("{number} is merged by its first owner or a dispatcher.", number=away.number), rule="TKT-04"
        )


def _require_mergeable(ctx: Context, uow: UnitOfWork, into: Ticket, away: Ticket) -> None:
    for ticket in (into, away):
        require_unmerged(uow, ticket)
        require_free(ticket)
        if not TICKET.is_open(ticket.state):
            raise MergeRefusedError(
                _("{number} is closed; reopen it first.", number=ticket.number), rule="TKT-02"
            )
    if has_procedure(away.kind) and into.kind != away.kind:
        raise MergeRefusedError(
            _("{number} has a procedure of its own: it goes into one of its kind.", number=away.number),
            rule="TKT-02",
        )
    if away.against_staff_id is not None and into.against_staff_id is None:
        raise MergeRefusedError(
            _("{number} is about a staff member: it would be seen by all.", number=away.number), rule="CMP-22"
        )
    _require_same_demands(ctx, into, away)
    _require_one_matter(uow, into, away)
    if into.state in WORKED and away.state not in WORKED:
        raise MergeRefusedError(
            _("The work on {number} is done: merge the other way round.", number=into.number), rule="TKT-02"
        )


def _require_same_demands(ctx: Context, into: Ticket, away: Ticket) -> None:
    """What a kind asks for before it ends must still be asked for afterwards."""
    charged = away.charge_cents is not None and into.kind not in setting(ctx, "ticket.chargeable_kinds")
    if charged or (away.kind in _ASKS_MORE and into.kind != away.kind):
        raise MergeRefusedError(
            _(
                "{number} ({kind}) asks for more than {other}: it would be forgotten there.",
                number=away.number,
                kind=label("ticket_kind", away.kind),
                other=into.number,
            ),
            rule="TKT-24" if charged else "TKT-25" if away.kind == "dispute" else "TKT-23",
            hint=_("Merge the other way round, or link them."),
        )


def _require_one_matter(uow: UnitOfWork, into: Ticket, away: Ticket) -> None:
    """Each referral has its own reply, each incident its own report: two of them stay two tickets."""
    for model in (models.Referral, models.Incident, models.Dispute):
        if all(uow.one(model, ticket_id=ticket.pk) is not None for ticket in (into, away)):
            if model is models.Incident and _is_blank(uow, away):
                continue
            raise MergeRefusedError(
                _(
                    "{number} and {other} each owe a reply or report of their own: link them instead.",
                    number=into.number,
                    other=away.number,
                ),
                rule={models.Referral: "TKT-32", models.Incident: "TKT-23"}.get(model, "TKT-25"),
            )


def _is_blank(uow: UnitOfWork, ticket: Ticket) -> bool:
    """Whether nobody has said what an incident is, nor reported it: two people heard of the same one."""
    row = uow.one(models.Incident, ticket_id=ticket.pk)
    return row is not None and row.incident_type == "undescribed" and row.reported_at is None


def _taken_over(into: Ticket, away: Ticket, moved: set[str]) -> dict[str, Any]:
    """The fields of the ticket that stays: the stricter of both, and what it lacks."""
    lacking = ["customer_id", "contact_name", "phone", "e164", "address", "zone", "product", "defect"]
    lacking += ["appointment_at"]
    lacking += [] if into.asset else ["asset", "asset_id"]
    lacking += ["part"] if into.category_id == away.category_id else []
    changes: dict[str, Any] = {
        name: getattr(away, name) for name in lacking if not getattr(into, name) and getattr(away, name)
    }
    if away.priority_rank < into.priority_rank:
        changes |= {"priority": away.priority, "priority_rank": away.priority_rank}
    changes["vip"] = into.vip or away.vip
    changes["escalated"] = into.escalated or (away.escalated and "escalation" in moved)
    for name in ("promised_at", "wanted_at"):
        times = [value for value in (getattr(into, name), getattr(away, name)) if value is not None]
        if times and (name != "promised_at" or "promise" in moved or getattr(into, name)):
            changes[name] = min(times)
    return changes


def _ended(ctx: Context, away: Ticket, into: Ticket) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "state": "cancelled",
        "closed_at": ctx.now(),
        "close_reason": "duplicate",
        "merged_into_id": into.pk,
    }
    if away.charge_cents is not None:  # its lines are those of the other one now
        changes |= {"charge_cents": None, "paid": None}
    if has_procedure(away.kind) and "cancelled" in lifecycle_of(away.kind).states:
        changes["stage"] = "cancelled"
    return changes


def _move(ctx: Context, uow: UnitOfWork, away: Ticket, into: Ticket) -> set[str]:
    """Let what is open on the merged ticket follow; the kinds of what moved."""
    moved: set[str] = set()
    for model, column in linking_tables():
        name = str(model.__tablename__)
        query: Any = select(model).where(getattr(model, column) == away.pk)
        if name == "callback":
            query = query.where(col(Callback.state).not_in(CLOSED))
        elif name in _OPEN:
            query = query.where(_states(model).in_(_OPEN[name]))
        elif name == "incident" and uow.one(models.Incident, ticket_id=into.pk) is not None:
            continue  # each has one: that of the ticket that stays is reported
        for row in uow.session.exec(query.order_by(model.id)).all():
            uow.update(row, "moved", {column: into.pk}, detail={"from": away.number})
            moved.add(name)
    for child in uow.session.exec(select(Ticket).where(Ticket.parent_id == away.pk)).all():
        uow.update(child, "moved", {"parent_id": into.pk if child.pk != into.pk else None})
    reports = select(Escalation).where(
        Escalation.entity == "ticket", Escalation.entity_id == away.pk, Escalation.state != "told"
    )
    for report in uow.session.exec(reports).all():
        uow.update(report, "moved", {"entity_id": into.pk}, detail={"from": away.number})
        moved.add("escalation")
    _one_follow_up(ctx, uow, into)
    follow_all(ctx, uow, into)
    return moved


def _states(model: Any) -> Any:
    return model.state


def linking_tables() -> list[tuple[type[Record], str]]:
    """Every table whose rows belong to a ticket, with the column that says so; also later ones."""
    found = []
    for names in models.HOMES.values():
        for name in names:
            model = getattr(models, name)
            table = getattr(model, "__table__", None)
            if table is None or table.name in _STAY:
                continue
            column = table.columns.get("ticket_id")
            if column is not None and column.info.get(LINKS_TO) == "ticket.id":
                found.append((model, "ticket_id"))
    return found


def _one_follow_up(ctx: Context, uow: UnitOfWork, into: Ticket) -> None:
    """Call the customer once about the result: of two open follow-ups the later one is off."""
    query = select(Callback).where(
        Callback.ticket_id == into.pk, Callback.kind == "follow_up", col(Callback.state).not_in(CLOSED)
    )
    for extra in uow.session.exec(query.order_by(col(Callback.due_at), col(Callback.id))).all()[1:]:
        from csconsole.services.callbacks import cancel_callback

        reason = _("{number} is called back already.", number=into.number)
        cancel_callback(with_every_right(ctx), extra.pk, reason=reason)


def _clock(row: models.TicketClock) -> dict[str, Any]:
    assert row.started_at is not None
    return {"started_at": iso(row.started_at), "agreed": dict(row.agreed)}


def _keep_breach(ctx: Context, uow: UnitOfWork, into: Ticket, due: datetime) -> None:
    """A breach stays: the ticket that goes on was due when the merged one was."""
    settled = {ClockKind.RESOLVE: {DueSource.DISPATCH.value: {"until": iso(due), "by": ctx.actor.staff_no}}}
    change_ticket(ctx, uow, into, "clocks_joined", settled=settled, detail={"clocks": True})
