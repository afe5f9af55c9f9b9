"""The procedure of a complaint 投诉 (CMP-07; "State machines"): six recorded steps, short path, seven steps.

A complaint is a ticket: its ``stage`` is a state of this lifecycle, and its ``state`` the phase of the plain
ticket that the stage counts as.
"""

from csconsole.i18n import N_
from csconsole.models.lifecycle import ANY_OPEN, Condition, Lifecycle, Transition
from csconsole.models.rights import Right

_AGENT = Right.TICKET_CREATE
_DEPARTMENT = Right.TICKET_HANDLE
_SUPERVISOR = Right.COMPLAINT_CONFIRM
_MANAGER = Right.COMPLAINT_MANAGE

LEVELS = ("minor", "important", "major")
"""From the mildest to the gravest (CMP-03)."""

SEVEN_STEPS = (
    Condition(
        "rescued", (True,), N_("Rescue measures are not recorded, nor that no harm goes on."), "CMP-12"
    ),
    Condition("general_manager_told", (True,), N_("The general manager has not been informed."), "CMP-12"),
    Condition("meeting_held", (True,), N_("The emergency meeting has no minutes yet."), "CMP-12"),
    Condition("visited", (True,), N_("The apology visit has not been recorded."), "CMP-12"),
    Condition(
        "letter_sent",
        (True,),
        N_("The complaint was written: the letter to the customer is missing."),
        "CMP-12",
    ),
    Condition(
        "rectified",
        (True,),
        N_("Rectification is not verified, or the customer does not know its progress."),
        "CMP-12",
    ),
    Condition(
        "by_senior", (True,), N_("A major complaint needs the personal callback of the manager."), "CMP-12"
    ),
)
"""What a major complaint needs before it can close (CMP-12); the seventh is the person who calls back."""

_BY_SENIOR_BEFORE = Condition("ended_by_senior", (True,), SEVEN_STEPS[-1].why, "CMP-12")
"""Who archives need not be the one who called back."""

GENERAL_MANAGERS = ("property_gm", "company_gm")
"""The rungs one of which is told of a major complaint at once (CMP-12)."""

LEADERS = ("director", *GENERAL_MANAGERS)
"""The rungs of those whose visit or call is a senior's (CMP-11)."""

_MAJOR = (Condition("level", ("major",)),)
_NOT_MAJOR = (Condition("level", ("minor", "important", None)),)
_CONTENT = Condition(
    "satisfaction", ("satisfied", "average"), N_("The customer has not said that it is in order."), "CMP-15"
)
CONFIRMED = Condition(
    "level_confirmed", (True,), N_("A supervisor has not confirmed the level yet."), "CMP-04"
)
SLIP = Condition(
    "slip_printed", (True,), N_("From important upward the complaint slip must be printed."), "CMP-02"
)
_REVIEWED = Condition(
    "measures_reviewed",
    (True,),
    N_("A department still reviews the measure, or has rejected it."),
    "CMP-23",
)
EFFECT = Condition(
    "effect_planned",
    (True,),
    N_("A business customer: the check of the effect has no date yet."),
    "CMP-23",
)
_AT_CLOSE = ("cause", "complaint_type", "responsible_department", "person", "lesson", "standards")
"""Mandatory at close (CMP-18), and the five standardisations that are ticked then (CMP-27)."""

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
        "cancelled",
    ),
    initial="registered",
    final=frozenset({"archived", "cancelled"}),
    transitions=(
        Transition(
            "receive",
            ("registered",),
            "judging",
            _AGENT,
            needs=("apologised",),
            has=("contact_name", "demand"),
        ),
        Transition(
            "reply",
            ("registered",),
            "replied",
            _DEPARTMENT,
            needs=("contact_way", "answer"),
            must=(
                Condition(
                    "level", ("minor", None), N_("Only a minor complaint takes the short path."), "CMP-08"
                ),
            ),
        ),
        Transition(
            "establish",
            ("judging",),
            "established",
            _SUPERVISOR,
            needs=("complaint_type", "level", "department", "time_asked"),
        ),
        Transition("reject", ("judging",), "invalid", _SUPERVISOR, needs=("explanation",)),
        Transition("route_own", ("established",), "own_department", _AGENT),
        Transition("route_other", ("established",), "other_department", _AGENT, needs=("informed",)),
        Transition("review", ("own_department",), "investigating", _MANAGER, needs=("advice",)),
        Transition("acknowledge", ("other_department",), "investigating", _DEPARTMENT),
        Transition(
            "investigate",
            ("investigating",),
            "proposing",
            _DEPARTMENT,
            needs=("cause", "finding", "person"),
        ),
        Transition("propose", ("proposing",), None, _DEPARTMENT, needs=("options",)),
        Transition(
            "decide",
            ("proposing",),
            "decided",
            _SUPERVISOR,
            needs=("option", "instruction", "plan_told"),
            has=("options",),
            only=_NOT_MAJOR,
        ),
        Transition(
            "decide",
            ("proposing",),
            "decided",
            _MANAGER,
            needs=("option", "instruction", "plan_told"),
            has=("options",),
            only=_MAJOR,
        ),
        Transition(
            "implement",
            ("decided",),
            "implementing",
            _AGENT,
            needs=("acceptance", "measure", "penalty"),
            must=(_REVIEWED,),
        ),
        Transition("finish", ("implementing",), "callback", _DEPARTMENT, needs=("work_result", "corrective")),
        Transition("call_back", ("replied",), "callback", _AGENT),
        Transition("feedback", ("callback",), None, _AGENT, needs=("satisfaction",)),
        Transition(
            "satisfied",
            ("callback",),
            "summarised",
            _AGENT,
            has=("satisfaction", "signer"),
            only=_NOT_MAJOR,
            must=(_CONTENT,),
        ),
        Transition(
            "satisfied",
            ("callback",),
            "summarised",
            _AGENT,
            has=("satisfaction", "signer"),
            only=_MAJOR,
            must=(*SEVEN_STEPS, _CONTENT),
        ),
        Transition(
            "override",
            ("callback",),
            "summarised",
            _SUPERVISOR,
            needs=("reason",),
            has=("satisfaction",),
            only=_NOT_MAJOR,
        ),
        Transition(
            "override",
            ("callback",),
            "summarised",
            _MANAGER,
            needs=("reason",),
            has=("satisfaction",),
            only=_MAJOR,
            must=SEVEN_STEPS,
        ),
        Transition("dissatisfied", ("callback",), "investigating", _AGENT, needs=("aspect",)),
        Transition(
            "archive",
            ("summarised",),
            "archived",
            _SUPERVISOR,
            has=_AT_CLOSE,
            only=_NOT_MAJOR,
            must=(CONFIRMED, SLIP, EFFECT),
        ),
        Transition(
            "archive",
            ("summarised",),
            "archived",
            _SUPERVISOR,
            has=_AT_CLOSE,
            only=_MAJOR,
            must=(CONFIRMED, SLIP, EFFECT, *SEVEN_STEPS[:-1], _BY_SENIOR_BEFORE),
        ),
        Transition("archive", ("invalid",), "archived", _SUPERVISOR, has=("explanation",)),
        Transition(
            "archive",
            ("callback",),
            "archived",
            Right.TICKET_CLOSE,
            has=("satisfaction", *_AT_CLOSE),
            only=(Condition("short_path", (True,)), Condition("level", ("minor", None))),
            must=(_CONTENT,),
        ),
        Transition(
            "return",
            ("registered", "judging", "established"),
            None,
            _DEPARTMENT,
            needs=("reason",),
            key="r",
            must=(Condition("dispatched", (True,), N_("It is with nobody yet."), "TKT-02"),),
        ),
        Transition(
            "return",
            ("own_department", "other_department", "investigating"),
            "established",
            _DEPARTMENT,
            needs=("reason",),
            key="r",
        ),
        Transition(
            "park",
            (ANY_OPEN,),
            "parked",
            Right.TICKET_PARK,
            needs=("park_reason", "review_at", "customer_informed"),
            key="p",
        ),
        Transition(
            "resume",
            ("parked",),
            "investigating",
            Right.TICKET_DISPATCH,
            key="e",
            only=(Condition("established", (True,)),),
        ),
        Transition(
            "resume",
            ("parked",),
            "judging",
            Right.TICKET_DISPATCH,
            key="e",
            only=(Condition("established", (False, None)),),
        ),
        Transition("reopen", ("archived",), "judging", _SUPERVISOR, needs=("new_fact",), key="o"),
        Transition(
            "cancel",
            (ANY_OPEN,),
            "cancelled",
            Right.TICKET_CANCEL,
            needs=("reason",),
            key="x",
            must=(
                Condition(
                    "untouched",
                    (True,),
                    N_("Work on it has begun: judge it, or reject it with an explanation."),
                    "CMP-14",
                ),
            ),
        ),
    ),
    phases={
        "own_department": "assigned",
        "other_department": "assigned",
        "investigating": "in_progress",
        "proposing": "in_progress",
        "decided": "in_progress",
        "implementing": "in_progress",
        "replied": "done",
        "callback": "done",
        "summarised": "called_back",
        "invalid": "called_back",
        "parked": "parked",
        "archived": "closed",
        "cancelled": "cancelled",
    },
    shared=("dispatch", "reassign", "accept", "note"),
)

STEP_OF = {
    "receive": 1,
    "accept": 1,
    "reply": 1,
    "establish": 2,
    "reject": 2,
    "route_own": 2,
    "route_other": 2,
    "review": 3,
    "acknowledge": 3,
    "investigate": 3,
    "propose": 4,
    "decide": 4,
    "implement": 5,
    "finish": 5,
    "call_back": 5,
    "feedback": 5,
    "dissatisfied": 5,
    "satisfied": 6,
    "override": 6,
    "archive": 6,
    "reopen": 1,
}
"""Which of the six steps an action is recorded under; the other actions are not part of the record."""

ACTS = ("rescue", "inform", "visit", "call", "letter", "progress", "inspection")
"""What is recorded beside the steps: rescue measures, the general manager informed, a senior's visit or call,
the letter, progress told to the customer, an inspection by the manager (CMP-11, CMP-12, CMP-15)."""
