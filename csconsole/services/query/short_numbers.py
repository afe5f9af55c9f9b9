"""Numbers as lists show them: ``T-0007`` of today, ``T1121-0007`` of another day, ``T…-0007`` (REF-34)."""

from __future__ import annotations

import re
from typing import Final

from csconsole.storage.numbers import LETTERS

from .fields import EntityFields
from .tree import And, Node, Op, Term, Value, Word

_SHORT: Final = re.compile(r"(?P<letter>[A-Za-z])(?P<day>[0-9]{4})?(?:…|\.{2,3})?-(?P<serial>[0-9]{4,9})")


def number_pattern(text: str) -> str | None:
    """A short number as a pattern for ``LIKE``, of any day that is left out; ``None`` for other texts."""
    found = _SHORT.fullmatch(text)
    if found is None:
        return None
    return f"{found['letter'].upper()}%{found['day'] or ''}-{found['serial']}"


def numbers_read(fields: EntityFields, root: Node | None) -> Node | None:
    """The query, a free word that is a short number of this list's records as their number; in quotation
    marks it stays a word.
    """
    if root is None or fields.find("number") is None:
        return root
    letter = LETTERS.get(str(fields.model.__tablename__))
    if isinstance(root, And):
        return And(tuple(_read(letter, node) for node in root.children))
    return _read(letter, root)


def _read(letter: str | None, node: Node) -> Node:
    if not isinstance(node, Word) or node.phrase or number_pattern(node.text) is None:
        return node
    if letter in (None, LETTERS["asset"]) or node.text[0].upper() != letter:
        return node
    return Term("number", Op.IS, (Value(node.text, at=node.at),), at=node.at)
