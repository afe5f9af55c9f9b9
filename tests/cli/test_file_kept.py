"""``-o FILE`` replaces a file, ``--no-clobber`` never one that holds something: one rule for every verb."""

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
    refused = cli(*words, "-o", str(file), "--no-clobber")
    assert refused.code == 1
    assert f"There is already a file {file}." in refused.stderr
    assert "--no-clobber" in refused.stderr
    assert file.read_text(encoding="utf-8") == "mine"
    assert cli(*words, "-o", str(file)).code == 0
    assert file.read_bytes() != b"mine"


def test_an_empty_file_and_a_new_name_are_taken(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "made.csv"
    assert cli("export", "calls", "-o", str(file), "--no-clobber").code == 0
    empty = tmp_path / "mktemp.csv"
    empty.touch()
    assert cli("export", "calls", "-o", str(empty), "--no-clobber").code == 0
    assert empty.read_bytes() == file.read_bytes()


def test_a_command_that_is_refused_for_its_file_has_done_nothing(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text("mine", encoding="utf-8")
    before = cli("audit", "log", "--format=json", as_="auditor").json
    assert cli("export", "calls", "-o", str(file), "--no-clobber").code == 1
    assert cli("audit", "log", "--format=json", as_="auditor").json == before


def test_every_verb_that_writes_a_file_takes_no_clobber() -> None:
    lacking = []
    for noun in NOUNS:
        command: Any = load_noun(noun)
        for verb, one in (getattr(command, "commands", None) or {"": command}).items():
            taken = {word for param in one.params for word in getattr(param, "opts", ())}
            if "--output" in taken and "--no-clobber" not in taken:
                lacking.append(f"{noun} {verb}")
    assert lacking == []


def test_no_verb_has_two_options_of_one_name() -> None:
    """What every verb gets, such as ``--labels``, must not take the place of an option of its own."""
    twice = []
    for noun in NOUNS:
        command: Any = load_noun(noun)
        for verb, one in (getattr(command, "commands", None) or {"": command}).items():
            words = [word for param in one.params for word in (*param.opts, *param.secondary_opts)]
            names = [param.name for param in one.params]
            if len(set(words)) < len(words) or len(set(names)) < len(names):
                twice.append(f"{noun} {verb}")
    assert twice == []
