"""The daily call-centre report 客服日报 (RPT-41)."""

from __future__ import annotations

from typing import Final

from csconsole.i18n import _
from csconsole.services.reports.document import Block
from csconsole.services.reports.drafting import Drafting, ReportSpec

CALLS: Final = (
    "contacts.all",
    "calls.inbound",
    "calls.answered",
    "calls.lost",
    "calls.abandoned",
    "calls.loss_rate",
    "calls.three_ring_rate",
    "calls.service_level",
    "calls.mean_wait",
    "calls.mean_talk",
    "calls.first_contact_rate",
    "calls.outbound",
    "contacts.visits",
    "contacts.uncategorised",
    "contacts.late_entries",
    "contacts.same_day_rate",
)
TICKETS: Final = (
    "tickets.new",
    "tickets.done",
    "tickets.closed",
    "tickets.open",
    "tickets.overdue",
    "tickets.response_rate",
    "tickets.caused_by_customer",
    "tickets.original_construction",
    "repairs.total",
    "repairs.in_home",
    "repairs.public",
    "repairs.unscoped",
    "repairs.in_home_share",
    "repairs.public_share",
    "repairs.per_call",
    "complaints.new",
)
CALLBACKS: Final = (
    "callbacks.due",
    "callbacks.done",
    "callbacks.in_window_rate",
    "callbacks.coverage",
    "callbacks.satisfaction",
    "promises.kept",
    "promises.late",
    "promises.missed",
    "promises.overdue",
)
SEATS: Final = ("seats.abnormal_sign_outs",)
PER_DAY: Final = ("calls.per_day", "contacts.visits_per_day", "callbacks.per_day")


def build(draft: Drafting) -> list[Block]:
    """Calls, tickets and complaints, callbacks and promises, seats; over several days also daily means."""
    blocks = [
        draft.figures("calls", _("Calls"), CALLS),
        draft.figures("tickets", _("Tickets and complaints"), TICKETS),
        draft.figures("callbacks", _("Callbacks and promises"), CALLBACKS),
        draft.figures("seats", _("Seats"), SEATS),
    ]
    if draft.period.days > 1:
        blocks.append(draft.figures("means", _("Daily means"), PER_DAY))
    return blocks


DAILY: Final = ReportSpec(
    "daily",
    "RPT-41",
    "Daily report",
    "客服日报",
    "Calls, lost calls, rates, tickets, complaints, callbacks, satisfaction of a day or period",
    "某日或某期间的来电、呼损、各项比率、工单、投诉、回访、满意度",
    "yesterday",
    (*CALLS, *TICKETS, *CALLBACKS, *SEATS, *PER_DAY),
    build,
)
