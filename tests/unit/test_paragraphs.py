"""Paragraphs of the console: Chinese lines fold between characters, and a mouse selects the right ones."""

from __future__ import annotations

from textual.geometry import Offset
from textual.selection import Selection
from textual.style import Style

from csconsole.widgets.tones import Paragraph, Toned, say, say_lines

SAID = "3 件未结事项今日没有进展：T20261122-0001、T20261122-0002"


def test_what_is_said_is_folded_between_characters_and_keeps_its_tones() -> None:
    content = say("! ", Toned(SAID, "caution"))
    lines = content.wrap(40)
    assert [line.plain for line in lines] == [
        "! 3 件未结事项今日没有进展：",
        "T20261122-0001、T20261122-0002",
    ]
    assert lines[1].spans
    assert content.get_height({}, 40) == 2
    assert [line.plain for line in say_lines([SAID, "水"]).wrap(40)][1:] == [lines[1].plain, "水"]


def test_folded_lines_know_where_they_stand_in_the_text() -> None:
    content = say_lines(["水", SAID])
    assert isinstance(content, Paragraph)
    chosen = Selection(Offset(20, 1), Offset(25, 1))
    lines = content._wrap_and_format(40, selection=chosen, selection_style=Style(reverse=True))
    assert [(line.y, line.x) for line in lines] == [(0, 0), (1, 0), (1, SAID.index("T"))]
    assert not lines[1].content.spans
    assert [SAID[20:25]] == [lines[2].content.plain[a:b] for a, b, _style in lines[2].content.spans]
