"""The lifecycle of a call 来电 (requirements, "State machines").

A lost call whose caller was reached by the ring-back is answered for him, and stays a loss in every figure
(RPT-07): its state is ``rung_back``.
"""

from typing import Final

from csconsole.models.lifecycle import Lifecycle, Transition
from csconsole.models.rights import Right

_LOG = Right.CALL_LOG

LOST_STATES: Final = ("lost", "ring_back", "rung_back", "unreachable")
"""Rang out; what is done about it later does not make it answered."""
UNANSWERED_STATES: Final = (*LOST_STATES, "abandoned", "new")
"""Nobody has spoken with the caller in that call."""

CALL = Lifecycle(
    name="call",
    states=(
        "new",
        "answered",
        "second_line",
        "transferred",
        "pending",
        "lost",
        "abandoned",
        "ring_back",
        "rung_back",
        "unreachable",
        "closed",
    ),
    initial="new",
    final=frozenset({"closed", "abandoned", "rung_back", "unreachable"}),
    transitions=(
        Transition("pick_up", ("new",), "answered", _LOG),
        Transition("lose", ("new",), "lost"),
        Transition("abandon", ("new",), "abandoned"),
        Transition("ring_back", ("lost",), "ring_back"),
        Transition("reach", ("ring_back",), "rung_back"),
        Transition("give_up", ("ring_back",), "unreachable"),
        Transition("ask", ("answered",), "second_line", _LOG, needs=("question",)),
        Transition("reply", ("second_line",), "answered", Right.ESCALATION_ANSWER, needs=("answer",)),
        Transition("transfer", ("answered",), "transferred", _LOG, needs=("target",)),
        Transition("promise", ("answered",), "pending", _LOG, needs=("promise", "next_answer_at")),
        Transition(
            "close",
            ("answered", "transferred", "pending"),
            "closed",
            _LOG,
            needs=("category", "summary", "result"),
        ),
    ),
)
