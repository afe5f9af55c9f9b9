"""Untrusted text: what comes in is cleaned, what goes out is neutralised, nothing is lost that was meant."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csconsole.text import (
    cell_width,
    clean,
    cut,
    folded,
    formula_safe,
    literal,
    literal_line,
    mask_phone,
    one_line,
    pad,
    plain_number,
    whole_number,
)

HOSTILE = [
    "\x1b]0;title\x07",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "\u2066abc\u2069",
    "a\x00b",
    "\ud800",
    "\x7f\x85\u2028",
    "\ufeffname",
    "\U000e0041",
]
ANYTHING = st.text(st.characters(exclude_categories=()))  # lone surrogates too


def obeyed(char: str) -> bool:
    """Whether a terminal or the writing direction would follow this character."""
    category, direction = unicodedata.category(char), unicodedata.bidirectional(char)
    commands = category in {"Cc", "Cs"} and char not in "\n\t"
    return commands or direction in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


@given(ANYTHING)
@example("".join(HOSTILE))
def test_clean_leaves_nothing_to_obey_and_is_stable(text: str) -> None:
    cleaned = clean(text)
    assert not any(map(obeyed, cleaned))
    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


@given(ANYTHING)
@example("".join(HOSTILE))
def test_literal_shows_and_never_obeys(text: str) -> None:
    shown = literal(text)
    assert not any(map(obeyed, shown))
    assert "\n" not in literal_line(text)
    assert not any(map(obeyed, literal_line(text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_literal_marks_what_it_took(text: str) -> None:
    assert "<" in literal(text)


@pytest.mark.parametrize(
    "text",
    [
        "水管漏水,请今天12:00前上门",
        "O'Brien – [b]bold[/b]",
        "tab\tand\nline",
        "family 👨\u200d👩\u200d👧",
        "नमस्ते",
        "café",
    ],
)
def test_ordinary_text_passes_unchanged(text: str) -> None:
    assert clean(text) == text == literal(text)


def test_what_nobody_sees_hides_in_no_name() -> None:
    assert clean("M\xadül\u200bler\U000e0041") == "Müller"
    assert literal("a\xad\U000e0041") == "a<AD><E0041>"


def test_line_ends_become_newlines_and_accents_compose() -> None:
    assert clean("a\r\nb\rc\u2028d") == "a\nb\nc\nd"
    assert clean("cafe\u0301") == "caf\u00e9"


def test_one_line_has_single_spaces() -> None:
    assert one_line("  水管\r\n\t漏水\u3000 今天 ") == "水管 漏水 今天"


@given(ANYTHING, st.integers(-2, 40))
def test_cut_and_pad_keep_the_width(text: str, width: int) -> None:
    line = literal_line(text)
    assert cell_width(cut(line, width)) <= max(width, 0)
    assert cell_width(pad(line, max(width, 0))) == max(width, 0)


def test_cut_never_halves_a_wide_character() -> None:
    assert cut("水管漏水了", 7) == "水管.."
    assert cut("水管漏水了", 8) == "水管漏.."
    assert cut("水管漏水了", 10) == "水管漏水了"
    assert pad("漏水", 6) == "漏水  "
    assert pad("漏水", 6, right=True) == "  漏水"


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 21", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"]
)
def test_a_formula_is_neutralised(text: str) -> None:
    assert formula_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["", "  ", "abc", "3-502", "漏水 = 急", "'quoted"])
def test_other_cells_stay(text: str) -> None:
    assert formula_safe(text) == text


@pytest.mark.req("SEC-08")
@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13800005678", "138****5678"),
        ("+8613800005678", "138****5678"),
        ("138 0000 5678", "138****5678"),
        ("１３８００００５６７８", "138****5678"),
        ("021-61234567", "021-61****67"),
        ("+862161234567", "021-61****67"),
        ("+862161234567;ext=801", "021-61****67-***"),
        ("021-61234567-801", "021-61****67-***"),
        ("021-6123 4567-801", "021-61****67-***"),
        ("(021)5550-0101", "021-55****01"),
        ("021-5550-0101", "021-55****01"),
        ("8619900000123", "199****0123"),
        ("0086 199 0000 0123", "199****0123"),
        ("019900000123", "199****0123"),
        ("0044 20 7946 0123", "+4420****0123"),
        ("0371-6123456", "0371-6****56"),
        ("61234567", "61****67"),
        ("12345", "12345"),
        ("95588", "95588"),
        ("400-820-0000", "400-820-0000"),
        ("+447911123123", "+4479****3123"),
        ("+14155550123", "+141****0123"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_phones_are_masked_by_their_kind(number: str, masked: str) -> None:
    assert mask_phone(number) == masked


@pytest.mark.req("SEC-08")
@given(st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True))
def test_a_personal_number_never_shows_whole(number: str) -> None:
    digits = number.lstrip("+")
    masked = mask_phone(number)
    assert digits not in masked or digits.removeprefix("86").startswith(("400", "800", "95"))


def test_importing_it_is_light() -> None:
    code = "import sys, csconsole.text; print('rich' in sys.modules, 'phonenumbers' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_one_line_keeps_the_spaces_that_align_a_table() -> None:
    assert literal_line("工单    3") == "工单    3"
    assert literal_line("工单\n\t3") == "工单 3"


def test_a_chinese_line_is_folded_between_characters_and_numbers_stay_whole() -> None:
    said = "3 件未结事项今日没有进展：T20261122-0001、T20261122-0002"
    assert folded(said, 40).split("\n") == ["3 件未结事项今日没有进展：", "T20261122-0001、T20261122-0002"]
    assert folded(said, 20).split("\n") == [
        "3 件未结事项今日没有",
        "进展：",
        "T20261122-0001、",
        "T20261122-0002",
    ]


def test_no_line_begins_with_closing_or_ends_with_opening_punctuation() -> None:
    assert folded("请回电，谢谢", 6).split("\n") == ["请回", "电，谢", "谢"]
    assert folded("看（附件）吧", 4).split("\n") == ["看", "（附", "件）", "吧"]


def test_words_are_folded_at_spaces_and_cut_only_where_one_fills_a_line() -> None:
    assert folded("the tap leaks again", 9).split("\n") == ["the tap", "leaks", "again"]
    assert folded("abcdefgh 水", 4).split("\n") == ["abcd", "efgh", "水"]
    assert folded("", 4) == ""
    assert folded("水", 1) == "水"


@given(st.text(alphabet="水，。（）a1- \n", max_size=40), st.integers(2, 12))
def test_folding_keeps_every_letter_and_the_width(said: str, width: int) -> None:
    lines = folded(said, width).split("\n")
    assert "".join("".join(lines).split()) == "".join(said.split())
    assert all(cell_width(line.rstrip()) <= width for line in lines)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("12", 12), ("１２", 12), (" 12 ", 12), ("0042", 42), ("9" * 18, 10**18 - 1)]
    + [(other, None) for other in ("١٢", "1_2", "-1", "+1", "1.5", "", "二", "²१", "9" * 19)],
)
def test_a_whole_number_is_read_the_same_everywhere(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


def test_a_number_is_made_plain_or_refused() -> None:
    assert plain_number(" －１．５ ") == "-1.5"
    for other in ("١", "1_000", "三"):
        with pytest.raises(ValueError, match=other):
            plain_number(other)
