"""Code lists: complete in both languages, cheap, and honest about what they do not know."""

from __future__ import annotations

import pytest

from csconsole import codes

REF_LISTS = {
    "REF-01": {"channel": 18},
    "REF-02": {"contact_type": 21},
    "REF-03": {"script_moment": 13},
    "REF-06": {"ticket_kind": 18},
    "REF-08": {"ticket_scope": 2, "ticket_size": 2, "ticket_mode": 2},
    "REF-09": {"park_reason": 8},
    "REF-10": {"complaint_level": 3, "complaint_disposition": 2},
    "REF-11": {"complaint_type": 9, "complaint_object": 3},
    "REF-12": {"callback_source": 15, "callback_theme": 5, "callback_result": 5},
    "REF-13": {
        "customer_kind": 2,
        "customer_tier": 5,
        "customer_age": 3,
        "customer_weight": 2,
        "customer_stage": 2,
        "tenant_class": 3,
        "zone": 3,
    },
    "REF-17": {"shift_type": 4},
    "REF-26": {"notice_type": 9},
    "REF-28": {"knowledge_category": 13},
}

PROPER = frozenset({"SQLite"})
"""Names that are the same in every language."""


@pytest.mark.req("REF-01", "REF-02", "REF-03", "REF-06", "REF-08", "REF-09", "REF-10")
@pytest.mark.req("REF-11", "REF-12", "REF-13", "REF-17", "REF-26", "REF-28")
@pytest.mark.parametrize("ref", REF_LISTS)
def test_the_lists_of_the_catalogue_are_delivered(ref: str) -> None:
    assert {name: len(codes.codes(name)) for name in REF_LISTS[ref]} == REF_LISTS[ref]


@pytest.mark.parametrize("name", codes.list_names())
def test_every_list_is_complete_in_both_languages(name: str) -> None:
    seen = codes.entries(name)
    assert seen, name
    assert len({entry.code for entry in seen}) == len(seen)
    for entry in seen:
        assert entry.code.strip() == entry.code != "", entry
        assert entry.en.strip(), entry
        assert (
            any("一" <= char <= "鿿" for char in entry.zh) or entry.en in PROPER or not entry.en.isalpha()
        ), entry


@pytest.mark.req("REF-10")
def test_each_complaint_level_explains_itself() -> None:
    explained = codes.codes("complaint_level_help")
    assert explained == codes.codes("complaint_level") + codes.codes("complaint_disposition")


@pytest.mark.parametrize(("lang", "shown"), [("zh", "热线"), ("en", "Hotline 400/800"), ("zh_CN", "热线")])
def test_a_label_follows_the_language(lang: str, shown: str) -> None:
    assert codes.label("channel", "hotline", lang) == shown


def test_an_unknown_code_shows_itself_and_no_code_shows_nothing() -> None:
    assert codes.label("channel", "carrier_pigeon", "zh") == "carrier_pigeon"
    assert codes.label("channel", None, "zh") == ""


@pytest.mark.parametrize("name", ["no_such_list", "../lists/channel", ""])
def test_an_unknown_list_is_an_error(name: str) -> None:
    with pytest.raises(LookupError):
        codes.entries(name)


@pytest.mark.parametrize("text", ["hotline", "HOTLINE", " 热线 ", "Hotline 400/800"])
def test_a_code_is_found_by_its_labels(text: str) -> None:
    assert codes.find_code("channel", text) == "hotline"


def test_a_word_that_no_entry_has_finds_nothing() -> None:
    assert codes.find_code("channel", "热") is None
