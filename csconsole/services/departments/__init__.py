"""Responsible departments: targets of tickets, groups of staff (SEC-01)."""

from __future__ import annotations

from csconsole.services.departments.records import (
    DEPARTMENTS,
    DepartmentRow,
    add_department,
    edit_department,
    find_department,
    list_departments,
)

__all__ = [
    "DEPARTMENTS",
    "DepartmentRow",
    "add_department",
    "edit_department",
    "find_department",
    "list_departments",
]
