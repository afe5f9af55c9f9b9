"""Staff: who works here, in which roles (SEC-01, SEC-02, REF-34)."""

from __future__ import annotations

from csconsole.services.staff.change import (
    add_staff,
    change_language,
    change_roles,
    disable_staff,
    edit_staff,
    enable_staff,
    set_password,
    take_back_roles,
)
from csconsole.services.staff.records import STAFF, StaffRow, find_staff, list_staff, staff_of

__all__ = [
    "STAFF",
    "StaffRow",
    "add_staff",
    "change_language",
    "change_roles",
    "disable_staff",
    "edit_staff",
    "enable_staff",
    "find_staff",
    "list_staff",
    "set_password",
    "staff_of",
    "take_back_roles",
]
