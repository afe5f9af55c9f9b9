"""The life of a callback 回访, as the rule book's state machine "Callback" has it."""

from csconsole.models.lifecycle import ANY_OPEN, Lifecycle, Transition
from csconsole.models.rights import Right

CALLABLE = ("planned", "assigned", "appointment", "retry")
"""States in which the customer is to be called."""

CLOSED = ("done", "refused", "unreachable", "reviewed", "archived", "cancelled")
"""States in which nothing more is owed; in the order in which the partial indexes name them."""

_WORK = Right.CALLBACK_WORK

CALLBACK = Lifecycle(
    name="callback",
    states=(
        "planned",
        "assigned",
        "appointment",
        "retry",
        "contacted",
        "with_manager",
        "with_department",
        "answered",
        "told",
        *CLOSED,
    ),
    initial="planned",
    final=frozenset(CLOSED),
    transitions=(
        Transition("take", CALLABLE, "assigned", _WORK),
        Transition("assign", CALLABLE, "assigned", Right.CALLBACK_ASSIGN, needs=("owner",)),
        Transition(
            "appoint", ("assigned", "appointment", "retry"), "appointment", _WORK, needs=("agreed_at",)
        ),
        Transition("no_answer", ("assigned", "appointment", "retry"), "retry", _WORK),
        Transition("contact", ("assigned", "appointment", "retry"), "contacted", _WORK),
        Transition("finish", ("contacted", "told"), "done", _WORK),
        Transition("report", ("contacted", "answered"), "with_manager", _WORK, needs=("problem",)),
        Transition(
            "pass_on", ("with_manager",), "with_department", Right.CALLBACK_REVIEW, needs=("department",)
        ),
        Transition(
            "answer",
            ("with_manager", "with_department"),
            "answered",
            Right.CALLBACK_REVIEW,
            needs=("problem_answer",),
        ),
        Transition("tell", ("answered",), "told", _WORK, needs=("satisfaction",)),
        Transition("refuse", ("assigned", "appointment", "retry"), "refused", _WORK),
        Transition("wrong_number", ("assigned", "appointment", "retry"), "unreachable", _WORK),
        Transition("give_up", ("retry",), "unreachable", Right.CALLBACK_ASSIGN),
        Transition("cancel", (ANY_OPEN,), "cancelled", Right.CALLBACK_ASSIGN, needs=("reason",)),
        Transition("review", ("done",), "reviewed", Right.CALLBACK_REVIEW),
        Transition("archive", ("reviewed",), "archived", Right.CALLBACK_REVIEW),
    ),
)
