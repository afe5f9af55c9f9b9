"""The time that a filter asks for: a list narrowed to it stands by it, the latest first.

A list that stands by its keys has to look through everything newer before it comes to a month of the past,
or to sort the whole month. The index of the time gives the rows of any page at once, in its own order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BinaryExpression, BooleanClauseList, ColumnElement, Index
from sqlalchemy.sql import operators

from .compile import Compiler
from .fields import EntityFields, FieldSpec, Kind
from .terms import ANY_WORDS, NONE_WORDS
from .tree import And, Node, Op, Term


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """What a filter asks of one time: its key and column, and the condition alone, for the index to serve.
    ``by_key``: no index does, but the times rise with the keys of the records.
    """

    key: str
    column: Any
    condition: ColumnElement[bool]
    by_key: bool = False

    def upper(self) -> ColumnElement[bool] | None:
        """The part of the condition that leaves out what is later; ``None`` where nothing is."""
        several = isinstance(self.condition, BooleanClauseList) and self.condition.operator is operators.and_
        parts = self.condition.get_children() if several else (self.condition,)
        edges = (part for part in parts if isinstance(part, BinaryExpression))
        return next((one for one in edges if one.operator in (operators.lt, operators.le)), None)


def time_span(compiler: Compiler, fields: EntityFields, root: Node | None) -> TimeSpan | None:
    """The first time that every row has to have and that an index serves; ``None`` where there is none."""
    asked = _asked(fields, root)
    found = next(((spec, node) for spec, node in asked if _indexed(spec.column)), None)
    if found is None:
        return None
    return TimeSpan(found[0].key, found[0].column, compiler.term(found[1], found[1].op))


def key_span(compiler: Compiler, fields: EntityFields, root: Node | None) -> TimeSpan | None:
    """The first time that every row has to have and that rises with the keys, such as when it was made."""
    found = next(((spec, node) for spec, node in _asked(fields, root) if spec.by is fields.model.id), None)
    if found is None:
        return None
    return TimeSpan(found[0].key, found[0].column, compiler.term(found[1], found[1].op), by_key=True)


def _asked(fields: EntityFields, root: Node | None) -> Iterator[tuple[FieldSpec, Term]]:
    """The times of the past that every row has to have."""
    for node in root.children if isinstance(root, And) else (root,):
        if isinstance(node, Term) and _bounds(node):
            spec = fields.find(node.key)
            if spec is not None and _looks_back(spec):
                yield spec, node


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
