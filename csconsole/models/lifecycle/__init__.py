"""Lifecycles as data: which state a record may leave by which action, who may do it, and what it needs.

A module of this package holds the lifecycle of one kind of record. Services ask ``Lifecycle.step``; the
console lists ``Lifecycle.steps`` so that it offers what is possible and says why the rest is not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _
from csconsole.models.rights import Right

ANY_OPEN = "*"
"""Stands for every state that is not final."""


class TransitionRefusedError(RuleBrokenError):
    """The record's state, the person's rights or missing data forbid the step."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. ``to=None`` keeps the state; ``needs`` are the fields that must be given."""

    action: str
    frm: tuple[str, ...]
    to: str | None
    right: Right | None = None
    needs: tuple[str, ...] = ()
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step as offered to a person now: possible, or refused for a reason."""

    action: str
    to: str | None
    needs: tuple[str, ...]
    key: str | None
    possible: bool
    why_not: str | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States and transitions of one kind of record. ``states`` is in the order of the work."""

    name: str
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        known = {*self.states, ANY_OPEN}
        for transition in self.transitions:
            unknown = {*transition.frm, *([transition.to] if transition.to else [])} - known
            if unknown:
                raise ValueError(f"{self.name}.{transition.action}: unknown states {sorted(unknown)}")

    def is_open(self, state: str) -> bool:
        """Whether work is still owed in this state."""
        return state not in self.final

    def leaving(self, state: str) -> list[Transition]:
        """Every transition out of ``state``."""
        return [
            t for t in self.transitions if state in t.frm or (ANY_OPEN in t.frm and state not in self.final)
        ]

    def find(self, state: str, action: str) -> Transition | None:
        """The transition ``action`` out of ``state``, or ``None``."""
        return next((t for t in self.leaving(state) if t.action == action), None)

    def step(
        self, state: str, action: str, *, rights: frozenset[Right], given: Iterable[str] = (), what: str = ""
    ) -> Transition:
        """The transition to take. Raises ``TransitionRefusedError`` naming the state, the right or the
        missing field; ``NotAllowedError`` is the caller's business when a right is missing."""
        from csconsole.codes import label

        transition = self.find(state, action)
        if transition is None:
            raise TransitionRefusedError(
                _(
                    "{what} is {state}: {action} is not possible.",
                    what=what or self.name,
                    state=label(f"{self.name}_state", state),
                    action=label(f"{self.name}_action", action),
                ),
                rule=f"{self.name}.{action}",
                hint=_("Possible now: {actions}.", actions=self._offered(state)),
            )
        if transition.right is not None and transition.right not in rights:
            from csconsole.errors import NotAllowedError

            raise NotAllowedError(_missing_right(transition.right))
        missing = [name for name in transition.needs if name not in set(given)]
        if missing:
            raise TransitionRefusedError(
                _(
                    "{action} needs: {fields}.",
                    action=label(f"{self.name}_action", action),
                    fields=", ".join(label("field", name) for name in missing),
                ),
                field=missing[0],
                rule=f"{self.name}.{action}",
            )
        return transition

    def steps(self, state: str, rights: frozenset[Right]) -> list[Step]:
        """Every action of this lifecycle with whether it is possible now, and why not."""
        from csconsole.codes import label

        offered: dict[str, Step] = {}
        for transition in self.transitions:
            if transition.action in offered and offered[transition.action].possible:
                continue
            why_not: str | None = None
            if transition not in self.leaving(state):
                why_not = _("not from {state}", state=label(f"{self.name}_state", state))
            elif transition.right is not None and transition.right not in rights:
                why_not = _missing_right(transition.right)
            offered[transition.action] = Step(
                transition.action, transition.to, transition.needs, transition.key, why_not is None, why_not
            )
        return list(offered.values())

    def _offered(self, state: str) -> str:
        from csconsole.codes import label

        return ", ".join(dict.fromkeys(label(f"{self.name}_action", t.action) for t in self.leaving(state)))


def _missing_right(right: Right) -> str:
    """The reason for a refusal: the right, and the roles that have it."""
    from csconsole.codes import label
    from csconsole.models.rights import ROLE_RIGHTS

    roles = ", ".join(label("role", role) for role, rights in ROLE_RIGHTS.items() if right in rights)
    return _("This needs the right “{right}” (roles: {roles}).", right=label("right", right), roles=roles)
