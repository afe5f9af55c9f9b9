"""Fields of which several codes are ticked, asked as one yes or no for each code (CMP-24, CMP-27)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from csconsole.codes import codes, label
from csconsole.i18n import _
from csconsole.models.lifecycle.answers import MANY_CODES

BETWEEN: Final = "-"
"""Between the field and the code in the name of one question."""


def ticks_of(name: str) -> tuple[tuple[str, str], ...]:
    """The questions of a field: the id and the shown name of each."""
    known = MANY_CODES[name]
    return tuple((f"{name}{BETWEEN}{code}", label(known, code)) for code in codes(known))


def yes_or_no() -> tuple[tuple[str, str], ...]:
    """The two answers, the more frequent first."""
    return (("yes", _("yes")), ("no", _("no")))


def together(given: Mapping[str, str]) -> dict[str, str]:
    """The answers with those about one field put together, as the services take them; none ticked is "".

    >>> together({"standards-etiquette": "yes", "standards-record": "no", "lesson": "x"})
    {'lesson': 'x', 'standards': 'etiquette'}
    """
    found: dict[str, str] = {}
    ticked: dict[str, list[str]] = {}
    for name, value in given.items():
        field, between, code = name.partition(BETWEEN)
        if between and field in MANY_CODES:
            ticked.setdefault(field, []).extend([code] if value == "yes" else [])
        else:
            found[name] = value
    return {**found, **{field: ",".join(those) for field, those in ticked.items()}}
