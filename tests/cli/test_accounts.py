"""init, login, logout, staff, departments, categories, settings and the audit log on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from csconsole.cli.entry import run
from csconsole.cli.session import store_token
from csconsole.clock import SystemClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.services.sign_in import hash_password, issue_token
from csconsole.storage import open_store
from tests.conftest import CommandLine
from tests.databases import fresh_postgres

PASSWORD = "blue-teapot-7"


def program(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "csconsole", *words],
        capture_output=True,
        text=True,
        input=stdin,
        env={**os.environ, **environment},
        check=False,
    )


def test_solo_asks_nothing_and_is_ready(tmp_path: Path) -> None:
    made = program("init", "--solo")
    assert (made.returncode, made.stdout) == (0, "")
    database = tmp_path / "home" / "csconsole.db"
    assert database.stat().st_mode & 0o777 == 0o600
    listed = program("staff", "list", "--format", "csv")
    assert listed.returncode == 0
    assert listed.stdout.splitlines()[1].startswith("1001,")
    assert program("category", "list", "--format", "json").stdout.count('"code"') > 10
    assert program("login").returncode == 0


def test_a_second_init_refuses_and_changes_nothing(tmp_path: Path) -> None:
    program("init", "--solo")
    before = program("db", "status", "--format", "json").stdout
    again = program("init", "--admin", "1", "--password-stdin", stdin=PASSWORD)
    assert again.returncode == 1
    assert "already" in again.stderr
    assert "Traceback" not in again.stderr
    assert program("db", "status", "--format", "json").stdout == before
    other = tmp_path / "notes.txt"
    other.write_text("my shopping list, which is no database at all")
    assert program("--db", str(other), "init", "--solo").returncode == 6
    assert other.read_text().startswith("my shopping")


@pytest.mark.req("SEC-03")
def test_unattended_init_login_act_logout(tmp_path: Path) -> None:
    made = program(
        "init", "--admin", "0001", "--name", "Gu Anning", "--password-stdin", stdin=f"{PASSWORD}\n"
    )
    assert made.returncode == 0, made.stderr
    refused = program("staff", "list")
    assert (refused.returncode, refused.stdout) == (4, "")
    assert "csconsole login" in refused.stderr
    wrong = program("login", "0001", "--password-stdin", stdin="nonsense\n")
    assert wrong.returncode == 4
    assert not list((tmp_path / "home").glob("token*"))
    signed = program("login", "0001", "--password-stdin", stdin=f"{PASSWORD}\n")
    assert (signed.returncode, signed.stdout) == (0, "")
    [token] = (tmp_path / "home").glob("token*")
    assert token.stat().st_mode & 0o777 == 0o600
    assert PASSWORD not in token.read_text()
    assert program("staff", "list").returncode == 0
    program("staff", "edit", "0001", "--language", "zh")
    again = program("login", "0001", "--password-stdin", stdin=f"{PASSWORD}\n", CSCONSOLE_LANG="")
    assert "已登录：Gu Anning" in again.stderr
    kept = token.read_text().strip()
    assert program("logout").returncode == 0
    assert not token.exists()
    assert program("staff", "list").returncode == 4
    assert program("staff", "list", CSCONSOLE_TOKEN=kept).returncode == 4


@pytest.mark.req("SEC-03")
def test_a_sign_in_is_kept_for_each_database(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One may work in a file and on a server in turn, and signing out of one leaves the other."""
    urls = (sqlite_url, fresh_postgres())
    for url in urls:
        store = open_store(url)
        with store.write() as uow:
            admin = uow.one(Staff, staff_no="1000")
            assert admin is not None
            uow.update(admin, "password_changed", {"password_hash": hash_password(PASSWORD)})
            ctx = Context(store, SystemClock(), actor_of(admin), Config(db=url))
        store_token(issue_token(ctx), ctx.config)
        store.close()
    assert [run(["--db", url, "staff", "list"]) for url in urls] == [0, 0]
    token = Config(db=urls[1]).token_file
    token.chmod(0o644)
    capsys.readouterr()
    assert run(["--db", urls[1], "staff", "list"]) == 0
    assert f"Others could read {token}" in capsys.readouterr().err
    assert token.stat().st_mode & 0o777 == 0o600
    assert run(["--db", urls[0], "logout"]) == 0
    assert [run(["--db", url, "staff", "list"]) for url in urls] == [4, 0]
    kept = [path.name for path in (tmp_path / "home").glob("token*")]
    assert kept == [Config(db=urls[1]).token_file.name]


def test_a_token_for_scripts_comes_from_the_environment() -> None:
    program("init", "--admin", "0001", "--password-stdin", stdin=f"{PASSWORD}\n")
    printed = program("login", "0001", "--password-stdin", "--print", stdin=f"{PASSWORD}\n")
    token = printed.stdout.strip()
    assert len(token) > 30
    assert program("staff", "list").returncode == 4
    assert program("staff", "list", CSCONSOLE_TOKEN=token).returncode == 0
    assert program("staff", "list", CSCONSOLE_TOKEN="x" * 43).returncode == 4


def test_nothing_is_asked_in_a_pipe_and_no_password_is_an_argument() -> None:
    for words in (("init",), ("init", "--admin", "1"), ("init", "--password-stdin")):
        assert program(*words).returncode == 2
    for words in (
        ("login", "--help"),
        ("init", "--help"),
        ("staff", "add", "--help"),
        ("staff", "passwd", "--help"),
    ):
        text = program(*words).stdout
        assert "--password-stdin" in text
        assert "--password " not in text


def test_acting_as_somebody_else_is_for_solo_or_who_may(cli: CommandLine) -> None:
    program("init", "--solo")
    program("staff", "add", "1007", "--name", "李晓", "--role", "agent")
    acted = program("--as", "1007", "staff", "add", "2", "--name", "X", "--role", "agent")
    assert acted.returncode == 4
    assert "李晓" in acted.stderr
    assert program("--as", "4711", "staff", "list").returncode == 3
    assert cli("--as", "1002", "staff", "list", as_="agent").code == 4
    done = cli("--as", "1007", "setting", "set", "sign_in.idle_lock", "5", as_="admin")
    assert done.code == 4


def test_staff_on_the_command_line(cli: CommandLine) -> None:
    added = cli(
        "staff", "add", "3001", "--name", "欧阳晓文", "--role", "agent", "--role", "supervisor",
        "--department", "CS", "--password-stdin", "--format", "json", as_="admin", stdin=f"{PASSWORD}\n",
    )  # fmt: skip
    assert added.code == 0, added.stderr
    assert added.json["roles"] == ["agent", "supervisor"]
    assert PASSWORD not in added.stdout + added.stderr
    assert cli("staff", "add", "3001", "--name", "X", "--role", "agent", as_="admin").code == 1
    assert cli("staff", "add", "3002", "--name", "X", "--role", "boss", as_="admin").code == 2
    refused = cli("staff", "add", "3002", "--name", "X", "--role", "agent", as_="supervisor")
    assert refused.code == 4
    assert "Administrator" in refused.stderr
    assert cli("staff", "show", "4711").code == 3
    assert cli("staff", "role", "3001", "agent", "--format", "json", as_="admin").json["roles"] == ["agent"]
    assert not cli("staff", "disable", "3001", "--format", "json", as_="admin").json["active"]
    found = cli("staff", "list", "--filter", "active:no", "--format", "jsonl").jsonl
    assert [row["staff_no"] for row in found] == ["3001"]
    assert cli("staff", "list", "--filter", "rol:agent").code == 2


def test_the_pages_of_a_list_follow_each_other(cli: CommandLine) -> None:
    seen: list[str] = []
    after: list[str] = []
    while True:
        ran = cli("staff", "list", "--limit", "3", "--format", "json", *after)
        seen += [row["staff_no"] for row in ran.json]
        if "--after" not in ran.stderr:
            break
        after = ["--after", ran.stderr.split("--after ")[1].strip()]
    assert seen == ["1000", "1001", "1002", "1003", "1007", "1012", "2001", "2002"]


def test_ones_own_password_needs_the_current_one(cli: CommandLine) -> None:
    assert cli("staff", "passwd", "--password-stdin", as_="agent", stdin=f"{PASSWORD}\n").code == 0
    assert cli("staff", "passwd", "--password-stdin", as_="agent", stdin="new-teapot-9\n").code == 2
    wrong = cli("staff", "passwd", "--password-stdin", as_="agent", stdin="guess\nnew-teapot-9\n")
    assert wrong.code == 4
    right = cli("staff", "passwd", "--password-stdin", as_="agent", stdin=f"{PASSWORD}\nnew-teapot-9\n")
    assert right.code == 0
    assert cli("staff", "passwd", "1012", "--password-stdin", as_="agent", stdin="new-teapot-9\n").code == 4


def test_departments_and_categories(cli: CommandLine) -> None:
    assert cli("department", "add", "IT", "--zh", "信息部", "--parent", "CS", as_="admin").code == 0
    row = cli("department", "edit", "it", "--head", "1001", "--format", "json", as_="admin").json
    assert (row["parent"], row["head_no"], row["name"]) == ("CS", "1001", "信息部")
    assert cli("department", "edit", "CS", "--parent", "IT", as_="admin").code == 1
    assert cli("department", "add", "IT", "--zh", "x", as_="admin").code == 1
    assert cli("department", "add", "X", "--zh", "x", as_="agent").code == 4
    assert cli("category", "add", "repair", "--zh", "维修", "--department", "ENG", as_="admin").code == 0
    leaf = cli(
        "category", "add", "repair.leak", "--zh", "漏水", "--en", "Leak", "--format", "json", as_="admin"
    ).json
    assert (leaf["path"], leaf["department"]) == (["维修", "Leak"], "ENG")
    assert cli("category", "add", "water.leak", "--zh", "x", as_="admin").code == 3
    assert cli("category", "add", "Repair Leak", "--zh", "x", as_="admin").code == 2
    assert not cli("category", "edit", "repair.leak", "--inactive", "--format", "json", as_="admin").json[
        "active"
    ]
    codes = [
        row["code"] for row in cli("category", "list", "--filter", "under:repair", "--format", "json").json
    ]
    assert codes == ["repair", "repair.leak"]


@pytest.mark.req("SEC-03")
def test_an_administrator_lifts_the_lock_of_an_account(cli: CommandLine, ctx: Context) -> None:
    with ctx.write() as uow:
        staff = uow.one(Staff, staff_no="1007")
        assert staff is not None
        uow.update(staff, "sign_in_locked", {"locked_until": ctx.now() + timedelta(minutes=9)})
    assert cli("staff", "show", "1007", "--format=json").json["locked"]
    assert cli("staff", "unlock", "1007", as_="supervisor").code == 4
    lifted = cli("staff", "unlock", "1007", "--reason=mistyped", "--format=json", as_="admin")
    assert (lifted.code, lifted.json["locked"]) == (0, False)
    [event] = cli("audit", "log", "-f", "action:unlocked", "--format=json", as_="auditor").json
    assert event["reason"] == "mistyped"
    again = cli("staff", "unlock", "1007", as_="admin")
    assert (again.code, "is not locked" in again.stderr) == (1, True)


def test_everybody_chooses_the_own_language(cli: CommandLine) -> None:
    for who in ("agent", "auditor"):
        assert cli("staff", "language", "zh", "--format=json", as_=who).json["language"] == "zh"
    assert cli("staff", "language", "fr", as_="agent").code == 2


def test_settings_and_the_audit_log(cli: CommandLine) -> None:
    assert cli("setting", "set", "sign_in.idle_lock", "5", "--reason", "advice", as_="admin").code == 0
    assert cli("setting", "show", "sign_in.idle_lock", "--format", "json").json["value"] == 5
    assert cli("setting", "set", "sign_in.idle_lock", "often", as_="admin").code == 2
    assert cli("setting", "set", "sign_in.idle_lock", "7", as_="agent").code == 4
    assert cli("setting", "show", "sign_in.idel_lock").code == 3
    [event] = cli("audit", "log", "--filter", "entity:setting", "--format", "json", as_="auditor").json
    assert (event["action"], event["actor_no"], event["reason"]) == ("setting_changed", "1000", "advice")
    assert event["at"] == "2026-11-23T01:00:00Z"
    assert cli("audit", "log", as_="agent").code == 4
    verified = cli("audit", "verify", "--format", "json", as_="auditor")
    assert verified.code == 0
    assert verified.json["whole"] is True


def test_every_answer_has_a_chinese_form(cli: CommandLine) -> None:
    assert "工号" in cli("staff", "list", lang="zh").stdout
    refused = cli("staff", "add", "3002", "--name", "X", "--role", "agent", lang="zh").stderr
    assert "管理员" in refused
    assert not any(word in refused for word in ("may", "roles"))


def test_hostile_text_stays_text_in_every_format(cli: CommandLine, hostile: str) -> None:
    done = cli("staff", "edit", "1007", "--zone", f"x{hostile}"[:70], as_="admin")
    assert done.code in (0, 1, 2), done.stderr
    for fmt in ("table", "json", "jsonl", "csv", "tsv", "md"):
        ran = cli("staff", "list", "--format", fmt)
        assert ran.code == 0
        assert not any(ord(char) < 32 and char not in "\r\n\t" for char in ran.stdout)
        assert not any(0x7F <= ord(char) < 0xA0 or char in "\u202e\u2066\u200b" for char in ran.stdout)


def test_a_word_that_is_no_text_is_wrong_usage() -> None:
    program("init", "--solo")
    ran = program("staff", "show", os.fsdecode(b"10\xff07"))
    assert ran.returncode in (2, 3)
    assert len(ran.stderr.splitlines()) == 1
