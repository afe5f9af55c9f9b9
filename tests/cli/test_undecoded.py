"""Words in another encoding than that of the locale are read or refused; nothing of them is dropped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from csconsole.cli.undecoded import decoded
from csconsole.errors import UsageError
from csconsole.services.context import Context
from csconsole.services.customers import list_customers
from tests.conftest import CommandLine


def sent(text: str, encoding: str) -> str:
    """A word as Python gives it that a terminal sent in this encoding."""
    return os.fsdecode(text.encode(encoding))


def test_chinese_in_the_countrys_own_encoding_is_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert decoded(["add", sent("张三：漏水", "gb18030"), sent("--name=朱镕", "gbk")]) == [
        "add",
        "张三：漏水",
        "--name=朱镕",
    ]
    assert "GB18030" in capsys.readouterr().err


@pytest.mark.parametrize("word", [b"\xff\xfe", b"a\xffb", b"caf\xe9", "Zürich".encode("latin-1"), b"\x80"])
def test_what_is_no_text_is_refused(word: bytes) -> None:
    with pytest.raises(UsageError):
        decoded([os.fsdecode(word)])


def test_the_name_of_a_file_stays_its_bytes(tmp_path: Path) -> None:
    name = os.fsdecode(os.fsencode(tmp_path) + b"/\xd5\xc5.csv")
    try:
        Path(name).write_text("x", encoding="utf-8")
    except OSError:
        pytest.fail("the file system of the tests takes no such name")
    assert decoded([name]) == [name]


def test_the_command_line_stores_what_was_meant_or_nothing(cli: CommandLine, ctx: Context) -> None:
    ran = cli("customer", "add", sent("张三", "gb18030"), "--phone=19900000123")
    assert ran.code == 0
    assert [row.name for row in list_customers(ctx).rows] == ["张三"]
    ran = cli("customer", "add", os.fsdecode(b"a\xffb"), "--phone=19900000124")
    assert ran.code == 2
    assert "a?b" in ran.stderr
    assert len(list_customers(ctx).rows) == 1
