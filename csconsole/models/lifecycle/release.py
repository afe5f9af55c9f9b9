"""The life of a release request 资料提供申请: asked, decided by another person, used once (SEC-12)."""

from csconsole.models.lifecycle import Lifecycle, Transition
from csconsole.models.rights import Right

RELEASE = Lifecycle(
    name="export_release",
    states=("requested", "approved", "refused", "used"),
    initial="requested",
    final=frozenset({"refused", "used"}),
    transitions=(
        Transition("approve", ("requested",), "approved", Right.EXPORT_BULK),
        Transition("refuse", ("requested", "approved"), "refused", Right.EXPORT_BULK, needs=("reason",)),
        Transition("use", ("approved",), "used", Right.EXPORT),
        Transition("give_back", ("used",), "approved", Right.EXPORT),
    ),
)
