"""``-o FILE`` replaces a file, ``--keep`` never one that holds something: one rule for every verb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from csconsole.cli.main import load_noun
from csconsole.cli.nouns import NOUNS
from tests.conftest import CommandLine


@pytest.mark.parametrize(
    "words",
    [
        ("export", "calls"),
        ("export", "customers", "--format=xlsx"),
        ("report", "daily"),
        ("ticket", "list"),
    ],
    ids=" ".join,
)
def test_with_keep_a_file_that_holds_something_stays(
    cli: CommandLine, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "kept.csv"
    file.write_text("mine", encoding="utf-8")
    refused = cli(*words, "-o", str(file), "--keep")
    assert refused.code == 1
    assert f"There is already a file {file}." in refused.stderr
    assert "--keep" in refused.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert cli(*words, "-o", str(file)).code == 0
    assert file.read_bytes() != b"mine"


def test_an_empty_file_and_a_new_name_are_taken(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    assert cli("export", "calls", "-o", str(file), "--keep").code == 0
    empty = tmp_path / "mktemp.csv"
    empty.touch()
    assert cli("export", "calls", "-o", str(empty), "--keep").code == 0
    assert empty.read_bytes() == file.read_bytes()


def test_a_command_that_is_refused_for_its_file_has_done_nothing(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text("mine", encoding="utf-8")
    before = cli("audit", "log", "--format=json", as_="auditor").json
    assert cli("export", "calls", "-o", str(file), "--keep").code == 1
    assert cli("audit", "log", "--format=json", as_="auditor").json == before


def test_every_verb_that_writes_a_file_takes_keep() -> None:
    lacking = []
    for noun in NOUNS:
        command: Any = load_noun(noun)
        for verb, one in (getattr(command, "commands", None) or {"": command}).items():
            taken = {word for param in one.params for word in getattr(param, "opts", ())}
            if "--output" in taken and "--keep" not in taken:
                lacking.append(f"{noun} {verb}")
    assert lacking == []
