"""Lifecycles as data: which state a record may leave by which action, who may do it, and what it needs.

A module of this package holds the lifecycle of one kind of record; packs bring more kinds of tickets as
files. Services ask ``Lifecycle.step``; the console lists ``Lifecycle.steps`` so that it offers what is
possible and says why the rest is not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from csconsole.errors import NotAllowedError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, get_language, listed
from csconsole.models.rights import Right

ANY_OPEN = "*"
"""Stands for every state that is not final."""

Facts = Mapping[str, Any]
"""What is known of a record, by name: its columns, and what was counted for it."""


class TransitionRefusedError(RuleBrokenError):
    """The record's state, the person's rights or missing data forbid the step."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One guard: the fact must have one of the values. ``why`` says what is missing otherwise; ``why_zh`` is
    its Chinese where it comes from a pack's file and not from the catalogue. ``rule`` is the source's id.
    """

    fact: str
    among: tuple[object, ...]
    why: str = ""
    rule: str = ""
    why_zh: str = ""

    def holds(self, facts: Facts) -> bool:
        """Whether the facts meet it; an unknown fact is ``None``."""
        return facts.get(self.fact) in self.among

    def say(self) -> str:
        """What is missing, in the current language."""
        return self.why_zh if self.why_zh and get_language() == "zh" else _(self.why)


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed step. ``to=None`` keeps the state.

    ``needs`` are the fields that must be given with the step, ``has`` those that may be on record already.
    ``only`` are the cases that the transition is for; ``must`` are guards that refuse it with a reason.
    """

    action: str
    frm: tuple[str, ...]
    to: str | None
    right: Right | None = None
    needs: tuple[str, ...] = ()
    key: str | None = None
    has: tuple[str, ...] = ()
    only: tuple[Condition, ...] = ()
    must: tuple[Condition, ...] = ()

    def fits(self, facts: Facts) -> bool:
        """Whether the record is of the case that this transition is for."""
        return all(condition.holds(facts) for condition in self.only)

    def asks(self, facts: Facts) -> tuple[str, ...]:
        """The fields to ask for now: what it needs, and what it must have and the record lacks."""
        return self.needs + tuple(name for name in self.has if facts.get(name) in (None, ""))

    def broken(self, facts: Facts) -> Condition | None:
        """The first guard that refuses the step, or ``None``."""
        return next((guard for guard in self.must if not guard.holds(facts)), None)


@dataclass(frozen=True, slots=True)
class Step:
    """One step as offered to a person now: possible, or refused for a reason. ``note`` is what to know
    before it is taken.
    """

    action: str
    to: str | None
    needs: tuple[str, ...]
    key: str | None
    possible: bool
    why_not: str | None = None
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States and transitions of one kind of record. ``states`` is in the order of the work.

    A kind of ticket with a procedure of its own says in ``phases`` which state of the plain ticket each of
    its states counts as, so that lists, clocks and reports treat all kinds alike; a state without one leaves
    the ticket as dispatched as it is. ``shared`` are the plain ticket's actions that it has too. ``labels``
    are (English, Chinese) of states and actions that no code list knows.
    """

    name: str
    states: tuple[str, ...]
    initial: str
    final: frozenset[str]
    transitions: tuple[Transition, ...]
    phases: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)

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

    def find(self, state: str, action: str, facts: Facts | None = None) -> Transition | None:
        """The transition ``action`` out of ``state`` for a record of these facts, or ``None``."""
        return next((t for t in self.leaving(state) if t.action == action and t.fits(facts or {})), None)

    def find_any(self, action: str) -> Transition | None:
        """The first transition ``action`` out of any state, or ``None``."""
        return next((t for t in self.transitions if t.action == action), None)

    def step(
        self,
        state: str,
        action: str,
        *,
        rights: frozenset[Right],
        given: Iterable[str] = (),
        what: str = "",
        facts: Facts | None = None,
    ) -> Transition:
        """The transition to take. Raises ``TransitionRefusedError`` naming the state, the guard or the
        missing field, ``NotAllowedError`` naming the right.
        """
        known = facts or {}
        transition = self.find(state, action, known)
        if transition is None:
            from csconsole.codes import label

            self.require_right(action, rights)
            raise TransitionRefusedError(
                _(
                    "{what} is {state}: {action} is not possible.",
                    what=what or label("entity", self.name),
                    state=self.say_state(state),
                    action=self.say_action(action),
                ),
                rule=f"{self.name}.{action}",
                hint=self._offered(state),
            )
        if transition.right is not None and transition.right not in rights:
            raise NotAllowedError(_missing_right(transition.right))
        have = set(given)
        missing = [name for name in transition.asks(known) if name not in have]
        if missing:
            raise TransitionRefusedError(
                _(
                    "{action} needs: {fields}.",
                    action=self.say_action(action),
                    fields=listed(_field(name) for name in missing),
                ),
                field=missing[0],
                rule=f"{self.name}.{action}",
            )
        guard = transition.broken(known)
        if guard is not None:
            raise TransitionRefusedError(guard.say(), field=guard.fact, rule=guard.rule or self.name)
        return transition

    def require_right(self, action: str, rights: frozenset[Right]) -> None:
        """Raise ``NotAllowedError`` for who may not take the action in any state: rights before rules. Raises
        ``WrongFormError`` for a word that is no action anywhere.
        """
        if self.find_any(action) is None and not self._has_name(action):
            raise WrongFormError(
                _("There is no step “{action}”.", action=action[:40]), field="action", value=action[:40]
            )
        needed = [one.right for one in self.transitions if one.action == action]
        missing = [right for right in needed if right is not None and right not in rights]
        if missing and len(missing) == len(needed):
            raise NotAllowedError(_missing_right(missing[0]))

    def steps(self, state: str, rights: frozenset[Right], facts: Facts | None = None) -> list[Step]:
        """Every action of this lifecycle with whether it is possible now, and why not."""
        known = facts or {}
        offered: dict[str, Step] = {}
        for transition in self.transitions:
            before = offered.get(transition.action)
            if before is not None and (before.possible or not self._nearer(transition, state, known)):
                continue
            offered[transition.action] = self._offer(transition, state, rights, known)
        return list(offered.values())

    def _nearer(self, transition: Transition, state: str, facts: Facts) -> bool:
        """Whether a further transition of the same action says more of this record than the first."""
        return transition in self.leaving(state) and transition.fits(facts)

    def _offer(self, transition: Transition, state: str, rights: frozenset[Right], facts: Facts) -> Step:
        why_not: str | None = None
        if transition not in self.leaving(state) or not transition.fits(facts):
            why_not = _("not from {state}", state=self.say_state(state))
        elif transition.right is not None and transition.right not in rights:
            why_not = _missing_right(transition.right)
        elif guard := transition.broken(facts):
            why_not = guard.say()
        return Step(
            transition.action,
            transition.to,
            transition.asks(facts),
            transition.key,
            why_not is None,
            why_not,
            self.say_action(transition.action),
        )

    def say_state(self, state: str) -> str:
        """The state's name in the current language."""
        return self._say(state, f"{self.name}_state")

    def say_action(self, action: str) -> str:
        """The action's name in the current language."""
        return self._say(action, f"{self.name}_action")

    def _has_name(self, action: str) -> bool:
        """Whether the word means a step of this record, or of the tickets beside which it lies."""
        from csconsole.codes import label

        return self.say_action(action) != action or label("ticket_action", action) != action

    def _say(self, code: str, list_name: str) -> str:
        from csconsole.codes import label

        own = self.labels.get(code)
        if own is not None:
            return own[1] if get_language() == "zh" else own[0]
        if self.labels or code in self.shared:
            list_name = f"ticket_{list_name.rpartition('_')[2]}"
        return label(list_name, code)

    def _offered(self, state: str) -> str:
        actions = listed(dict.fromkeys(self.say_action(t.action) for t in self.leaving(state)))
        return _("Possible now: {actions}.", actions=actions) if actions else _("Nothing more is possible.")


def _field(name: str) -> str:
    from csconsole.codes import label

    return label("field", name)


def _missing_right(right: Right) -> str:
    """The reason for a refusal: the right, and the roles that have it."""
    from csconsole.codes import label
    from csconsole.models.rights import roles_with

    roles = listed(label("role", role) for role in roles_with(right))
    return _("This needs the right “{right}” (roles: {roles}).", right=label("right", right), roles=roles)
