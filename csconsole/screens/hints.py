"""The hint of an error as the console says it: a key where the command line would name a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.actions import Registry

ACTION_OF: Final = {
    "shift start": "shift.duty",
    "shift end": "shift.duty",
    "handover item": "handover.steps",
    "handover addendum": "handover.note",
    "handover list": "go.handover",
    "call list": "go.calls",
    "ticket list": "go.tickets",
    "ticket note": "ticket.note",
    "callback list": "go.callbacks",
    "customer find": "go.customers",
    "report list": "go.reports",
    "setting list": "go.administration",
    "staff list": "go.administration",
    "department list": "go.administration",
    "category list": "go.administration",
    "due resume": "app.alarm",
    "db check": "go.administration",
}
"""The action that does in the console what a command does on the command line."""
_COMMAND = re.compile(r"csconsole (?P<name>[a-z]+(?: [a-z]+)?)")
_OPTION = re.compile(r"(?<![\w-])--[a-z]")


def console_hint(registry: Registry, hint: str | None) -> str:
    """``hint`` without the command line: the key that does the same here, "" where there is none."""
    if not hint:
        return ""
    found = _COMMAND.search(hint)
    if found is None:
        return "" if _OPTION.search(hint) else hint
    action = registry.actions.get(ACTION_OF.get(found["name"], ""))
    key = registry.key_sign(action.id) if action else ""
    return _("{key}: {label}", key=key, label=_(action.label)) if action and key else ""
