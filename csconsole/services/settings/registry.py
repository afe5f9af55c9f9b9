"""The settings that exist: one table a key in ``data/settings/<area>.toml``, read once a process.

A table holds ``type``, ``default``, ``en`` and ``zh`` (what it is, one line each), and where they fit
``unit``, ``source`` (the rule it belongs to), ``min``, ``max`` and ``choices``. Types: ``int``, ``float``,
``bool``, ``text``, ``choice``, ``list`` (of texts), ``time`` (``HH:MM``), ``limit`` (such as ``3wd``) and
``table`` (a JSON object). What a table may hold is the business of who reads it: ``checked_by`` names a
function, as ``module:function``, that raises ``InvalidInputError`` for what it could not use, or
``ValueError`` with how it is written. ``names``, ``keys`` and ``fields`` say what it names (``naming.py``),
``above`` and ``below`` which other setting a number stays above or below; 0 stands for none.
"""

from __future__ import annotations

import difflib
import importlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotFoundError, WrongFormError
from csconsole.i18n import N_, _, get_language, listed
from csconsole.paths import package_data
from csconsole.services.yes_no import yes_or_no
from csconsole.text import plain_number

TYPES: Final = ("int", "float", "bool", "text", "choice", "list", "time", "limit", "table")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


EXCERPT: Final = 60
"""Characters of a line that is shown because it cannot be read."""

LONGEST: Final = 20_000
"""Characters of all texts in one value: more than any rule needs, and it is read again and again."""


class _UnreadableError(ValueError):
    """A text that is no table: the line and the character where the reading ended, and what stands there."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.column = column
        self.text = text


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting: its key, type, default and what it means."""

    key: str
    area: str
    type: str
    default: Any
    en: str
    zh: str
    unit: str = ""
    source: str = ""
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] = ()
    checked_by: str = ""
    names: str = ""
    above: str = ""
    below: str = ""
    keys: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def about(self) -> str:
        """What it is, in the current language."""
        return self.zh if get_language() == "zh" else self.en

    def check(self, value: Any) -> Any:
        """``value`` as this setting stores it; texts such as ``"15"`` or ``"yes"`` are read by the type.

        Raises ``InvalidInputError`` with the setting's rule for anything else, and for what who reads the
        setting could not use.
        """
        found = self.read(value)
        if self.checked_by:
            module, _colon, name = self.checked_by.partition(":")
            try:
                getattr(importlib.import_module(module), name)(found)
            except ValueError as error:
                raise self._wrong(value, str(error)) from None
        return found

    def read(self, value: Any) -> Any:
        """The same by the type alone."""
        try:
            found = _READERS[self.type](value)
        except _UnreadableError as error:
            raise self._unreadable(value, error) from None
        except (ValueError, TypeError, OverflowError, RecursionError):
            raise self._wrong(value, self._how()) from None
        if _length(found) > LONGEST:
            raise self._wrong(f"{value!s:.{EXCERPT}}", _("The most is {most}.", most=f"{LONGEST:,}"))
        if self.type == "choice" and found not in self.choices:
            raise self._wrong(value, _("Use one of: {choices}.", choices=listed(self.choices)))
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            self._check_range(found)
        return found

    def _how(self) -> str:
        """How a value of this type is written, with its unit."""
        if self.unit and self.type in ("int", "float"):
            unit = label("setting_unit", self.unit)
            return _("Write a number without its unit, which is: {unit}.", unit=unit)
        return _(_HOW[self.type])

    def _unreadable(self, value: Any, error: _UnreadableError) -> InvalidInputError:
        return WrongFormError(
            _(
                "{key}: line {line}, character {column} cannot be read: {text}",
                key=self.key,
                line=error.line,
                column=error.column,
                text=error.text,
            ),
            field=self.key,
            value=value,
            rule=self.source or None,
            hint=_("Write it like: {example}", example='{"repair": {"arrive": "15m"}}'),
        )

    def _check_range(self, number: float) -> None:
        if self.min is not None and number < self.min:
            raise self._wrong(number, _("The least is {least}.", least=f"{self.min:g}"))
        if self.max is not None and number > self.max:
            raise self._wrong(number, _("The most is {most}.", most=f"{self.max:g}"))

    def _wrong(self, value: Any, hint: str) -> InvalidInputError:
        return WrongFormError(
            _("{key} cannot be {value}.", key=self.key, value=value),
            field=self.key,
            value=value,
            rule=self.source or None,
            hint=hint,
        )


@cache
def registry() -> Mapping[str, SettingSpec]:
    """Every setting by its key, in the order of the files. Raises ``ValueError`` for a faulty file."""
    found: dict[str, SettingSpec] = {}
    for area in _texts():
        for key, spec in _of_area(area).items():
            if key in found:
                raise ValueError(f"{area}.toml: {key} is also in {found[key].area}.toml")
            found[key] = spec
    return found


@cache
def _texts() -> Mapping[str, str]:
    """The files by their areas, as they are written."""
    files = sorted((package_data() / "settings").glob("*.toml"))
    return {path.stem: path.read_text(encoding="utf-8") for path in files}


@cache
def _of_area(area: str) -> Mapping[str, SettingSpec]:
    return {key: _spec(key, area, table) for key, table in tomllib.loads(_texts()[area]).items()}


@cache
def spec_of(key: str) -> SettingSpec:
    """The setting of this key; of the files only the one that has it is parsed. Raises ``NotFoundError`` that
    names the nearest key.
    """
    areas = (area for area, text in _texts().items() if f'["{key}"]' in text)
    found = next((_of_area(area)[key] for area in areas if key in _of_area(area)), None)
    if found is None:
        near = difflib.get_close_matches(key, registry(), n=1)
        raise NotFoundError(
            _("There is no setting {key}.", key=key),
            field="key",
            value=key,
            hint=_("Did you mean {key}?", key=near[0]) if near else _("See: csconsole setting list"),
        )
    return found


def line_of(key: str) -> tuple[SettingSpec, str | None]:
    """The setting that ``key`` names, and the line of its table that it adds: ``ticket.limits.repair`` is the
    line ``repair`` of ``ticket.limits``. Raises ``NotFoundError``.
    """
    for name, spec in registry().items():
        if spec.type == "table" and key.startswith(f"{name}.") and key not in registry():
            return spec, key.removeprefix(f"{name}.")
    return spec_of(key), None


def _spec(key: str, area: str, table: Mapping[str, Any]) -> SettingSpec:
    if table.get("type") not in TYPES:
        raise ValueError(f"{area}.toml: {key} has the type {table.get('type')!r}")
    known = {"type", "default", "en", "zh", "unit", "source", "min", "max", "choices", "checked_by"}
    known |= {"names", "keys", "fields", "above", "below"}
    if unknown := set(table) - known:
        raise ValueError(f"{area}.toml: {key} has {sorted(unknown)}")
    values = {name: table[name] for name in known & set(table)}
    values |= {name: tuple(table.get(name, ())) for name in ("choices", "keys")}
    spec = SettingSpec(key=key, area=area, **values)
    spec.read(spec.default)
    return spec


def _int(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and value != int(value)):
        raise ValueError(value)
    return int(_digits(value))


def _digits(value: Any) -> Any:
    """A number that was typed, its full-width digits made plain; those of other scripts are none."""
    return plain_number(value) if isinstance(value, str) else value


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise ValueError(value)
    number = float(_digits(value))
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError(value)
    return number


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = yes_or_no(str(value))
    if said is None:
        raise ValueError(value)
    return said


def _text(value: Any) -> str:
    from csconsole.text import clean

    if not isinstance(value, str):
        raise TypeError(value)
    return clean(value)


def _list(value: Any) -> list[str]:
    items = _items(value) if isinstance(value, str) else value
    if not isinstance(items, (list, tuple)):
        raise TypeError(value)
    return [_text(item).strip() for item in items if _text(item).strip()]


def _items(text: str) -> list[Any]:
    """The texts of a list as it is typed: with commas between them, or in brackets as JSON."""
    if text.strip().startswith("["):
        import json

        return [one if isinstance(one, str) else json.dumps(one) for one in json.loads(text)]
    return re.split(r"[,，;；]", text)


def _time(value: Any) -> str:
    if not _TIME.fullmatch(str(value)):
        raise ValueError(value)
    return str(value)


def _limit(value: Any) -> str:
    from csconsole.services.due import parse_limit

    try:
        parse_limit(str(value))
    except InvalidInputError as error:
        raise ValueError(value) from error
    return str(value)


def _table(value: Any) -> dict[str, Any]:
    import json

    try:
        found = read_table(value) if isinstance(value, str) else value
    except RecursionError:
        raise ValueError(value[:EXCERPT]) from None
    except json.JSONDecodeError as error:
        lines = error.doc.splitlines() or [""]
        text = lines[min(error.lineno, len(lines)) - 1].strip()
        raise _UnreadableError(error.lineno, error.colno, text[:EXCERPT]) from None
    if not isinstance(found, dict):
        raise TypeError(value)
    cleaned: dict[str, Any] = _cleaned(found)
    return cleaned


def read_table(text: str) -> Any:
    """What is typed for a table or a line of it: JSON, or names and values with ``=`` between them as the
    files of settings are written. Raises ``json.JSONDecodeError`` for what is neither.
    """
    import json

    try:
        return json.loads(text)
    except json.JSONDecodeError:
        for written in (f"value = {text}", text) if "=" in text else ():
            try:
                found = tomllib.loads(written)
            except tomllib.TOMLDecodeError:
                continue
            return found["value"] if written != text else found
        raise


def _cleaned(value: Any) -> Any:
    """A value of a table with every text in it as it may be stored. Raises ``ValueError`` for a line without
    a name.
    """
    if isinstance(value, dict):
        if not all(_text(str(name)).strip() for name in value):
            raise ValueError(value)
        return {_text(str(name)): _cleaned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_cleaned(one) for one in value]
    return _text(value) if isinstance(value, str) else value


def _length(value: Any) -> int:
    """The characters of all texts in a value."""
    if isinstance(value, dict):
        return sum(len(name) + _length(one) for name, one in value.items())
    if isinstance(value, list):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else 1


_READERS: Final = {
    "int": _int,
    "float": _float,
    "bool": _bool,
    "text": _text,
    "choice": _text,
    "list": _list,
    "time": _time,
    "limit": _limit,
    "table": _table,
}
_HOW: Final[Mapping[str, str]] = {
    "int": N_("Write a whole number."),
    "float": N_("Write a number."),
    "bool": N_("Write yes or no."),
    "text": N_("Write a text."),
    "choice": N_("Write a text."),
    "list": N_("Write texts with commas between them."),
    "time": N_("Write a time such as 08:30."),
    "limit": N_("Write a limit such as 15m, 24h, 3wd or 8wh."),
    "table": N_("Write a table in braces, such as a JSON object."),
}
"""How a value of each type is written."""
