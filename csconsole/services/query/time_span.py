"""The time that a filter asks for: a list narrowed to it stands by it, the latest first.

A list that stands by its keys has to look through everything newer before it comes to a month of the past,
or to sort the whole month. The index of the time gives the rows of any page at once, in its own order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Index

from .compile import Compiler
from .fields import EntityFields, FieldSpec, Kind
from .terms import ANY_WORDS, NONE_WORDS
from .tree import And, Node, Op, Term


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """What a filter asks of one time: its key and column, and the condition alone, for the index to serve."""

    key: str
    column: Any
    condition: ColumnElement[bool]


def time_span(compiler: Compiler, fields: EntityFields, root: Node | None) -> TimeSpan | None:
    """The first time that every row has to have and that an index serves; ``None`` where there is none."""
    for node in root.children if isinstance(root, And) else (root,):
        spec = fields.find(node.key) if isinstance(node, Term) and _bounds(node) else None
        if spec is not None and isinstance(node, Term) and _looks_back(spec) and _indexed(spec.column):
            return TimeSpan(spec.key, spec.column, compiler.term(node, node.op))
    return None


def _bounds(term: Term) -> bool:
    """Whether rows without the time are left out."""
    words = NONE_WORDS | ANY_WORDS
    return term.op is not Op.NOT and not any(value.text.casefold() in words for value in term.values)


def _looks_back(spec: FieldSpec) -> bool:
    """Whether it is a time at which something was; what is due is looked at from the newest record on."""
    return spec.kind is Kind.INSTANT and not spec.ahead and spec.only is None and spec.sortable


def _indexed(column: Any) -> bool:
    table = column.class_.__table__
    return any(_serves(index, table.c[column.key]) for index in table.indexes)


def _serves(index: Index, column: Any) -> bool:
    """Whether the index begins with the column and holds every row that has the time."""
    held = index.dialect_options["sqlite"].get("where")
    whole = held is None or str(held).upper() == f"{column.name} IS NOT NULL".upper()
    return whole and next(iter(index.columns)) is column
