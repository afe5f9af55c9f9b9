"""The procedure of a complaint 投诉: the stages of its six-step record (CMP-07; "State machines").

A complaint is a ticket: its ``state`` is that of the work order. The stage says how far its procedure is;
both go on side by side, and the stage with what each step recorded stands in the ticket's ``steps``.
"""

from csconsole.models.lifecycle import ANY_OPEN, Lifecycle, Transition
from csconsole.models.rights import Right

_AGENT = Right.TICKET_CREATE
_DEPARTMENT = Right.TICKET_HANDLE
_SUPERVISOR = Right.COMPLAINT_CONFIRM

LEVELS = ("minor", "important", "major")
"""From the mildest to the gravest (CMP-03)."""

COMPLAINT = Lifecycle(
    name="complaint",
    states=(
        "registered",
        "judging",
        "established",
        "own_department",
        "other_department",
        "investigating",
        "proposing",
        "decided",
        "implementing",
        "callback",
        "summarised",
        "replied",
        "parked",
        "invalid",
        "archived",
    ),
    initial="registered",
    final=frozenset({"archived"}),
    transitions=(
        Transition("accept", ("registered",), "judging", _AGENT, needs=("demand", "apologised")),
        Transition("establish", ("judging",), "established", _SUPERVISOR, needs=("level", "department")),
        Transition("reject", ("judging",), "invalid", _SUPERVISOR, needs=("explanation",)),
        Transition("route_own", ("established",), "own_department", _AGENT),
        Transition("route_other", ("established",), "other_department", _AGENT, needs=("informed",)),
        Transition("review", ("own_department",), "investigating", _SUPERVISOR),
        Transition("acknowledge", ("other_department",), "investigating", _DEPARTMENT),
        Transition("investigate", ("investigating",), "proposing", _DEPARTMENT, needs=("cause", "person")),
        Transition(
            "decide", ("proposing",), "decided", _SUPERVISOR, needs=("options", "option", "instruction")
        ),
        Transition("implement", ("decided",), "implementing", _AGENT, needs=("acceptance", "measure")),
        Transition("finish", ("implementing",), "callback", _DEPARTMENT, needs=("work_result", "corrective")),
        Transition("satisfied", ("callback",), "summarised", _AGENT, needs=("signer",)),
        Transition("dissatisfied", ("callback",), "investigating", _AGENT, needs=("aspect",)),
        Transition("archive", ("summarised", "invalid"), "archived", _SUPERVISOR, needs=("cause", "lesson")),
        Transition("reply", ("registered",), "replied", _AGENT, needs=("answer",)),
        Transition("call_back", ("replied",), "callback", _AGENT),
        Transition("park", (ANY_OPEN,), "parked", _SUPERVISOR, needs=("reason", "review_at")),
        Transition("resume", ("parked",), "investigating", _SUPERVISOR),
        Transition("reopen", ("archived",), "judging", _SUPERVISOR, needs=("new_fact",)),
    ),
)

STEP_OF = {
    "accept": 1,
    "reply": 1,
    "establish": 2,
    "reject": 2,
    "route_own": 2,
    "route_other": 2,
    "review": 3,
    "acknowledge": 3,
    "investigate": 3,
    "decide": 4,
    "implement": 5,
    "finish": 5,
    "call_back": 5,
    "dissatisfied": 5,
    "satisfied": 6,
    "archive": 6,
}
"""Which of the six steps an action is recorded under; the other actions are not part of the record."""
