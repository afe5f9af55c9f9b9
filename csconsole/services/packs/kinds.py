"""Kinds of tickets that packs bring, with their lifecycles: files ``data/packs/<pack>/kinds/<kind>.toml``.

A file names its states with the phase of the plain ticket that each counts as, and its transitions with the
right, the needed data and the guards::

    en = "Hazard"
    zh = "安全隐患"
    initial = "found"
    final = ["closed"]
    shared = ["dispatch", "reassign", "note"]

    [states.found]
    en = "found"
    zh = "已发现"
    phase = "new"

    [[transitions]]
    action = "rectify"
    en = "rectify"
    zh = "整改"
    from = ["found"]
    to = "checking"
    right = "ticket.handle"
    needs = ["measure"]
    must = [{ fact = "dispatched", among = [true], en = "It is with nobody yet.", zh = "尚未派出。" }]

A file that only gives the names brings a kind that lives as the plain ticket does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import codes, label
from csconsole.errors import InvalidInputError
from csconsole.i18n import _, get_language
from csconsole.models.lifecycle import ANY_OPEN, Condition, Lifecycle, Transition
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.models.rights import Right
from csconsole.paths import package_data

if TYPE_CHECKING:
    from csconsole.services.context import Context

_KEYS: Final = frozenset({"en", "zh", "initial", "final", "shared", "states", "transitions"})
_TYPES: Final[dict[str, type]] = {
    **dict.fromkeys(("en", "zh", "initial"), str),
    **dict.fromkeys(("final", "shared", "transitions"), list),
    "states": dict,
}
_STEP_KEYS: Final = frozenset(
    {"action", "en", "zh", "from", "to", "right", "needs", "has", "only", "must", "key"}
)


class PackDataError(InvalidInputError):
    """A pack's file says something that cannot be."""


@dataclass(frozen=True, slots=True)
class PackKind:
    """A kind of ticket of a pack."""

    code: str
    pack: str
    en: str
    zh: str
    lifecycle: Lifecycle

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return self.zh if get_language() == "zh" else self.en


def offered_kinds(ctx: Context) -> tuple[tuple[str, str], ...]:
    """Code and name of every kind that a ticket may have here: the program's, and the installed packs'."""
    from csconsole.services.packs.installed import installed_packs

    own = [(code, label("ticket_kind", code)) for code in codes("ticket_kind")]
    installed = installed_packs(ctx)
    return (*own, *((kind.code, kind.label) for kind in pack_kinds().values() if kind.pack in installed))


@cache
def pack_kinds() -> Mapping[str, PackKind]:
    """Every kind that a shipped pack brings, by code. Raises ``PackDataError`` for a wrong file."""
    found = (read_kind(path, path.parent.parent.name) for path in _files())
    return {kind.code: kind for kind in found}


def kinds_of_pack(pack: str) -> tuple[PackKind, ...]:
    """The kinds of one pack, read and checked now. Raises ``PackDataError``."""
    return tuple(read_kind(path, pack) for path in _files() if path.parent.parent.name == pack)


def _files() -> list[Path]:
    return sorted((package_data() / "packs").glob("*/kinds/*.toml"))


def read_kind(path: Path, pack: str) -> PackKind:
    """Read one file. Raises ``PackDataError`` that names the file, the place in it and what is wrong."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, "", str(error)) from error
    return kind_from(data, path, pack)


def kind_from(data: Mapping[str, Any], path: Path, pack: str) -> PackKind:
    """The kind that a file's content describes. Raises ``PackDataError``."""
    code = path.stem
    for name, kind in _TYPES.items():
        if not isinstance(data.get(name, kind()), kind):
            raise _wrong(path, name, _("{field} means nothing here", field=repr(data[name])[:60]))
    if set(data) == {"en", "zh"}:
        _require_new(path, code)
        return PackKind(code, pack, data["en"], data["zh"], TICKET)
    _require(path, "", data, _KEYS, ("en", "zh", "initial", "final", "states", "transitions"))
    _require_new(path, code)
    states = tuple(data["states"])
    phases, labels = {}, {}
    for name, spec in data["states"].items():
        place = f"states.{name}"
        _require(path, place, spec, frozenset({"en", "zh", "phase"}), ("en", "zh", "phase"))
        if spec["phase"] not in TICKET.states:
            raise _wrong(path, place, _("phase {phase} is no state of a ticket", phase=spec["phase"]))
        phases[name], labels[name] = spec["phase"], (spec["en"], spec["zh"])
    final = frozenset(data["final"])
    for name in (data["initial"], *final):
        if name not in states:
            raise _wrong(path, "initial, final", _("{state} is not among the states", state=name))
    for name in states:
        if (name in final) == TICKET.is_open(phases[name]):
            raise _wrong(path, f"states.{name}", _("the phase of a final state is closed or cancelled"))
    transitions = []
    for number, spec in enumerate(data["transitions"], start=1):
        place = f"transitions, {number}"
        transitions.append(_transition(path, place, spec, states))
        labels[spec["action"]] = (spec["en"], spec["zh"])
    cycle = Lifecycle(
        name=code,
        states=states,
        initial=data["initial"],
        final=final,
        transitions=tuple(transitions),
        phases=phases,
        shared=tuple(data.get("shared", ())),
        labels=labels,
    )
    _check_ways(path, cycle)
    return PackKind(code, pack, data["en"], data["zh"], cycle)


def _require_new(path: Path, code: str) -> None:
    if code in codes("ticket_kind"):
        raise _wrong(path, code, _("the program has a kind of this name already"))


def _transition(path: Path, place: str, spec: Mapping[str, Any], states: tuple[str, ...]) -> Transition:
    _require(path, place, spec, _STEP_KEYS, ("action", "en", "zh", "from"))
    for name in (*spec["from"], *([spec["to"]] if spec.get("to") else [])):
        if name not in states and name != ANY_OPEN:
            raise _wrong(path, place, _("{state} is not among the states", state=name))
    right = spec.get("right")
    if right is not None and right not in set(Right):
        raise _wrong(path, place, _("there is no right {right}", right=right))
    known = codes("field")
    for name in (*spec.get("needs", ()), *spec.get("has", ())):
        if name not in known:
            raise _wrong(path, place, _("there is no field {field}", field=name))
    return Transition(
        action=spec["action"],
        frm=tuple(spec["from"]),
        to=spec.get("to"),
        right=Right(right) if right else None,
        needs=tuple(spec.get("needs", ())),
        has=tuple(spec.get("has", ())),
        key=spec.get("key"),
        only=_conditions(path, place, spec.get("only", ())),
        must=_conditions(path, place, spec.get("must", ()), said=True),
    )


def _conditions(path: Path, place: str, specs: Any, *, said: bool = False) -> tuple[Condition, ...]:
    found = []
    for spec in specs:
        needed = ("fact", "among", "en", "zh") if said else ("fact", "among")
        _require(path, place, spec, frozenset({"fact", "among", "en", "zh", "rule"}), needed)
        found.append(
            Condition(
                spec["fact"],
                tuple(spec["among"]),
                spec.get("en", ""),
                spec.get("rule", ""),
                spec.get("zh", ""),
            )
        )
    return tuple(found)


def _check_ways(path: Path, cycle: Lifecycle) -> None:
    """Every open state has a way out, and a final one can be reached (TKT-02)."""
    for action in cycle.shared:
        if all(action != transition.action for transition in TICKET.transitions):
            raise _wrong(path, "shared", _("a ticket has no action {action}", action=action))
    for state in cycle.states:
        leaving = [t for t in cycle.leaving(state) if t.to not in (None, state)]
        if cycle.is_open(state) and not leaving:
            raise _wrong(path, f"states.{state}", _("there is no way out of this state"))
    reached, grown = {cycle.initial}, True
    while grown:
        further = {t.to for state in reached for t in cycle.leaving(state) if t.to} - reached
        reached |= further
        grown = bool(further)
    if unreached := set(cycle.states) - reached:
        raise _wrong(path, f"states.{sorted(unreached)[0]}", _("no step leads to this state"))


def _require(path: Path, place: str, spec: Any, known: frozenset[str], needed: tuple[str, ...]) -> None:
    if not isinstance(spec, Mapping):
        raise _wrong(path, place, _("a table is expected here"))
    if missing := [name for name in needed if name not in spec]:
        raise _wrong(path, place, _("{field} is missing", field=missing[0]))
    if unknown := sorted(set(spec) - known):
        raise _wrong(path, place, _("{field} means nothing here", field=unknown[0]))


def _wrong(path: Path, place: str, what: str) -> PackDataError:
    where = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
    text = _("The pack file {file} is wrong at {place}: {what}.", file=where, place=place or "-", what=what)
    return PackDataError(text, field=place or None, value=where, rule="TKT-02")
