"""Pages of a list: keyset paging, an honest count, and a token to go on with."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from csconsole.clock import iso
from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed

from .compile import Compiler
from .errors import QueryError
from .fields import EntityFields
from .parser import parse
from .reading import Reader
from .scope import Scope
from .short_numbers import numbers_read
from .time_span import TimeSpan, key_span, time_span
from .tree import And, Node, Op, Query, SortKey, Term
from .words import FOUND_CAP, Matches, WordConditions, find_matching, holds_words, require_words, split_words

T = TypeVar("T")

COUNT_CAP = FOUND_CAP
"""A list counts to this many rows and then says "1000+"."""
MAX_LIMIT = 10_000
"""Rows of one page at most; whoever wants more takes the next page or an export."""


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    ``total`` counts all rows that the filter selects; ``capped`` says that there are at least so many.
    ``next_after`` goes on with the next page, ``None`` at the end. ``partial``: a search ran out of its time
    and older records were not looked at. ``latest`` is the order of a list narrowed to a time where that
    is not its own: by that time, the latest first (``-started``).
    """

    rows: tuple[T, ...]
    total: int
    capped: bool = False
    next_after: str | None = None
    partial: bool = False
    latest: str = ""

    def count_text(self) -> str:
        """The count as it is shown: ``240``, ``1000+``."""
        return f"{self.total}+" if self.capped or self.partial else str(self.total)


@dataclass(frozen=True, slots=True)
class _OrderKey:
    """One column of the order and the type its values have in a page token."""

    column: Any
    descending: bool
    nullable: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What a filter and an order select, before paging: for lists, exports and counts."""

    fields: EntityFields
    condition: ColumnElement[bool]
    order: tuple[_OrderKey, ...]
    signature: str
    phrase: str
    newest_first: bool
    words_complete: bool
    few: bool
    """Whether the condition is worded like an index that leaves out what most records are."""
    span: TimeSpan | None = None
    """The time that the rows stand by."""
    asked: TimeSpan | None = None
    """The time that the filter asks for, whatever the rows stand by."""

    @property
    def by_key(self) -> bool:
        """Whether the order is that of the keys, the newest first."""
        return all(key.descending and key.column.key == "id" for key in self.order)

    def ordered(self, statement: Select[Any]) -> Select[Any]:
        """``statement`` in this order."""
        return statement.order_by(*self.order_by())

    def order_by(self) -> list[Any]:
        """The columns of this order; rows without a value stand last."""
        order = self.order[-1:] if self.by_key else self.order  # a key named twice is sorted twice
        return [_ordered(key.column, key.descending, nullable=key.nullable) for key in order]


def select_rows(scope: Scope, fields: EntityFields, *, filter: str = "", sort: str = "") -> Selection:
    """Understand a filter and an order. ``sort`` given apart wins over ``sort:`` inside the filter.

    Raises ``QueryError`` at the place that makes no sense.
    """
    query = parse(filter)
    words = WordConditions(scope, fields, filter)
    phrase, rest = split_words(numbers_read(fields, query.root))
    if phrase:
        require_words(fields, filter, 0)
    compiler = Compiler(scope, fields, filter, words)
    condition = compiler.condition(rest)
    if phrase and fields.within:
        condition, phrase = and_(condition, holds_words(fields, phrase)), ""
    asked = parse_sort(sort) or query.sort
    keys = asked or parse_sort(_own_order(fields, query.root))
    order = tuple(_order_key(fields, key, sort or filter, "sort" if sort else "filter") for key in keys)
    signature = ",".join(("-" if key.descending else "") + key.key for key in keys)
    own = Query(sort=parse_sort(fields.default_sort)).sort
    newest_first = keys == own and own[0].descending and own[0].key in ("id", "created")
    if phrase and newest_first:
        order, signature = (), "found"
    own_order = newest_first and not asked and not phrase
    indexed = time_span(compiler, fields, rest)
    span, asked_time = indexed if own_order else None, indexed or key_span(compiler, fields, rest)
    if span is not None:
        order, signature = (_OrderKey(span.column, True, False),), f"latest {span.key}"
        newest_first = False
    last = order[-1].descending if order else True
    order = (*order, _OrderKey(fields.model.id, last, False))
    few = compiler.few
    complete = words.complete
    return Selection(
        fields, condition, order, signature, phrase, newest_first, complete, few, span, asked_time
    )


def fetch_page(
    scope: Scope,
    fields: EntityFields,
    rows: Callable[[Sequence[Any]], Iterable[T]],
    *,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
    where: Sequence[ColumnElement[bool]] = (),
) -> Page[T]:
    """One page of ``fields.model``; ``rows`` makes the frozen rows of a page's records, in their order.

    ``where`` are the list's own conditions, such as what the role may see. Raises ``QueryError`` for a
    filter, an order or a page token that makes no sense, ``InvalidInputError`` for a limit out of its range.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise WrongFormError(_("A page has 1 to {limit} rows.", limit=MAX_LIMIT), field="limit", value=limit)
    selection = select_rows(scope, fields, filter=filter, sort=sort)
    condition = and_(selection.condition, *where)
    values = None if after is None else _open_token(selection, after)
    if selection.phrase:
        return _found_page(scope, selection, condition, rows, limit, values)
    reader = Reader(scope.uow.session, fields.model)
    below = () if values is None else (_below(selection.order, values),)
    span = selection.span
    found, complete = reader.rows(
        and_(condition, *below),
        selection.order_by(),
        limit + 1,
        newest_first=selection.by_key,
        few=selection.few,
        within=None if span is None else and_(span.condition, *below),
        asked=selection.asked,
    )
    if complete and (after is not None or len(found) > limit):
        total, capped = _count(reader, fields, condition, len(found))
    else:
        total, capped = len(found[:limit]), not complete
    return Page(
        tuple(rows(found[:limit])),
        total,
        capped,
        _token(selection, found[limit - 1]) if len(found) > limit else None,
        partial=not (complete and selection.words_complete),
        latest="" if span is None else f"-{span.key}",
    )


def parse_sort(text: str) -> tuple[SortKey, ...]:
    """The keys of an order written as in ``sort:``, such as ``due,-updated``; empty for an empty text."""
    return parse(f"sort:{text}").sort if text.strip() else ()


def _found_page(
    scope: Scope,
    selection: Selection,
    condition: ColumnElement[bool],
    rows: Callable[[Sequence[Any]], Iterable[T]],
    limit: int,
    values: list[Any] | None,
) -> Page[T]:
    """A page of what the search index found: newest first, or the newest found in the order asked for."""
    fields, session = selection.fields, scope.uow.session
    key: Any = fields.model.id
    phrase = selection.phrase
    found = find_matching(scope, fields, phrase, condition, limit=COUNT_CAP + 1)
    capped = len(found.keys) > COUNT_CAP
    if selection.newest_first:
        before = int(values[-1]) if values else None
        page = _page_keys(scope, selection, condition, found, before, limit)
        keys, complete = page.keys, page.complete
        records = {
            record.id: record
            for record in session.execute(select(fields.model).where(key.in_(keys[:limit]))).scalars()
        }
        shown = [records[one] for one in keys[:limit] if one in records]
        more = len(keys) > limit
    else:
        statement = select(fields.model).where(key.in_(found.keys))
        listed = session.execute(_from(selection, statement, values).limit(limit + 1)).scalars().all()
        shown, more = list(listed[:limit]), len(listed) > limit
        complete = found.complete and not capped
    return Page(
        tuple(rows(shown)),
        min(len(found.keys), COUNT_CAP),
        capped,
        _token(selection, shown[-1]) if more and shown else None,
        partial=not (complete and found.complete and selection.words_complete),
    )


def _page_keys(
    scope: Scope,
    selection: Selection,
    condition: ColumnElement[bool],
    found: Matches,
    before: int | None,
    limit: int,
) -> Matches:
    """The keys of the page below ``before`` and one more: from what the count found, else searched for."""
    keys = [one for one in found.keys if before is None or one < before]
    if len(keys) > limit or (found.complete and len(found.keys) <= COUNT_CAP):
        return Matches(tuple(keys[: limit + 1]), True)
    return find_matching(scope, selection.fields, selection.phrase, condition, limit=limit + 1, before=before)


def _count(
    reader: Reader, fields: EntityFields, condition: ColumnElement[bool], known: int
) -> tuple[int, bool]:
    """How many rows, counted up to the cap, and whether there are more; out of time the ``known`` ones."""
    total = reader.count(select(fields.model.id).where(condition).limit(COUNT_CAP + 1))
    if total is None:
        return known, True
    return min(total, COUNT_CAP), total > COUNT_CAP


def _own_order(fields: EntityFields, root: Node | None) -> str:
    """The list's own order, or that of the list that the filter narrows it to, such as ``view:later``."""
    for node in root.children if isinstance(root, And) else (root,):
        if isinstance(node, Term) and node.op is Op.IS and len(node.values) == 1:
            spec = fields.find(node.key)
            order = spec.order_of(node.values[0].text) if spec is not None else ""
            if order:
                return order
    return fields.default_sort


def _order_key(fields: EntityFields, key: SortKey, text: str, field: str) -> _OrderKey:
    spec = fields.find(key.key)
    column: Any = fields.model.id if key.key == "id" else None
    if spec is not None and spec.sortable:
        column = spec.by if spec.by is not None else spec.column
    if column is None:
        raise not_sortable(fields, key, text, field)
    return _OrderKey(column, key.descending, bool(getattr(column, "nullable", None) or _nullable(column)))


def not_sortable(fields: EntityFields, key: SortKey, text: str, field: str) -> QueryError:
    """The error of an order by what the list cannot be sorted by."""
    sortable = [one.label() for one in fields.fields if one.sortable and one.column is not None]
    return QueryError(
        _("The list cannot be sorted by “{key}”.", key=key.key),
        text=text,
        position=min(key.at, len(text)),
        field=field,
        hint=_("Known keys: {keys}", keys=listed(sortable)),
    )


def wrong_page(token: str) -> QueryError:
    """The error of a page that this list has not in this order."""
    return QueryError(
        _("“{after}” is not a page of this list in this order.", after=token[:40]),
        text=token,
        position=0,
        hint=_("Start again from the first page."),
    )


def _nullable(column: Any) -> bool:
    expression = getattr(column, "expression", column)
    return bool(getattr(expression, "nullable", True))


def _ordered(column: Any, descending: bool, *, nullable: bool) -> Any:
    ordered = column.desc() if descending else column.asc()
    return ordered.nulls_last() if nullable else ordered


def _from(selection: Selection, statement: Select[Any], values: list[Any] | None) -> Select[Any]:
    """The ordered statement, below the row that the token names."""
    if values is not None:
        statement = statement.where(_below(selection.order, values))
    return selection.ordered(statement)


def _below(order: tuple[_OrderKey, ...], values: list[Any]) -> ColumnElement[bool]:
    """Rows that come after the one with these values."""
    same_way = len({key.descending for key in order}) == 1
    if same_way and not any(key.nullable for key in order):
        place, edge = tuple_(*(key.column for key in order)), tuple_(*values)
        found: ColumnElement[bool] = place < edge if order[0].descending else place > edge
        return found
    key, value = order[0], values[0]
    rest = order[1:]
    if value is None:
        return and_(key.column.is_(None), _below(rest, values[1:]))
    further = key.column < value if key.descending else key.column > value
    if key.nullable:
        further = or_(further, key.column.is_(None))
    if not rest:
        return and_(further)
    return or_(further, and_(key.column == value, _below(rest, values[1:])))


def _token(selection: Selection, record: Any) -> str:
    values = [getattr(record, key.column.key) for key in selection.order]
    body = json.dumps([selection.signature, *(_plain(value) for value in values)], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return (
        {"t": iso(value)}
        if isinstance(value, datetime)
        else {"d": value.isoformat()}
        if isinstance(value, date)
        else value
    )


def _open_token(selection: Selection, token: str) -> list[Any]:
    """The values in a page token. Raises ``QueryError`` when it is none, or belongs to another order."""
    wrong = wrong_page(token)
    try:
        body = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error) as error:
        raise wrong from error
    if not isinstance(body, list) or len(body) != len(selection.order) + 1 or body[0] != selection.signature:
        raise wrong
    try:
        values = [_typed(value) for value in body[1:]]
    except (KeyError, ValueError, TypeError) as error:
        raise wrong from error
    if not all(_fits(key.column, value) for key, value in zip(selection.order, values, strict=True)):
        raise wrong
    return values


def _fits(column: Any, value: Any) -> bool:
    """Whether a page may end with this value of the column: of its type, and no truth for a number."""
    if isinstance(value, datetime) and value.tzinfo is None:
        return False
    kind = column.type.python_type
    numbers = (int, float) if kind in (int, float) else (kind,)
    return value is None or (isinstance(value, numbers) and (kind is bool) == isinstance(value, bool))


def _typed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return datetime.fromisoformat(value["t"]) if "t" in value else date.fromisoformat(value["d"])
