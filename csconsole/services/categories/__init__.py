"""The category tree 业务分类: what a call or ticket is about (CALL-08)."""

from __future__ import annotations

from csconsole.services.categories.records import (
    CATEGORIES,
    CategoryRow,
    add_category,
    category_of,
    edit_category,
    find_category,
    list_categories,
)

__all__ = [
    "CATEGORIES",
    "CategoryRow",
    "add_category",
    "category_of",
    "edit_category",
    "find_category",
    "list_categories",
]
