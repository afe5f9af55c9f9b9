"""Contacts 来电登记: logging, correcting, closing, finding them (CALL-01 to CALL-19)."""

from __future__ import annotations

from csconsole.services.calls.checks import CallRuleError
from csconsole.services.calls.day_book import DayBook, DayEntry, day_book
from csconsole.services.calls.edit import EDITABLE, close_call, edit_call, give_call
from csconsole.services.calls.first_contact import FirstContactItem, first_contact_items
from csconsole.services.calls.lists import CALLS, OUTBOUND, UNCATEGORISED, count_uncategorised, list_calls
from csconsole.services.calls.log import log_call
from csconsole.services.calls.new_call import NewCall, NewItem
from csconsole.services.calls.read import CallSheet, call_sheet, show_call
from csconsole.services.calls.rows import CallItemRow, CallRow

__all__ = [
    "CALLS",
    "EDITABLE",
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
    "close_call",
    "count_uncategorised",
    "day_book",
    "edit_call",
    "first_contact_items",
    "give_call",
    "list_calls",
    "log_call",
    "show_call",
]
