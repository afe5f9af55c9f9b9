"""Which column of a file is which field: by the names people give columns in both languages (REF-35)."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from csconsole.cti.rejected import Rejected
from csconsole.errors import InvalidInputError, UsageError
from csconsole.i18n import _, listed
from csconsole.paths import package_data

KINDS: Final = ("calls", "customers", "categories")

_NOISE = re.compile(r"[\s_\-./:：*＊()（）\[\]【】'\"“”]+")
_PARENTHESIS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass(frozen=True, slots=True)
class Columns:
    """The fields of a file by position; ``ignored`` are columns that mean nothing here."""

    fields: Mapping[str, int]
    names: tuple[str, ...]
    ignored: tuple[str, ...]
    refused: tuple[Rejected, ...]
    """Columns that must not be imported: passwords (SEC-04). They are not read."""

    def cells(self, row: Sequence[str]) -> dict[str, str]:
        """The cells of a row by field, trimmed."""
        return {field: row[position].strip() for field, position in self.fields.items()}

    def name(self, field: str) -> str:
        """The column's own name of a field, for reports; the field's name if it has no column."""
        position = self.fields.get(field)
        return field if position is None else self.names[position]


def match_columns(
    kind: str, names: Sequence[str], mapping: Sequence[str] = (), *, needed: Sequence[Sequence[str]] = ()
) -> Columns:
    """Find each column's field by alias or by ``mapping`` (``field=Column name`` each).

    ``needed`` are groups of fields of which one must be there. Raises ``UsageError`` for a mapping that names
    no field or no column, and ``InvalidInputError`` when two columns mean the same field or one is missing.
    """
    wanted = _read_mapping(kind, names, mapping)
    fields: dict[str, int] = dict(wanted)
    refused: list[Rejected] = []
    ignored: list[str] = []
    for position, name in enumerate(names):
        if _is_secret(name):
            refused.append(Rejected(1, name, "", "SEC-04"))
            fields = {field: at for field, at in fields.items() if at != position}
            continue
        if position in wanted.values():
            continue
        field = _aliases(kind).get(plain_name(name)) or _aliases(kind).get(
            plain_name(_PARENTHESIS.sub("", name))
        )
        if field is None or field in wanted:
            if name:
                ignored.append(name)
            continue
        if field in fields:
            raise _both_mean(field, names[fields[field]], name)
        fields[field] = position
    for group in needed:
        if not any(field in fields for field in group):
            raise _no_column(group, names)
    return Columns(fields, tuple(names), tuple(ignored), tuple(refused))


def _both_mean(field: str, one: str, other: str) -> InvalidInputError:
    return InvalidInputError(
        _("The columns {one} and {other} both mean {field}.", one=one, other=other, field=field),
        field=field,
        value=other,
        rule="REF-35",
        hint=_("Say which one with --map {field}=COLUMN.", field=field),
    )


def _no_column(fields: Sequence[str], names: Sequence[str]) -> InvalidInputError:
    return InvalidInputError(
        _("There is no column for {field}.", field=" / ".join(fields)),
        field=fields[0],
        value=", ".join(names)[:200],
        rule="REF-35",
        hint=_("Name it with --map {field}=COLUMN.", field=fields[0]),
    )


def plain_name(name: str) -> str:
    """A column name or a list value in the form that is compared: one width, one case, one wording."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()
    for other, usual in _wordings():
        text = text.replace(other, usual)
    return text


def field_names(kind: str) -> tuple[str, ...]:
    """The fields that a file of this kind may have."""
    return tuple(_read_fields(kind))


def _read_mapping(kind: str, names: Sequence[str], mapping: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    by_name = {name.strip().casefold(): position for position, name in enumerate(names)}
    for pair in mapping:
        field, equals, column = (part.strip() for part in pair.partition("="))
        if not equals or field not in field_names(kind):
            raise UsageError(
                _("--map {pair}: {field} is no field of {kind}.", pair=pair, field=field, kind=kind)
                if equals
                else _("--map {pair}: the column is missing.", pair=pair),
                field="map",
                value=pair,
                hint=_("Write --map FIELD=COLUMN. Fields: {fields}", fields=listed(field_names(kind))),
            )
        if column.casefold() not in by_name:
            raise UsageError(
                _("--map {pair}: the file has no column {column}.", pair=pair, column=column),
                field="map",
                value=pair,
                hint=_("Columns: {columns}", columns=listed(names)),
            )
        found[field] = by_name[column.casefold()]
    return found


@cache
def _read_fields(kind: str) -> Mapping[str, list[str]]:
    path = package_data() / "imports" / f"{kind}.toml"
    fields: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return fields


@cache
def _aliases(kind: str) -> Mapping[str, str]:
    """Field by plain name. Raises ``ValueError`` when one name stands for two fields."""
    found: dict[str, str] = {}
    for field, aliases in _read_fields(kind).items():
        for alias in (field, *aliases):
            name = plain_name(alias)
            if found.setdefault(name, field) != field:
                raise ValueError(f"{kind}.toml: {alias} means {found[name]} and {field}")
    return found


@cache
def _wordings() -> tuple[tuple[str, str], ...]:
    """Other words and the usual ones for them (REF-35), longer words first."""
    path = package_data() / "imports" / "wordings.csv"
    with path.open(encoding="utf-8", newline="") as file:
        pairs = [(row["other"], row["usual"]) for row in csv.DictReader(file)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _secret_names() -> tuple[str, ...]:
    path = package_data() / "imports" / "secrets.toml"
    names: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))["names"]
    return tuple(plain_name(name) for name in names)


def _is_secret(name: str) -> bool:
    plain = plain_name(name)
    return any(secret in plain for secret in _secret_names())
