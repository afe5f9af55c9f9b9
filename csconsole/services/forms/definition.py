"""Definitions of forms, one file each in ``data/forms``: fields, states and steps (FRM-01)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from csconsole.codes import codes
from csconsole.errors import NotFoundError
from csconsole.i18n import _, get_language, listed
from csconsole.models.lifecycle import Lifecycle, Transition
from csconsole.models.rights import Right
from csconsole.paths import package_data

TYPES: Final = frozenset({"text", "long", "money", "date", "code", "lines"})


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. Money is kept in cents, a date as ISO text, lines as a list; ``codes`` names the list."""

    name: str
    type: str
    required: bool
    codes: str


@dataclass(frozen=True, slots=True)
class FormStep:
    """What a step has beside the transition: who signs, who signs too above a limit, and the field that an
    amount must not exceed.
    """

    signers: tuple[str, ...] = ()
    above: Mapping[str, str] | None = None
    most: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One form as its file says."""

    code: str
    en: str
    zh: str
    version: int
    fields: Mapping[str, FormField]
    cycle: Lifecycle
    steps: Mapping[str, FormStep]

    @property
    def label(self) -> str:
        """Its name in the current language."""
        return self.zh if get_language() == "zh" else self.en

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields that are filled in before anybody signs: all but those of the steps that staff sign."""
        signed = (one for one in self.cycle.transitions if self.steps[one.action].signers)
        later = {name for one in signed for name in one.needs}
        return tuple(name for name in self.fields if name not in later)


@cache
def definitions() -> Mapping[str, FormDefinition]:
    """Every form by its code. Raises ``ValueError`` that names the file for one that cannot be."""
    found = {}
    for path in sorted((package_data() / "forms").glob("*.toml")):
        try:
            found[path.stem] = definition_from(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        except (ValueError, KeyError) as error:
            raise ValueError(f"{path.name}: {error}") from error
    return found


def definition_of(code: str) -> FormDefinition:
    """The form of this code. Raises ``NotFoundError``."""
    found = definitions().get(code)
    if found is None:
        raise NotFoundError(
            _("There is no form {code}.", code=code),
            field="form",
            value=code,
            hint=_("Known values: {values}", values=listed(definitions())),
        )
    return found


def definition_from(code: str, data: Mapping[str, Any]) -> FormDefinition:
    """The form that a file's content describes. Raises ``ValueError``, ``KeyError``."""
    fields = {name: _field(name, spec) for name, spec in data["fields"].items()}
    labels = {name: (spec["en"], spec["zh"]) for name, spec in data["states"].items()}
    labels |= {spec["action"]: (spec["en"], spec["zh"]) for spec in data["steps"]}
    cycle = Lifecycle(
        name=code,
        states=tuple(data["states"]),
        initial=data["initial"],
        final=frozenset(data["final"]),
        transitions=tuple(_transition(spec, fields) for spec in data["steps"]),
        labels=labels,
    )
    steps = {
        spec["action"]: FormStep(
            tuple(spec.get("signers", ())), spec.get("above"), _money(spec.get("most", {}), fields)
        )
        for spec in data["steps"]
    }
    return FormDefinition(code, data["en"], data["zh"], int(data["version"]), fields, cycle, steps)


def _field(name: str, spec: Mapping[str, Any]) -> FormField:
    listed = str(spec.get("list", ""))
    if spec["type"] not in TYPES:
        raise ValueError(f"{name} has the type {spec['type']}")
    if name not in codes("field") or (spec["type"] == "code" and not codes(listed)):
        raise ValueError(f"{name} has no name or no codes")
    return FormField(name, spec["type"], bool(spec.get("required", False)), listed)


def _money(most: Mapping[str, str], fields: Mapping[str, FormField]) -> Mapping[str, str]:
    wrong = [name for pair in most.items() for name in pair if fields[name].type != "money"]
    if wrong:
        raise ValueError(f"{wrong} are no amounts")
    return most


def _transition(spec: Mapping[str, Any], fields: Mapping[str, FormField]) -> Transition:
    named = (*spec.get("needs", ()), *spec.get("has", ()))
    unknown = [name for name in named if name not in fields and name not in ("signer", "reason_why")]
    if unknown:
        raise ValueError(f"{spec['action']} needs {unknown}")
    if not spec.get("right") and not spec.get("signers"):
        raise ValueError(f"{spec['action']} has neither a right nor signers")
    return Transition(
        action=spec["action"],
        frm=tuple(spec["from"]),
        to=spec["to"],
        right=Right(spec["right"]) if spec.get("right") else None,
        needs=tuple(spec.get("needs", ())),
        has=tuple(spec.get("has", ())),
    )
