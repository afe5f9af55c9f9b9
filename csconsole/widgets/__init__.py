"""Widgets: parts of the console that more than one screen uses. They get values and post messages; no
services.
"""

from __future__ import annotations
