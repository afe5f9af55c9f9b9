"""What people say and have to know: scripts 话术 by moment, and the shelf of scripts and notices."""

from __future__ import annotations

from csconsole.services.knowledge.scripts import (
    ScriptRow,
    known_values,
    list_scripts,
    said_time,
    script_of,
    spoken_date,
    spoken_time,
)
from csconsole.services.knowledge.shelf import ShelfRow, list_shelf

__all__ = [
    "ScriptRow",
    "ShelfRow",
    "known_values",
    "list_scripts",
    "list_shelf",
    "said_time",
    "script_of",
    "spoken_date",
    "spoken_time",
]
