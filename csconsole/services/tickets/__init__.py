"""Tickets 工单: register, work, close, and the lists that must not grow (TKT-01 to TKT-22).

Every step is checked against the lifecycle in ``models/lifecycle/ticket.py``; dispatching is in
``services.dispatch``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.tickets.access import (
        HiddenComplaintError,
        MergedTicketError,
        NotYourTicketError,
        TicketRef,
    )
    from csconsole.services.tickets.agreements import (
        NotAgreedError,
        SecondDeferralError,
        TooLateError,
        ask_extension,
        asked_extensions,
        defer_ticket,
        excuse_arrival,
        extend_ticket,
        refuse_extension,
    )
    from csconsole.services.tickets.bulk import BulkItem, BulkResult, apply_bulk, preview_bulk
    from csconsole.services.tickets.chases import chase_ticket
    from csconsole.services.tickets.create import create_ticket
    from csconsole.services.tickets.day_audit import (
        DayAudit,
        DayNotClearError,
        audit_day,
        is_signed_off,
        review_ticket,
        sign_off_day,
        untold_tickets,
    )
    from csconsole.services.tickets.edit import edit_ticket
    from csconsole.services.tickets.fields import TICKETS
    from csconsole.services.tickets.finish import (
        CallBackFirstError,
        DissatisfiedError,
        cancel_ticket,
        close_ticket,
        reopen_ticket,
        ticket_called_back,
    )
    from csconsole.services.tickets.links import LinkRefusedError, LinkRow, link_tickets, unlink_tickets
    from csconsole.services.tickets.lists import (
        alert_seconds,
        list_tickets,
        overdue_dispatches,
    )
    from csconsole.services.tickets.merge import MergeRefusedError, merge_tickets
    from csconsole.services.tickets.page import TicketPage, show_ticket
    from csconsole.services.tickets.rows import TicketRow
    from csconsole.services.tickets.silent import SilentTickets, unanswered_tickets, unfollowed_tickets
    from csconsole.services.tickets.similar import similar_tickets
    from csconsole.services.tickets.slips import repair_slip, work_contact_slip
    from csconsole.services.tickets.split import TAKEABLE, split_ticket
    from csconsole.services.tickets.steps import possible_steps
    from csconsole.services.tickets.tags import asset_note
    from csconsole.services.tickets.timeline import TimelineEntry
    from csconsole.services.tickets.unfinished import still_open
    from csconsole.services.tickets.why import why_due, why_if
    from csconsole.services.tickets.why_rows import WhatIf, WhyClock, WhyDue
    from csconsole.services.tickets.work import (
        accept_ticket,
        arrive_ticket,
        done_ticket,
        note_ticket,
        park_ticket,
        resume_ticket,
        return_ticket,
        start_ticket,
        wait_ticket,
    )

__all__ = [
    "TAKEABLE",
    "TICKETS",
    "BulkItem",
    "BulkResult",
    "CallBackFirstError",
    "DayAudit",
    "DayNotClearError",
    "DissatisfiedError",
    "HiddenComplaintError",
    "LinkRefusedError",
    "LinkRow",
    "MergeRefusedError",
    "MergedTicketError",
    "NotAgreedError",
    "NotYourTicketError",
    "SecondDeferralError",
    "SilentTickets",
    "TicketPage",
    "TicketRef",
    "TicketRow",
    "TimelineEntry",
    "TooLateError",
    "WhatIf",
    "WhyClock",
    "WhyDue",
    "accept_ticket",
    "alert_seconds",
    "apply_bulk",
    "arrive_ticket",
    "ask_extension",
    "asked_extensions",
    "asset_note",
    "audit_day",
    "cancel_ticket",
    "chase_ticket",
    "close_ticket",
    "create_ticket",
    "defer_ticket",
    "done_ticket",
    "edit_ticket",
    "excuse_arrival",
    "extend_ticket",
    "is_signed_off",
    "link_tickets",
    "list_tickets",
    "merge_tickets",
    "note_ticket",
    "overdue_dispatches",
    "park_ticket",
    "possible_steps",
    "preview_bulk",
    "refuse_extension",
    "reopen_ticket",
    "repair_slip",
    "resume_ticket",
    "return_ticket",
    "review_ticket",
    "show_ticket",
    "sign_off_day",
    "similar_tickets",
    "split_ticket",
    "start_ticket",
    "still_open",
    "ticket_called_back",
    "unanswered_tickets",
    "unfollowed_tickets",
    "unlink_tickets",
    "untold_tickets",
    "wait_ticket",
    "why_due",
    "why_if",
    "work_contact_slip",
]

__getattr__ = on_demand(
    __name__,
    {
        "access": (
            "HiddenComplaintError",
            "MergedTicketError",
            "NotYourTicketError",
            "TicketRef",
        ),
        "agreements": (
            "NotAgreedError",
            "SecondDeferralError",
            "TooLateError",
            "ask_extension",
            "asked_extensions",
            "defer_ticket",
            "excuse_arrival",
            "extend_ticket",
            "refuse_extension",
        ),
        "bulk": (
            "BulkItem",
            "BulkResult",
            "apply_bulk",
            "preview_bulk",
        ),
        "complaint": (),
        "create": ("create_ticket",),
        "day_audit": (
            "DayAudit",
            "DayNotClearError",
            "audit_day",
            "is_signed_off",
            "review_ticket",
            "sign_off_day",
            "untold_tickets",
        ),
        "edit": ("edit_ticket",),
        "fields": ("TICKETS",),
        "finish": (
            "CallBackFirstError",
            "DissatisfiedError",
            "cancel_ticket",
            "close_ticket",
            "reopen_ticket",
            "ticket_called_back",
        ),
        "lists": (
            "alert_seconds",
            "list_tickets",
            "overdue_dispatches",
        ),
        "page": (
            "TicketPage",
            "show_ticket",
        ),
        "rows": ("TicketRow",),
        "silent": (
            "SilentTickets",
            "unanswered_tickets",
            "unfollowed_tickets",
        ),
        "slips": (
            "repair_slip",
            "work_contact_slip",
        ),
        "chases": ("chase_ticket",),
        "links": ("LinkRefusedError", "LinkRow", "link_tickets", "unlink_tickets"),
        "merge": ("MergeRefusedError", "merge_tickets"),
        "similar": ("similar_tickets",),
        "split": ("TAKEABLE", "split_ticket"),
        "steps": ("possible_steps",),
        "timeline": ("TimelineEntry",),
        "why": ("why_due", "why_if"),
        "why_rows": ("WhatIf", "WhyClock", "WhyDue"),
        "tags": ("asset_note",),
        "unfinished": ("still_open",),
        "work": (
            "accept_ticket",
            "arrive_ticket",
            "done_ticket",
            "note_ticket",
            "park_ticket",
            "resume_ticket",
            "return_ticket",
            "start_ticket",
            "wait_ticket",
        ),
    },
)
