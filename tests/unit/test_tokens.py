"""Search words: what is indexed is found again, in Chinese by two characters and by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.storage.tokens import index_tokens, normalise, query_tokens


def found(query: str, text: str) -> bool:
    asked = query_tokens(query)
    return bool(asked) and set(asked) <= set(index_tokens(text))


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("漏水", "厨房水管漏水,请尽快上门"),
        ("漏", "厨房水管漏水"),
        ("水管漏水", "厨房水管漏水"),
        ("3-502", "欧阳晓雯 业主 3-502"),
        ("55500123", "电话021-55500123漏水"),
        ("t20261121", "见 T20261121-0007"),
        ("20261121", "见 T20261121-0007"),
        ("T20261121-0007", "见工单T20261121-0007"),
        ("ＷＩＦＩ", "wifi 信号差"),
        ("wifi", "ＷｉＦｉ信号差"),
        ("leak sink", "A leak under the Sink"),
        ("エアコン", "エアコン修理"),
    ],
)
def test_text_is_found_by_its_parts(query: str, text: str) -> None:
    assert found(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [("漏电", "水管漏水,停电"), ("502", "3-5021"), ("sin", "under the sink"), ("", "x"), ("!?", "!?")],
)
def test_text_is_not_found_by_what_it_lacks(query: str, text: str) -> None:
    assert not found(query, text)


def test_each_word_comes_once_in_order() -> None:
    assert index_tokens("水水 tap tap 水") == ["水", "水水", "tap"]
    assert query_tokens("漏水 漏水 b2") == ["漏水", "b2"]


def test_long_runs_are_cut_alike_in_index_and_query() -> None:
    run = "a" * 500
    assert max(map(len, index_tokens(run))) == max(map(len, query_tokens(run))) == 40
    assert found(run, run)


@given(st.text())
def test_every_text_is_found_by_itself_and_words_are_plain(text: str) -> None:
    asked, indexed = query_tokens(text), index_tokens(text)
    assert set(asked) <= set(indexed)
    assert all(token.isalnum() for token in indexed)
    assert len(indexed) == len(set(indexed))


@given(st.text(), st.text(), st.text())
def test_a_part_between_spaces_is_found(before: str, part: str, after: str) -> None:
    assert set(query_tokens(part)) <= set(index_tokens(f"{before} {part} {after}"))


@given(
    st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=30),
    st.data(),
)
def test_every_slice_of_chinese_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert found(text[start:end], text)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
