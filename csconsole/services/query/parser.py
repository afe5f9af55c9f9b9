"""Text to query, and back. Pure: no database, no clock, no list of keys.

Grammar: ``any = all ("or" all)*``, ``all = part+``, ``part = "-" part | "(" any ")" | term | word``;
``or`` may be written ``或``; ``and`` and ``且`` are allowed and change nothing. ``sort:`` belongs to the
whole query and stands outside parentheses and minus.
"""

from __future__ import annotations

from collections.abc import Callable

from csconsole.i18n import _

from .errors import QueryError
from .scan import QUOTES, Cursor, stops_bare
from .tree import And, Node, Not, Op, Or, Query, SortKey, Term, Value, Word, both, either

MAX_LENGTH = 2000
"""Characters in a query; a longer text is a paste by mistake."""
MAX_DEPTH = 50
"""Nested parentheses and minus signs."""

_OR = frozenset({"or", "或", "或者"})
_AND = frozenset({"and", "且", "并且"})
_SORT = frozenset({"sort", "排序"})


def parse(text: str) -> Query:
    """The query that ``text`` says. Raises ``QueryError`` at the position that makes no sense."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            _("The filter is longer than {limit} characters.", limit=MAX_LENGTH),
            text=text,
            position=MAX_LENGTH,
        )
    return _Parser(text).query()


def render(query: Query, *, zh: bool = False) -> str:
    """The text of ``query``; ``parse(render(query)) == query`` for every query that ``parse`` returns.

    ``zh`` writes the words of the language itself (``or``, ``sort``) in Chinese.
    """
    parts = [] if query.root is None else [_node(query.root, " 或 " if zh else " or ", inside=None)]
    if query.sort:
        head = "排序:" if zh else "sort:"
        parts.append(head + ",".join(_sort_key(key) for key in query.sort))
    return " ".join(parts)


def narrowed(text: str, key: str, value: str) -> str:
    """The filter ``text`` with one more condition that every row must meet."""
    query = parse(text)
    term = Term(key, Op.IS, (Value(value),))
    return render(Query(term if query.root is None else both([term, query.root]), query.sort))


def both_filters(text: str, more: str) -> str:
    """The filter of the rows that meet ``text`` and ``more``; the order that ``more`` asks for wins."""
    query, other = parse(text), parse(more)
    roots = [root for root in (query.root, other.root) if root is not None]
    return render(Query(both(roots) if roots else None, other.sort or query.sort))


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.cursor = Cursor(text)
        self.depth = 0
        self.sort: list[SortKey] = []

    def query(self) -> Query:
        root = self.any_of()
        if not self.cursor.done():
            raise self.error(_("This closing parenthesis has no opening one."), self.cursor.at)
        if root is None and not self.sort and self.text.strip():
            at = len(self.text) - len(self.text.lstrip())
            raise self.error(_("Nothing here says what to look for."), at)
        return Query(root, tuple(self.sort))

    def any_of(self) -> Node | None:
        """One or more alternatives, up to a closing parenthesis or the end."""
        found = [self.all_of()]
        while (at := self.take_or()) is not None:
            if found[-1] is None:
                raise self.error(_("Nothing stands before “or”."), at)
            following = self.all_of()
            if following is None:
                raise self.error(_("Nothing stands after “or”."), at)
            found.append(following)
        if len(found) == 1:
            return found[0]
        return either([node for node in found if node is not None])

    def all_of(self) -> Node | None:
        """Parts side by side, up to ``or``, a closing parenthesis or the end."""
        found: list[Node] = []
        while True:
            self.cursor.skip_space()
            if self.cursor.done() or self.cursor.sees_closing() or self.keyword(_OR):
                break
            if word := self.keyword(_AND):
                self.cursor.at += len(word)
                continue
            part = self.part()
            if part is not None:
                found.append(part)
        return both(found) if found else None

    def part(self) -> Node | None:
        """One part; ``None`` for a lone minus, an empty phrase and the sort order."""
        start = self.cursor.at
        if self.cursor.take_minus():
            return self.negated(start)
        if self.cursor.take_opening():
            return self.group(start)
        if self.cursor.sees_quote():
            phrase = self.quoted()
            return Word(phrase, phrase=True, at=start) if phrase.strip() else None
        key = self.cursor.take_key()
        if key is None:
            return Word(self.cursor.take_bare(), at=start)
        name, operator = key[0].casefold(), Op(key[1])
        values = self.values(key[0], operator)
        if name in _SORT and operator is Op.IS:
            self.add_sort(values, start)
            return None
        return Term(name, operator, values, at=start)

    def negated(self, start: int) -> Node | None:
        if self.cursor.sees_space() or self.cursor.sees_closing():
            return None
        child = self.deeper(start, self.part)
        return None if child is None else Not(child)

    def group(self, start: int) -> Node:
        child = self.deeper(start, self.any_of)
        if not self.cursor.take_closing():
            raise self.error(_("This parenthesis is not closed."), start)
        if child is None:
            raise self.error(_("Nothing stands between the parentheses."), start)
        return child

    def quoted(self) -> str:
        start = self.cursor.at
        found = self.cursor.take_quoted()
        if found is None:
            raise self.error(_("This quotation mark is not closed."), start)
        return found

    def values(self, key: str, operator: Op) -> tuple[Value, ...]:
        """The values after an operator, separated by commas; spaces after a comma are allowed."""
        found: list[Value] = []
        while True:
            self.cursor.skip_space()
            start = self.cursor.at
            if self.cursor.sees_quote():
                found.append(Value(self.quoted(), quoted=True, at=start))
            elif text := self.cursor.take_bare(in_list=True):
                found.append(Value(text, at=start))
            if not self.cursor.take_comma():
                break
        if not found:
            text = f"{key}{operator}"
            raise self.error(_("Write a value after {key}", key=text), self.cursor.at)
        return tuple(found)

    def add_sort(self, values: tuple[Value, ...], start: int) -> None:
        if self.depth:
            raise self.error(
                _("Put the sort order outside parentheses."),
                start,
                hint=_("For example: state:open sort:due"),
            )
        for value in values:
            name = value.text.lstrip("-－")
            if not name:
                raise self.error(_("Write a value after {key}", key="sort:"), value.at)
            self.sort.append(SortKey(name.casefold(), name != value.text, at=value.at))

    def keyword(self, words: frozenset[str]) -> str | None:
        """The keyword that stands next as a word of its own, as typed."""
        rest = self.text[self.cursor.at : self.cursor.at + 4]
        word = ""
        for char in rest:
            if stops_bare(char, in_list=False):
                break
            word += char
        return word if word.casefold() in words else None

    def take_or(self) -> int | None:
        """Step over ``or`` and say where it stood."""
        word = self.keyword(_OR)
        if word is None:
            return None
        self.cursor.at += len(word)
        return self.cursor.at - len(word)

    def deeper(self, start: int, read: Callable[[], Node | None]) -> Node | None:
        """What ``read`` finds one level further in."""
        if self.depth >= MAX_DEPTH:
            raise self.error(_("The filter is nested too deeply."), start)
        self.depth += 1
        try:
            return read()
        finally:
            self.depth -= 1

    def error(self, message: str, at: int, *, hint: str | None = None) -> QueryError:
        return QueryError(message, text=self.text, position=at, hint=hint)


def _node(node: Node, either_or: str, *, inside: type[And] | type[Not] | None) -> str:
    if isinstance(node, Or):
        text = either_or.join(_node(child, either_or, inside=None) for child in node.children)
        return f"({text})" if inside else text
    if isinstance(node, And):
        text = " ".join(_node(child, either_or, inside=And) for child in node.children)
        return f"({text})" if inside is Not else text
    if isinstance(node, Not):
        return "-" + _node(node.child, either_or, inside=Not)
    if isinstance(node, Word):
        return _quote(node.text) if node.phrase else node.text
    return f"{node.key}{node.op}" + ",".join(_value(value) for value in node.values)


def _value(value: Value) -> str:
    return _quote(value.text) if value.quoted else value.text


def _sort_key(key: SortKey) -> str:
    return ("-" if key.descending else "") + quote_if_needed(key.key)


def _quote(text: str) -> str:
    return '"' + "".join("\\" + char if char in QUOTES or char == "\\" else char for char in text) + '"'


def quote_if_needed(text: str) -> str:
    """``text`` as one value or word of a query, in quotation marks where the grammar needs them."""
    if text and not any(stops_bare(char, in_list=True) for char in text):
        return text
    return _quote(text)
