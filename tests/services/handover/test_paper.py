"""The printed handover holds the least that a handover must record, in both forms and languages (SHF-09)."""

from __future__ import annotations

import html
import re

import pytest

from csconsole.i18n import get_language, set_language
from csconsole.services.handover import (
    add_addendum,
    answer_items,
    decide_items,
    handover_html,
    handover_markdown,
    receive_handover,
    show_handover,
    sign_handover,
)
from csconsole.services.shifts import end_shift
from tests.services.handover_site import Site

LEAST = {
    "en": (
        "Shift handover H20261123-E1",
        "Site: Lakeside service desk",
        "Shift: 2026-11-23 Early",
        "2026-11-23 06:00 - 2026-11-23 13:50 (Asia/Shanghai)",
        "Outgoing: 1007",
        "Incoming: 1012",
        "4 Knowledge",
        "if the leak is back: shut the valve",
        "understood, first the leak",
        "Outgoing: 1007 李晓 signed 2026-11-23 13:50",
        "Incoming: 1012 陈博 signed 2026-11-23 13:50",
        "the key is at the gate",
    ),
    "zh": (
        "交接班记录 H20261123-E1",
        "服务点: Lakeside service desk",
        "班次: 2026-11-23 早班",
        "2026-11-23 06:00 - 2026-11-23 13:50 (Asia/Shanghai)",
        "交班人: 1007",
        "接班人: 1012",
        "understood, first the leak",
        "签字时间 2026-11-23 13:50",
        "the key is at the gate",
    ),
}


def _plain(text: str) -> str:
    """The words of a page, without its markup."""
    if text.startswith("<"):
        return html.unescape(re.sub(r"</t[dh]><t[dh]>", " | ", re.sub(r"</?[bph]\d?>", "", text)))
    return re.sub(r"\\(.)", r"\1", text)


def _handed_over(site: Site) -> str:
    """A handover with a ticket of the day before, signed by both, with an addendum."""
    site.at(7, day=22)
    leak = site.ticket("leak, 2nd visit")
    site.at(13, 50)
    number = site.prepared().row.number
    decide_items(
        site.as_("agent"), number, [leak.number], mine="pass", if_then="if the leak is back: shut the valve"
    )
    decide_items(site.as_("agent"), number, None, mine="pass")
    answer_items(site.as_("agent2"), number, None, theirs="accept")
    sign_handover(site.as_("agent"), number)
    receive_handover(site.as_("agent2"), number, read_back="understood, first the leak")
    add_addendum(site.as_("agent"), number, "the key is at the gate")
    return number


@pytest.mark.req("SHF-09", "SHF-10")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_paper_holds_the_least_that_is_recorded(site: Site, lang: str) -> None:
    number = _handed_over(site)
    before = get_language()
    set_language(lang)
    try:
        record = show_handover(site.as_("agent"), number)
        pages = [handover_markdown(site.as_("agent"), record), handover_html(site.as_("agent"), record)]
    finally:
        set_language(before)
    for page in map(_plain, pages):
        assert [words for words in LEAST[lang] if words not in page] == []
        assert record.digest is not None
        assert record.digest in page
    assert all(f'lang="{lang}"' in page for page in pages[1:])


@pytest.mark.req("SHF-11")
def test_an_item_that_is_carried_over_says_in_which_shift_it_began_and_through_how_many_it_went(
    site: Site,
) -> None:
    leak = site.ticket("leak, 2nd visit")
    site.at(13, 50)
    site.hand_over("agent", "agent2")
    end_shift(site.as_("agent"))
    site.shift("agent2", 14)
    site.at(21, 50)
    number = site.prepared("agent2").row.number
    page = _plain(handover_markdown(site.as_("agent2"), show_handover(site.as_("agent2"), number)))
    row = next(line for line in page.splitlines() if leak.number in line and "Early" in line)
    assert row.startswith(f"| {leak.number} leak, 2nd visit | 2026-11-23 Early | 1 |")


@pytest.mark.req("SHF-12")
def test_why_a_shift_ended_without_a_handover_is_on_its_paper(site: Site) -> None:
    site.at(13, 50)
    number = site.prepared().row.number
    end_shift(site.as_("agent"), exception="fire alarm, building left")
    page = handover_markdown(site.as_("agent"), show_handover(site.as_("agent"), number))
    assert "Shift ended without a handover: fire alarm, building left" in _plain(page)
