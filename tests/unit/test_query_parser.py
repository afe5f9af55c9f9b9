"""The grammar of the query language: what is understood, where an error points, round trip, no crash."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.services.query import Op, QueryError, parse, render
from csconsole.services.query.parser import MAX_LENGTH
from csconsole.services.query.tree import And, Not, Or, Query, SortKey, Term, Value, Word


def term(key: str, op: Op, *values: str) -> Term:
    return Term(key, op, tuple(Value(value) for value in values))


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("漏水", Word("漏水")),
        ("leak kitchen", And((Word("leak"), Word("kitchen")))),
        ("state:open,pending", term("state", Op.IS, "open", "pending")),
        ("State=open", term("state", Op.IS, "open")),
        ("priority>=high", term("priority", Op.AT_LEAST, "high")),
        ("due<2h", term("due", Op.LESS, "2h")),
        ("due≤2h", term("due", Op.AT_MOST, "2h")),
        ("state!=closed", term("state", Op.NOT, "closed")),
        ("state≠closed", term("state", Op.NOT, "closed")),
        ("-tag:vip", Not(term("tag", Op.IS, "vip"))),
        ("a or b c", Or((Word("a"), And((Word("b"), Word("c")))))),
        ("a 或 b", Or((Word("a"), Word("b")))),
        ("(a or b) c", And((Or((Word("a"), Word("b"))), Word("c")))),
        ("-(a b)", Not(And((Word("a"), Word("b"))))),
        ("a and b", And((Word("a"), Word("b")))),
        ('"two words"', Word("two words", phrase=True)),
        (r'"a \"b\" \\"', Word(r'a "b" \\'.replace("\\\\", "\\"), phrase=True)),
        ('name:"Li Xiao"', Term("name", Op.IS, (Value("Li Xiao", quoted=True),))),
        ("3-502", Word("3-502")),
        ("10:30", Word("10:30")),
        ("", None),
        ("state: open, pending x", And((term("state", Op.IS, "open", "pending"), Word("x")))),
    ],
)
def test_understood(text: str, root: object) -> None:
    assert parse(text).root == root


@pytest.mark.parametrize(
    ("full_width", "plain"),
    [
        ("状态：待办，处理中", "状态:待办,处理中"),
        ("（漏水　或　停电）　－状态：已关闭", "(漏水 or 停电) -状态:已关闭"),
        ("“厨房 漏水”", '"厨房 漏水"'),
        ("时限＜2h 优先级＞＝紧急", "时限<2h 优先级>=紧急"),
        ("分类：报修、咨询", "分类:报修,咨询"),
    ],
)
def test_full_width_punctuation_means_the_same(full_width: str, plain: str) -> None:
    assert parse(full_width) == parse(plain)


def test_sort_belongs_to_the_whole_query() -> None:
    assert parse("a or b sort:due,-updated") == Query(
        Or((Word("a"), Word("b"))), (SortKey("due"), SortKey("updated", descending=True))
    )


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("a (b", 2),
        ("a )", 2),
        ("a ()", 2),
        ('a "b', 2),
        ("or a", 0),
        ("a or", 2),
        ("state:", 6),
        ("(sort:due)", 1),
        ("-", 0),
        (" - -", 1),
        ('""', 0),
        ("and", 0),
        ("sort:-", 5),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH),
        ("(" * 60 + "a" + ")" * 60, 50),
    ],
)
def test_errors_point_at_the_place(text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.position == position
    assert caught.value.exit_code == 2


def test_pointer_counts_wide_characters() -> None:
    with pytest.raises(QueryError) as caught:
        parse("漏水 (b")
    assert caught.value.pointer() == "漏水 (b\n     ^"


_ALPHABET = st.sampled_from(list('ab漏水或 :：=<>≥!！-－()（）"“”,，、\\ \t　.*orand'))


@given(st.one_of(st.text(max_size=60), st.text(_ALPHABET, max_size=60)))
def test_never_crashes_and_round_trips(text: str) -> None:
    error = None
    try:
        query = parse(text)
    except QueryError as caught:
        error = caught
    assert parse(render(query)) == query if error is None else 0 <= error.position <= len(text)


def test_a_filter_has_2000_characters_at_most() -> None:
    parse("x" * 2000)
    with pytest.raises(QueryError, match="2000"):
        parse("x" * 2001)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("-", "")])
def test_a_filter_is_nested_50_deep_at_most(opening: str, closing: str) -> None:
    parse(f"{opening * 50}x{closing * 50}")
    with pytest.raises(QueryError):
        parse(f"{opening * 51}x{closing * 51}")
