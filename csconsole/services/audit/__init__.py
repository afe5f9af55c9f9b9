"""The audit log: every event, who, when, what, before and after (SEC-05), and whether the chain is whole."""

from __future__ import annotations

from csconsole.services.audit.log import EVENTS, EventRow, list_events
from csconsole.services.audit.said import (
    action_words,
    field_words,
    fields_words,
    value_words,
)
from csconsole.services.audit.verify import ChainReport, verify_chain

__all__ = [
    "EVENTS",
    "ChainReport",
    "EventRow",
    "action_words",
    "field_words",
    "fields_words",
    "list_events",
    "value_words",
    "verify_chain",
]
