"""Everything that is still owed: open tickets, callbacks, promises, unanswered calls and escalations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import text
from sqlmodel import col, select

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import _, apart
from csconsole.models import Call, Callback, Complaint, Escalation, Promise, Ticket
from csconsole.services.context import Context
from csconsole.services.shifts.rows import stored
from csconsole.services.tickets.access import calls_about_people
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

_OPEN_TICKET = text("ticket.state NOT IN ('closed', 'cancelled', 'archived')")
_OPEN_CALLBACK = text(
    "callback.state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
)
_OPEN_PROMISE = text("promise.state = 'open'")
_OPEN_CALL = text("call.state = 'pending'")
_OPEN_ESCALATION = text("escalation.state <> 'told' AND escalation.state <> 'ended'")

TITLE_LENGTH = 200
PROMISE_LENGTH = 40
"""Characters of a promise behind a title; the whole of the first stands as what is next."""
PROMISES_SHOWN = 2
SAID_LENGTH = 215
"""Characters of title and promises together; the column takes 240."""


@dataclass(slots=True)
class OpenWork:
    """One record with work owed. ``promised`` are the open promises to the customer about it with their
    times, the earliest first; ``section`` of the handover follows from what it is; ``clock`` is which of a
    ticket's clocks is up at ``due_at``, where that is not the result's (TKT-07).
    """

    entity: str
    entity_id: int
    number: str
    title: str
    kind: str
    opened_at: datetime
    due_at: datetime | None
    owner_id: int | None
    unassigned: bool = False
    urgent: bool = False
    severe: bool = False
    escalated: bool = False
    promised: list[str] = field(default_factory=list)
    next_action: str = ""
    promise_ids: list[int] = field(default_factory=list)
    promised_last: datetime | None = None
    """When the newest of its promises was made."""
    clock: str = ""

    @property
    def said(self) -> str:
        """The title; before it the clock that is up first, behind it what was promised and by when."""
        clock = label("clock_kind", self.clock) if self.clock else ""
        about = _("{kind}: {about}", kind=clock, about=self.title) if clock else self.title
        if not self.promised or self.entity == "promise":
            return about
        shown = self.promised[:PROMISES_SHOWN]
        rest = len(self.promised) - len(shown)
        promises = " · ".join((*shown, f"+{rest}") if rest else shown)
        about = about[: SAID_LENGTH - len(promises)]
        return _("{about} (promised: {promises})", about=about, promises=promises)


def open_work(ctx: Context, uow: UnitOfWork) -> list[OpenWork]:
    """All open work, tickets first.

    A promise or an escalation about a record that is listed is told with that record; any other one stands
    for itself.
    """
    listed: dict[tuple[str, int], OpenWork] = {}
    for work in (*_tickets(uow), *_callbacks(uow), *_calls(uow)):
        listed[work.entity, work.entity_id] = work
    for work in (*_promises(ctx, uow, listed), *_escalations(uow, listed)):
        listed[work.entity, work.entity_id] = work
    return list(listed.values())


def _tickets(uow: UnitOfWork) -> Iterator[OpenWork]:
    """Open tickets; a complaint beyond the desk's authority that nobody reported is severe (CMP-10)."""
    beyond = set(uow.session.exec(select(Complaint.ticket_id).where(Complaint.beyond_authority)))
    for ticket in uow.session.exec(select(Ticket).where(_OPEN_TICKET).order_by(col(Ticket.id))):
        yield OpenWork(
            entity="ticket",
            entity_id=ticket.pk,
            number=ticket.number,
            title=_title(told_title(ticket)),
            kind=ticket.kind,
            opened_at=stored(ticket.reported_at),
            due_at=ticket.next_due_at or ticket.review_at,
            owner_id=ticket.handler_id,
            unassigned=(ticket.handler_id is None and ticket.department_id is None) or ticket.state == "new",
            urgent=ticket.priority in ("urgent", "emergency"),
            severe=ticket.priority == "emergency"
            or ticket.level == "major"
            or ticket.kind == "incident"
            or (ticket.pk in beyond and not ticket.escalated),
            escalated=ticket.escalated,
            next_action=_before_court(ticket),
            clock=_named_clock(ticket),
        )


def _named_clock(ticket: Ticket) -> str:
    """The clock that is up next, unless what is owed then is the result, or what was promised."""
    return "" if ticket.next_clock in (None, "resolve", "promise") else str(ticket.next_clock)


def _before_court(ticket: Ticket) -> str:
    """What the next shift must know of a ticket that a court has (TKT-25)."""
    return _("In litigation: handling is frozen.") if ticket.litigation_at is not None else ""


def _callbacks(uow: UnitOfWork) -> Iterator[OpenWork]:
    for callback in uow.session.exec(select(Callback).where(_OPEN_CALLBACK).order_by(col(Callback.id))):
        about = [callback.contact_name or "", _told(uow, callback.ticket_id, callback.reason)]
        yield OpenWork(
            entity="callback",
            entity_id=callback.pk,
            number=callback.number,
            title=_title(" · ".join(part for part in about if part)),
            kind=callback.kind,
            opened_at=stored(callback.created_at),
            due_at=callback.agreed_at or callback.due_at,
            owner_id=callback.owner_id,
            unassigned=callback.owner_id is None,
        )


def _calls(uow: UnitOfWork) -> Iterator[OpenWork]:
    """Calls that wait for an answer to the customer (CALL-14)."""
    found = uow.session.exec(select(Call).where(_OPEN_CALL).order_by(col(Call.id))).all()
    hidden = calls_about_people(uow, [call.pk for call in found])
    for call in found:
        yield OpenWork(
            entity="call",
            entity_id=call.pk,
            number=call.number,
            title=call.number if call.pk in hidden else _title(call.summary),
            kind=call.kind or "other",
            opened_at=stored(call.started_at),
            due_at=call.next_answer_at,
            owner_id=call.first_owner_id or call.agent_id,
            unassigned=(call.first_owner_id or call.agent_id) is None,
            next_action="" if call.pk in hidden else _title(call.next_step or ""),
        )


def _promises(ctx: Context, uow: UnitOfWork, listed: dict[tuple[str, int], OpenWork]) -> Iterator[OpenWork]:
    found = uow.session.exec(
        select(Promise).where(_OPEN_PROMISE).order_by(col(Promise.due_at), col(Promise.id))
    )
    for promise in found:
        about = (("ticket", promise.ticket_id), ("callback", promise.callback_id), ("call", promise.call_id))
        home = next((listed[e, key] for e, key in about if key is not None and (e, key) in listed), None)
        if home is not None:
            first = not home.promised
            home.promise_ids.append(promise.pk)
            made = stored(promise.created_at)
            home.promised_last = max(home.promised_last or made, made)
            said = _title(_told(uow, promise.ticket_id, promise.text))
            home.promised.append(_promised(ctx, promise, "" if said in home.title else said))
            if first:
                home.next_action = home.next_action or _next_of(promise, said)
                if home.due_at is None or (promise.due_at is not None and promise.due_at < home.due_at):
                    home.due_at, home.clock = promise.due_at, ""
            continue
        yield OpenWork(
            entity="promise",
            entity_id=promise.pk,
            number=_number_of(uow, promise),
            title=_title(_told(uow, promise.ticket_id, promise.text)),
            kind="promise",
            opened_at=stored(promise.created_at),
            due_at=promise.due_at,
            owner_id=promise.owner_id or promise.promiser_id,
            promised=[_promised(ctx, promise, "")],
            promise_ids=[promise.pk],
        )


def _next_of(promise: Promise, said: str) -> str:
    """What is next; a promise that no supervisor has approved, or a refused one, waits (CALL-14)."""
    if promise.approval == "asked":
        return _title(_("not approved yet: {promise}", promise=said))
    return _title(_("refused: {promise}", promise=said)) if promise.approval == "refused" else said


def _promised(ctx: Context, promise: Promise, said: str) -> str:
    """By when, and what was said if that says more than the title of the record."""
    when = f"{local(stored(promise.due_at), ctx.zone):%m-%d %H:%M}"
    return f"{when} {said[:PROMISE_LENGTH]}".rstrip()


def _escalations(uow: UnitOfWork, listed: dict[tuple[str, int], OpenWork]) -> Iterator[OpenWork]:
    found = uow.session.exec(select(Escalation).where(_OPEN_ESCALATION).order_by(col(Escalation.id)))
    for escalation in found:
        home = listed.get((escalation.entity, escalation.entity_id))
        ticket_id = escalation.entity_id if escalation.entity == "ticket" else None
        said = _title(_told(uow, ticket_id, escalation.answer or escalation.reason))
        if escalation.answer is not None:
            said = to_tell(said)
        if home is not None:
            home.escalated = True
            home.next_action = (
                _with_answer(said, home.next_action) if escalation.answer else home.next_action or said
            )
            continue
        yield OpenWork(
            entity="escalation",
            entity_id=escalation.pk,
            number=_record_number(uow, escalation.entity, escalation.entity_id),
            title=reported_about(uow, escalation),
            kind="escalation",
            opened_at=stored(escalation.at),
            due_at=escalation.promised_reply_at,
            owner_id=escalation.teller_id or escalation.by_id,
            escalated=True,
            next_action=said if escalation.answer else "",
        )


def to_tell(answer: str) -> str:
    """What is next where an answer from above is there: the customer is told it (CALL-12)."""
    return _title(_("tell the customer: {answer}", answer=_title(answer)))


def _with_answer(said: str, before: str) -> str:
    """The answer to tell, then what was next before it, unless the answer names that already."""
    return said if before in said else apart((said, before))


def reported_about(uow: UnitOfWork, escalation: Escalation) -> str:
    """Why it was reported upward; of a promise that is decided its words alone, for it waits for no approval
    any more (CALL-14).
    """
    if escalation.promise_id is not None and escalation.answer is not None:
        return _title(uow.get(Promise, escalation.promise_id).text)
    return _title(escalation.reason)


def _number_of(uow: UnitOfWork, promise: Promise) -> str:
    about = (("ticket", promise.ticket_id), ("callback", promise.callback_id), ("call", promise.call_id))
    return next((_record_number(uow, entity, key) for entity, key in about if key is not None), "")


def _record_number(uow: UnitOfWork, entity: str, key: int) -> str:
    models: dict[str, type[Ticket] | type[Callback] | type[Call]] = {
        "ticket": Ticket,
        "callback": Callback,
        "call": Call,
    }
    model = models.get(entity)
    return uow.get(model, key).number if model else ""


def _told(uow: UnitOfWork, ticket_id: int | None, words: str) -> str:
    """Words about a ticket that everybody reads: of a complaint about a person, its number (CMP-22)."""
    ticket = uow.get(Ticket, ticket_id) if ticket_id is not None else None
    return ticket.number if ticket is not None and ticket.against_staff_id is not None else words


def _title(words: str) -> str:
    """The beginning of a text on one line."""
    words = one_line(words)
    return words if len(words) <= TITLE_LENGTH else words[: TITLE_LENGTH - 2] + ".."
