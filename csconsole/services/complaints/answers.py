"""What a person gave with a step of the procedure, read and checked field by field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from csconsole.clock import iso
from csconsole.codes import codes, find_code, label
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models.lifecycle.answers import (
    CODES,
    DEPARTMENTS,
    MANY_CODES,
    MUST_BE_YES,
    TIMES,
    YES_NO,
)
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.yes_no import yes_or_no


def read_answers(ctx: Context, given: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values by field; empty ones are left out. Raises ``InvalidInputError`` for one that does not fit.

    Departments become their keys, times become instants, ``options`` and ticked codes become lists.
    """
    found = {name: _read(ctx, name, value) for name, value in given.items() if value not in (None, "")}
    return {name: value for name, value in found.items() if value not in (None, [])}


def named(answers: Mapping[str, Any]) -> list[str]:
    """The fields that count as given: a plan that was not told is not given."""
    return [name for name, value in answers.items() if value is not False or name not in MUST_BE_YES]


def recordable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as the six-step record keeps them."""
    return {name: iso(value) if isinstance(value, datetime) else value for name, value in answers.items()}


def _read(ctx: Context, name: str, value: Any) -> Any:
    if name in YES_NO:
        return _yes(name, value)
    if name in CODES:
        return entry.one_of(CODES[name], str(value), name, rule="CMP-07")
    if name in MANY_CODES:
        return _ticked(name, value)
    if name in DEPARTMENTS:
        return _department(ctx, value)
    if name in TIMES:
        return _moment(ctx, name, value)
    if name == "options":
        return _options(value)
    if name == "compensation":
        return _cents(name, value)
    return entry.paragraph(str(value), name)


def _yes(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = yes_or_no(str(value))
    if said is not None:
        return said
    raise WrongFormError(
        _("{field} is yes or no.", field=label("field", name)), field=name, value=value, rule="CMP-07"
    )


def read_ticked(name: str, value: Any) -> list[str]:
    """Ticked codes of the field's list, ``all`` for each of them. Raises ``InvalidInputError``."""
    return _ticked(name, value)


def _ticked(name: str, value: Any) -> list[str]:
    """Codes of a list, ``all`` for each of them."""
    known = codes(MANY_CODES[name])
    parts = value if isinstance(value, list | tuple) else [value]
    words = [word for part in parts for word in re.split(r"[,;，；、\s]+", str(part).strip()) if word]
    if [str(word).casefold() for word in words] in (["all"], ["全部"]):
        return list(known)
    found = []
    for word in words:
        code = find_code(MANY_CODES[name], str(word))
        if code is None:
            choices = listed(f"{one} {label(MANY_CODES[name], one)}" for one in known)
            raise WrongFormError(
                _("{field} has no value “{value}”.", field=label("field", name), value=word),
                field=name,
                value=word,
                rule="CMP-27",
                hint=_("Known values: {values}", values=f"all, {choices}"),
            )
        found.append(code)
    return list(dict.fromkeys(found))


def _department(ctx: Context, value: Any) -> int:
    from csconsole.services.departments import find_department

    return value if isinstance(value, int) else find_department(ctx, str(value)).id


def _moment(ctx: Context, name: str, value: Any) -> datetime:
    from csconsole.services.moments import read_moment

    return value if isinstance(value, datetime) else read_moment(ctx, str(value), field=name)


def _options(value: Any) -> list[str]:
    """Several options, one a line or with semicolons between (CMP-26)."""
    parts = value if isinstance(value, list | tuple) else re.split(r"[;；\n]+", str(value))
    found = [text for part in parts if (text := entry.line(str(part), "options", most=400))]
    if len(found) < 2:
        raise InvalidInputError(
            _("Propose several options, one a line or with ; between."),
            field="options",
            value=value,
            rule="CMP-26",
        )
    return found


def _cents(name: str, value: Any) -> int:
    """An amount of money such as 120.50, in cents."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", text):
        raise WrongFormError(
            _("{value} is not an amount such as 120.50.", value=value), field=name, value=value, rule="CMP-25"
        )
    whole, _dot, part = text.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def read_cents(value: str | None, field: str) -> int | None:
    """An amount of money such as 120.50, in cents; ``None`` for nothing. Raises ``InvalidInputError``."""
    return _cents(field, value) if value else None
