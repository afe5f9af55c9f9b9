"""The query language over rows that stand in no table, such as settings and packs: few, and read at once.

Such a list publishes ``EntityFields`` like any other; a field's ``column`` and each of ``within`` is then a
function that takes the row and gives its value, or several of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from csconsole.errors import WrongFormError
from csconsole.i18n import _
from csconsole.services.yes_no import yes_or_no

from .comparisons import holds
from .edges import Edges, Moment, time_edges
from .fields import EntityFields, FieldSpec, Kind
from .pages import MAX_LIMIT, Page, not_sortable, parse_sort, wrong_page
from .parser import parse
from .terms import ANY_WORDS, NONE_WORDS, Terms, read_number
from .tree import And, Node, Not, Op, Or, SortKey, Term, Value, Word

T = TypeVar("T")


def page_of_rows(
    fields: EntityFields,
    rows: Sequence[T],
    key: Callable[[T], str],
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    moment: Moment | None = None,
) -> Page[T]:
    """One page of ``rows``, in their order where none is asked for; ``key`` names the row that a page ended
    with. A list with times says at which ``moment`` it is asked. Raises ``QueryError`` and ``WrongFormError``
    as ``fetch_page`` does.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise WrongFormError(_("A page has 1 to {limit} rows.", limit=MAX_LIMIT), field="limit", value=limit)
    query = parse(filter)
    test = _Test(fields, filter, moment)
    test.check(query.root)
    found = [row for row in rows if test.holds(query.root, row)]
    for one in reversed(parse_sort(sort) or query.sort or parse_sort(fields.default_sort)):
        found = _sorted(fields, found, one, sort or filter, "sort" if sort else "filter")
    start = 0
    if after is not None:
        keys = [key(row) for row in found]
        if after not in keys:
            raise wrong_page(after)
        start = keys.index(after) + 1
    shown = found[start : start + limit]
    more = len(found) > start + limit
    return Page(tuple(shown), len(found), next_after=key(shown[-1]) if more else None)


def _sorted(fields: EntityFields, rows: Sequence[T], key: SortKey, text: str, field: str) -> list[T]:
    """The rows by one key; those without a value stand last."""
    spec = fields.find(key.key)
    if spec is None or not spec.sortable or spec.column is None:
        raise not_sortable(fields, key, text, field)
    valued = [row for row in rows if spec.column(row) not in (None, "")]
    empty = [row for row in rows if spec.column(row) in (None, "")]
    return [*sorted(valued, key=lambda row: _plain(spec.column(row)), reverse=key.descending), *empty]


def _plain(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


class _Test(Terms):
    """Whether a row meets a query; every key and value is checked, whichever rows there are."""

    def __init__(self, fields: EntityFields, text: str, moment: Moment | None) -> None:
        super().__init__(fields, text)
        self.moment = moment

    def check(self, node: Node | None) -> None:
        """Raise ``QueryError`` for a key or a value that the list does not know."""
        if isinstance(node, And | Or):
            for child in node.children:
                self.check(child)
        elif isinstance(node, Not):
            self.check(node.child)
        elif isinstance(node, Term):
            spec = self.field(node.key, node.at)
            ordered = node.op not in (Op.IS, Op.NOT)
            if ordered and len(node.values) > 1:
                raise self.error(
                    _("Compare {key} with one value, not with a list.", key=spec.label()), node.values[1].at
                )
            for value in node.values:
                _BY_KIND[spec.kind](self, spec, node.op if ordered else Op.IS, value)

    def holds(self, node: Node | None, row: Any) -> bool:
        """Whether the row meets the node, which was checked."""
        if node is None:
            return True
        if isinstance(node, And):
            return all(self.holds(child, row) for child in node.children)
        if isinstance(node, Or):
            return any(self.holds(child, row) for child in node.children)
        if isinstance(node, Not):
            return not self.holds(node.child, row)
        if isinstance(node, Word):
            texts = [str(one).casefold() for read in self.fields.within for one in _several(read(row))]
            return all(any(word in text for text in texts) for word in node.text.casefold().split())
        spec = self.field(node.key, node.at)
        wanted = Op.IS if node.op is Op.NOT else node.op
        found = any(self.one(spec, wanted, value, row) for value in node.values)
        return found != (node.op is Op.NOT)

    def one(self, spec: FieldSpec, operator: Op, value: Value, row: Any) -> bool:
        """Whether any of the row's values is the one that was asked for."""
        held = _several(spec.column(row))
        if _says_absent(spec, operator, value):
            return bool(held) == (value.text.casefold() in ANY_WORDS)
        test = _BY_KIND[spec.kind](self, spec, operator, value)
        return any(test(one) for one in held)

    def exact(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """A whole text in any case; a star at the end finds by the beginning."""
        self.only_is(spec, operator, value)
        wanted = value.text.casefold()
        if not value.quoted and wanted.endswith("*") and len(wanted) > 1:
            return lambda held: str(held).casefold().startswith(wanted[:-1])
        return lambda held: str(held).casefold() == wanted

    def contains(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """Any part of a text, in any case."""
        self.only_is(spec, operator, value)
        wanted = value.text.casefold()
        return lambda held: wanted in str(held).casefold()

    def coded(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """A code or its label in either language."""
        self.only_is(spec, operator, value)
        if _says_absent(spec, operator, value):
            return lambda held: held is not None
        code = self.code(spec, value)
        return lambda held: bool(held == code)

    def number(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """A number or a range of numbers."""
        parts = value.text.split("..") if operator is Op.IS and ".." in value.text else [value.text]
        edges = [read_number(part) if part else None for part in parts]
        wrong = any(part and edge is None for part, edge in zip(parts, edges, strict=True))
        if _says_absent(spec, operator, value):
            return lambda held: held is not None
        if wrong or len(parts) > 2 or not any(parts):
            raise self.error(
                _("{key} cannot be “{value}”.", key=spec.label(), value=value.text),
                value.at,
                hint=_("Write a number."),
            )
        if len(parts) == 1:
            edge = edges[0] or 0
            return lambda held: holds(operator, (held > edge) - (held < edge), 0)
        low, high = edges
        return lambda held: (low is None or held >= low) and (high is None or held <= high)

    def instant(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """An instant compared with a day, a clock time or a distance, or between two of them."""
        if _says_absent(spec, operator, value):
            return lambda held: held is not None
        if operator is not Op.IS or ".." not in value.text:
            edges = self.edges(spec, operator, value)
        else:
            first, _dots, last = value.text.partition("..")
            parts = ((first, Op.AT_LEAST), (last, Op.AT_MOST))
            edges = tuple(
                edge
                for text, at_edge in parts
                if text
                for edge in self.edges(spec, at_edge, Value(text, at=value.at))
            )
        return lambda held: all(holds(compared, (held > edge) - (held < edge), 0) for compared, edge in edges)

    def edges(self, spec: FieldSpec, operator: Op, value: Value) -> Edges:
        """What an instant is compared with."""
        if self.moment is None:
            raise TypeError(f"the list with the key {spec.key} does not say when it is asked")
        now, zone = self.moment.now, self.moment.zone
        when = self.when(value, now, zone)
        return time_edges(when, operator, now, ahead=spec.ahead, bound=lambda at: at)

    def flag(self, spec: FieldSpec, operator: Op, value: Value) -> Callable[[Any], bool]:
        """Yes or no."""
        self.only_is(spec, operator, value)
        said = yes_or_no(value.text)
        if said is None:
            raise self.error(
                _("{key} cannot be “{value}”.", key=spec.label(), value=value.text),
                value.at,
                hint=_("Write yes or no."),
            )
        return lambda held: bool(held) == said


_BY_KIND: Final[dict[Kind, Callable[[_Test, FieldSpec, Op, Value], Callable[[Any], bool]]]] = {
    Kind.EXACT: _Test.exact,
    Kind.TEXT: _Test.contains,
    Kind.CODE: _Test.coded,
    Kind.NUMBER: _Test.number,
    Kind.INSTANT: _Test.instant,
    Kind.FLAG: _Test.flag,
}


def _says_absent(spec: FieldSpec, operator: Op, value: Value) -> bool:
    """Whether the value is a word for none or for any."""
    words = NONE_WORDS | ANY_WORDS
    return (
        operator is Op.IS
        and not value.quoted
        and spec.kind is not Kind.FLAG
        and value.text.casefold() in words
    )


def _several(value: Any) -> tuple[Any, ...]:
    """The values of a field: none, one, or those of a list."""
    if value is None or value == "":
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)
