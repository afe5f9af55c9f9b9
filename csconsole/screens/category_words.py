"""The words by which a category is found while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csconsole.services.categories import CategoryRow


def category_words(row: CategoryRow, *, initials: bool) -> str:
    """Its code, its names in both languages, those above it and, with ``initials``, pinyin and initials; runs
    in a thread.
    """
    from csconsole.services.names import name_keys

    words = [row.code, row.name_en, row.name_zh, *row.path]
    if initials:
        keys = name_keys(row.name_zh, person=False)
        words += [keys.pinyin, keys.initials]
    return " ".join(words).casefold()
