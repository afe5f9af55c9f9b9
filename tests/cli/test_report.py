"""``csconsole report`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from csconsole.services.context import Context
from tests.conftest import CommandLine
from tests.services.reported import DAY, store_day


@pytest.mark.req("RPT-01", "RPT-41")
def test_a_report_on_the_command_line(ctx: Context, cli: CommandLine, tmp_path: Path) -> None:
    store_day(ctx)
    ran = cli("report", "daily", "--date", DAY, "--format", "json")
    assert (ran.code, ran.stderr) == (0, "")
    assert ran.json["figures"]["calls.lost"]["value"] == 1
    table = cli("report", "daily", "--date", DAY, "--figure", "calls.lost")
    assert "Rows of: Lost" in table.stdout
    assert "C008" in table.stdout
    zh = cli("report", "daily", "--date", DAY, lang="zh")
    assert "呼损率" in zh.stdout
    file = tmp_path / "daily.html"
    written = cli("report", "daily", "--from", "2026-11-01", "--to", DAY, "-o", str(file))
    assert (written.code, written.stdout) == (0, "")
    assert file.read_text().startswith("<!DOCTYPE html>")


def test_the_list_of_reports(cli: CommandLine) -> None:
    ran = cli("report", "list", "--format", "json")
    rules = ["RPT-41", "RPT-42", "RPT-43", "CALL-09", "RPT-44", "RPT-47", "RPT-53"]
    rules += ["TKT-26", "TKT-19", "TKT-35"]
    assert [row["source"] for row in ran.json] == rules


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("report", "dayly"), 3),
        (("report", "daily", "--date", "2030-01-01"), 1),
        (("report", "daily", "--by", "colour"), 2),
        (("report", "daily", "--format", "pdf"), 2),
        (("report", "daily", "-o", "x.pdf"), 2),
        (("report", "daily", "--figure", "calls.loss"), 3),
    ],
)
def test_refusals_have_their_exit_codes(cli: CommandLine, words: tuple[str, ...], code: int) -> None:
    ran = cli(*words)
    assert (ran.code, ran.stdout) == (code, "")
    assert ran.stderr


def test_reports_are_for_those_who_may_read_them(cli: CommandLine) -> None:
    assert cli("report", "daily", as_="admin").code == 4


def test_a_report_into_a_missing_folder_leaves_nothing(cli: CommandLine, tmp_path: Path) -> None:
    ran = cli("report", "daily", "-o", str(tmp_path / "missing" / "x.csv"))
    assert ran.code != 0
    assert "Traceback" not in ran.stderr
