"""The words by which a category or department is found while it is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csconsole.services.categories import CategoryRow


def category_words(row: CategoryRow, *, initials: bool) -> str:
    """Its code, its names in both languages, those above it and, with ``initials``, pinyin and initials; runs
    in a thread.
    """
    words = found_words(row.code, row.name_zh, initials=initials)
    return " ".join((words, row.name_en, *row.path)).casefold()


def found_words(code: str, name: str, *, initials: bool) -> str:
    """A code and a name and, with ``initials``, the pinyin and initials of the name; runs in a thread."""
    words = [code, name]
    if initials:
        from csconsole.pinyin import name_keys

        keys = name_keys(name, person=False)
        words += [keys.pinyin, keys.initials]
    return " ".join(words).casefold()
