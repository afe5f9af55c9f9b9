"""The day book 每日工作记录/值班记录表/外线登记 (RPT-42, CALL-16): all contacts and items of a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlmodel import col

from csconsole.i18n import N_, _
from csconsole.models import Attempt, Call, Callback, Duty, Shift, ShiftType, Ticket
from csconsole.services.calls.rows import item_rows
from csconsole.services.reports.document import Block, Row, capped
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.reports.opened import customer_names, staff_names
from csconsole.services.shown_phones import shown_number
from csconsole.services.tickets.access import about_visible, calls_visible, visible
from csconsole.tabular.columns import Column

FIGURES: Final = ("contacts.all", "tickets.new", "tickets.done", "callbacks.attempts", "calls.outbound")
MOST_ROWS: Final = 20_000
"""A day book of more lines is an export, not a book."""
_AT_ONCE: Final = 500

_OF_CALLS: Final = (
    *("id", "number", "direction", "channel", "state", "started_at", "agent_id", "agent_name", "customer_id"),
    *("caller_name", "organisation", "e164", "phone", "summary", "purpose", "answer", "result"),
    *("next_step", "next_answer_at", "talk_seconds"),
)
_OF_TICKETS: Final = (
    *("number", "kind", "scope", "state", "title", "reported_at", "first_owner_id", "handler_id", "due_at"),
)
_OF_CALLBACKS: Final = ("number", "customer_id", "contact_name", "e164", "phone", "satisfaction")
_OF_DUTIES: Final = ("staff_id", "signed_on_at", "signed_off_at", "late_seconds")
"""What the book says of a record is read as columns: whole objects of a busy day take three times as long."""


def build(draft: Drafting) -> list[Block]:
    """Figures, who was on duty, contacts with their items, the outbound register, tickets, attempts."""
    calls = _calls(draft)
    return [
        draft.figures("figures", _("Figures"), FIGURES),
        capped(_duty(draft), MOST_ROWS),
        capped(
            _contacts(draft, [one for one in calls if one.direction != "outbound"]), MOST_ROWS, len(calls)
        ),
        *_items(draft, calls),
        capped(
            _outbound(draft, [one for one in calls if one.direction == "outbound"]), MOST_ROWS, len(calls)
        ),
        capped(_tickets(draft), MOST_ROWS),
        capped(_attempts(draft), MOST_ROWS),
    ]


def _calls(draft: Drafting) -> Sequence[Any]:
    started = col(Call.started_at)
    return _read(
        draft,
        select(*(getattr(Call, name) for name in _OF_CALLS))
        .where(started >= draft.basis.start, started < draft.basis.end, *calls_visible(draft.ctx))
        .order_by(started, col(Call.id)),
    )


def _read(draft: Drafting, query: Select[Any]) -> Sequence[Any]:
    """The rows of a part of the book."""
    return draft.session.connection().execute(query.limit(MOST_ROWS)).all()


def _duty(draft: Drafting) -> Block:
    begins = col(Shift.begins_at)
    columns: Sequence[Any] = (*(getattr(Duty, name) for name in _OF_DUTIES), ShiftType.code)
    found = _read(
        draft,
        select(*columns)
        .join(Shift, col(Duty.shift_id) == col(Shift.id))
        .join(ShiftType, col(Shift.type_id) == col(ShiftType.id))
        .where(begins >= draft.basis.start, begins < draft.basis.end)
        .order_by(begins, col(Duty.signed_on_at)),
    )
    names = staff_names(draft.session, [duty.staff_id for duty in found])
    rows = tuple(
        {
            "shift": duty.code,
            "who": names.get(duty.staff_id, ""),
            "on": duty.signed_on_at,
            "off": duty.signed_off_at,
            "late": duty.late_seconds,
        }
        for duty in found
    )
    return Block(
        "duty",
        _("On duty"),
        (
            Column("shift", N_("Shift"), codes="shift_type"),
            Column("who", N_("Officer")),
            Column("on", N_("From")),
            Column("off", N_("To")),
            Column("late", N_("Late"), kind="seconds"),
        ),
        rows,
    )


def _contacts(draft: Drafting, calls: Sequence[Any]) -> Block:
    names = staff_names(draft.session, [call.agent_id for call in calls])
    customers = customer_names(draft.session, [call.customer_id for call in calls])
    rows = tuple(
        {
            "number": call.number,
            "at": call.started_at,
            "who": names.get(call.agent_id) or call.agent_name or "",
            "channel": call.channel,
            "state": call.state,
            "customer": customers.get(call.customer_id) or call.caller_name or "",
            "phone": shown_number(call.e164, call.phone, whole=False),
            "what": call.summary,
            "handling": call.answer or call.result or "",
            "next": _next(draft, call),
        }
        for call in calls
    )
    return Block(
        "contacts",
        _("Contacts"),
        (
            Column("at", N_("Time")),
            Column("number", N_("Number")),
            Column("who", N_("Officer"), width=12),
            Column("channel", N_("Channel"), codes="channel", width=10),
            Column("state", N_("State"), codes="call_state", width=10),
            Column("customer", N_("Customer"), width=14),
            Column("phone", N_("Phone")),
            Column("what", N_("Matter"), width=36),
            Column("handling", N_("Handling"), width=28),
            Column("next", N_("Next step"), width=20),
        ),
        rows,
    )


def _next(draft: Drafting, call: Any) -> str:
    """What happens next: as written, else until when the customer gets the answer (CALL-14)."""
    if call.next_step or call.state != "pending" or call.next_answer_at is None:
        return str(call.next_step or "")
    return _("answer by {time}", time=f"{call.next_answer_at.astimezone(draft.ctx.zone):%m-%d %H:%M}")


def _items(draft: Drafting, calls: Sequence[Any]) -> list[Block]:
    """The items of contacts that have several, each by itself 逐条记录 (CALL-02); no block without any."""
    numbers = {call.id: call.number for call in calls}
    keys = list(numbers)
    with draft.ctx.read() as uow:
        read = [item_rows(uow, keys[at : at + _AT_ONCE]) for at in range(0, len(keys), _AT_ONCE)]
    rows: tuple[Row, ...] = tuple(
        {
            "number": numbers[key],
            "position": one.position,
            "kind": one.kind,
            "what": one.content,
            "outcome": one.outcome,
            "led_to": one.ticket_number or one.callback_number or "",
        }
        for part in read
        for key, of_call in part.items()
        if len(of_call) > 1
        for one in of_call
    )
    columns: tuple[Column[Row], ...] = (
        Column("number", N_("Number")),
        Column("position", "#", right=True),
        Column("kind", N_("Type"), codes="contact_type"),
        Column("what", N_("Matter"), width=36),
        Column("outcome", N_("Outcome"), codes="call_outcome"),
        Column("led_to", N_("Led to")),
    )
    return [Block("items", _("Items of these contacts"), columns, rows)] if rows else []


def _outbound(draft: Drafting, calls: Sequence[Any]) -> Block:
    names = staff_names(draft.session, [call.agent_id for call in calls])
    customers = customer_names(draft.session, [call.customer_id for call in calls])
    rows = tuple(
        {
            "number": call.number,
            "at": call.started_at,
            "who": names.get(call.agent_id) or call.agent_name or "",
            "callee": customers.get(call.customer_id) or call.caller_name or call.organisation or "",
            "phone": shown_number(call.e164, call.phone, whole=False),
            "purpose": call.purpose or call.summary,
            "seconds": call.talk_seconds,
            "result": call.result or "",
        }
        for call in calls
    )
    return Block(
        "outbound",
        _("Outbound register"),
        (
            Column("at", N_("Time")),
            Column("number", N_("Number")),
            Column("who", N_("Officer"), width=12),
            Column("callee", N_("Called"), width=16),
            Column("phone", N_("Phone")),
            Column("purpose", N_("Purpose"), width=36),
            Column("seconds", N_("Duration"), kind="seconds"),
            Column("result", N_("Result"), width=24),
        ),
        rows,
    )


def _tickets(draft: Drafting) -> Block:
    reported = col(Ticket.reported_at)
    conditions = (reported >= draft.basis.start, reported < draft.basis.end, *visible(draft.ctx))
    columns = (getattr(Ticket, name) for name in _OF_TICKETS)
    found = _read(draft, select(*columns).where(*conditions).order_by(reported, col(Ticket.id)))
    names = staff_names(draft.session, [ticket.handler_id for ticket in found])
    owners = staff_names(draft.session, [ticket.first_owner_id for ticket in found])
    rows: tuple[Row, ...] = tuple(
        {
            "at": ticket.reported_at,
            "number": ticket.number,
            "kind": ticket.kind,
            "scope": ticket.scope or "",
            "state": ticket.state,
            "what": ticket.title,
            "owner": owners.get(ticket.first_owner_id, ""),
            "who": names.get(ticket.handler_id, ""),
            "due": ticket.due_at,
        }
        for ticket in found
    )
    return Block(
        "tickets",
        _("Tickets"),
        (
            Column("at", N_("Time")),
            Column("number", N_("Number")),
            Column("kind", N_("Kind"), codes="ticket_kind"),
            Column("scope", N_("Scope"), codes="ticket_scope"),
            Column("state", N_("State"), codes="ticket_state"),
            Column("what", N_("Matter"), width=36),
            Column("owner", N_("First owner"), width=12),
            Column("who", N_("Handler"), width=12),
            Column("due", N_("Due")),
        ),
        rows,
    )


def _attempts(draft: Drafting) -> Block:
    at = col(Attempt.at)
    of_attempt = (col(Attempt.at), col(Attempt.by_id), col(Attempt.code), col(Attempt.note))
    found = _read(
        draft,
        select(*of_attempt, *(getattr(Callback, name) for name in _OF_CALLBACKS))
        .join(Callback, col(Attempt.callback_id) == col(Callback.id))
        .where(
            at >= draft.basis.start,
            at < draft.basis.end,
            *about_visible(draft.ctx, Callback.ticket_id, Callback.call_id),
        )
        .order_by(at, col(Attempt.id)),
    )
    names = staff_names(draft.session, [one.by_id for one in found])
    customers = customer_names(draft.session, [one.customer_id for one in found])
    rows: tuple[Row, ...] = tuple(
        {
            "at": one.at,
            "number": one.number,
            "who": names.get(one.by_id, ""),
            "customer": customers.get(one.customer_id) or one.contact_name or "",
            "phone": shown_number(one.e164, one.phone, whole=False),
            "code": one.code,
            "satisfaction": one.satisfaction or "",
            "note": one.note or "",
        }
        for one in found
    )
    return Block(
        "attempts",
        _("Callback attempts"),
        (
            Column("at", N_("Time")),
            Column("number", N_("Number")),
            Column("who", N_("Officer"), width=12),
            Column("customer", N_("Customer"), width=16),
            Column("phone", N_("Phone")),
            Column("code", N_("Result"), codes="attempt_code"),
            Column("satisfaction", N_("Satisfaction"), codes="satisfaction"),
            Column("note", N_("Note"), width=30),
        ),
        rows,
    )


DAY_BOOK: Final = ReportSpec(
    "day-book",
    "RPT-42",
    "Day book",
    "每日工作记录",
    "All contacts and items of a day: officer, time, handling, next step; outbound register; who was on duty",
    "当日全部联系与事项：人员、时间、处理、下一步；外线登记；值班人员",
    "today",
    FIGURES,
    build,
)
