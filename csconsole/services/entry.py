"""What a person entered, cleaned and checked before a rule looks at it."""

from __future__ import annotations

import unicodedata

from csconsole.codes import codes, find_code, label
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.text import clean, one_line

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""The Hangul fillers and the braille pattern without dots: nobody sees them."""


def line(value: str | None, field: str, *, most: int = 240, rule: str | None = None) -> str | None:
    """``value`` on one clean line, ``None`` when nothing is left.

    Raises ``InvalidInputError`` for more than ``most`` characters.
    """
    return _fitting(one_line(value), field, most, rule) if value else None


def paragraph(value: str | None, field: str, *, most: int = 20_000, rule: str | None = None) -> str | None:
    """``value`` as clean text of several lines, ``None`` when nothing is left."""
    return _fitting(clean(value).strip(), field, most, rule) if value else None


def needed(value: str | None, field: str, *, rule: str, why: str, most: int = 240) -> str:
    """A clean line that must not be empty. Raises ``InvalidInputError`` with the sentence ``why``."""
    found = line(value, field, most=most, rule=rule)
    if found is None:
        raise InvalidInputError(why, field=field, value=value, rule=rule)
    return found


def one_of(list_name: str, value: str | None, field: str, *, rule: str | None = None) -> str | None:
    """The code of a code list that ``value`` names by code or label; ``None`` for an empty value.

    Raises ``InvalidInputError`` that lists what is known.
    """
    if not value or not value.strip():
        return None
    code = find_code(list_name, value)
    if code is None:
        known = "; ".join(f"{known} {label(list_name, known)}" for known in codes(list_name))
        raise WrongFormError(
            _("{field} has no value “{value}”.", field=label("field", field), value=one_line(value)),
            field=field,
            value=value,
            rule=rule,
            hint=_("Known values: {values}", values=known),
        )
    return code


def _fitting(text: str, field: str, most: int, rule: str | None) -> str | None:
    if len(text) > most:
        raise WrongFormError(
            _(
                "{field} is too long: {length} characters, at most {most}.",
                field=label("field", field),
                length=len(text),
                most=most,
            ),
            field=field,
            value=text[:60],
            rule=rule,
        )
    return text if any(_seen(sign) for sign in text) else None


def _seen(sign: str) -> bool:
    """Whether a character shows by itself: no format character, no mark without a letter to stand on, no
    blank that is written as a letter or a symbol, no space.
    """
    if sign in _BLANK or sign.isspace():
        return False
    return unicodedata.category(sign) not in ("Cf", "Mn", "Me", "Mc")
