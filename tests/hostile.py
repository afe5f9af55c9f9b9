"""Text as a hostile customer, a broken file or a telephone system might deliver it."""

from __future__ import annotations

from typing import Final

HOSTILE: Final = (
    "[/]",
    "[/bold] and [red]",
    "[@click=app.quit]press me[/]",
    "[link=https://example.invalid]x[/link]",
    "[[nested] [key=value] \\[",
    "\x1b]0;title\x07 \x1b]52;c;aGk=\x07 \x1b[2J",
    "\x9b31m \x85 \x00 \x08 \x7f",
    "'; DROP TABLE call; --",
    '" OR 1=1 --',
    "%s %d %n {0} {name} {{x}} ${HOME} $(id) `id`",
    '=HYPERLINK("http://example.invalid")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "../../etc/passwd",
    "CON",
    "a/b\\c:d*e?f<g>h|i",
    "line one\nline two\r\nline three",
    "\u202egnp.exe \u2066\u2069 \u200f",
    "e\u0301\u0323 z\u0335\u0336\u0337 \u0e33\u0e33",
    "👩‍👩‍👧‍👦 ✈️ 𠮷 ﷽",
    "，。「」……——１２３ＡＢＣ",
    "<script>alert(1)</script> &amp; <b>",
    "| a | b |\n|---|---|\n# heading *bold* `code`",
    "\ufeffbom \ufffe \ud7ff \U0010ffff",
    " " * 40,
    "长" * 5000,
)
"""Each is free text: a service stores it cleaned, and every screen, list and export shows it without harm."""


HOSTILE_SCREENS: Final = {
    "markup": " ".join(HOSTILE[:5]),
    "escapes": " ".join((*HOSTILE[5:7], *HOSTILE[20:22], HOSTILE[26])),
    "code": " ".join((*HOSTILE[7:11], *HOSTILE[24:26])),
    "lines": " ".join((*HOSTILE[14:17], HOSTILE[19], *HOSTILE[22:24])),
    "blank": HOSTILE[27],
    "long": HOSTILE[28],
}
"""The same by what they attack: a console starts for each, so there are fewer of them. That each single
string is literal in every widget is shown in ``tests/tui/test_widgets.py``."""
