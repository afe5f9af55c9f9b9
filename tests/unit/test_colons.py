"""A name and its value have the colon of the language on screens: ``named`` puts it, never an f-string."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import csconsole

SCREENS = sorted((Path(csconsole.__file__).parent / "screens").glob("*.py"))


def composed(tree: ast.AST) -> Iterator[int]:
    """The lines of f-strings in which a value is followed by a colon and a space."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            before: ast.expr | None = None
            for part in node.values:
                text = part.value if isinstance(part, ast.Constant) else ""
                if isinstance(before, ast.FormattedValue) and str(text).startswith(": "):
                    yield node.lineno
                before = part


def test_no_screen_writes_an_english_colon_behind_a_name() -> None:
    found = [
        f"{path.name}:{line}"
        for path in SCREENS
        for line in composed(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []
