"""``csconsole demo``, and that a report gives what a hand count of the imported file gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from csconsole.paths import package_data


def run(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CSCONSOLE_HOME": str(home), "CSCONSOLE_LANG": "zh"}
    return subprocess.run(
        [sys.executable, "-m", "csconsole", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.mark.req("REF-36")
def test_the_demo_without_a_terminal(tmp_path: Path) -> None:
    first = run("demo", "--days", "0", "--households", "30", home=tmp_path)
    assert first.returncode == 0, first.stderr
    assert "RPT-41" in first.stdout
    assert "RPT-53" in first.stdout
    assert "queue_log" in first.stderr
    assert "\x1b" not in first.stdout
    again = run("demo", home=tmp_path)
    assert again.returncode == 0, again.stderr
    assert "RPT-41" in again.stdout
    assert "--fresh" in again.stderr
    database = tmp_path / "demo.db"
    assert database.stat().st_mode & 0o777 == 0o600
    listed = run("--db", str(database), "call", "list", "--limit", "1", "--format", "json", home=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert len(json.loads(listed.stdout)) >= 1


# Counted by hand in data/demo/queue_log: 42 call ids have an ENTERQUEUE; 36 of them a CONNECT; 3 ABANDON (one
# after
# 3 seconds) and 1 EXITWITHKEY; 1 EXITEMPTY and 1 EXITWITHTIMEOUT that no other queue answered.
@pytest.mark.req("CALL-04", "RPT-41")
def test_the_daily_report_equals_a_hand_count_of_the_log(cli: Any) -> None:
    log = package_data() / "demo" / "queue_log"
    told = [line.split("|") for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    by_event: dict[str, set[str]] = {}
    for fields in told:
        by_event.setdefault(fields[4], set()).add(fields[1])
    answered = by_event["CONNECT"]
    assert len(by_event["ENTERQUEUE"]) == 42
    assert len(answered) == 36
    abandoned = by_event["ABANDON"] | by_event["EXITWITHKEY"]
    lost = (by_event["EXITEMPTY"] | by_event["EXITWITHTIMEOUT"]) - answered
    assert (len(abandoned), len(lost)) == (4, 2)
    talked = sum(int(f[6]) for f in told if f[4] in ("COMPLETEAGENT", "COMPLETECALLER"))
    talked += sum(int(f[8]) for f in told if f[4] in ("BLINDTRANSFER", "ATTENDEDTRANSFER"))

    assert cli("import", "queue-log", str(log)).code == 0
    report = cli("report", "daily", "--date", "2026-11-20", "--format", "json")
    assert report.code == 0
    figures = _figures(report.json)
    assert figures["calls.inbound"]["value"] == 42
    assert figures["calls.answered"]["value"] == 36
    assert figures["calls.lost"]["value"] == 2
    assert figures["calls.abandoned"]["value"] == 4
    loss = figures["calls.loss_rate"]
    assert (loss["numerator"], loss["denominator"]) == (6, 42)
    mean = figures["calls.mean_talk"]
    assert (mean["numerator"], mean["denominator"]) == (talked, 36)


def _figures(report: Any) -> dict[str, Any]:
    """Every figure of a JSON report by its id."""
    found: dict[str, Any] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "numerator" in node and ("id" in node or "metric" in node):
                found[str(node.get("id", node.get("metric")))] = node
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)

    walk(report)
    return found


SMALL = ("--days=0", "--households=10", "--no-play")


@pytest.mark.req("REF-36")
def test_a_demo_is_built_anew_and_nothing_else_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from csconsole.cli.entry import run as run_here

    monkeypatch.setenv("CSCONSOLE_HOME", str(tmp_path))
    named = tmp_path / "x.db"
    folder = tmp_path / ".x.db.building"
    folder.mkdir()
    (folder / "x.db").write_text("what a killed build left")
    assert run_here(["--db", str(named), "demo", *SMALL]) == 0
    assert not folder.exists()
    assert named.stat().st_mode & 0o777 == 0o600
    first = named.stat().st_mtime_ns
    assert run_here(["--db", str(named), "demo", *SMALL]) == 0
    assert named.stat().st_mtime_ns == first
    assert "--fresh" in capsys.readouterr().err
    assert run_here(["--db", str(named), "demo", "--fresh", *SMALL]) == 0
    assert named.stat().st_mtime_ns != first
    desk = tmp_path / "desk.db"
    assert run_here(["--db", str(desk), "init", "--solo"]) == 0
    kept = desk.stat().st_ino
    assert run_here(["--db", str(desk), "demo", "--fresh", *SMALL]) == 1
    assert desk.stat().st_ino == kept
