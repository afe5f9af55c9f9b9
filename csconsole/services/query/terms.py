"""What the keys and values of a query mean, whether its rows stand in the database or in memory."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from csconsole import codes
from csconsole.i18n import _, listed
from csconsole.text import plain_number

from .errors import QueryError
from .fields import EntityFields, FieldSpec, Group
from .tree import Op, Value
from .when import Between, Distance, parse_when

NONE_WORDS = frozenset({"none", "null", "无", "空", "未填"})
ANY_WORDS = frozenset({"any", "*", "有", "已填"})


class Terms:
    """Finds keys and values of one query, and says what is wrong with it and where."""

    def __init__(self, fields: EntityFields, text: str) -> None:
        self.fields = fields
        self.text = text

    def field(self, name: str, at: int) -> FieldSpec:
        """The field called ``name``. Raises ``QueryError`` that names the nearest key."""
        spec = self.fields.find(name)
        if spec is not None:
            return spec
        near = self.fields.nearest(name)
        hint = _("Did you mean {key}:?", key=near) if near else None
        hint = hint or _("Known keys: {keys}", keys=listed(self.fields.names()))
        raise self.error(_("There is no key “{key}” here.", key=name), at, hint=hint)

    def code(self, spec: FieldSpec, value: Value) -> str:
        """The code that a value names. Raises ``QueryError`` that names the nearest one."""
        found = code_named(spec, value.text)
        if found is not None:
            return found
        known = list(spec.known_values())
        near = spec.nearest_value(value.text)
        hint = (
            _("Did you mean {key}?", key=near) if near else _("Known values: {values}", values=listed(known))
        )
        raise self.error(
            _("{key} has no value “{value}”.", key=spec.label(), value=value.text), value.at, hint=hint
        )

    def only_is(self, spec: FieldSpec, operator: Op, value: Value) -> None:
        """Refuse ``<`` and its like on a key without an order."""
        if operator is not Op.IS:
            raise self.error(
                _("{key} has no order: write {key}:{value}", key=spec.label(), value=value.text), value.at
            )

    def when(self, value: Value, now: datetime, zone: ZoneInfo) -> Between | Distance:
        """The time that a value names. Raises ``QueryError`` with examples."""
        when = parse_when(value.text, now=now, zone=zone)
        if when is None:
            raise self.error(
                _("“{value}” is not a time.", value=value.text),
                value.at,
                hint=_("For example: today, 2026-11-01, 18:00, 2h, -7d"),
            )
        return when

    def error(self, message: str, at: int, *, hint: str | None = None) -> QueryError:
        """The error at a place of this query."""
        return QueryError(message, text=self.text, position=at, hint=hint)


def group_named(spec: FieldSpec, word: str) -> Group | None:
    """The group of codes that a word names."""
    for name, group in spec.groups.items():
        if word in (name.casefold(), group.zh.casefold()):
            return group
    return None


def code_named(spec: FieldSpec, text: str) -> str | None:
    """The code that a text names: itself, or its label in either language."""
    return codes.find_code(spec.codes, text) if spec.codes else text


def read_number(text: str) -> float | None:
    """A number as people write it."""
    try:
        value = float(plain_number(text))
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None
