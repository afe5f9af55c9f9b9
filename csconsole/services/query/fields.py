"""The keys that a list understands: one ``FieldSpec`` a key, one ``EntityFields`` a list."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from csconsole import codes
from csconsole.i18n import get_language
from csconsole.services.yes_no import YES_NO

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from .scope import Scope
    from .tree import Op, Value


class Kind(StrEnum):
    """What a key's values are."""

    EXACT = "exact"
    """A whole text, such as a number; ``T2026*`` finds by its beginning."""
    TEXT = "text"
    """Any part of a text, upper or lower case. Scans the table: for long texts use free words."""
    CODE = "code"
    """A code of the list ``codes``, its label in either language, or one of ``groups``."""
    LINK = "link"
    """Another record, found by ``find``."""
    INSTANT = "instant"
    """A UTC instant: days, clock times and spans (``when.py``)."""
    DAY = "day"
    """A date without a time."""
    NUMBER = "number"
    """A number; ``10..20`` is a range."""
    SECONDS = "seconds"
    """A length of time: ``wait>30s``, ``talk>10m``."""
    FLAG = "flag"
    """Yes or no."""
    CUSTOM = "custom"
    """Whatever ``test`` makes of it."""


@dataclass(frozen=True, slots=True)
class Group:
    """A word for several codes, such as ``open``: these ``codes``, or every code but ``excluding``.

    Its condition is written into the statement, not bound, so that partial indexes fit it.
    """

    zh: str
    codes: tuple[str, ...] = ()
    excluding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One key of the query language with its column.

    ``key`` and ``zh`` are its names in the two languages, ``aliases`` more of them. ``order`` lists the codes
    of a ``CODE`` from low to high and allows ``priority>=high``; ``common`` are the codes that most records
    have, in the order of the partial index that leaves them out; ``by`` is the column to sort by where it is
    another one (a rank, or the key where that is the same order). ``ahead`` marks an ``INSTANT`` that looks
    forward, such as a due time (spans count from now into the future); ``only`` is when an
    instant counts at all, such as a due time while the clock runs. ``find`` gives the keys of the records
    that a ``LINK`` value names, ``also`` is a second column that they may stand in. ``orders`` is the
    order, by value, of a list that a filter narrows to it, where that is not the list's own.
    """

    key: str
    zh: str
    kind: Kind
    column: Any = None
    aliases: tuple[str, ...] = ()
    codes: str = ""
    groups: Mapping[str, Group] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    by: Any = None
    ahead: bool = False
    sortable: bool = True
    only: Callable[[], ColumnElement[bool]] | None = None
    find: Callable[[Scope, str], Sequence[int]] | None = None
    also: Any = None
    suggest: Callable[[Scope, str], Sequence[str]] | None = None
    test: Callable[[Scope, Op, Value], ColumnElement[bool] | None] | None = None
    words: tuple[tuple[str, str], ...] = ()
    orders: Mapping[str, str] = field(default_factory=dict)

    def label(self) -> str:
        """The key's name in the current language."""
        return self.zh if get_language() == "zh" else self.key

    def names(self) -> tuple[str, ...]:
        """Every name under which the key is understood."""
        return (self.key, self.zh, *self.aliases)

    def known_values(self) -> tuple[str, ...]:
        """The values that can be offered without asking the database, in the current language."""
        return tuple(names[1 if get_language() == "zh" else 0] for names in self.value_names())

    def value_names(self) -> tuple[tuple[str, ...], ...]:
        """The known values: English word, Chinese word, and the English label of a code."""
        found: list[tuple[str, ...]] = [(word, group.zh) for word, group in self.groups.items()]
        found += self.words
        if self.codes:
            found += [(entry.code, entry.zh, entry.en) for entry in codes.entries(self.codes)]
        if self.kind is Kind.FLAG:
            found += YES_NO
        return tuple(found)

    def order_of(self, text: str) -> str:
        """The order of a list that this value narrows to; "" where it is the list's own."""
        if not self.orders:
            return ""
        word = text.casefold()
        names = next((names for names in self.value_names() if word in map(str.casefold, names)), ("",))
        return self.orders.get(names[0], "")

    def nearest_value(self, text: str) -> str | None:
        """The known value that looks most like ``text``, in the current language."""
        place = 1 if get_language() == "zh" else 0
        shown = {name.casefold(): names[place] for names in self.value_names() for name in names}
        near = nearest(text, list(shown))
        return None if near is None else shown[near]


@dataclass(frozen=True, slots=True)
class EntityFields:
    """What a list can be asked: its model, its keys and its own order.

    ``default_sort`` is written as in ``sort:``; ``search`` names the entity in the search index. Where that
    is empty, free words are looked for in the columns ``within``; with none the list has no free words. Every
    order ends with the model's ``id``, so pages never overlap.
    """

    name: str
    model: Any
    fields: tuple[FieldSpec, ...]
    default_sort: str = "-id"
    search: str = ""
    within: tuple[Any, ...] = ()
    _by_name: dict[str, FieldSpec] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_name: dict[str, FieldSpec] = {}
        for spec in self.fields:
            for name in spec.names():
                if by_name.setdefault(name.casefold(), spec) is not spec:
                    raise ValueError(f"two keys of {self.name} are called {name!r}")
        object.__setattr__(self, "_by_name", by_name)

    def find(self, name: str) -> FieldSpec | None:
        """The field that is called ``name`` in either language."""
        return self._by_name.get(name.casefold())

    def names(self) -> Iterator[str]:
        """The name of every key in the current language."""
        return (spec.label() for spec in self.fields)

    def nearest(self, name: str) -> str | None:
        """The known key that looks most like ``name``, in the current language."""
        near = nearest(name, list(self._by_name))
        return None if near is None else self._by_name[near].label()


def nearest(word: str, known: Sequence[str]) -> str | None:
    """The word of ``known`` that looks most like ``word``; ``None`` when none is near."""
    close = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.5)
    if close:
        return close[0]
    return next((name for name in known if word and name.casefold().startswith(word.casefold())), None)
