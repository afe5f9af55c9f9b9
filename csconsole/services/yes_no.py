"""Yes and no as people write them, in either language: in filters, settings, forms and files."""

from __future__ import annotations

import unicodedata
from typing import Final

YES_NO: Final = (("yes", "是"), ("no", "否"))
"""The words that are offered, English and Chinese."""
_YES: Final = frozenset({"yes", "y", "true", "on", "1", "是", "有", "√", "对", "启用"})
_NO: Final = frozenset({"no", "n", "false", "off", "0", "否", "无", "×", "停用"})


def yes_or_no(text: str) -> bool | None:
    """What a word says; ``None`` where it says neither."""
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    return True if word in _YES else False if word in _NO else None
