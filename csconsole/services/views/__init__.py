"""Saved views: a named filter and order of a list, one's own, one's department's, everyone's, or one that
ships; and how many records each selects.
"""

from __future__ import annotations

from csconsole.services.views.counts import CountedView, count_views, desk_views, nearest_first
from csconsole.services.views.records import (
    ViewRow,
    Whose,
    drop_view,
    droppable,
    find_view,
    list_views,
    save_view,
    share_view,
    shipped_view,
)

__all__ = [
    "CountedView",
    "ViewRow",
    "Whose",
    "count_views",
    "desk_views",
    "drop_view",
    "droppable",
    "find_view",
    "list_views",
    "nearest_first",
    "save_view",
    "share_view",
    "shipped_view",
]
