"""Texts in both languages: the look-up, the placeholders, and that no text is left without its Chinese."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole import i18n
from csconsole.i18n import (
    _,
    detect_language,
    fill,
    language_of,
    listed,
    ngettext,
    placeholders,
    set_language,
)
from tools import messages
from tools.catalogue import Entry, compile_catalogue, read_entries, write_entries
from tools.extract import code_faults, extract_messages


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.get_language()
    yield
    set_language(before)


def test_every_text_has_its_chinese_and_the_same_placeholders() -> None:
    assert messages.check() == []


def test_no_text_is_built_inside_the_marker() -> None:
    assert code_faults() == []


def test_the_catalogue_has_no_text_that_the_code_dropped() -> None:
    assert messages.unused(extract_messages(), read_entries()) == []


@pytest.mark.parametrize(
    ("env", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
        ({"LC_ALL": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh_CN"}, "zh"),
        ({"LANGUAGE": "de:zh", "LANG": "en_US.UTF-8"}, "zh"),
        ({"LANGUAGE": "zh", "LANG": "C.UTF-8"}, "en"),
    ],
)
def test_language_of_the_locale(env: dict[str, str], language: str) -> None:
    assert detect_language(env) == language


@pytest.mark.parametrize(("tag", "language"), [("zh-Hans", "zh"), ("EN", "en"), ("fr", None), ("", None)])
def test_language_of_a_tag(tag: str, language: str | None) -> None:
    assert language_of(tag) == language


def test_a_language_we_do_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        set_language("fr")


def test_the_language_is_one_for_all_threads() -> None:
    set_language("zh")
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.append(i18n.get_language()))
    thread.start()
    thread.join()
    assert seen == ["zh"]


def test_values_are_inserted_as_they_are() -> None:
    set_language("en")
    assert _("Hello {name}", name="{name} {0} %s {{x}}") == "Hello {name} {0} %s {{x}}"


def test_a_missing_value_is_shown_not_raised() -> None:
    set_language("en")
    assert _("{a} and {b}", a=1) == "1 and {b}"


def test_a_value_may_be_called_msgid() -> None:
    assert _("Text {msgid}", msgid=1) == "Text 1"


@given(st.text())
def test_no_text_makes_a_message_fail(text: str) -> None:
    assert isinstance(fill(text, {"a": text}), str)
    assert text in fill("<{a}>", {"a": text})


def test_doubled_braces_are_plain_ones() -> None:
    assert fill("{{x}} {x}", {"x": 1}) == "{x} 1"
    assert placeholders("{{x}} {y} {z}") == {"y", "z"}


def test_counting_texts() -> None:
    set_language("en")
    assert ngettext("{n} row", "{n} rows", 1) == "1 row"
    assert ngettext("{n} row of {of}", "{n} rows of {of}", 2, of="x") == "2 rows of x"


def test_an_empty_text_is_not_the_header_of_the_catalogue() -> None:
    set_language("zh")
    assert _("") == ""


def test_catalogue_file_round_trip(tmp_path: Path) -> None:
    entries = {
        'a "b"\n\tc \\': Entry('a "b"\n\tc \\', None, '甲 "乙"\n\t丙 \\'),
        "{n} row": Entry("{n} row", "{n} rows", "{n} 行"),
    }
    po = tmp_path / "zh" / "x.po"
    write_entries(entries, po)
    assert read_entries(po) == entries
    first = po.read_bytes()
    write_entries(dict(reversed(entries.items())), po)
    assert po.read_bytes() == first
    assert compile_catalogue(po).read_bytes()[:4] in (b"\xde\x12\x04\x95", b"\x95\x04\x12\xde")


def test_placeholders_that_differ_are_found() -> None:
    assert messages.translation_faults(Entry("{a} of {b}", None, "{a}"))
    assert not messages.translation_faults(Entry("{a} of {b}", None, "{b}中的{a}"))
    assert not messages.translation_faults(Entry("one {a}", "{n} {a}", "{n}个{a}"))


@pytest.mark.parametrize(("language", "said"), [("en", "Supervisor, Manager"), ("zh", "Supervisor、Manager")])
def test_words_in_a_row_are_separated_as_in_the_language(language: str, said: str) -> None:
    set_language(language)
    assert listed(["Supervisor", "Manager"]) == said


ALWAYS_SEVERAL = frozenset(
    {
        "{n} customers may be meant.",
        "{n} items: {answer}?",
        "{n} assets have the serial number {serial}: {assets}. Write the asset's number.",
        "every {n} days",
        "every {n} months",
        "with a check due in {n} days",
        "{n} shifts run now; {code} is meant. Another one: --shift",
        "12:00 {n} steps later: visits logged, tickets dispatched and worked on.",
        "13:40 The agents have completed {n} imported calls and called customers back.",
    }
)
"""Said of two at least."""


def test_what_is_counted_has_a_singular() -> None:
    counted = re.compile(
        r"\{(n|count|rows)\} (\w+ )?(assets|calls|contacts|customers|days|entries|events|items|jobs|months"
        r"|parts|promises|records|rows|shifts|steps|tickets|times|visits)\b|^\{n\} (are|have|wait|differ)\b"
    )
    single = {message.msgid for message in extract_messages() if message.plural is None}
    assert {text for text in single if counted.search(text)} <= ALWAYS_SEVERAL
