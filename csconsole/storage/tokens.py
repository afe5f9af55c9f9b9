"""Search words of a text: the same normalisation when a record is indexed and when it is looked for.

Chinese, Japanese and Korean write no spaces, so their runs are cut into overlapping pairs of characters; a
single character is a word of its own, so that one character finds too. Latin words and numbers stay whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

MAX_WORD = 40
"""Longer runs of letters are cut to this many characters, in the index and in the query alike."""

# Han with its extensions and compatibility forms, the iteration marks, kana, bopomofo, hangul.
_DENSE = (
    r"\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf"
    r"\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(rf"((?:(?=[^\W_])[{_DENSE}])+)|((?:(?![{_DENSE}])[^\W_])+)")
_PARTS = re.compile(r"\d+|\D+")
_ASCII_RUN = re.compile("[a-z0-9]+")


def normalise(text: str) -> str:
    """``text`` in the one form that is compared: NFKC (full width becomes half width) and lower case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())


def index_tokens(text: str) -> list[str]:
    """The words under which ``text`` is to be found, each once, in order of first appearance.

    A mixed word such as ``T20261121`` is found whole and by its parts.
    """
    words: dict[str, None] = {}
    folded = normalise(text)
    if folded.isascii():  # what an import knows of most calls is a number and a phone
        for word in _ASCII_RUN.findall(folded):
            _add(words, word)
        return list(words)
    for dense, word in _runs(folded):
        if dense:
            words.update(dict.fromkeys(dense))
            words.update(dict.fromkeys(_pairs(dense)))
        else:
            _add(words, word)
    return list(words)


def _add(words: dict[str, None], word: str) -> None:
    """Put a word of letters and digits among the others, and the parts of a mixed one behind it."""
    words[word[:MAX_WORD]] = None
    if not (word.isdecimal() or word.isalpha()):
        words |= _parts(word)


def query_tokens(text: str) -> list[str]:
    """The words that must all be present for ``text`` to be found, each once; empty when it has no letters.

    Of a run of several Chinese characters only the pairs are asked for: they are rarer than the characters.
    """
    words: dict[str, None] = {}
    for dense, word in _runs(normalise(text)):
        if not dense:
            words[word[:MAX_WORD]] = None
        elif len(dense) == 1:
            words[dense] = None
        else:
            words.update(dict.fromkeys(_pairs(dense)))
    return list(words)


def _runs(text: str) -> Iterable[tuple[str, str]]:
    """The runs of a normalised text: Chinese characters, or else letters and digits."""
    if text.isascii():
        return [("", word) for word in _ASCII_RUN.findall(text)]
    found: list[tuple[str, str]] = _RUN.findall(text)
    return found


@lru_cache(maxsize=1024)
def _parts(word: str) -> dict[str, None]:
    """The letters and the digits of a mixed word. Numbers of one day begin with the same one."""
    return dict.fromkeys(part[:MAX_WORD] for part in _PARTS.findall(word))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]
