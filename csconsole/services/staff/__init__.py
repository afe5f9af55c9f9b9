"""Staff: who works here, in which roles (SEC-01, SEC-02, REF-34)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.staff.change import (
        add_staff,
        change_language,
        change_roles,
        disable_staff,
        edit_staff,
        enable_staff,
        set_password,
        take_back_roles,
        unlock_staff,
    )
    from csconsole.services.staff.named import staff_of
    from csconsole.services.staff.records import STAFF, StaffRow, find_staff, list_staff

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
    "unlock_staff",
]

__getattr__ = on_demand(
    __name__,
    {
        "change": (
            "add_staff",
            "change_language",
            "change_roles",
            "disable_staff",
            "edit_staff",
            "enable_staff",
            "set_password",
            "take_back_roles",
            "unlock_staff",
        ),
        "named": ("staff_of",),
        "records": ("STAFF", "StaffRow", "find_staff", "list_staff"),
    },
)
