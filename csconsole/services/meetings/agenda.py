"""The agenda of the weekly complaint review, made from the records (MTG-13, MTG-15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import col, select

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.models import Complaint, Right, Ticket
from csconsole.services.complaints.recurrence import Recurrence, recent_recurrences
from csconsole.services.context import Context
from csconsole.services.meetings.items import ActionItemRow, open_items
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.services.tickets.kinds import COMPLAINT_KIND, say_stage
from csconsole.services.tickets.lists import urgent_first
from csconsole.services.tickets.rows import TicketRow, ticket_rows

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the review talks about: open complaints, those of the last seven days that ended, their causes
    with counts, the action items that are open, and the causes that came back in the last thirty days.
    """

    open: tuple[TicketRow, ...]
    ended: tuple[TicketRow, ...]
    causes: tuple[tuple[str, int], ...]
    items: tuple[ActionItemRow, ...]
    recurring: tuple[Recurrence, ...] = ()


def complaint_agenda(ctx: Context) -> Agenda:
    """The agenda as of now."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        mine = (col(Ticket.kind) == COMPLAINT_KIND, *visible(ctx))
        open_ones = uow.session.exec(select(Ticket).where(is_open(), *mine).order_by(*urgent_first()))
        ended = list(
            uow.session.exec(
                select(Ticket)
                .join(Complaint, col(Complaint.ticket_id) == Ticket.id)
                .where(*mine, col(Complaint.archived_at) >= ctx.now() - WEEK)
                .order_by(col(Ticket.id))
            )
        )
        counts: dict[str, int] = {}
        for ticket in ended:
            if ticket.cause:
                counts[ticket.cause] = counts.get(ticket.cause, 0) + 1
        causes = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
        rows = tuple(ticket_rows(ctx, uow, list(open_ones)))
        done = tuple(ticket_rows(ctx, uow, ended))
    return Agenda(rows, done, causes, open_items(ctx), recent_recurrences(ctx))


def agenda_of(ctx: Context, kind: str, ticket: Ticket | None) -> str:
    """The agenda of a meeting as of now: of the weekly review the complaints, of every meeting the action
    items that are open; of one about a complaint its own (MTG-13, MTG-15). Everybody reads it: complaints
    about persons are left out, but for the one that the meeting is about (CMP-22).
    """
    plain = replace(ctx, actor=replace(ctx.actor, rights=ctx.actor.rights - {Right.COMPLAINT_STAFF_VIEW}))
    if kind == "complaint_review":
        return agenda_text(plain, complaint_agenda(plain))
    if ticket is None:
        return "\n".join(_item_lines(plain, open_items(plain)))
    words = [
        ticket.number,
        label("complaint_level", ticket.level),
        say_stage(ticket.kind, ticket.stage, ticket.state),
    ]
    head = " ".join(word for word in (*words, ticket.title) if word)
    return "\n".join((head, *_item_lines(ctx, open_items(ctx, ticket=ticket.pk))))


def _item_lines(ctx: Context, items: Sequence[ActionItemRow], place: str = "") -> list[str]:
    """The open action items below their heading."""
    heading = place + _("Open action items: {n}", n=len(items))
    return [
        heading,
        *(
            f"  {item.owner or item.department} {local(item.due_at, ctx.zone):%Y-%m-%d %H:%M}"
            f" {label('action_item_state', item.state)} {item.text}"
            for item in items
        ),
    ]


def agenda_text(ctx: Context, agenda: Agenda) -> str:
    """The agenda as text, one point a line."""
    lines = [_("1 Open complaints: {n}", n=len(agenda.open))]
    lines += [
        f"  {row.number} {label('complaint_level', row.level)} {say_stage(row.kind, row.stage, row.state)}"
        f" {row.title}"
        for row in agenda.open
    ]
    lines.append(_("2 Ended in the last week: {n}", n=len(agenda.ended)))
    lines += [f"  {row.number} {label('satisfaction', row.satisfaction)} {row.title}" for row in agenda.ended]
    lines.append(_("3 Causes"))
    lines += ["  " + named(label("complaint_cause", cause), count) for cause, count in agenda.causes]
    lines += _item_lines(ctx, agenda.items, "4 ")
    lines.append(_("5 Causes that came back: {n}", n=len(agenda.recurring)))
    lines += [
        f"  {label('complaint_cause', row.cause)} {row.department}: {row.count} ({row.before})"
        for row in agenda.recurring
    ]
    return "\n".join(lines)
