"""Events in words: what was done, which fields changed, linked records by number or name (SEC-05)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from csconsole.codes import codes, label, list_names
from csconsole.i18n import _
from csconsole.text import one_line

Names = Mapping[str, Mapping[int, str]]
"""By field, what the records that it links to are called, by key."""

LISTS: Final[Mapping[str, str]] = {
    "aspect": "satisfaction_aspect",
    "cause": "complaint_cause",
    "channel": "channel",
    "claim_rung": "escalation_rung",
    "clock": "clock_kind",
    "direction": "call_direction",
    "entity": "entity",
    "flag": "item_flag",
    "level": "complaint_level",
    "mine": "item_mine",
    "next_clock": "clock_kind",
    "outcome": "call_outcome",
    "payer": "claim_payer",
    "priority": "ticket_priority",
    "scope": "ticket_scope",
    "severity": "item_severity",
    "shift": "shift_type",
    "stage": "complaint_state",
    "target_role": "role",
    "theirs": "item_theirs",
}
"""By field, the list of its codes where neither the field nor record and field together name it."""
_AS_STORED: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


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


def value_words(
    field: str, value: Any, names: Names, *, entity: str = "", zone: ZoneInfo | None = None
) -> str:
    """The value of a field of a record of ``entity``: a linked record by its number or name, where the reader
    may know it, a code by its label, yes or no, a time in ``zone``; without one as it is stored, in UTC.
    """
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str):
        if zone is not None and _AS_STORED.fullmatch(value):
            return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M:%S}"
        return _code_words(entity, field, value)
    known = names.get(field, {}).get(value, "") if isinstance(value, int) else ""
    return one_line(known) or json.dumps(value, ensure_ascii=False)


def fields_words(values: Mapping[str, Any] | None, names: Names, *, entity: str = "") -> str:
    """The fields of an event's ``before``, ``after`` or ``detail`` on one line."""
    return "; ".join(
        f"{field_words(field)}: {value_words(field, value, names, entity=entity)}"
        for field, value in (values or {}).items()
    )


def _code_words(entity: str, field: str, value: str) -> str:
    """The label of a code; any other text as it is."""
    kind = f"{entity}_type" if field == "kind" else ""
    for name in (f"{entity}_{field}", kind, LISTS.get(field, field)):
        if name in list_names() and value in codes(name):
            return label(name, value)
    return value
