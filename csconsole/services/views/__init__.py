"""Saved views: a named filter and order of a list, one's own, everyone's, or one that ships."""

from __future__ import annotations

from csconsole.services.views.records import ViewRow, drop_view, list_views, save_view

__all__ = ["ViewRow", "drop_view", "list_views", "save_view"]
