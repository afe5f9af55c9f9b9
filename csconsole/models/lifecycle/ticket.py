"""The lifecycle of a ticket 工单 (TKT-02; requirements, "State machines")."""

from csconsole.models.lifecycle import ANY_OPEN, Lifecycle, Transition
from csconsole.models.rights import Right

_HANDLE = Right.TICKET_HANDLE
_DISPATCH = Right.TICKET_DISPATCH

PAUSED_STATES = frozenset({"waiting", "parked"})
"""States in which the clock stands still."""

FROZEN_ALLOWS = frozenset({"note"})
"""Steps that are possible while a court has the matter (TKT-25)."""

TICKET = Lifecycle(
    name="ticket",
    states=(
        "new",
        "assigned",
        "accepted",
        "on_site",
        "in_progress",
        "waiting",
        "parked",
        "done",
        "called_back",
        "closed",
        "cancelled",
    ),
    initial="new",
    final=frozenset({"closed", "cancelled"}),
    transitions=(
        Transition("dispatch", ("new",), "assigned", _DISPATCH, needs=("assignee",), key="d"),
        Transition(
            "reassign", ("assigned", "accepted"), "assigned", _DISPATCH, needs=("assignee", "reason"), key="d"
        ),
        Transition("accept", ("assigned",), "accepted", _HANDLE, key="t"),
        Transition(
            "return",
            ("assigned", "accepted", "on_site", "in_progress"),
            "new",
            _HANDLE,
            needs=("reason",),
            key="r",
        ),
        Transition("arrive", ("accepted",), "on_site", _HANDLE, key="a"),
        Transition("start", ("accepted", "on_site"), "in_progress", _HANDLE, key="b"),
        Transition("wait", ("in_progress",), "waiting", _HANDLE, needs=("reason",), key="h"),
        Transition("resume", ("waiting",), "in_progress", _HANDLE, key="c"),
        Transition("resume", ("parked",), "assigned", _DISPATCH, key="c"),
        Transition(
            "park",
            (ANY_OPEN,),
            "parked",
            Right.TICKET_PARK,
            needs=("park_reason", "review_at", "customer_informed"),
            key="p",
        ),
        Transition("done", ("in_progress",), "done", _HANDLE, needs=("work_result", "feedback"), key="f"),
        Transition("call_back", ("done",), "called_back", None, needs=("satisfaction",)),
        Transition(
            "close",
            ("done",),
            "closed",
            Right.TICKET_CLOSE,
            needs=("reason", "customer_informed"),
            key="D",
        ),
        Transition("close", ("called_back",), "closed", Right.TICKET_CLOSE, needs=("reason",), key="D"),
        Transition(
            "reopen", ("called_back",), "assigned", Right.TICKET_CLOSE, needs=("reason", "aspect"), key="O"
        ),
        Transition("reopen", ("closed",), "assigned", _DISPATCH, needs=("reason",), key="O"),
        Transition("cancel", (ANY_OPEN,), "cancelled", Right.TICKET_CANCEL, needs=("reason",), key="Z"),
        Transition("note", (ANY_OPEN,), None, _HANDLE, needs=("note",), key="i"),
    ),
)
