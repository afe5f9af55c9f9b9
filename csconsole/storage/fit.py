"""What fits into a column, on both engines alike: SQLite would take any length, PostgreSQL would refuse."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import inspect
from sqlmodel import SQLModel

from csconsole.codes import label
from csconsole.errors import WrongFormError
from csconsole.i18n import _
from csconsole.storage.columns import Columns

LONGEST_TEXT = 100_000
"""Characters of a free text; more than that is a file, not a record."""

_INTEGER_LIMIT = 2**31


def require_fit(model: type[SQLModel], values: Mapping[str, Any]) -> None:
    """Raise ``InvalidInputError`` naming the field whose value is too long or too large."""
    limits, shortest = _limits(model)
    for name, value in values.items():
        if value is None or value is True or value is False:
            continue
        if isinstance(value, str):
            if len(value) <= shortest:
                continue
            longest = limits.get(name, LONGEST_TEXT)
            if len(value) > longest:
                raise WrongFormError(
                    _(
                        "{field} has {length} characters; at most {most} fit.",
                        field=label("field", name),
                        length=len(value),
                        most=longest,
                    ),
                    field=name,
                    value=value[:60],
                    rule="length",
                )
        elif isinstance(value, int) and not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
            raise WrongFormError(
                _("{field}: {value} is too large.", field=label("field", name), value=value),
                field=name,
                value=value,
                rule="range",
            )


def require_columns_fit(model: type[SQLModel], columns: Columns) -> None:
    """The same of many rows: of each column only the longest text and the outermost numbers are looked at."""
    require_fit(model, columns.same)
    for name, values in columns.each.items():
        kinds = columns.kinds[name]
        if any(issubclass(kind, str) for kind in kinds):
            texts = values if len(kinds) == 1 else [one for one in values if isinstance(one, str)]
            require_fit(model, {name: max(texts, key=len)})
        if any(issubclass(kind, int) for kind in kinds):
            numbers = values if len(kinds) == 1 else [one for one in values if isinstance(one, int)]
            require_fit(model, {name: max(numbers)})
            require_fit(model, {name: min(numbers)})


@cache
def _limits(model: type[SQLModel]) -> tuple[dict[str, int], int]:
    """Lengths by column, and the shortest of them."""
    limits = {
        attribute.key: attribute.columns[0].type.length
        for attribute in inspect(model).column_attrs
        if getattr(attribute.columns[0].type, "length", None)
    }
    return limits, min(limits.values(), default=LONGEST_TEXT)
