"""A parsed query to one condition on the list's table, for both engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, not_, or_, select, true

from csconsole.i18n import _, listed
from csconsole.services.yes_no import yes_or_no
from csconsole.storage.prefix import begins
from csconsole.text import whole_number

from .comparisons import compare, compare_all, holds
from .edges import time_edges
from .fields import EntityFields, FieldSpec, Kind, nearest
from .scope import Scope
from .short_numbers import number_pattern
from .terms import ANY_WORDS, NONE_WORDS, Terms, code_named, group_named, read_number
from .tree import And, Node, Not, Op, Or, Term, Value, Word
from .when import day_of, parse_seconds

Condition = ColumnElement[bool]

_NEGATED = {Op.IS: Op.NOT, Op.NOT: Op.IS}


class Compiler(Terms):
    """Turns the nodes of one query into conditions; ``word`` decides what a free word selects."""

    def __init__(
        self, scope: Scope, fields: EntityFields, text: str, word: Callable[[Word], Condition]
    ) -> None:
        super().__init__(fields, text)
        self.scope = scope
        self.word = word
        self.few = False
        """Whether some condition is worded like an index that leaves out what most records are."""

    def condition(self, node: Node | None) -> Condition:
        """The condition of a node. Raises ``QueryError`` for an unknown key or a value that does not fit."""
        if node is None:
            return true()
        if isinstance(node, And):
            return and_(*(self.condition(child) for child in node.children))
        if isinstance(node, Or):
            return or_(*(self.condition(child) for child in node.children))
        if isinstance(node, Not):
            return self.negated(node.child)
        if isinstance(node, Word):
            return self.word(node)
        return self.term(node, node.op)

    def negated(self, child: Node) -> Condition:
        """Everything but ``child``, rows without a value included."""
        if isinstance(child, Not):
            return self.condition(child.child)
        if isinstance(child, Term) and child.op in _NEGATED:
            return self.term(child, _NEGATED[child.op])
        return not_(func.coalesce(self.condition(child), false()))

    def term(self, term: Term, operator: Op) -> Condition:
        """The condition of one ``key op values``; several values select any of them."""
        spec = self.field(term.key, term.at)
        if operator not in (Op.IS, Op.NOT) and len(term.values) > 1:
            raise self.error(
                _("Compare {key} with one value, not with a list.", key=spec.label()), term.values[1].at
            )
        wanted = Op.IS if operator is Op.NOT else operator
        if spec.kind is Kind.CODE and wanted is Op.IS:
            found = self.code_is(spec, term.values)
        else:
            found = or_(*(self.one(spec, wanted, value) for value in term.values))
        return not_(func.coalesce(found, false())) if operator is Op.NOT else found

    def one(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """The condition of one value."""
        if not value.quoted and spec.kind is not Kind.CUSTOM and operator is Op.IS:
            word = value.text.casefold()
            if word in NONE_WORDS and spec.kind is not Kind.FLAG:
                return self.empty(spec)
            if word in ANY_WORDS and spec.kind is not Kind.FLAG:
                return not_(self.empty(spec))
        return _BY_KIND[spec.kind](self, spec, operator, value)

    def empty(self, spec: FieldSpec) -> Condition:
        """The field has no value."""
        missing: Condition = spec.column.is_(None)
        if spec.only is not None:
            return or_(missing, not_(spec.only()))
        return or_(missing, spec.column == "") if spec.kind in (Kind.TEXT, Kind.EXACT) else missing

    def exact(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """A whole text; a star at the end finds by the beginning, and numbers are found in any case; the last
        digits of a record's number, and the short one that lists show, find those of every day (REF-34).
        """
        if operator is not Op.IS:
            return compare(spec.column, operator, value.text)
        if not value.quoted and value.text.endswith("*") and len(value.text) > 1:
            start = value.text[:-1]
            found = begins(spec.column, start)
            return found if start == start.upper() else or_(found, begins(spec.column, start.upper()))
        equal: Condition = spec.column == value.text
        short = number_pattern(value.text) if spec.key == "number" else None
        if short is not None:
            return or_(equal, spec.column.like(short))
        serial = whole_number(value.text) if spec.key == "number" else None
        if serial is not None and serial < _MOST_SERIAL:
            return or_(equal, spec.column.like(f"%-{serial:04d}"))
        return equal if value.text == value.text.upper() else or_(equal, spec.column == value.text.upper())

    def contains(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """Any part of a text, in any case."""
        self.only_is(spec, operator, value)
        found: Condition = func.lower(spec.column).contains(value.text.lower(), autoescape=True)
        return found

    def code_is(self, spec: FieldSpec, values: Sequence[Value]) -> Condition:
        """Any of the codes and groups; written into the statement, so that partial indexes fit."""
        wanted: list[str] = []
        conditions: list[Condition] = []
        for value in values:
            word = value.text.casefold()
            group = group_named(spec, word)
            if group is not None and group.excluding:
                conditions.append(self.uncommon(spec, group.excluding))
            elif group is not None:
                wanted.extend(group.codes)
            elif not value.quoted and word in NONE_WORDS and code_named(spec, value.text) is None:
                conditions.append(self.empty(spec))
            elif not value.quoted and word in ANY_WORDS:
                conditions.append(not_(self.empty(spec)))
            else:
                wanted.append(self.code(spec, value))
        if wanted:
            found: Condition = spec.column.in_(_written(wanted) if spec.codes else wanted)
            if spec.common and not set(spec.common) & set(wanted):
                self.few = True
                found = and_(spec.column.not_in(_written(spec.common)), found)
            conditions.append(found)
        return or_(*conditions)

    def uncommon(self, spec: FieldSpec, excluded: Sequence[str]) -> Condition:
        """Any code but the excluded ones, worded like the index that leaves the common ones out, too."""
        if len(excluded) == 1 and not spec.common:
            single: Condition = spec.column != bindparam(None, excluded[0], literal_execute=True)
            return single
        found: Condition = spec.column.not_in(_written(excluded))
        if spec.common and set(spec.common) <= set(excluded):
            self.few = True
        if spec.common and set(spec.common) < set(excluded):
            found = and_(spec.column.not_in(_written(spec.common)), found)
        return found

    def code_order(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """A code compared by its place in the field's order."""
        if not spec.order:
            self.only_is(spec, operator, value)
        code = self.code(spec, value)
        if code not in spec.order:
            raise self.error(_("{value} has no place in the order.", value=value.text), value.at)
        place = spec.order.index(code)
        chosen = [other for rank, other in enumerate(spec.order) if holds(operator, rank, place)]
        found: Condition = spec.column.in_(_written(chosen)) if chosen else false()
        return found

    def link(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """The records that a value names. Raises ``QueryError`` when there is none."""
        self.only_is(spec, operator, value)
        keys = spec.find(self.scope, value.text) if spec.find else ()
        if not keys and any(value.text.casefold() in pair for pair in spec.words):
            return false()  # "mine" of a person without a department is known, and selects nothing
        if not keys:
            raise self.error(
                _("{key} has no value “{value}”.", key=spec.label(), value=value.text),
                value.at,
                hint=self.link_hint(spec, value),
            )
        found: Condition = _among(spec.column, keys)
        if spec.also is None:
            return found
        # no index serves both columns at once: the second is asked about only where it has any of the keys
        also = _among(spec.also, keys)
        has = self.scope.uow.session.execute(select(exists().where(also))).scalar_one()
        return or_(found, also) if has else found

    def link_hint(self, spec: FieldSpec, value: Value) -> str | None:
        """The nearest name among those offered."""
        offered = spec.suggest(self.scope, value.text[:1]) if spec.suggest else ()
        near = nearest(value.text, [word.casefold() for word in offered])
        return _("Did you mean {key}?", key=near) if near else None

    def instant(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """An instant compared with a point in time."""
        found = self.time(spec, operator, value, lambda at: at)
        return found if spec.only is None else and_(spec.only(), found)

    def day(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """A date compared with the site's day of a point in time."""
        return self.time(spec, operator, value, lambda at: day_of(at, self.scope.zone))

    def time(self, spec: FieldSpec, operator: Op, value: Value, bound: Callable[[Any], Any]) -> Condition:
        """A time column compared with a day, a clock time or a distance; ``bound`` fits an edge to it."""
        if operator is Op.IS and ".." in value.text:
            return self.time_range(spec, value, bound)
        when = self.when(value, self.scope.now, self.scope.zone)
        edges = time_edges(when, operator, self.scope.now, ahead=spec.ahead, bound=bound)
        return compare_all(spec.column, edges)

    def time_range(self, spec: FieldSpec, value: Value, bound: Callable[[Any], Any]) -> Condition:
        """From one point in time to another, both included."""
        first, _dots, last = value.text.partition("..")
        conditions = []
        for text, operator in ((first, Op.AT_LEAST), (last, Op.AT_MOST)):
            if text:
                conditions.append(self.time(spec, operator, Value(text, at=value.at), bound))
        return and_(true(), *conditions)

    def number(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """A number or a range of numbers."""
        return self.measure(spec, operator, value, read_number, _("Write a number."))

    def seconds(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """A length of time or a range of them."""
        return self.measure(spec, operator, value, parse_seconds, _("For example: 30s, 5m, 1.5h"))

    def measure(
        self, spec: FieldSpec, operator: Op, value: Value, read: Callable[[str], float | None], hint: str
    ) -> Condition:
        """A number read by ``read``. Raises ``QueryError`` with ``hint`` for what it cannot read."""
        parts = value.text.split("..") if operator is Op.IS and ".." in value.text else [value.text]
        numbers = [read(part) for part in parts if part]
        if len(parts) > 2 or not numbers or None in numbers:
            raise self.error(
                _("{key} cannot be “{value}”.", key=spec.label(), value=value.text), value.at, hint=hint
            )
        if len(parts) == 1:
            return compare(spec.column, operator, numbers[0])
        low, high = (read(part) if part else None for part in parts)
        return and_(
            true(),
            *([spec.column >= low] if low is not None else []),
            *([spec.column <= high] if high is not None else []),
        )

    def flag(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """Yes or no."""
        self.only_is(spec, operator, value)
        said = yes_or_no(value.text)
        if said is None:
            raise self.error(
                _("{key} cannot be “{value}”.", key=spec.label(), value=value.text),
                value.at,
                hint=_("Write yes or no."),
            )
        found: Condition = spec.column.is_(said)
        return found

    def custom(self, spec: FieldSpec, operator: Op, value: Value) -> Condition:
        """What the field's own test makes of the value; ``None`` from it is a value it does not know."""
        if spec.test is None:
            raise TypeError(f"the key {spec.key} has no test")
        if operator is not Op.NOT:
            self.only_is(spec, operator, value)
        found = spec.test(self.scope, operator, value)
        if found is not None:
            return found
        known = listed(spec.known_values())
        raise self.error(
            _("{key} cannot be “{value}”.", key=spec.label(), value=value.text),
            value.at,
            hint=_("Known values: {values}", values=known) if known else None,
        )


_MOST_SERIAL: Final = 1_000_000
_BY_KIND: dict[Kind, Callable[[Compiler, FieldSpec, Op, Value], Condition]] = {
    Kind.EXACT: Compiler.exact,
    Kind.TEXT: Compiler.contains,
    Kind.CODE: Compiler.code_order,
    Kind.LINK: Compiler.link,
    Kind.INSTANT: Compiler.instant,
    Kind.DAY: Compiler.day,
    Kind.NUMBER: Compiler.number,
    Kind.SECONDS: Compiler.seconds,
    Kind.FLAG: Compiler.flag,
    Kind.CUSTOM: Compiler.custom,
}


def _among(column: Any, keys: Sequence[int]) -> Condition:
    found: Condition = column == keys[0] if len(keys) == 1 else column.in_(keys)
    return found


def _written(values: Sequence[str]) -> Any:
    """Values that stand in the statement itself; they come from code lists, never from the asker."""
    return bindparam(None, list(dict.fromkeys(values)), expanding=True, literal_execute=True)
