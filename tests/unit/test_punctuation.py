"""Chinese texts are punctuated in Chinese: no half-width comma, semicolon, colon, question or exclamation
mark beside a Chinese character.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from csconsole.paths import package_data
from tools.catalogue import read_entries

HALF = re.compile(
    r"[㐀-鿿”）][,;?!]|(?<=\S)[,;?!] ?[㐀-鿿“（]|[㐀-鿿”）]: ?[㐀-鿿“（{A-Za-z-]|[㐀-鿿”）]:$|\}: ?[㐀-鿿“（]"
)
SYNTAX = ("状态:open", "姓名;电话;职务;", "姓名;电话;职务", "姓名; 电话; 职务", "键:值", "分类:结果:内容")
"""What is typed or written into a file like that."""
SEVERAL = ("aliases",)
"""Columns of several names, which a semicolon separates."""
DATA = package_data()
FILES = sorted(
    path
    for folder in ("lists", "settings", "packs", "views", "calendars")
    for path in (DATA / folder).rglob("*")
    if path.suffix in (".csv", ".toml", ".md")
)


def faults(text: str) -> list[str]:
    """The places with a half-width mark, with what stands round them."""
    for known in SYNTAX:
        text = text.replace(known, "")
    return [text[max(0, found.start() - 8) : found.end() + 8] for found in HALF.finditer(text)]


def strings(value: Any) -> Iterator[str]:
    """Every text in a parsed TOML file."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str):
        yield value


def texts_of(path: Path) -> Iterator[str]:
    """The texts in a data file; a separator between two cells is none."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".csv":
        for row in csv.DictReader(text.splitlines()):
            yield from (cell for name, cell in row.items() if name not in SEVERAL and isinstance(cell, str))
    elif path.suffix == ".toml":
        yield from strings(tomllib.loads(text))
    else:
        yield text


@pytest.mark.parametrize("path", [*FILES, DATA / "demo" / "zh.toml"], ids=lambda path: path.name)
def test_data_is_punctuated_in_chinese(path: Path) -> None:
    assert [fault for text in texts_of(path) for fault in faults(text)] == []


def test_the_texts_of_the_program_are_punctuated_in_chinese() -> None:
    assert [fault for entry in read_entries().values() for fault in faults(entry.text)] == []


def test_a_half_width_mark_is_found() -> None:
    assert faults("上门,明日更换") == ["上门,明日更换"]
    for half in ("位:回车，esc 返回", "{number}:已关联", "3wd;空为不启用"):
        assert faults(half)
    assert not faults("时间 08:30，状态:open，1,240 条，姓名;电话;职务")


JOINED_AS_DATA = {
    "cli": set(),
    "screens": {"admin_settings.py", "admin_staff.py", "customer_form.py"},
    "services": {"absent.py", "check.py", "columns.py", "log.py", "policy.py", "rows.py", "timeline.py"},
}
"""Modules in which a comma joins what is typed, stored or a statement; what people read is ``listed``."""


@pytest.mark.parametrize("folder", sorted(JOINED_AS_DATA))
def test_words_in_a_row_are_separated_as_the_language_does(folder: str) -> None:
    root = Path(__file__).resolve().parents[2] / "csconsole" / folder
    found = {path.name for path in root.rglob("*.py") if '", ".join(' in path.read_text(encoding="utf-8")}
    assert found <= JOINED_AS_DATA[folder]
