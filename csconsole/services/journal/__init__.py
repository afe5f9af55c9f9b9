"""The journal: the last reversible change of a person or of a record, and how it is taken back.

``reversals`` names as data what can be taken back, ``changes`` finds it in the events, ``take_back`` does it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.journal.changes import Change, RecordRef
    from csconsole.services.journal.newer import newer_that_stands
    from csconsole.services.journal.take_back import (
        NotUndoableError,
        last_change,
        list_changes,
        record_named,
        undo,
    )

HOMES = {
    "changes": ("Change", "RecordRef"),
    "newer": ("newer_that_stands",),
    "take_back": ("NotUndoableError", "last_change", "list_changes", "record_named", "undo"),
}
__all__ = [
    "Change",
    "NotUndoableError",
    "RecordRef",
    "last_change",
    "list_changes",
    "newer_that_stands",
    "record_named",
    "undo",
]

__getattr__ = on_demand(__name__, HOMES)
