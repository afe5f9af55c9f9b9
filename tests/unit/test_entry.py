"""A name that nobody sees is none."""

from __future__ import annotations

import pytest

from csconsole.services.entry import line, paragraph


@pytest.mark.parametrize(
    "unseen", ["\u2800", "\u2800 \u2800", "\u0301\u0308", "\u3164", "\u200d\ufe0f", "\u3000"]
)
def test_a_text_that_nobody_sees_is_none(unseen: str) -> None:
    assert line(unseen, "title") is None
    assert paragraph(unseen, "title") is None


@pytest.mark.parametrize("seen", ["é", "n\u0303", "हि", "水", "-", "❤\ufe0f"])
def test_a_mark_on_a_letter_stays(seen: str) -> None:
    assert line(seen, "title")
