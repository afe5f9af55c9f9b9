"""A message about a field says the field's name in the person's language, never its name in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import csconsole
from csconsole.codes import codes
from csconsole.models.whole import every_table

PLACES = {
    **{"line": 1, "paragraph": 1, "needed": 1, "due_in_reach": 1, "read_moment": 1},
    **{"one_of": 2, "moment": 2},
}
"""Functions that put the name of a field into a message, and which argument it is."""

NOBODY_ENTERS = frozenset(
    {"code1", "code2", "code3", "digest", "e164", "fact", "hash", "incoming_signature", "outgoing_signature"}
    | {"reversed_digits", "series", "slice", "token_hash"}
)
"""Columns that the program alone writes."""


def literal_fields() -> Iterator[tuple[str, str]]:
    """Each field that is named in a call of those functions or of ``label("field", …)``, and where."""
    root = Path(csconsole.__file__).parent
    for path in sorted(root.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            place = PLACES.get(called, 99)
            if called == "label" and len(node.args) == 2 and ast.unparse(node.args[0]) == "'field'":
                place = 1
            if len(node.args) > place and isinstance(named := node.args[place], ast.Constant):
                yield str(named.value), f"{path.relative_to(root)}:{node.lineno}"


def test_every_field_of_a_message_has_a_name_in_both_languages() -> None:
    known = set(codes("field"))
    nameless = [f"{where} {name}" for name, where in literal_fields() if name not in known]
    assert not nameless, "add them to data/lists/field"


def test_every_text_column_that_may_be_too_long_has_a_name() -> None:
    limited = {
        column.name
        for table in every_table().tables.values()
        for column in table.columns
        if getattr(column.type, "length", None) or getattr(getattr(column.type, "impl", None), "length", None)
    }
    assert limited - set(codes("field")) - NOBODY_ENTERS == set()
