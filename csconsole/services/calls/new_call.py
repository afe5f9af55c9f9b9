"""What is entered about a contact, before any rule looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NewItem:
    """One item of a contact (CALL-02). What is empty comes from the call, but for ``part`` and ``asset``:
    what is broken, of which device (TKT-17, TKT-31), and ``chase``: the open ticket that is asked after, by
    number or key (RPT-53); ``category`` is a code or key. ``promise_text`` and ``promise_due`` are what was
    promised about this item (CALL-14).
    """

    content: str = ""
    kind: str | None = None
    category: str | int | None = None
    outcome: str | None = None
    answer: str | None = None
    scope: str | None = None
    priority: str | None = None
    department: str | int | None = None
    handler_id: int | None = None
    ticket_kind: str | None = None
    title: str | None = None
    level: str | None = None
    demand: str | None = None
    part: str | None = None
    asset: str | None = None
    chase: str | int | None = None
    promise_text: str | None = None
    promise_due: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewCall:
    """One contact as it is entered (CALL-01). Times are aware; durations are seconds; codes also by label.

    ``outcome`` is done, ticket, callback, wait, transfer or escalate. ``state`` is only given for a call that
    nobody answered: lost or abandoned. ``promise_text`` and ``promise_due`` are what the customer was told,
    of several items about the first that is not finished where none has a promise of its own;
    ``next_answer_at`` is needed to wait, ``transfer_to`` to transfer, ``callback_at`` plans the callback.
    """

    summary: str = ""
    phone: str | None = None
    no_phone_reason: str | None = None
    customer_id: int | None = None
    new_customer: bool = False
    caller_name: str | None = None
    organisation: str | None = None
    address: str | None = None
    direction: str = "inbound"
    channel: str = "phone"
    line: str | None = None
    queue: str | None = None
    state: str | None = None
    kind: str | None = None
    category: str | int | None = None
    outcome: str = "done"
    answer: str | None = None
    result: str | None = None
    purpose: str | None = None
    next_step: str | None = None
    items: Sequence[NewItem] = field(default_factory=tuple)
    scope: str | None = None
    priority: str | None = None
    department: str | int | None = None
    handler_id: int | None = None
    ticket_kind: str | None = None
    ticket_title: str | None = None
    level: str | None = None
    demand: str | None = None
    part: str | None = None
    asset: str | None = None
    chase: str | int | None = None
    promise_text: str | None = None
    promise_due: datetime | None = None
    next_answer_at: datetime | None = None
    callback_at: datetime | None = None
    transfer_to: str | None = None
    escalate_to: str | None = None
    escalate_department: str | int | None = None
    escalate_reason: str | None = None
    promised_reply_at: datetime | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    rings: int | None = None
    wait_seconds: int | None = None
    talk_seconds: int | None = None
    wrap_seconds: int | None = None
    solved_first_contact: bool | None = None
    complex: bool = False
    voice: str | None = None
    voice_department: str | int | None = None
    late_reason: str | None = None
    first_owner_id: int | None = None
    external_id: str | None = None
    source: str = "console"
    survey_result: str | None = None
