"""Each dialog into which text is typed says what it is about, so that its draft is found again."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import csconsole
from csconsole.screens.asked_drafts import MOST_KEY, key_of

ROOT = Path(csconsole.__file__).parent
DIALOGS = {"AskText", "AskFields"}
WORDS = {
    "admin_database": 1,  # the file of a backup
    "call_page": 1,  # a staff number
    "exporting": 2,  # the file of an export
    "reports": 2,  # a period, the file of an export
    "ticket_steps": 1,  # a due time at dispatch
    "ticket_together": 2,  # the number of another ticket
}
"""Dialogs that ask for one word that is there to be typed again, by module."""
NEW = {"meeting new", "shift exception", "shift correction", "clock"}
"""What is made new, or is there once."""


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DIALOGS:
                yield path.stem, node


def _about(call: ast.Call) -> ast.expr | None:
    return next((each.value for each in call.keywords if each.arg == "about"), None)


def _text(about: ast.expr) -> str:
    """The words of what a dialog is about, {} for what names the record."""
    if isinstance(about, ast.Constant):
        return str(about.value)
    if isinstance(about, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in about.values)
    return ast.unparse(about)


def test_every_caller_of_a_dialog_that_takes_text_names_its_record() -> None:
    found = list(_calls())
    assert len(found) > 50
    words = Counter[str]()
    for module, call in found:
        about = _about(call)
        assert about is not None, f"{module}:{call.lineno} keeps no draft"
        if isinstance(about, ast.Name) and about.id == "A_WORD":
            words[module] += 1
        elif isinstance(about, ast.Constant):
            assert about.value in NEW, f"{module}:{call.lineno} is the same for every record"
        elif isinstance(about, ast.JoinedStr):
            assert "{}" in _text(about), f"{module}:{call.lineno} is the same for every record"
    assert words == WORDS


def test_no_two_dialogs_share_a_draft() -> None:
    texts = Counter(
        _text(about) for _module, call in _calls() if isinstance(about := _about(call), ast.JoinedStr)
    )
    assert {text: n for text, n in texts.items() if n > 1} == {"{} {}": 2}, "one field, two ways to ask"


def test_a_long_key_still_tells_two_records_apart() -> None:
    one, two = (key_of(f"tickets {[*range(100, 130), last]} note") for last in (1, 2))
    assert len(one) == len(two) == MOST_KEY
    assert one != two
    assert key_of("ticket 7 note") == "ticket 7 note"
