"""Matters sent by a regulator or a superior body 上级转办: reference, reply deadline, reply sent (TKT-32)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.errors import InvalidInputError, NotFoundError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Referral, Right, Staff, Ticket
from csconsole.services import entry
from csconsole.services.clocks import follow
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.services.tickets.entry import read_moment
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

REFERENCE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral; ``late`` while no reply was sent and its deadline is past, or when it was sent late."""

    number: str
    title: str
    source: str
    body: str
    reference: str
    received_at: datetime
    reply_due_at: datetime
    late: bool
    reply: str | None
    replied_at: datetime | None
    replied_by: str | None


def receive_referral(
    ctx: Context,
    ref: TicketRef,
    *,
    source: str,
    body: str,
    reference: str,
    reply_due_at: datetime,
    received_at: datetime | None = None,
) -> ReferralRow:
    """Record that an open ticket is a referral, with whom it comes from, its reference and when they want the
    reply. The same reference of the same body is refused, so that it is not worked twice.

    Raises ``InvalidInputError``, ``RuleBrokenError`` for a ticket that is one already or is closed.
    """
    from csconsole.services.subtasks.asking import open_ticket

    ctx.require(Right.TICKET_CREATE)
    code = entry.one_of("referral_source", source, "referral_source", rule="TKT-32")
    if code is None:
        raise InvalidInputError(_("Say where it comes from."), field="referral_source", rule="TKT-32")
    who = entry.needed(
        body, "referral_body", rule="TKT-32", why=_("Name the body that sent it."), most=REFERENCE_LENGTH
    )
    mark = entry.needed(
        reference, "reference", rule="TKT-32", why=_("Give their reference."), most=REFERENCE_LENGTH
    )
    received = received_at or ctx.now()
    if received > ctx.now():
        raise InvalidInputError(_("It cannot have come later than now."), field="received_at", rule="TKT-32")
    read_moment(reply_due_at, "reply_due", after=received, rule="TKT-32")
    with ctx.write() as uow:
        ticket = open_ticket(ctx, uow, ref)
        _require_new(uow, ticket, who, mark)
        row = uow.create(
            Referral(
                ticket_id=ticket.pk,
                source=code,
                body=who,
                reference=mark,
                received_at=received,
                reply_due_at=reply_due_at,
            ),
            "received",
        )
        uow.note(ticket, "referral", detail={"text": f"{who} {mark}"})
        follow(ctx, uow, row)
        return _rows(ctx, uow, [row])[0]


def change_referral(
    ctx: Context,
    ref: TicketRef,
    *,
    reason: str,
    source: str | None = None,
    body: str | None = None,
    reference: str | None = None,
    reply_due_at: datetime | None = None,
) -> ReferralRow:
    """Correct what was received, or take down another deadline that the body has set, with a reason; what is
    not given stays. A supervisor or dispatcher does this, before the reply was sent.

    Raises ``InvalidInputError`` without a reason or where nothing would change, ``RuleBrokenError`` once the
    reply was sent or for a reference that another ticket has, ``NotFoundError``.
    """
    ctx.require(Right.TICKET_DISPATCH)
    why = entry.needed(reason, "reason", rule="TKT-32", why=_("Say why."))
    given = {
        "source": entry.one_of("referral_source", source, "referral_source", rule="TKT-32"),
        "body": entry.line(body, "referral_body", most=REFERENCE_LENGTH),
        "reference": entry.line(reference, "reference", most=REFERENCE_LENGTH),
        "reply_due_at": reply_due_at,
    }
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        if row.replied_at is not None:
            raise RuleBrokenError(_("The reply to {number} was sent.", number=ticket.number), rule="TKT-32")
        assert row.received_at is not None
        read_moment(reply_due_at, "reply_due", after=row.received_at, rule="TKT-32")
        changes = {
            name: value for name, value in given.items() if value is not None and value != getattr(row, name)
        }
        if not changes:
            raise InvalidInputError(_("Nothing would change."), field="reference", rule="TKT-32")
        if "body" in changes or "reference" in changes:
            _require_unknown(
                uow, str(changes.get("body", row.body)), str(changes.get("reference", row.reference))
            )
        uow.update(row, "edited", changes, reason=why)
        uow.note(ticket, "referral", reason=why, detail={"text": f"{row.body} {row.reference}"})
        follow(ctx, uow, row)
        return _rows(ctx, uow, [row])[0]


def _require_new(uow: UnitOfWork, ticket: Ticket, body: str, reference: str) -> None:
    if uow.one(Referral, ticket_id=ticket.pk) is not None:
        raise RuleBrokenError(_("{number} is a referral already.", number=ticket.number), rule="TKT-32")
    _require_unknown(uow, body, reference)


def _require_unknown(uow: UnitOfWork, body: str, reference: str) -> None:
    query = select(Referral).where(Referral.body == body, Referral.reference == reference)
    same = uow.session.exec(query.order_by(col(Referral.id))).first()
    if same is not None:
        number = uow.get(Ticket, same.ticket_id).number
        raise RuleBrokenError(
            _("{reference} of {body} is {number} already.", reference=reference, body=body, number=number),
            rule="TKT-32",
            field="reference",
        )


def reply_to_referral(ctx: Context, ref: TicketRef, *, reply: str, at: datetime | None = None) -> ReferralRow:
    """Record the reply that was sent, once. Raises ``InvalidInputError`` without a text, ``RuleBrokenError``
    for a second one, ``NotFoundError`` for a ticket that is no referral.
    """
    ctx.require(Right.TICKET_CLOSE)
    said = entry.paragraph(reply, "reply", rule="TKT-32")
    if said is None:
        raise InvalidInputError(_("Write what was replied."), field="reply", rule="TKT-32")
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        if row.replied_at is not None:
            raise RuleBrokenError(_("The reply to {number} was sent.", number=ticket.number), rule="TKT-32")
        sent = at or ctx.now()
        assert row.received_at is not None
        if not row.received_at <= sent <= ctx.now():
            raise InvalidInputError(
                _("A reply is sent between the receipt and now."), field="replied_at", rule="TKT-32"
            )
        uow.update(row, "replied", {"reply": said, "replied_at": sent, "replied_by_id": ctx.actor.staff_id})
        uow.note(ticket, "referral_reply", detail={"text": said})
        follow(ctx, uow, row)
        return _rows(ctx, uow, [row])[0]


def show_referral(ctx: Context, ref: TicketRef) -> ReferralRow:
    """The referral of a ticket. Raises ``NotFoundError`` for a ticket that is none."""
    with ctx.read() as uow:
        return _rows(ctx, uow, [_of(uow, load_ticket(ctx, uow, ref))])[0]


def list_referrals(
    ctx: Context,
    *,
    waiting: bool = True,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[ReferralRow]:
    """One page of the referrals by reply deadline: those ``waiting`` for the reply, or all.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.matters.fields import REFERRALS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    where = list(about_visible(ctx, Referral.ticket_id))
    if waiting:
        where.append(col(Referral.replied_at).is_(None))
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            REFERRALS,
            lambda found: _rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def referral_about(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> ReferralRow | None:
    """The referral of a loaded ticket, or ``None``."""
    row = uow.one(Referral, ticket_id=ticket.pk)
    return _rows(ctx, uow, [row])[0] if row is not None else None


def reply_owed(uow: UnitOfWork, ticket: Ticket) -> Referral | None:
    """The referral of a ticket to which no reply was sent yet, or ``None``."""
    row = uow.one(Referral, ticket_id=ticket.pk)
    return row if row is not None and row.replied_at is None else None


def _of(uow: UnitOfWork, ticket: Ticket) -> Referral:
    row = uow.one(Referral, ticket_id=ticket.pk)
    if row is None:
        raise NotFoundError(_("{number} is no referral.", number=ticket.number), field="number")
    return row


def _rows(ctx: Context, uow: UnitOfWork, found: Sequence[Referral]) -> list[ReferralRow]:
    rows, judged = [], judged_at(ctx)
    for row in found:
        ticket = uow.get(Ticket, row.ticket_id)
        assert row.received_at is not None
        assert row.reply_due_at is not None
        rows.append(
            ReferralRow(
                number=ticket.number,
                title=told_title(ticket),
                source=row.source,
                body=row.body,
                reference=row.reference,
                received_at=row.received_at,
                reply_due_at=row.reply_due_at,
                late=row.reply_due_at < (row.replied_at or judged),
                reply=row.reply,
                replied_at=row.replied_at,
                replied_by=uow.get(Staff, row.replied_by_id).name if row.replied_by_id else None,
            )
        )
    return rows
