"""Opening files: kinds, encodings, line ends, damage."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csconsole.cti.rejected import Rejected
from csconsole.cti.source import (
    LONGEST_LINE,
    EmptyFileError,
    NotAFileError,
    TextFile,
    UnknownFileTypeError,
    UnreadableFileError,
    WrongEncodingError,
)
from csconsole.errors import NotFoundError, UsageError

TEXT = "姓名,电话\n王小明,199 0000 0123\n"


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "input"
    path.write_bytes(content)
    return path


def lines(path: Path, encoding: str | None = None) -> list[tuple[int, str] | Rejected]:
    return list(TextFile(path, encoding).lines())


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.req("CUS-28")
def test_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    text = "name,phone,remark\n" + TEXT
    path = written(tmp_path, text.encode(encoding))
    file = TextFile(path)
    assert file.encoding == found
    assert list(file.lines()) == list(enumerate(text.splitlines(), start=1))


def test_gb18030_beyond_the_first_block_is_found(tmp_path: Path) -> None:
    path = written(tmp_path, b"a,b\n" * 200_000 + "中文,测试\n".encode("gb18030"))
    assert lines(path)[-1] == (200_001, "中文,测试")


def test_a_named_encoding_is_obeyed_and_checked(tmp_path: Path) -> None:
    path = written(tmp_path, TEXT.encode("gb18030"))
    assert lines(path, "GBK")[1] == (2, "王小明,199 0000 0123")
    with pytest.raises(WrongEncodingError):
        TextFile(path, "utf-8")
    with pytest.raises(UsageError, match="klingon"):
        TextFile(path, "klingon")


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("latin-1", "iso8859-1"),
        ("ISO-8859-1", "iso8859-1"),
        ("Windows-1252", "cp1252"),
        ("cp1252", "cp1252"),
        ("iso-8859-15", "iso8859-15"),
        ("cp850", "cp850"),
    ],
)
@pytest.mark.req("CUS-28")
def test_an_encoding_of_single_bytes_can_be_named(tmp_path: Path, encoding: str, name: str) -> None:
    path = written(tmp_path, "name,phone\nMüller,199 0000 0123\n".encode(encoding))
    file = TextFile(path, encoding)
    assert file.encoding == name
    assert list(file.lines())[1] == (2, "Müller,199 0000 0123")


def test_a_byte_without_a_sign_in_the_named_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongEncodingError, match="cp1252: see byte 2"):
        TextFile(written(tmp_path, b"ab\x81"), "cp1252")


@pytest.mark.parametrize("encoding", ["big5", "shift_jis", "euc-kr", "koi8-r"])
def test_other_encodings_can_be_named(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, b"name,phone\nLi,199 0000 0123\n")
    assert lines(path, encoding)[1] == (2, "Li,199 0000 0123")


@pytest.mark.parametrize(
    "encoding",
    [
        *("cp037", "utf-7", "rot13", "hex", "base64", "idna", "punycode", "unicode-escape"),
        *("raw-unicode-escape", "undefined", "latin\0-1", "../codecs", " ", "x" * 999),
    ],
)
def test_what_is_no_encoding_of_a_list_is_refused(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, b"name,phone\n")
    with pytest.raises(UsageError, match="encoding") as refused:
        TextFile(path, encoding)
    assert refused.value.hint


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    path = written(tmp_path, b"a\r\nb\nc\rd\r\n\r\ne")
    assert lines(path) == [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, ""), (6, "e")]


def test_no_other_character_ends_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a\x0bb\x0cc\u2028d\x85e\n".encode())
    assert lines(path) == [(1, "a\x0bb\x0cc\u2028d\x85e")]


def test_a_nul_refuses_its_line_only(tmp_path: Path) -> None:
    path = written(tmp_path, b"first line\nsecond\0line\nthird line\n")
    assert lines(path) == [(1, "first line"), Rejected(2, "", "second\0line", "nul"), (3, "third line")]


def test_an_overlong_line_is_refused_without_being_held(tmp_path: Path) -> None:
    path = written(
        tmp_path, b"first\n" + b"x" * (40 * LONGEST_LINE) + b"\nlast\n" + b"y" * (2 * LONGEST_LINE)
    )
    tracemalloc.start()
    found = lines(path)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [item[0] for item in found] == [1, 2, 3, 4]
    assert [item.rule if isinstance(item, Rejected) else item[1] for item in found] == [
        "first",
        "line-length",
        "last",
        "line-length",
    ]
    assert peak < 12 * LONGEST_LINE


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="missing"):
        TextFile(tmp_path / "missing")
    with pytest.raises(NotAFileError):
        TextFile(tmp_path)
    with pytest.raises(NotAFileError):
        TextFile(Path("/dev/zero"))
    with pytest.raises(EmptyFileError):
        TextFile(written(tmp_path, b""))
    with pytest.raises(EmptyFileError):
        TextFile(written(tmp_path, b"\xef\xbb\xbf"))
    with pytest.raises(UnreadableFileError):
        TextFile(Path("a\0b"))
    with pytest.raises(UnreadableFileError):
        TextFile(tmp_path / ("x" * 5000))


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, b"a\n")
    monkeypatch.setattr(os, "access", lambda *_args: False)
    with pytest.raises(UnreadableFileError):
        TextFile(path)


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\n", b"\x1f\x8b\x08", b"\x89PNG\r\n", b"SQLite format 3\x00", b"PK\x03\x04rest"]
)
def test_other_kinds_of_file_are_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnknownFileTypeError):
        TextFile(written(tmp_path, content))


@pytest.mark.parametrize(
    "content", [b"caf\xe9, cr\xe8me\n", b"\xff\xfe\x00", b"\x00\x00\xfe\xff\x00\x00\x00a"]
)
def test_no_encoding_fits(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongEncodingError):
        TextFile(written(tmp_path, content))


@given(st.binary(min_size=1, max_size=300))
@settings(max_examples=200)
def test_any_bytes_end_in_lines_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = written(tmp_path_factory.getbasetemp(), content)
    try:
        file = TextFile(path)
    except (WrongEncodingError, UnknownFileTypeError, EmptyFileError):
        return
    numbers = [item[0] for item in file.lines()]
    assert numbers == list(range(1, len(numbers) + 1))
