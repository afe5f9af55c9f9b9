"""What may be typed next: keys and values for a place in a filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from csconsole.i18n import get_language

from . import when
from .fields import EntityFields, FieldSpec, Kind
from .parser import quote_if_needed
from .scan import QUOTES, read_operator, stops_bare
from .scope import Scope

_MOST = 20


@dataclass(frozen=True, slots=True)
class Completion:
    """One offer: replace ``text[start:end]`` of the filter with ``insert``; ``about`` says what it is."""

    insert: str
    start: int
    end: int
    about: str = ""

    def applied(self, text: str) -> str:
        """The filter with this offer taken."""
        return text[: self.start] + self.insert + text[self.end :]


def complete_filter(
    scope: Scope | None, fields: EntityFields, text: str, cursor: int | None = None
) -> tuple[Completion, ...]:
    """Offers for the place ``cursor`` (default: the end) of a filter; the first is the most likely.

    Never raises for a text that is not a whole filter yet. Values that stand in the database (staff,
    departments) are offered only with a ``scope``.
    """
    end = len(text) if cursor is None else min(max(cursor, 0), len(text))
    start = _word_start(text, end)
    word = text[start:end]
    key_end, value_start = _split(word)
    if value_start is None:
        begin = start + (1 if word[:1] in ("-", "－") else 0)
        return _offer(_keys(fields, text[begin:end]), begin, end)
    name = word[:key_end].lstrip("-－")
    start += value_start
    if name.casefold() in ("sort", "排序"):
        minus = 1 if text[start : start + 1] in ("-", "－") else 0
        return _offer(_sort_keys(fields, text[start + minus : end]), start + minus, end)
    spec = fields.find(name)
    if spec is None:
        return ()
    return _offer(_values(scope, spec, text[start:end]), start, end)


def _word_start(text: str, end: int) -> int:
    """Where the word before the cursor begins; white space inside quotation marks belongs to it."""
    start, quoted = 0, False
    for at in range(end):
        if text[at] in QUOTES:
            quoted = not quoted
        elif not quoted and stops_bare(text[at], in_list=False):
            start = at + 1
    return start


def _split(word: str) -> tuple[int, int | None]:
    """The end of the key in ``word`` and the start of the value being typed, ``None`` before an operator."""
    for at in range(1, len(word)):
        operator, after = read_operator(word, at)
        if operator is not None:
            value = word[after:]
            comma = max(value.rfind(sign) for sign in ",，、")
            return at, after + comma + 1
    return len(word), None


def _keys(fields: EntityFields, begin: str) -> Iterable[tuple[str, str]]:
    zh = get_language() == "zh"
    for spec in fields.fields:
        names = spec.names()
        if any(name.casefold().startswith(begin.casefold()) for name in names):
            yield f"{spec.label()}:", spec.key if zh else spec.zh
    if "sort".startswith(begin.casefold()):
        yield "sort:", "排序"


def _sort_keys(fields: EntityFields, begin: str) -> Iterable[tuple[str, str]]:
    for spec in fields.fields:
        sortable = spec.sortable and (spec.column is not None or spec.by is not None)
        if sortable and any(name.casefold().startswith(begin.casefold()) for name in spec.names()):
            yield spec.label(), spec.zh


def _values(scope: Scope | None, spec: FieldSpec, begin: str) -> Iterable[tuple[str, str]]:
    plain = "".join(char for char in begin if char not in QUOTES)
    offered: list[str] = list(spec.known_values())
    if spec.kind in (Kind.INSTANT, Kind.DAY):
        offered += when.SUGGESTIONS_ZH if get_language() == "zh" else when.SUGGESTIONS
    fixed = [word for word in offered if _begins(spec, word, plain)]
    found: Sequence[str] = ()
    if scope is not None and spec.suggest is not None:
        found = spec.suggest(scope, plain)
    for word in dict.fromkeys([*fixed, *found]):
        yield quote_if_needed(word), ""


def _begins(spec: FieldSpec, word: str, begin: str) -> bool:
    """Whether ``word`` or its twin in the other language begins with what was typed."""
    from csconsole import codes

    twins = [word]
    if spec.codes:
        twins += [
            twin
            for entry in codes.entries(spec.codes)
            if word in (entry.code, entry.en, entry.zh)
            for twin in (entry.code, entry.en, entry.zh)
        ]
    return any(twin.casefold().startswith(begin.casefold()) for twin in twins)


def _offer(found: Iterable[tuple[str, str]], start: int, end: int) -> tuple[Completion, ...]:
    offers = [Completion(insert, start, end, about) for insert, about in found]
    return tuple(offers[:_MOST])
