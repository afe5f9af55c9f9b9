"""The lifecycle of a handover 交接班 (SHF-10, SHF-13; requirements, "State machines")."""

from csconsole.models.lifecycle import Lifecycle, Transition
from csconsole.models.rights import Right

_SIGN = Right.HANDOVER_SIGN

SIGNED_STATES = ("signed_out", "received", "closed", "purgeable")
"""States in which the outgoing side has signed: the content never changes again."""

RECEIVED_STATES = ("received", "closed", "purgeable")
"""States in which the incoming side has signed and is responsible."""

HANDOVER = Lifecycle(
    name="handover",
    states=("draft", "prepared", "temporary", "confirmed", "signed_out", "received", "closed", "purgeable"),
    initial="draft",
    final=frozenset({"closed", "purgeable"}),
    transitions=(
        Transition("prepare", ("draft",), "prepared", _SIGN, needs=("sections", "summary")),
        Transition("return", ("prepared",), "draft", _SIGN, needs=("reason",)),
        Transition("temporary", ("prepared",), "temporary", Right.HANDOVER_TEMPORARY, needs=("note",)),
        Transition("confirm", ("prepared",), "confirmed", _SIGN, needs=("arrived_at",)),
        Transition("confirm", ("temporary",), "confirmed", _SIGN),
        Transition("sign_out", ("confirmed",), "signed_out", _SIGN, needs=("mine",)),
        Transition("receive", ("signed_out",), "received", _SIGN, needs=("theirs", "read_back")),
        Transition("close", ("received",), "closed"),
        Transition("release", ("closed",), "purgeable"),
    ),
)
