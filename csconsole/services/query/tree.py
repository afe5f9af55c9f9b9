"""The parts of a parsed query. Pure values; ``at`` is the place in the text, never part of equality."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class Op(StrEnum):
    """How a term compares: ``key:value`` is ``IS``."""

    IS = ":"
    NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a term; a quoted one is never read as a keyword such as ``none`` or ``today``."""

    text: str
    quoted: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A free word, or a quoted phrase, looked up in the search index."""

    text: str
    phrase: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Term:
    """``key op value,value``; several values mean any of them."""

    key: str
    op: Op
    values: tuple[Value, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the child does not select."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """What all children select; two or more, none of them an ``And``."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What any child selects; two or more, none of them an ``Or``."""

    children: tuple[Node, ...]


Node: TypeAlias = "Word | Term | Not | And | Or"


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of the order; ``descending`` when written with a minus."""

    key: str
    descending: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: what to select (``None``: all) and the order asked for (empty: the list's own)."""

    root: Node | None = None
    sort: tuple[SortKey, ...] = ()


def both(children: list[Node]) -> Node:
    """The ``And`` of one or more nodes, flat; one child stays itself."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, And) else (child,))
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def either(children: list[Node]) -> Node:
    """The ``Or`` of one or more nodes, flat; one child stays itself."""
    flat: list[Node] = []
    for child in children:
        flat.extend(child.children if isinstance(child, Or) else (child,))
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
