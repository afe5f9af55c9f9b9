"""Which changes can be taken back, as data: actions, by whom, for how long, how each record goes back.

Every change is taken back the same way: the fields that its events changed get the values that the events
keep of before. A change that is not listed here stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from csconsole import models
from csconsole.i18n import N_, _
from csconsole.models import Right

UNDO_ACTIONS: Final = frozenset({"undo", "undone"})
"""Actions of the events that tell of a change taken back; their detail names the events, ``undoes``."""

UNDOES: Final = "undoes"


@dataclass(frozen=True, slots=True)
class Reversal:
    """Actions on one kind of record that can be taken back.

    ``others`` is the right to take back what someone else did, ``None``: nobody but who did it. ``right`` is
    needed in any case. ``within`` is the setting of how long: a limit, or minutes. ``own_work`` names a
    function, as ``module:function``, that takes the change back where fields are not all: rows that were
    moved by the thousand, or a rule to be kept. ``stands`` is why such a change, where it is no part of a
    larger one, is never taken back.
    """

    entity: str
    actions: frozenset[str]
    others: Right | None
    within: str = "journal.undo_within"
    own_work: str = ""
    right: Right | None = None
    stands: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """How rows of one kind go back.

    ``model`` is the table's class. ``made`` is what happens to a row that the change made: fields that it
    gets, of which ``now`` and ``me`` stand for the moment and the person; ``None``: it is removed, for it is
    no record of its own. ``derived`` are fields that follow from others, and that nobody changes by hand.
    ``follows`` are actions that belong to a change without being one.
    """

    model: str
    made: Mapping[str, object] | None = None
    derived: frozenset[str] = frozenset()
    follows: frozenset[str] = field(default_factory=frozenset)


REVERSALS: Final = (
    Reversal(
        "ticket",
        frozenset({"dispatch", "reassign", "accept", "return", "arrive", "start", "wait", "resume", "park"})
        | {
            "edit",
            "level",
            "against",
            "done",
            "close",
            "cancel",
            "merged_into",
            "merged",
            "split",
            "linked",
            "unlinked",
        }
        | {"step", "reopen", "defer", "ask_extension", "extend", "refuse_extension", "excuse"}
        | {"season", "charge", "charge_dropped", "paid", "unpaid"},
        Right.TICKET_OVERRIDE,
    ),
    Reversal("ticket_charge", frozenset({"created", "ended"}), Right.TICKET_OVERRIDE),
    Reversal("ticket_link", frozenset({"linked", "unlinked"}), Right.TICKET_OVERRIDE),
    Reversal(
        "callback",
        frozenset({"no_answer", "busy", "unreachable", "refused", "wrong_number", "appointment"}),
        None,
        within="callback.undo_minutes",
    ),
    Reversal("callback", frozenset({"assigned", "taken", "cancelled", "given_up"}), Right.CALLBACK_ASSIGN),
    Reversal("customer", frozenset({"edited"}), Right.CUSTOMER_MERGE),
    Reversal(
        "customer",
        frozenset({"merged"}),
        Right.CUSTOMER_MERGE,
        own_work="csconsole.services.customers:take_back_merge",
    ),
    Reversal(
        "subtask",
        frozenset({"created", "acknowledge", "answer", "send_back", "agree", "confirm", "move", "finish"})
        | {"leave_open", "settle", "miss", "cancel", "assign", "give"},
        Right.TICKET_OVERRIDE,
    ),
    Reversal(
        "contractor_job",
        frozenset({"created", "chase", "issue", "claim", "ended", "follower"}),
        Right.TICKET_OVERRIDE,
    ),
    Reversal(
        "contractor_note",
        frozenset({"chase", "issue", "claim", "evaluation", "settled"}),
        Right.TICKET_OVERRIDE,
    ),
    Reversal("contractor", frozenset({"created", "edited"}), Right.TICKET_OVERRIDE),
    Reversal("asset_check", frozenset({"created"}), Right.TICKET_OVERRIDE),
    Reversal("asset", frozenset({"created", "edited"}), Right.TICKET_OVERRIDE),
    Reversal("action_item", frozenset({"begin", "give", "report", "return", "verify"}), Right.MEETING_RECORD),
    Reversal(
        "action_item",
        frozenset({"assigned"}),
        None,
        stands=N_("Its owner was told of it: let it be reported, then verify it."),
    ),
    Reversal("meeting", frozenset({"recorded", "move", "cancel", "correct"}), Right.MEETING_RECORD),
    Reversal(
        "meeting",
        frozenset({"created"}),
        None,
        stands=N_("It was called: cancel it."),
    ),
    Reversal("dispute", frozenset({"edited", "settled", "litigation", "court_over"}), Right.TICKET_OVERRIDE),
    Reversal(
        "incident",
        frozenset({"described", "edited", "plan_activated", "reported"}),
        Right.TICKET_OVERRIDE,
    ),
    Reversal("referral", frozenset({"edited", "replied"}), Right.TICKET_OVERRIDE),
    Reversal("form_record", frozenset({"opened", "filled"}), Right.TICKET_OVERRIDE),
    Reversal(
        "form_record",
        frozenset({"negotiate", "agree", "approve", "close", "refuse", "return", "cancel"}),
        None,
    ),
    Reversal("form_record", frozenset({"pay"}), None, stands=N_("Money was paid: it stays on record.")),
    Reversal("call", frozenset({"edited", "first_owner_given"}), Right.CALL_EDIT_ANY),
    Reversal("setting", frozenset({"setting_changed", "setting_reset"}), None, right=Right.SETTING_CHANGE),
    Reversal(
        "staff",
        frozenset({"roles_changed"}),
        None,
        own_work="csconsole.services.staff:take_back_roles",
        right=Right.STAFF_MANAGE,
    ),
)

SETTLED_BEFORE: Final = "settled_before"
"""The key in an event's detail of what was settled about a ticket's clocks before: by clock, by name."""

STANDS: Final[Mapping[tuple[str, str], str]] = {
    ("ticket", "reopen"): N_("The customer said so: go on from here."),
    ("notice", "published"): N_("Others were told of it by a notice."),
    ("escalation", "escalated"): N_("It was reported upward; the answer to that ends it."),
    ("incident", "reported"): N_("It was said to the outside: it stands."),
    ("referral", "replied"): N_("It was said to the outside: it stands."),
    ("callback", "done"): N_("The customer's answer is on record: call again and record the new one."),
}
"""Events with which the change that they are part of stands for good, and why."""


def why_it_stands(entity: str, action: str) -> str:
    """Why a change with such an event is not taken back; empty where it may be."""
    why = STANDS.get((entity, action))
    return _(why) if why else ""


def why_alone_it_stands(reversal: Reversal) -> str:
    """Why a change that is called after such an action is not taken back; empty where it may be."""
    return _(reversal.stands) if reversal.stands else ""


CANCELLED: Final = {"state": "cancelled", "finished_at": "now"}
ENDED: Final = {"ended_at": "now"}

RECORDS: Final[Mapping[str, Record]] = {
    "ticket": Record(
        "Ticket",
        {"state": "cancelled", "closed_at": "now", "close_reason": "withdrawn"},
        frozenset({"due_at", "due_source", "due_limit", "policy", "respond_due_at", "paused_seconds"})
        | {"next_due_at", "next_clock"},
        frozenset(
            {"created", "moved", "callback_planned", "clocks_joined", "escalated", "escalation_cleared"}
            | {"subtask", "dispute_parties", "dispute", "litigation", "court_over"}
        ),
    ),
    "callback": Record("Callback", CANCELLED, follows=frozenset({"planned", "moved"})),
    "attempt": Record("Attempt"),
    "ticket_link": Record("TicketLink", ENDED),
    "ticket_charge": Record("TicketCharge", ENDED, follows=frozenset({"moved"})),
    "subtask": Record("Subtask", {"state": "cancelled", "ended_at": "now"}, follows=frozenset({"moved"})),
    "contractor_job": Record(
        "ContractorJob", {"ended_at": "now", "result": "withdrawn"}, follows=frozenset({"moved"})
    ),
    "contractor_note": Record("ContractorNote"),
    "contractor": Record("Contractor", {"active": False}),
    "asset": Record(
        "Asset",
        {"state": "out_of_service", "serial": None},
        frozenset({"next_check_on"}),
        frozenset({"checked", "moved"}),
    ),
    "asset_check": Record("AssetCheck", follows=frozenset({"moved"})),
    "promise": Record("Promise", {"state": "cancelled", "settled_at": "now", "settled_by_id": "me"}),
    "escalation": Record("Escalation", {}),
    "action_item": Record("ActionItem", {}, follows=frozenset({"created", "escalated", "moved"})),
    "meeting": Record("Meeting", {}, follows=frozenset({"moved"})),
    "complaint": Record("Complaint"),
    "incident": Record("Incident", {}, frozenset({"report_due_at"}), frozenset({"created", "moved"})),
    "referral": Record("Referral", {}, follows=frozenset({"received", "moved"})),
    "dispute": Record("Dispute", follows=frozenset({"created", "moved"})),
    "form_record": Record(
        "FormRecord", {"state": "cancelled", "ended_at": "now"}, follows=frozenset({"created", "moved"})
    ),
    "complaint_act": Record("ComplaintAct", {}),
    "penalty_note": Record("PenaltyNote", {}),
    "case_record": Record("CaseRecord", {}),
    "customer": Record("Customer", {}, follows=frozenset({"merged_into"})),
    "customer_phone": Record("CustomerPhone", ENDED),
    "contact_person": Record("ContactPerson", ENDED),
    "call": Record("Call", {}, follows=frozenset({"rung_back", "unreachable"})),
    "call_item": Record("CallItem"),
    "setting": Record("Setting"),
    "staff": Record("Staff", {}),
}


PARTS: Final = {
    "asset_check": ("asset", "asset_id"),
    "contractor_job": ("contractor", "contractor_id"),
    "contractor_note": ("contractor", "contractor_id"),
    "dispute": ("ticket", "ticket_id"),
    "incident": ("ticket", "ticket_id"),
    "referral": ("ticket", "ticket_id"),
}
"""Records without a name of their own, that are called after the record which they are of."""

MATTERS: Final = frozenset({"dispute", "incident", "referral"})
"""What stands once the ticket that it is of has ended by it."""


def reversal_of(entity: str, action: str) -> Reversal | None:
    """How this action on this kind of record is taken back, or ``None`` where it stands."""
    return next((one for one in REVERSALS if one.entity == entity and action in one.actions), None)


def kind_of(entity: str) -> Record:
    """How rows of this kind go back; one that is not listed has only been moved."""
    if entity in RECORDS:
        return RECORDS[entity]
    named = (name for names in models.HOMES.values() for name in names)
    tables = {getattr(getattr(models, name), "__tablename__", ""): name for name in named}
    return Record(tables[entity], {})


def fits(entity: str, action: str) -> bool:
    """Whether an event may be part of a change that is taken back."""
    record = RECORDS.get(entity)
    if record is None:
        return action == "moved"
    listed = any(one.entity == entity for one in REVERSALS)
    return not listed or action in record.follows or reversal_of(entity, action) is not None
