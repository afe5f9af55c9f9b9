"""The facts of a handover: what the shift did, as a snapshot that is never edited (SHF-09)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.metrics import calls
from csconsole.metrics.definition import TELEPHONE_CHANNELS, Basis
from csconsole.metrics.evaluate import count
from csconsole.models import Call, Callback, Customer, Escalation, Notice, Promise, Ticket
from csconsole.models.lifecycle.call import LOST_STATES
from csconsole.services.context import Context
from csconsole.services.escalations.rows import escalated_numbers
from csconsole.services.handover.open_work import OpenWork
from csconsole.services.handover.window import Window
from csconsole.services.settings import setting
from csconsole.services.tickets.access import calls_about_people
from csconsole.services.tickets.told import told_title
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

SECTIONS = ("basic", "work", "abnormal", "knowledge", "summary")
"""The five sections in their order (SHF-09)."""

_SOLVED = ("done", "closed", "summarised", "replied", "archived")
_CLOSED = ("closed", "cancelled", "archived")
_AT_REST = (*_SOLVED, "called_back", "callback", "cancelled", "parked")
"""A ticket that was finished and is in none of these states is worked on again."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a section: ``what`` is a code of the list ``handover_fact``."""

    what: str
    entity: str
    entity_id: int
    number: str
    title: str

    def as_json(self) -> dict[str, Any]:
        """The fact as the snapshot keeps it."""
        return {
            "what": self.what,
            "entity": self.entity,
            "id": self.entity_id,
            "number": self.number,
            "title": self.title,
        }


def gather_facts(uow: UnitOfWork, window: Window, most: int) -> dict[str, list[dict[str, Any]]]:
    """The facts of sections 1 to 4, at most ``most`` a section; ``more`` says how many were left out."""
    tickets = _load(uow, Ticket, window.made("ticket") | window.touched("ticket"))
    callbacks = _load(uow, Callback, window.brought_to("callback", "done"))
    sections: dict[str, Iterable[Fact]] = {
        "basic": (*_basic(uow, window, tickets),),
        "work": (*_work(window, tickets), *_called_back(callbacks, dissatisfied=False)),
        "abnormal": (
            *_abnormal(uow, window, tickets),
            *_called_back(callbacks, dissatisfied=True),
            *_unanswered(uow, window),
        ),
        "knowledge": (*_knowledge(uow, window),),
    }
    return {name: _capped(list(facts), most) for name, facts in sections.items()}


def gather_figures(
    ctx: Context, uow: UnitOfWork, window: Window, work: list[OpenWork], still_new: int, judged: datetime
) -> dict[str, int]:
    """The figures of the shift, by the codes of the list ``handover_figure``; those of the items' flags are
    added by the caller. ``still_new`` of the open items came in the window; what came and was closed within
    it is new and closed, so that before + new - closed = open. Calls are what the reports count as such.
    """
    complaints = [t for t in _load(uow, Ticket, window.made("ticket")).values() if t.kind == "complaint"]
    done = _load(uow, Callback, window.brought_to("callback", "done"))
    rested = _load(uow, Ticket, window.brought_to("ticket", *_SOLVED)).values()
    finished = [ticket for ticket in rested if _finished_within(window, ticket)]
    again = sum(_is_reopened(ticket) for ticket in finished)
    closed = _left(window, work)
    fresh = still_new + sum(key in window.made(entity) for entity, key in closed)
    return {
        **_calls(ctx, uow, window),
        "tickets_new": len(window.made("ticket")),
        "tickets_solved": len(finished) - again,
        "tickets_reopened": again,
        "complaints_new": len(complaints),
        "callbacks_done": len(done),
        "callbacks_dissatisfied": sum(c.satisfaction == "dissatisfied" for c in done.values()),
        "promises_made": len(window.made("promise")),
        "promises_kept": len(window.brought_to("promise", "kept")),
        "promises_late": len(window.brought_to("promise", "late")),
        "promises_missed": len(window.brought_to("promise", "missed")),
        "items_open": len(work),
        "items_closed": len(closed),
        "items_new": fresh,
        "items_before": len(work) - fresh + len(closed),
        "items_overdue": sum(item.due_at is not None and item.due_at < judged for item in work),
        "items_unassigned": sum(item.unassigned for item in work),
        "items_promised": sum(bool(item.promised) for item in work),
    }


def _left(window: Window, work: list[OpenWork]) -> set[tuple[str, int]]:
    """Tickets and callbacks that reached an end in the window and are not open again."""
    ended = {("ticket", key) for key in window.brought_to("ticket", *_CLOSED)}
    ended |= {
        ("callback", key)
        for key in window.brought_to("callback", "done", "refused", "unreachable", "cancelled")
    }
    return ended - {(item.entity, item.entity_id) for item in work}


def _basic(uow: UnitOfWork, window: Window, tickets: dict[int, Ticket]) -> Iterable[Fact]:
    for customer in _load(uow, Customer, window.made("customer")).values():
        yield Fact("new_customer", "customer", customer.pk, customer.code or "", one_line(customer.name))
    for key in sorted(window.made("ticket")):
        ticket = tickets.get(key)
        if ticket and ticket.kind in ("complaint", "order"):
            yield _about(ticket.kind, ticket)
    suggestions = uow.session.exec(
        select(Call)
        .where(_began(window), (col(Call.kind) == "suggestion") | col(Call.voice).is_not(None))
        .order_by(col(Call.id))
    ).all()
    hidden = calls_about_people(uow, [call.pk for call in suggestions])
    for call in suggestions:
        said = call.number if call.pk in hidden else one_line(call.summary)[:200]
        yield Fact("suggestion", "call", call.pk, call.number, said)


def _work(window: Window, tickets: dict[int, Ticket]) -> Iterable[Fact]:
    solved = window.brought_to("ticket", *_SOLVED)
    for key, ticket in tickets.items():
        if key in solved and _finished_within(window, ticket):
            yield _about("reopened" if _is_reopened(ticket) else "solved", ticket)
        elif ticket.state in _SOLVED:
            yield _about("filed", ticket)
        elif ticket.state not in _CLOSED:
            yield _about("in_progress", ticket)


def _finished_within(window: Window, ticket: Ticket) -> bool:
    """Whether the work on it ended in the window; one that was done before and is closed now is not done
    twice.
    """
    return ticket.done_at is None or ticket.done_at > window.begin


def _is_reopened(ticket: Ticket) -> bool:
    """Whether a ticket that was finished in the window is worked on again: its customer was not satisfied."""
    return ticket.state not in _AT_REST


def _abnormal(uow: UnitOfWork, window: Window, tickets: dict[int, Ticket]) -> Iterable[Fact]:
    for key in sorted(window.made("ticket")):
        ticket = tickets.get(key)
        if ticket and (ticket.priority == "emergency" or ticket.kind == "incident"):
            yield _about("incident", ticket)
    reported = list(_load(uow, Escalation, window.made("escalation")).values())
    numbers = escalated_numbers(uow, reported)
    for one in reported:
        number = numbers.get((one.entity, one.entity_id), "")
        yield Fact("escalated", "escalation", one.pk, number, one_line(one.reason)[:200])
    for promise in _load(uow, Promise, window.brought_to("promise", "missed")).values():
        yield Fact("missed_promise", "promise", promise.pk, "", one_line(promise.text)[:200])


def _unanswered(uow: UnitOfWork, window: Window) -> Iterable[Fact]:
    """The calls that nobody took; the last, for there may be many of them."""
    unanswered = (*LOST_STATES, "abandoned")
    missed = select(Call).where(_began(window), Call.direction == "inbound", col(Call.state).in_(unanswered))
    for call in uow.session.exec(missed.order_by(col(Call.id))):
        what = "abandoned_call" if call.state == "abandoned" else "lost_call"
        yield Fact(what, "call", call.pk, call.number, _caller(call))


def _caller(call: Call) -> str:
    """Who called whom, as far as a call tells that nobody answered."""
    if call.caller_name or not call.queue:
        return one_line(call.caller_name or "")
    return one_line(_("queue {queue}", queue=call.queue))


def _called_back(callbacks: dict[int, Callback], *, dissatisfied: bool) -> Iterable[Fact]:
    for callback in callbacks.values():
        if (callback.satisfaction == "dissatisfied") == dissatisfied:
            title = one_line(" · ".join(filter(None, (callback.contact_name, callback.reason))))[:200]
            what = "dissatisfied" if dissatisfied else "called_back"
            yield Fact(what, "callback", callback.pk, callback.number, title)


def _knowledge(uow: UnitOfWork, window: Window) -> Iterable[Fact]:
    for notice in _load(uow, Notice, window.made("notice") | window.touched("notice")).values():
        yield Fact("notice", "notice", notice.pk, "", one_line(notice.title))


def _about(what: str, ticket: Ticket) -> Fact:
    return Fact(what, "ticket", ticket.pk, ticket.number, one_line(told_title(ticket)))


def _capped(facts: list[Fact], most: int) -> list[dict[str, Any]]:
    kept = [fact.as_json() for fact in facts[:most]]
    if len(facts) > most:
        kept.append({"what": "more", "count": len(facts) - most})
    return kept


def _began(window: Window) -> Any:
    started: Any = col(Call.started_at)
    return (started > window.begin) & (started <= window.end)


def _calls(ctx: Context, uow: UnitOfWork, window: Window) -> dict[str, int]:
    """Telephone calls by the definitions of the metrics, and the contacts that came in any other way."""
    just_after = timedelta(microseconds=1)  # a window holds its end, the period of a metric its begin
    settings = {TELEPHONE_CHANNELS: setting(ctx, TELEPHONE_CHANNELS)}
    basis = Basis(window.begin + just_after, window.end + just_after, ctx.now(), 1, settings)
    measures = (calls.INBOUND, calls.OUTBOUND, calls.LOST, calls.ABANDONED, calls.ARRIVED)
    found = count(uow.session, measures, basis)
    inbound = found.get(calls.INBOUND.key, 0)
    return {
        "calls_in": inbound,
        "calls_out": found.get(calls.OUTBOUND.key, 0),
        "calls_lost": found.get(calls.LOST.key, 0) + found.get(calls.ABANDONED.key, 0),
        "contacts_other": found.get(calls.ARRIVED.key, 0) - inbound,
    }


def _load(uow: UnitOfWork, model: Any, keys: Iterable[int]) -> dict[int, Any]:
    """The records with these keys, by key, in the order in which they were made."""
    wanted = sorted(keys)
    found: dict[int, Any] = {}
    for start in range(0, len(wanted), 500):
        chunk = wanted[start : start + 500]
        found |= {r.pk: r for r in uow.session.exec(select(model).where(col(model.id).in_(chunk)))}
    return {key: found[key] for key in wanted if key in found}
