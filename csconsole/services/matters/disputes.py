"""Disputes 纠纷调解: two parties, the mediation log, the outcome; a court freezes the handling (TKT-25)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.errors import InvalidInputError, NotFoundError, RuleBrokenError
from csconsole.i18n import _
from csconsole.models import Dispute, Right, Ticket, TicketRecord
from csconsole.services import entry
from csconsole.services.clocks import change_ticket
from csconsole.services.context import Context
from csconsole.services.names_of import staff_names
from csconsole.services.phones import PhoneError
from csconsole.services.site_phones import site_phone
from csconsole.services.subtasks.asking import open_ticket
from csconsole.services.tickets.access import (
    TicketRef,
    about_visible,
    load_ticket,
    require_work,
)
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

KIND = "dispute"
RULE = "TKT-25"
_MEDIATION = "mediation"


@dataclass(frozen=True, slots=True)
class Talk:
    """One line of the mediation log."""

    at: datetime
    by: str | None
    text: str


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """One dispute; ``frozen`` while a court has it."""

    number: str
    title: str
    first_party: str
    first_contact: str | None
    second_party: str
    second_contact: str | None
    outcome: str | None
    agreement: str | None
    settled_at: datetime | None
    settled_by: str | None
    court: str | None
    court_since: datetime | None
    court_until: datetime | None
    court_result: str | None
    frozen: bool
    talks: tuple[Talk, ...]


def open_dispute(
    ctx: Context,
    ref: TicketRef,
    *,
    first_party: str,
    second_party: str,
    first_contact: str = "",
    second_contact: str = "",
) -> DisputeRow:
    """Say of an open ticket of the kind dispute who is at odds with whom; said anew it corrects.

    Raises ``InvalidInputError`` for a missing party or the same one twice, ``PhoneError`` for a contact that
    is no phone number, ``RuleBrokenError`` for another kind of ticket, ``InLitigationError``,
    ``NotYourTicketError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    why = _("A dispute has two parties: name both.")
    first = entry.needed(first_party, "first_party", rule=RULE, why=why, most=120)
    second = entry.needed(second_party, "second_party", rule=RULE, why=why, most=120)
    values = {
        "first_party": first,
        "second_party": second,
        "first_contact": _number(ctx, first_contact, "first_contact"),
        "second_contact": _number(ctx, second_contact, "second_contact"),
    }
    with ctx.write() as uow, uow.tied():
        ticket = _worked(ctx, uow, ref)
        if first.casefold() == second.casefold():
            raise InvalidInputError(why, field="second_party", value=second, rule=RULE)
        row = uow.one(Dispute, ticket_id=ticket.pk)
        if row is None:
            row = uow.create(Dispute(ticket_id=ticket.pk, first_party=first, second_party=second))
        uow.update(row, "edited", values)
        detail = {"text": f"{first} / {second}"}
        change_ticket(ctx, uow, ticket, "dispute_parties", {"last_note_at": ctx.now()}, detail=detail)
        return _row(ctx, uow, row)


def record_mediation(ctx: Context, ref: TicketRef, *, text: str, at: datetime | None = None) -> DisputeRow:
    """Add a talk to the mediation log, held now or before. Raises ``InvalidInputError``,
    ``InLitigationError``, ``NotFoundError`` for a ticket whose parties are not recorded.
    """
    ctx.require(Right.TICKET_HANDLE)
    said = entry.paragraph(text, "note", rule=RULE)
    when = at or ctx.now()
    with ctx.write() as uow, uow.tied():
        ticket = _worked(ctx, uow, ref)
        if said is None:
            raise InvalidInputError(_("Write what was said."), field="note", rule=RULE)
        if when > ctx.now():
            raise InvalidInputError(_("It cannot have happened later than now."), field="at", rule=RULE)
        row = _of(uow, ticket)
        uow.create(
            TicketRecord(ticket_id=ticket.pk, kind=_MEDIATION, at=when, by_id=ctx.actor.staff_id, text=said),
            _MEDIATION,
        )
        detail = {"incident_record": _MEDIATION, "text": said}
        change_ticket(ctx, uow, ticket, "dispute", {"last_note_at": ctx.now()}, detail=detail)
        return _row(ctx, uow, row)


def settle_dispute(ctx: Context, ref: TicketRef, *, outcome: str, agreement: str = "") -> DisputeRow:
    """Record what came of the mediation; said anew it corrects. An agreement needs its words.

    Raises ``InvalidInputError``, ``InLitigationError``, ``NotFoundError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    code = entry.one_of("dispute_outcome", outcome, "outcome", rule=RULE)
    words = entry.paragraph(agreement, "agreement", rule=RULE)
    with ctx.write() as uow, uow.tied():
        ticket = _worked(ctx, uow, ref)
        if code is None:
            raise InvalidInputError(_("Say what came of it."), field="outcome", rule=RULE)
        if code in ("agreed", "partly") and words is None:
            raise InvalidInputError(_("Write what was agreed."), field="agreement", rule=RULE)
        row = _of(uow, ticket)
        _settle(ctx, uow, row, code, words)
        uow.note(ticket, "dispute", detail={"dispute_outcome": code, "text": words})
        return _row(ctx, uow, row)


def go_to_court(ctx: Context, ref: TicketRef, *, court: str) -> DisputeRow:
    """The matter is in litigation: handling is frozen, the clocks stand still. A supervisor does this.

    ``court`` is the court and its case number. Raises ``InvalidInputError``, ``RuleBrokenError`` when it is
    there already, ``NotFoundError``.
    """
    ctx.require(Right.TICKET_PARK)
    where = entry.needed(court, "court", rule=RULE, why=_("Name the court and its case number."))
    with ctx.write() as uow, uow.tied():
        ticket = open_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        changes = {"court": where, "court_since": ctx.now(), "court_until": None, "court_result": None}
        uow.update(row, "litigation", changes)
        change_ticket(
            ctx,
            uow,
            ticket,
            "litigation",
            {"litigation_at": ctx.now()},
            reason=where,
            detail={"court": where},
        )
        return _row(ctx, uow, row)


def court_is_over(ctx: Context, ref: TicketRef, *, result: str, settles: bool = False) -> DisputeRow:
    """The court is done: handling goes on where it stood, the clocks run again. A supervisor does this.

    ``settles`` makes what the court said the outcome of the dispute. Raises ``InvalidInputError``,
    ``RuleBrokenError`` for a ticket that no court has.
    """
    ctx.require(Right.TICKET_PARK)
    said = entry.paragraph(result, "court_result", rule=RULE)
    if said is None:
        raise InvalidInputError(_("Write what the court said."), field="court_result", rule=RULE)
    with ctx.write() as uow, uow.tied():
        ticket = load_ticket(ctx, uow, ref)
        row = _of(uow, ticket)
        if ticket.litigation_at is None:
            raise RuleBrokenError(_("{number} is not in litigation.", number=ticket.number), rule=RULE)
        if settles:
            _settle(ctx, uow, row, "judged", said)
        uow.update(row, "court_over", {"court_until": ctx.now(), "court_result": said})
        change_ticket(ctx, uow, ticket, "court_over", {"litigation_at": None}, detail={"text": said})
        return _row(ctx, uow, row)


def show_dispute(ctx: Context, ref: TicketRef) -> DisputeRow:
    """The dispute of a ticket with its mediation log. Raises ``NotFoundError``."""
    with ctx.read() as uow:
        return _row(ctx, uow, _of(uow, load_ticket(ctx, uow, ref)))


def in_litigation(
    ctx: Context,
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[DisputeRow]:
    """One page of the disputes that a court has, the longest first.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.matters.fields import DISPUTES
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    frozen = select(col(Ticket.id)).where(col(Ticket.litigation_at).is_not(None))
    where = [col(Dispute.ticket_id).in_(frozen), *about_visible(ctx, Dispute.ticket_id)]
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            DISPUTES,
            lambda found: [_row(ctx, uow, row) for row in found],
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def dispute_about(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> DisputeRow | None:
    """The dispute of a loaded ticket, or ``None``."""
    row = uow.one(Dispute, ticket_id=ticket.pk) if ticket.kind == KIND else None
    return _row(ctx, uow, row) if row is not None else None


def why_outcome_owed(uow: UnitOfWork, ticket: Ticket) -> str:
    """Why a dispute cannot end yet: its parties or its outcome are not recorded."""
    if ticket.kind != KIND:
        return ""
    row = uow.one(Dispute, ticket_id=ticket.pk)
    if row is None:
        return _("{number}: the two parties of the dispute are not recorded.", number=ticket.number)
    if row.outcome is None:
        return _("{number}: the outcome of the mediation is not recorded.", number=ticket.number)
    return ""


def _number(ctx: Context, typed: str, field: str) -> str | None:
    """A party's phone as it was typed, where it is one; "" and a hidden number are none."""
    try:
        phone = site_phone(ctx, typed) if typed.strip() else None
    except PhoneError as error:
        error.field = field
        raise
    return phone.display if phone is not None else None


def _worked(ctx: Context, uow: UnitOfWork, ref: TicketRef) -> Ticket:
    require_work(ctx, uow, load_ticket(ctx, uow, ref), "edit")
    ticket = open_ticket(ctx, uow, ref)
    if ticket.kind != KIND:
        raise RuleBrokenError(_("{number} is no dispute.", number=ticket.number), rule=RULE)
    return ticket


def _settle(ctx: Context, uow: UnitOfWork, row: Dispute, code: str, words: str | None) -> None:
    values = {
        "outcome": code,
        "agreement": words,
        "settled_at": ctx.now(),
        "settled_by_id": ctx.actor.staff_id,
    }
    uow.update(row, "settled", values)


def _of(uow: UnitOfWork, ticket: Ticket) -> Dispute:
    row = uow.one(Dispute, ticket_id=ticket.pk)
    if row is None:
        raise NotFoundError(
            _("{number}: the two parties of the dispute are not recorded.", number=ticket.number),
            hint=_("Name them first: csconsole dispute open NUMBER"),
        )
    return row


def _row(ctx: Context, uow: UnitOfWork, row: Dispute) -> DisputeRow:
    del ctx
    ticket = uow.get(Ticket, row.ticket_id)
    query = select(TicketRecord).where(
        TicketRecord.ticket_id == row.ticket_id, TicketRecord.kind == _MEDIATION
    )
    talks = uow.session.exec(query.order_by(col(TicketRecord.at), col(TicketRecord.id)))
    return DisputeRow(
        number=ticket.number,
        title=told_title(ticket),
        first_party=row.first_party,
        first_contact=row.first_contact,
        second_party=row.second_party,
        second_contact=row.second_contact,
        outcome=row.outcome,
        agreement=row.agreement,
        settled_at=row.settled_at,
        settled_by=staff_names(uow).get(row.settled_by_id),
        court=row.court,
        court_since=row.court_since,
        court_until=row.court_until,
        court_result=row.court_result,
        frozen=ticket.litigation_at is not None,
        talks=tuple(
            Talk(one.at, staff_names(uow).get(one.by_id), one.text) for one in talks if one.at is not None
        ),
    )
