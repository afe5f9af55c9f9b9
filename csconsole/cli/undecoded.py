"""Words that the terminal sent in another encoding than that of the locale: read, or refused, never cut."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

from csconsole.errors import UsageError
from csconsole.i18n import _

_ALONE: Final = re.compile("[\ud800-\udfff]")
_COMMON: Final = "gb2312"
_CHINESE: Final = "gb18030"
"""What a terminal of the country sends that does not send UTF-8: its common signs, and all of them."""
_LATIN: Final = re.compile("[A-Za-z]")
_OTHER: Final = re.compile("[^\x00-\x7f\u2010-\u2026\u3000-\u9fff\uff00-\uffef]")


def decoded(words: Sequence[str]) -> list[str]:
    """The words of a command line as they were meant. Raises ``UsageError`` for one that is no text."""
    return [word if word.isascii() else _decoded(word) for word in words]


def decoded_text(text: str) -> str:
    """The same for a line of a file or of stdin."""
    return text if text.isascii() else _decoded(text)


def _decoded(word: str) -> str:
    if not _ALONE.search(word):
        return word
    try:
        raw = os.fsencode(word)
        folder = os.path.dirname(raw)
        if os.path.lexists(raw) or (folder and os.path.isdir(folder)):
            return word  # the name of a file, also of one that is to be written, is its bytes
        text = _read(raw)
    except ValueError:
        shown = _ALONE.sub("?", word)
        raise UsageError(
            _("“{word}” is not text in the encoding of this terminal.", word=shown),
            hint=_("Set the terminal and LANG to UTF-8, then type it again."),
        ) from None
    from csconsole.cli.output import say

    say(_("Read as {encoding}: {word}", encoding="GB18030", word=text))
    return text


def _read(raw: bytes) -> str:
    """Bytes that are not UTF-8 as the country's other encoding: Chinese signs and plain ones, nothing else.
    A rare sign among Latin letters would be the letter of another alphabet. Raises ``ValueError``.
    """
    try:
        text = raw.decode(_COMMON)
    except UnicodeDecodeError:
        text = raw.decode(_CHINESE)
        if _LATIN.search(text.partition("=")[2] or text):
            raise
    if _OTHER.search(text):
        raise ValueError(text)
    return text
