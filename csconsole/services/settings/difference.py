"""What a change of a table or a list of settings took away, added and changed: such a value is given as a
whole, so that a line left out is a line removed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from csconsole.i18n import _, listed


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of a table, or the entries of a list, by what became of them."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What became of them, in the current language; nothing for a value that is no table."""
        told = (
            _("Added: {lines}", lines=listed(self.added)) if self.added else "",
            _("Removed: {lines}", lines=listed(self.removed)) if self.removed else "",
            _("Changed: {lines}", lines=listed(self.changed)) if self.changed else "",
        )
        return tuple(one for one in told if one)


def difference(before: Any, after: Any) -> Difference:
    """What differs between two values of a setting; texts and numbers have no lines."""
    if isinstance(before, dict) and isinstance(after, dict):
        return Difference(
            tuple(f"{name} = {_shown(after[name])}" for name in after if name not in before),
            tuple(f"{name} = {_shown(before[name])}" for name in before if name not in after),
            tuple(
                f"{name} = {_shown(before[name])} → {_shown(after[name])}"
                for name in after
                if name in before and before[name] != after[name]
            ),
        )
    if isinstance(before, list) and isinstance(after, list):
        return Difference(
            tuple(_shown(one) for one in after if one not in before),
            tuple(_shown(one) for one in before if one not in after),
        )
    return Difference()


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
