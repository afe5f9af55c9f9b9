"""What of an event its reader may see (SEC-05, SEC-08, CMP-22); the stored chain is never touched.

Phones are masked for everybody until they are asked for, which is an event. Fields that a reader may not see
on the record are replaced by a sign; events about complaints against staff are left out altogether.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from csconsole import models
from csconsole.i18n import _
from csconsole.models.event import Event
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.tickets.access import hidden_calls, hidden_tickets
from csconsole.services.tickets.told import hides_any
from csconsole.storage import UnitOfWork
from csconsole.text import mask_phone

OFFICE: Final = frozenset(
    {"staff", "staff_activity", "department", "category", "channel", "routing_rule", "setting", "duty"}
    | {"shift", "shift_type", "notice", "notice_read", "sign_in_token", "database", "export", "import"}
    | {"tick", "export_release", "report", "saved_view", "contractor"}
)
"""Kinds that are no records of customers: who may read the log reads these."""

RESTRICTED: Final = frozenset({"taboos"})
"""Fields of a customer's file that only the owner and who may see phones in full read."""

PHONES: Final = frozenset({"phone", "e164", "typed"})
REVERSED: Final = frozenset({"digits", "reversed_digits", "extension"})
"""What would give a masked number away again: the digits, also from the end, and the extension."""

ABOUT_TICKETS: Final[Mapping[str, str]] = {
    "callback": "Callback",
    "call_item": "CallItem",
    "promise": "Promise",
    "case_record": "CaseRecord",
    "complaint": "Complaint",
    "complaint_act": "ComplaintAct",
    "penalty_note": "PenaltyNote",
    "contractor_job": "ContractorJob",
    "incident": "Incident",
    "referral": "Referral",
    "ticket_record": "TicketRecord",
    "action_item": "ActionItem",
    "asset_check": "AssetCheck",
    "dispute": "Dispute",
    "meeting": "Meeting",
    "subtask": "Subtask",
    "form_record": "FormRecord",
    "ticket_charge": "TicketCharge",
    "ticket_clock": "TicketClock",
    "ticket_link": "TicketLink",
    "violation": "Violation",
}
"""Kinds of records that point at a ticket by ``ticket_id``."""

ABOUT_CALLS: Final[Mapping[str, str]] = {
    "callback": "Callback",
    "call_item": "CallItem",
    "promise": "Promise",
}
"""Kinds of records that point at a call by ``call_id``."""

_PHONE: Final = re.compile(
    r"(?<![\w+*-])"
    r"(?:(?:\+|00)\d{7,15}|(?:86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4})"
    r"(?:(?:-|转|;ext=|\s*x)\d{1,6})?(?![\w*])"
)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:\+\d\d:\d\d|Z)?)?")


def readable(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """The conditions of what a reader finds: nothing about complaints that are hidden from the reader, nor
    about the calls that they came with.
    """
    if not hides_any(ctx):
        return ()
    hidden, calls = hidden_tickets(ctx), hidden_calls(ctx)
    conditions = [_not_of("ticket", hidden), *(_not_of("call", keys) for keys in calls)]
    for entity, name in ABOUT_TICKETS.items():
        model = getattr(models, name)
        conditions.append(_not_of(entity, select(col(model.id)).where(col(model.ticket_id).in_(hidden))))
    for entity, name in ABOUT_CALLS.items():
        model = getattr(models, name)
        about = (select(col(model.id)).where(col(model.call_id).in_(keys)) for keys in calls)
        conditions += [_not_of(entity, keys) for keys in about]
    conditions.append(_not_of("escalation", _escalations(ctx)))
    return tuple(conditions)


def _not_of(entity: str, keys: Any) -> ColumnElement[bool]:
    return or_(col(Event.entity) != entity, col(Event.entity_id).not_in(keys))


def _escalations(ctx: Context) -> Any:
    """Keys of escalations of complaints that are hidden, of callbacks about them, or of their calls."""
    hidden, one = hidden_tickets(ctx), models.Escalation
    callbacks = select(models.Callback.id).where(col(models.Callback.ticket_id).in_(hidden))
    return select(one.id).where(
        or_(
            and_(col(one.entity) == "ticket", col(one.entity_id).in_(hidden)),
            and_(col(one.entity) == "callback", col(one.entity_id).in_(callbacks)),
            *(and_(col(one.entity) == "call", col(one.entity_id).in_(keys)) for keys in hidden_calls(ctx)),
        )
    )


def hidden_numbers(ctx: Context, uow: UnitOfWork) -> frozenset[str]:
    """The numbers of the complaints that are hidden from this person."""
    if not hides_any(ctx):
        return frozenset()
    number = models.Ticket.number
    found = uow.session.exec(select(number).where(col(models.Ticket.id).in_(hidden_tickets(ctx))))
    return frozenset(found)


class Reader:
    """Shows events as one person may see them; ``whole`` after phones were asked for; ``hidden`` are the
    numbers of complaints that the person may not know of, which other records name (CMP-22).
    """

    def __init__(self, ctx: Context, *, whole: bool, hidden: frozenset[str] = frozenset()) -> None:
        self._whole = whole
        self._hidden = hidden
        self._records = ctx.can(Right.RECORD_VIEW)
        self._restricted = ctx.can(Right.PHONE_REVEAL)

    def fields(self, entity: str, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The fields of an event's ``before``, ``after`` or ``detail``."""
        if values is None:
            return None
        return {name: self._field(entity, name, value) for name, value in values.items()}

    def text(self, entity: str, text: str | None) -> str | None:
        """A reason."""
        if not text:
            return text
        if not self._may_read(entity):
            return not_shown()
        return text if self._whole else mask_in(text)

    def name(self, entity: str, name: str) -> str:
        """What a record is called, "" where the person may not know it."""
        if not self._may_read(entity) or name in self._hidden:
            return ""
        return name if self._whole else mask_in(name)

    def _may_read(self, entity: str) -> bool:
        return self._records or entity in OFFICE

    def _field(self, entity: str, name: str, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if not self._may_read(entity) or (name in RESTRICTED and value and not self._restricted):
            return not_shown()
        if isinstance(value, str) and value in self._hidden:
            return not_shown()
        if self._whole:
            return value
        if name in PHONES and isinstance(value, str):
            return mask_phone(value)
        if name in REVERSED and isinstance(value, str):
            return not_shown()
        return self._masked(entity, value)

    def _masked(self, entity: str, value: Any) -> Any:
        if isinstance(value, str):
            return mask_in(value)
        if isinstance(value, Mapping):
            return self.fields(entity, value)
        if isinstance(value, list):
            return [self._masked(entity, one) for one in value]
        return value


def not_shown() -> str:
    """The sign in place of what the reader may not see."""
    return _("[not shown: needs a right]")


def mask_in(text: str) -> str:
    """``text`` with every phone number in it masked; days and instants stay."""
    if _MOMENT.fullmatch(text):
        return text
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)
