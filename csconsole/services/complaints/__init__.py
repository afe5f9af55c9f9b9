"""Complaints 投诉: the procedure from registration to the lesson learned (CMP-01 to CMP-29).

A complaint is a ticket with a procedure of its own: ``models/lifecycle/complaint.py`` says which step is
possible when, ``procedure`` takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.complaints.acts import ActRow, record_act
    from csconsole.services.complaints.afterwards import (
        CaseRow,
        PenaltyRow,
        list_cases,
        list_penalties,
        note_penalty,
        penalties_of,
        save_case,
    )
    from csconsole.services.complaints.chain import (
        RungSkippedError,
        escalate_complaint,
        unescalated_complaints,
    )
    from csconsole.services.complaints.feedback import complaint_called_back, record_feedback
    from csconsole.services.complaints.guides import GuideCard, guide_cards
    from csconsole.services.complaints.levels import (
        RepeatProposal,
        describe_complaint,
        register_complaint,
        set_level,
    )
    from csconsole.services.complaints.page import ComplaintPage, show_complaint
    from csconsole.services.complaints.procedure import (
        NoComplaintError,
        complaint_steps,
        take_complaint_step,
    )
    from csconsole.services.complaints.recurrence import Recurrence, recent_recurrences, recurrences
    from csconsole.services.complaints.report import complaint_report
    from csconsole.services.complaints.slip import complaint_register, complaint_slip, register_rows
    from csconsole.services.complaints.watch import (
        KeyComplaint,
        NodeTimes,
        key_complaints,
        node_times,
    )

HOMES = {
    "acts": ("ActRow", "record_act"),
    "afterwards": (
        "CaseRow",
        "PenaltyRow",
        "list_cases",
        "list_penalties",
        "note_penalty",
        "penalties_of",
        "save_case",
    ),
    "chain": ("RungSkippedError", "escalate_complaint", "unescalated_complaints"),
    "feedback": ("complaint_called_back", "record_feedback"),
    "guides": ("GuideCard", "guide_cards"),
    "levels": ("RepeatProposal", "describe_complaint", "register_complaint", "set_level"),
    "page": ("ComplaintPage", "show_complaint"),
    "procedure": ("NoComplaintError", "complaint_steps", "take_complaint_step"),
    "recurrence": ("Recurrence", "recent_recurrences", "recurrences"),
    "report": ("complaint_report",),
    "slip": ("complaint_register", "complaint_slip", "register_rows"),
    "watch": ("KeyComplaint", "NodeTimes", "key_complaints", "node_times"),
}
__all__ = [
    "ActRow",
    "CaseRow",
    "ComplaintPage",
    "GuideCard",
    "KeyComplaint",
    "NoComplaintError",
    "NodeTimes",
    "PenaltyRow",
    "Recurrence",
    "RepeatProposal",
    "RungSkippedError",
    "complaint_called_back",
    "complaint_register",
    "complaint_report",
    "complaint_slip",
    "complaint_steps",
    "describe_complaint",
    "escalate_complaint",
    "guide_cards",
    "key_complaints",
    "list_cases",
    "list_penalties",
    "node_times",
    "note_penalty",
    "penalties_of",
    "recent_recurrences",
    "record_act",
    "record_feedback",
    "recurrences",
    "register_complaint",
    "register_rows",
    "save_case",
    "set_level",
    "show_complaint",
    "take_complaint_step",
    "unescalated_complaints",
]

__getattr__ = on_demand(__name__, HOMES)
