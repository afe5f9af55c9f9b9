"""What people say: scripts 话术 by moment, from the packs and the site's own files (CALL-06, REF-03)."""

from __future__ import annotations

from csconsole.services.knowledge.scripts import (
    ScriptRow,
    known_values,
    list_scripts,
    script_of,
    spoken_date,
)

__all__ = ["ScriptRow", "known_values", "list_scripts", "script_of", "spoken_date"]
