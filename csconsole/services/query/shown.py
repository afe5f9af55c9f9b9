"""A filter in the words of whoever reads it: keys and known values in the current language, same meaning."""

from __future__ import annotations

from dataclasses import replace

from csconsole import codes
from csconsole.i18n import _, get_language, listed
from csconsole.services.yes_no import YES_NO

from . import when
from .errors import QueryError
from .fields import EntityFields, FieldSpec, Kind
from .parser import parse, quote_if_needed, render
from .tree import And, Node, Not, Or, Query, SortKey, Term, Value

_TIMES = tuple(zip(when.SUGGESTIONS, when.SUGGESTIONS_ZH, strict=True))
_ABSENT = (("none", "无"), ("any", "有"))


def shown_filter(fields: EntityFields, text: str) -> str:
    """``text`` with its keys and known values in the current language; it selects the same rows.

    What it does not know, and a text that is no filter yet, stays as it is.
    """
    try:
        query = parse(text)
    except QueryError:
        return text
    root = None if query.root is None else _node(fields, query.root)
    sort = tuple(_sort_key(fields, key) for key in query.sort)
    return render(Query(root, sort), zh=get_language() == "zh")


def shown_sort(fields: EntityFields, sort: str) -> str:
    """An order such as ``-created`` in words of the current language."""
    keys = [part.strip() for part in sort.split(",") if part.strip()]
    names = [(key.startswith("-"), _key(fields, key.lstrip("-"))) for key in keys]
    return listed(_("{column} descending", column=name) if down else name for down, name in names)


def _key(fields: EntityFields, name: str) -> str:
    spec = fields.find(name)
    return name if spec is None else spec.label()


def _sort_key(fields: EntityFields, key: SortKey) -> SortKey:
    return replace(key, key=_key(fields, key.key))


def _node(fields: EntityFields, node: Node) -> Node:
    if isinstance(node, And | Or):
        return type(node)(tuple(_node(fields, child) for child in node.children))
    if isinstance(node, Not):
        return Not(_node(fields, node.child))
    if isinstance(node, Term) and (spec := fields.find(node.key)) is not None:
        values = tuple(value if value.quoted else _value(spec, value) for value in node.values)
        return Term(spec.label(), node.op, values)
    return node


def _value(spec: FieldSpec, value: Value) -> Value:
    place = 1 if get_language() == "zh" else 0
    word = value.text.casefold()
    pairs = [(group, found.zh) for group, found in spec.groups.items()]
    pairs += spec.words
    if spec.kind is Kind.FLAG:
        pairs += YES_NO
    elif spec.kind is not Kind.CUSTOM:
        pairs += _ABSENT
    if spec.kind in (Kind.INSTANT, Kind.DAY):
        pairs += _TIMES
    for pair in pairs:
        if word in (name.casefold() for name in pair):
            return _written(pair[place])
    if spec.codes and (code := codes.find_code(spec.codes, value.text)) is not None:
        label = codes.label(spec.codes, code) if place else code
        known = codes.find_code(spec.codes, label) == code  # two codes may share a label
        return _written(label) if known else value
    return value


def _written(text: str) -> Value:
    return Value(text, quoted=quote_if_needed(text) != text)
