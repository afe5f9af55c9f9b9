"""``csconsole import``: both streams and the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from csconsole.cti.table import open_table
from csconsole.paths import package_data
from csconsole.services.imports.columns import KINDS, field_names, match_columns

MORNING = str(package_data() / "demo" / "queue_log")


@pytest.mark.req("CUS-28", "CALL-04")
def test_the_summary_is_json_on_stdout_and_words_on_stderr(cli: Any) -> None:
    ran = cli("import", "queue-log", MORNING, "--format", "json")
    assert ran.code == 0
    assert ran.json["file"] == MORNING
    assert {
        key: ran.json[key] for key in ("lines", "imported", "updated", "unchanged", "rejected", "calls")
    } == {
        "lines": 145,
        "imported": 42,
        "updated": 0,
        "unchanged": 0,
        "rejected": [],
        "calls": 42,
    }
    assert "42 new" in ran.stderr
    again = cli("import", "queue-log", MORNING)
    assert (again.code, again.json["imported"], again.json["unchanged"]) == (0, 0, 42)
    chinese = cli("import", "queue-log", MORNING, lang="zh")
    assert "新增 0" in chinese.stderr


@pytest.mark.req("REF-34")
def test_refused_rows_are_listed_and_the_code_is_7(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_text(
        "1795136400|1.1|q|NONE|ENTERQUEUE||02155500112|1\n\n"
        "1795136400|1.2|q|NONE|ENTERQUEUE||138****5678|1\nnonsense \x1b[2J\n"
    )
    ran = cli("import", "queue-log", str(path))
    assert ran.code == 7
    assert ran.json["imported"] == 1
    assert ran.json["rejected"] == [
        {"line": 3, "column": "caller", "value": "138****5678", "rule": "REF-34"},
        {"line": 4, "column": "", "value": "nonsense <1B>[2J", "rule": "columns"},
    ]
    assert "\x1b" not in ran.stdout + ran.stderr
    assert "Masked digits" in ran.stderr
    table = cli("import", "queue-log", str(path), "--format", "csv")
    assert table.code == 7
    assert table.stdout.splitlines()[0] == "line,column,value,rule"


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, 3), (b"", 1), (b"%PDF-1.7", 1), (b"caf\xe9, cr\xe8me\n", 1)],
    ids=["missing", "empty", "pdf", "encoding"],
)
def test_files_that_cannot_be_read(cli: Any, tmp_path: Path, content: bytes | None, code: int) -> None:
    path = tmp_path / "file"
    if content is not None:
        path.write_bytes(content)
    for verb in ("queue-log", "cdr", "calls", "customers"):
        ran = cli("import", verb, str(path))
        assert (ran.code, ran.stdout) == (code, "")
        assert str(path) in ran.stderr
        assert "Traceback" not in ran.stderr
    assert cli("import", "categories", str(tmp_path), as_="admin").code == 2


def test_a_file_whose_rows_were_all_refused_says_that_nothing_is_stored(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    path.write_text("nonsense\n")
    ran = cli("import", "queue-log", str(path))
    assert ran.code == 7
    assert "1 row was refused; nothing was stored." in ran.stderr


def test_a_dry_run_says_so(cli: Any) -> None:
    ran = cli("import", "queue-log", MORNING, "--dry-run")
    assert ran.json["dry_run"] is True
    assert "nothing was stored" in ran.stderr
    assert cli("import", "queue-log", MORNING).json["imported"] == 42


def test_columns_are_mapped(cli: Any, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Who;Tel;Shoe size\nAnn;19900000123;38\n")
    refused = cli("import", "customers", str(path))
    assert refused.code == 1
    assert "--map" in refused.stderr
    ran = cli("import", "customers", str(path), "--map", "name=Who")
    assert (ran.code, ran.json["imported"], ran.json["ignored_columns"]) == (0, 1, ["Shoe size"])
    assert cli("import", "customers", str(path), "--map", "colour=Who").code == 2
    half = cli("import", "customers", str(path), "--map", "name")
    assert (half.code, "the column is missing" in half.stderr) == (2, True)


def test_an_agent_may_not_import(cli: Any) -> None:
    assert cli("import", "queue-log", MORNING, as_="agent").code == 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.req("REF-35")
def test_every_field_is_found_by_its_own_name(kind: str) -> None:
    names = field_names(kind)
    assert match_columns(kind, names).fields == {name: position for position, name in enumerate(names)}


@pytest.mark.parametrize(
    ("kind", "file"),
    [("customers", "customers.csv"), ("calls", "calls.csv"), ("categories", "categories.csv")],
)
def test_the_sample_files_are_imported_whole(cli: Any, kind: str, file: str) -> None:
    path = package_data() / "demo" / file
    rows = sum(1 for _row in open_table(path).rows())
    ran = cli("import", kind, str(path), as_="admin")
    assert json.loads(ran.stdout)["rejected"] == []
    assert (ran.code, ran.json["imported"]) == (0, rows)


@pytest.mark.req("CUS-28")
def test_a_guessed_encoding_is_said_with_how_to_name_it(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "customers.csv"
    file.write_bytes("name,phone\nMüller & Söhne,02155500112\n".encode("latin-1"))
    guessed = cli("import", "customers", str(file), "--dry-run")
    assert guessed.json["encoding"] == "gb18030"
    assert "gb18030" in guessed.stderr
    assert "--encoding" in guessed.stderr
    named = cli("import", "customers", str(file), "--dry-run", "--encoding=gb18030")
    assert "--encoding" not in named.stderr
    file.write_text("name,phone\nMüller,02155500112\n", encoding="utf-8")
    assert "--encoding" not in cli("import", "customers", str(file), "--dry-run").stderr


@pytest.mark.req("CUS-28")
def test_a_spreadsheet_takes_no_encoding(cli: Any, tmp_path: Path) -> None:
    file = tmp_path / "customers.xlsx"
    file.write_bytes(b"PK\x03\x04 and more")
    ran = cli("import", "customers", str(file), "--encoding=klingon")
    assert (ran.code, ran.stdout) == (2, "")
    assert "--encoding" in ran.stderr
