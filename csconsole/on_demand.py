"""Names of a package that are imported when they are first used.

A command that saves one call must not wait for the import of lists, merging and reports that it never runs. A
package states where its names live, and for type checkers imports them under ``TYPE_CHECKING``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def on_demand(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """A module's ``__getattr__``: each name of ``homes`` comes from the submodule that lists it."""
    home_of = {name: module for module, names in homes.items() for name in names}

    def get(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = importlib.import_module(f"{package}.{home_of[name]}")
        return getattr(module, name)

    return get
