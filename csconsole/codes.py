"""Code lists: the words that a list offers (channels, states, result codes) as data, in both languages.

A list is ``data/lists/<name>.csv`` with the columns ``code,en,zh`` and, if the order of the file is not the
order to show, ``sort``. A list that several areas share is a folder ``data/lists/<name>/`` of such files.
The stored value is always the code; the label is looked up when it is shown.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from csconsole.i18n import get_language
from csconsole.paths import package_data


class Code(NamedTuple):
    """One entry of a code list with its label in each language."""

    code: str
    en: str
    zh: str
    aliases: tuple[str, ...] = ()
    """Other words that name it; they are read and never shown."""

    def label(self, lang: str) -> str:
        """The label in ``lang``; every language but Chinese reads English."""
        return self.zh if lang.startswith("zh") else self.en


def list_names() -> tuple[str, ...]:
    """The names of all code lists that ship with the program."""
    folder = package_data() / "lists"
    found = {path.stem for path in folder.glob("*.csv")} | {
        path.parent.name for path in folder.glob("*/*.csv")
    }
    return tuple(sorted(found))


@cache
def entries(list_name: str) -> tuple[Code, ...]:
    """All entries of a list in the order to show them. Raises ``LookupError`` for an unknown list."""
    if not list_name.isidentifier():
        raise LookupError(f"not the name of a code list: {list_name!r}")
    folder = package_data() / "lists"
    paths = [*folder.glob(f"{list_name}.csv"), *sorted(folder.glob(f"{list_name}/*.csv"))]
    if not paths:
        raise LookupError(f"no code list {list_name!r} in {folder}")
    rows: dict[str, tuple[int, Code]] = {}
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for sort, entry in _rows(csv.DictReader(file)):
                rows.setdefault(entry.code, (sort, entry))
    return tuple(entry for _sort, entry in sorted(rows.values(), key=lambda row: row[0]))


def codes(list_name: str) -> tuple[str, ...]:
    """The codes of a list in the order to show them. Raises ``LookupError`` for an unknown list."""
    return tuple(entry.code for entry in entries(list_name))


def label(list_name: str, code: str | None, lang: str | None = None) -> str:
    """The label of ``code`` in ``lang`` (default: the current language); an unknown code shows itself.

    ``None`` and the empty code have the empty label. Raises ``LookupError`` for an unknown list.
    """
    if not code:
        return ""
    entry = _by_code(list_name).get(code)
    return entry.label(lang or get_language()) if entry else code


def find_code(list_name: str, text: str) -> str | None:
    """The code that ``text`` names: a code or a label in either language, any case; else ``None``."""
    return _by_word(list_name).get(text.strip().casefold())


@cache
def _by_code(list_name: str) -> dict[str, Code]:
    return {entry.code: entry for entry in (*_of_packs(list_name), *entries(list_name))}


@cache
def _by_word(list_name: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in (*entries(list_name), *_of_packs(list_name)):
        for word in (entry.en, entry.zh, *entry.aliases):
            words.setdefault(word.casefold(), entry.code)
    known = (*_of_packs(list_name), *entries(list_name))
    words.update((entry.code.casefold(), entry.code) for entry in known)
    return words


def _of_packs(list_name: str) -> Iterator[Code]:
    """What the packs add to a list: known by code and name, offered only where a pack is installed."""
    for path in sorted((package_data() / "packs").glob(f"*/lists/{list_name}.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            yield from (entry for _sort, entry in _rows(csv.DictReader(file)))


def _rows(reader: csv.DictReader[str]) -> Iterator[tuple[int, Code]]:
    for position, row in enumerate(reader):
        aliases = tuple(word.strip() for word in (row.get("aliases") or "").split(";") if word.strip())
        yield int(row.get("sort") or position), Code(row["code"], row["en"], row["zh"], aliases)
