"""Events in words: what was done, which fields changed, linked records by number or name (SEC-05)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from csconsole.codes import codes, label, list_names
from csconsole.i18n import _
from csconsole.text import one_line

Names = Mapping[str, Mapping[int, str]]
"""By field, what the records that it links to are called, by key."""


def action_words(entity: str, action: str) -> str:
    """What was done, in the current language: from the list of events, else the record kind's own actions."""
    for name in ("event_action", f"{entity}_action"):
        if name in list_names() and action in codes(name):
            return label(name, action)
    return action


def field_words(name: str) -> str:
    """What a field is called; a link to another record as that record. The forms' ``code`` is that of an
    attempt, a record's is its own.
    """
    if name == "code":
        return _("Code")
    shown = label("field", name)
    return label("field", name.removesuffix("_id")) if shown == name else shown


def value_words(field: str, value: Any, names: Names) -> str:
    """The value of a field; a linked record by its number or name, where the reader may know it."""
    known = names.get(field, {}).get(value, "") if isinstance(value, int) else ""
    return one_line(known) or (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def fields_words(values: Mapping[str, Any] | None, names: Names) -> str:
    """The fields of an event's ``before``, ``after`` or ``detail`` on one line."""
    return "; ".join(
        f"{field_words(field)}: {value_words(field, value, names)}" for field, value in (values or {}).items()
    )
