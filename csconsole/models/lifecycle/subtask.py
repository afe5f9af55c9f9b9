"""The life of a sub-task: a department's 协办, a visit 上门, an appointment 预约 (TKT-18 to TKT-20)."""

from csconsole.models.lifecycle import ANY_OPEN, Lifecycle, Transition
from csconsole.models.rights import Right

_HANDLE = Right.TICKET_HANDLE

DEPARTMENT_TASK = Lifecycle(
    name="subtask",
    states=("requested", "acknowledged", "answered", "cancelled"),
    initial="requested",
    final=frozenset({"answered", "cancelled"}),
    transitions=(
        Transition("acknowledge", ("requested",), "acknowledged", _HANDLE, key="a"),
        Transition("answer", ("requested", "acknowledged"), "answered", _HANDLE, needs=("answer",), key="w"),
        Transition("give", ("requested", "acknowledged"), None, _HANDLE, needs=("person",), key="g"),
        Transition("send_back", ("answered",), "acknowledged", _HANDLE, needs=("reason",), key="b"),
        Transition("cancel", (ANY_OPEN,), "cancelled", _HANDLE, needs=("reason",), key="K"),
    ),
)


def _slotted(ends_with: tuple[str, ...]) -> Lifecycle:
    """A visit or an appointment: agreed and confirmed again before it takes place (TKT-18); once more where
    somebody else comes than was said.
    """
    before = ("planned", "agreed", "confirmed")
    return Lifecycle(
        name="subtask",
        states=(*before, "no_show", "unsolved", "done", "cancelled"),
        initial="planned",
        final=frozenset({"done", "cancelled"}),
        transitions=(
            Transition("agree", ("planned",), "agreed", _HANDLE, key="a"),
            Transition("confirm", ("agreed",), "confirmed", _HANDLE, key="c"),
            Transition(
                "move", (*before, "no_show"), "planned", _HANDLE, needs=("starts_at", "reason"), key="m"
            ),
            Transition(
                "assign",
                ("planned", "agreed", "no_show", "unsolved"),
                None,
                _HANDLE,
                needs=("engineer",),
                key="e",
            ),
            Transition("assign", ("confirmed",), "agreed", _HANDLE, needs=("engineer",), key="e"),
            Transition("finish", ("confirmed",), "done", _HANDLE, needs=ends_with, key="f"),
            Transition(
                "leave_open", ("confirmed",), "unsolved", _HANDLE, needs=(*ends_with, "unsolved"), key="u"
            ),
            Transition("settle", ("unsolved",), "done", _HANDLE, needs=("work_result",), key="s"),
            Transition("miss", ("agreed", "confirmed"), "no_show", _HANDLE, needs=("no_show",), key="n"),
            Transition("cancel", (ANY_OPEN,), "cancelled", _HANDLE, needs=("reason",), key="K"),
        ),
    )


VISIT = _slotted(("work_result", "signer"))
APPOINTMENT = _slotted(("work_result",))

SUBTASKS = {"department": DEPARTMENT_TASK, "visit": VISIT, "appointment": APPOINTMENT}
"""The lifecycle of each kind of sub-task."""
