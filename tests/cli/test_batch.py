"""Many commands in one process: each line answered by one line of JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from csconsole.cli import batch
from csconsole.cli.batch import words_of
from csconsole.errors import UsageError
from csconsole.services.staff import change_roles
from tests.conftest import AsStaff, CommandLine


def test_lines_and_objects_are_answered_in_order(cli: CommandLine) -> None:
    commands = "\n".join(
        [
            "# the people",
            "",
            "staff show 1007",
            json.dumps({"command": "staff edit", "args": ["1007"], "zone": "=cmd()", "skill": ["a b", "-c"]}),
            "staff show 4711",
            "staff list --format csv",
            "staff 'unclosed",
            '{"zone": 1}',
            '["staff", "show", "1012"]',
            "batch",
        ]
    )
    ran = cli("batch", as_="admin", stdin=commands)
    answers = ran.jsonl
    assert [answer["line"] for answer in answers] == [3, 4, 5, 6, 7, 8, 9, 10]
    assert [answer["exit_code"] for answer in answers] == [0, 0, 3, 0, 2, 2, 0, 2]
    assert answers[0]["output"]["name"] == "李晓"
    assert (answers[1]["output"]["zone"], answers[1]["output"]["skills"]) == ("=cmd()", ["a b", "-c"])
    assert answers[2]["output"] is None
    assert "4711" in answers[2]["message"]
    assert answers[3]["output"].startswith("staff_no,")
    assert ran.code == 7
    assert "4" in ran.stderr


def test_all_done_is_code_0_and_stop_stops_at_the_first_failure(cli: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "commands.txt"
    file.write_text("\ufeffstaff show 1007\nstaff show 4711\nstaff show 1012\n", encoding="utf-8")
    stopped = cli("batch", str(file), "--stop")
    assert [answer["exit_code"] for answer in stopped.jsonl] == [0, 3]
    assert stopped.code == 3
    assert cli("batch", stdin="staff show 1007\n").code == 0


@pytest.mark.parametrize(
    ("content", "code"), [(None, 3), (b"\xff\xfe\x00s", 2), (b"", 0)], ids=["missing", "no text", "empty"]
)
def test_a_bad_file_is_named(cli: CommandLine, tmp_path: Path, content: bytes | None, code: int) -> None:
    file = tmp_path / "commands.txt"
    if content is not None:
        file.write_bytes(content)
    ran = cli("batch", str(file))
    assert ran.code == code
    assert "Traceback" not in ran.stderr
    assert (str(file) in ran.stderr) == (code != 0)


def test_a_directory_is_no_file(cli: CommandLine, tmp_path: Path) -> None:
    assert cli("batch", str(tmp_path)).code == 2


def test_hostile_text_goes_through_json_unharmed(cli: CommandLine, hostile: str) -> None:
    line = json.dumps({"command": "staff list", "filter": f'name:"{hostile}"'})
    [answer] = cli("batch", stdin=line + "\n").jsonl
    assert answer["exit_code"] in (0, 2)
    assert "Traceback" not in answer["message"]


def test_words_of_a_json_object() -> None:
    line = (
        '{"command": "call log", "args": ["-x"], "due_at": "2h", "urgent": true, "no": false,'
        ' "tag": ["a"], "z": null}'
    )
    assert words_of(line) == ["call", "log", "--due-at=2h", "--urgent", "--tag=a", "--", "-x"]
    for bad in ('{"command": {}}', '{"command": "x", "y": {"z": 1}}', "[null]", "{"):
        with pytest.raises(UsageError):
            words_of(bad)


@pytest.mark.req("SEC-02")
def test_each_line_runs_with_the_rights_of_its_moment(
    cli: CommandLine, as_: AsStaff, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_roles(as_("admin"), "1001", ["manager", "admin"])
    other = as_("manager")
    usual = batch.run_line

    def run_line(number: int, text: str) -> batch.Answer:
        if number == 2:
            change_roles(other, "1000", ["agent"])
        return usual(number, text)

    monkeypatch.setattr(batch, "run_line", run_line)
    lines = ("staff edit 1007 --zone x", "staff list", "staff edit 1007 --zone y")
    ran = cli("batch", as_="admin", stdin="\n".join(lines))
    assert [answer["exit_code"] for answer in ran.jsonl] == [0, 0, 4]


def test_a_line_nested_too_deep_is_wrong_usage(cli: CommandLine) -> None:
    ran = cli("batch", stdin="[" * 100_000 + "\nstaff show 1007")
    assert [answer["exit_code"] for answer in ran.jsonl] == [2, 0]


@pytest.mark.parametrize("text", ["staff show " + "x" * 3_000_000, '["staff", "' + "x" * 3_000_000 + '"]'])
def test_a_line_beyond_all_texts_is_refused_at_once(cli: CommandLine, text: str) -> None:
    [answer, after] = cli("batch", stdin=f"{text}\nstaff show 1007\n").jsonl
    assert answer["exit_code"] == 2
    assert "the most is" in answer["message"]
    assert after["exit_code"] == 0


def test_a_lone_surrogate_is_no_text() -> None:
    with pytest.raises(UsageError):
        words_of('["customer", "add", "a\\ud800b"]')
