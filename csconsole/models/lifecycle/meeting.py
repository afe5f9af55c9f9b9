"""The life of a meeting with its minutes and of an action item 督办 (MTG-11, MTG-13; "State machines")."""

from csconsole.models.lifecycle import Lifecycle, Transition
from csconsole.models.rights import Right

MEETING = Lifecycle(
    name="meeting",
    states=("scheduled", "recorded", "cancelled"),
    initial="scheduled",
    final=frozenset({"recorded", "cancelled"}),
    transitions=(
        Transition(
            "record",
            ("scheduled",),
            "recorded",
            Right.MEETING_RECORD,
            needs=("ends_at", "attendees", "absentees", "content", "results"),
        ),
        Transition("move", ("scheduled",), None, Right.MEETING_RECORD, needs=("reason",)),
        Transition("cancel", ("scheduled",), "cancelled", Right.MEETING_RECORD, needs=("reason",)),
        Transition("correct", ("recorded",), None, Right.MEETING_RECORD, needs=("reason",)),
    ),
)

ACTION_ITEM = Lifecycle(
    name="action_item",
    states=("assigned", "in_progress", "reported", "closed"),
    initial="assigned",
    final=frozenset({"closed"}),
    transitions=(
        Transition("begin", ("assigned",), "in_progress", Right.TICKET_HANDLE),
        Transition(
            "give", ("assigned", "in_progress"), "assigned", Right.MEETING_RECORD, needs=("owner", "reason")
        ),
        Transition(
            "report", ("assigned", "in_progress"), "reported", Right.TICKET_HANDLE, needs=("feedback",)
        ),
        Transition("return", ("reported",), "in_progress", Right.MEETING_RECORD, needs=("reason",)),
        Transition("verify", ("reported",), "closed", Right.MEETING_RECORD),
    ),
)

VERDICTS = {
    "effect_check": ("effective", "partly", "ineffective"),
    "measure_review": ("approved", "rejected"),
}
"""The verdicts of each kind of action item that ends with one (CMP-23)."""
