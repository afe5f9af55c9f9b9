"""Contacts 来电登记: logging, correcting, closing, finding them (CALL-01 to CALL-19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.calls.checks import CallRuleError, check_item
    from csconsole.services.calls.day import DayBook, DayEntry, day_book
    from csconsole.services.calls.edit import EDITABLE, close_call, edit_call, give_call
    from csconsole.services.calls.first_contact import FirstContactItem, first_contact_items
    from csconsole.services.calls.lists import CALLS, list_calls
    from csconsole.services.calls.log import log_call
    from csconsole.services.calls.new_call import NewCall, NewItem
    from csconsole.services.calls.read import CallSheet, call_sheet, show_call
    from csconsole.services.calls.rows import CallItemRow, CallRow
    from csconsole.services.calls.worklists import NOT_REACHED_TODAY, OUTBOUND, UNCATEGORISED

__all__ = [
    "CALLS",
    "EDITABLE",
    "NOT_REACHED_TODAY",
    "OUTBOUND",
    "UNCATEGORISED",
    "CallItemRow",
    "CallRow",
    "CallRuleError",
    "CallSheet",
    "DayBook",
    "DayEntry",
    "FirstContactItem",
    "NewCall",
    "NewItem",
    "call_sheet",
    "check_item",
    "close_call",
    "day_book",
    "edit_call",
    "first_contact_items",
    "give_call",
    "list_calls",
    "log_call",
    "show_call",
]

__getattr__ = on_demand(
    __name__,
    {
        "checks": ("CallRuleError", "check_item"),
        "day": (
            "DayBook",
            "DayEntry",
            "day_book",
        ),
        "edit": (
            "EDITABLE",
            "close_call",
            "edit_call",
            "give_call",
        ),
        "first_contact": (
            "FirstContactItem",
            "first_contact_items",
        ),
        "lists": (
            "CALLS",
            "list_calls",
        ),
        "log": ("log_call",),
        "new_call": (
            "NewCall",
            "NewItem",
        ),
        "read": (
            "CallSheet",
            "call_sheet",
            "show_call",
        ),
        "rows": (
            "CallItemRow",
            "CallRow",
        ),
        "worklists": (
            "NOT_REACHED_TODAY",
            "OUTBOUND",
            "UNCATEGORISED",
        ),
    },
)
