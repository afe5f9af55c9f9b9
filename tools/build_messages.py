"""The step of the build that compiles the message catalogues into the wheel."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MessagesBuildHook(BuildHookInterface[Any]):
    """Compiles each ``.po`` file; the ``.mo`` files are never stored in the repository."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's interface
        """Called by hatchling before the files of the wheel are collected."""
        root = Path(self.root)
        sys.path.insert(0, str(root))
        try:
            from tools.catalogue import compile_all
        finally:
            sys.path.remove(str(root))
        compile_all(root / "csconsole" / "locale")
