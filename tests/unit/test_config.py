"""The settings file: what it holds, and what the program shows of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from csconsole.config import Config, load_config
from csconsole.errors import UsageError
from csconsole.launch import prepare_terminal


def test_a_file_name_is_an_sqlite_database(tmp_path: Path) -> None:
    config = Config(db=str(tmp_path / "desk.db"))
    assert config.db_url == f"sqlite:///{tmp_path}/desk.db"
    assert config.db_file == tmp_path / "desk.db"
    assert config.db_shown == str(tmp_path / "desk.db")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://li:secret@db/desk", "postgresql+psycopg://li@db/desk"),
        ("postgresql+psycopg://li:s@cr@db/desk", "postgresql+psycopg://li@db/desk"),
        ("postgresql+psycopg://db/desk", "postgresql+psycopg://db/desk"),
        ("postgresql://li@db/desk?password=secret&port=1", "postgresql://li@db/desk?port=1"),
        ("postgresql://db/desk?port=1&sslpassword=se@cret", "postgresql://db/desk?port=1&"),
    ],
)
def test_a_password_is_never_shown(url: str, shown: str) -> None:
    config = Config(db=url)
    assert config.db_file is None
    assert config.db_shown == shown


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "csconsole.toml"
    file.write_text('zone = "Europe/Berlin"\nlang = "en"\n[keys]\n"ticket.take" = "y"\n', encoding="utf-8")
    config = load_config({"CSCONSOLE_LANG": "zh"}, file)
    assert (config.zone, config.lang, config.keys) == ("Europe/Berlin", "zh", {"ticket.take": "y"})


@pytest.mark.parametrize(
    ("body", "field"), [('zon = "UTC"', "zon"), ("lang = 3", "lang"), ("[[[", None), ('keys = "x"', "keys")]
)
def test_a_wrong_file_is_named(tmp_path: Path, body: str, field: str | None) -> None:
    file = tmp_path / "csconsole.toml"
    file.write_text(body, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_config({}, file)
    assert str(file) in caught.value.message
    assert caught.value.field == field


def test_a_wrong_line_of_the_keys_is_named_by_its_own_number(tmp_path: Path) -> None:
    file = tmp_path / "csconsole.toml"
    file.write_text('[keys]\n"ticket.take" = 1\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 2: keys"):
        load_config({}, file)


def test_an_unknown_key_names_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "csconsole.toml"
    file.write_text('zon = "UTC"', encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_config({}, file)
    assert caught.value.hint is not None
    assert "zone" in caught.value.hint


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Asia", "Asia/\x01", "\udcff", "a" * 9])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(UsageError, match="not known"):
        _ = Config(zone=zone).zone_info


def test_only_the_default_place_may_hold_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CSCONSOLE_HOME", str(tmp_path))
    monkeypatch.delenv("CSCONSOLE_CONFIG", raising=False)
    assert load_config({}) == Config()
    (tmp_path / "csconsole.toml").mkdir()
    with pytest.raises(UsageError, match="cannot be read"):
        load_config({})


@pytest.mark.parametrize("named", ["missing.toml", ".", "file/below.toml", "/dev/zero", "a" * 300, "loop"])
def test_a_settings_file_that_is_named_must_be_readable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    monkeypatch.setenv("CSCONSOLE_CONFIG", str(tmp_path / named))
    with pytest.raises(UsageError) as caught:
        load_config({})
    assert str(tmp_path / named) in caught.value.message
    assert "CSCONSOLE_CONFIG" in (caught.value.hint or "")


def test_a_settings_file_that_another_user_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path, **_words: str) -> str:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "own.toml").touch()
    monkeypatch.setenv("CSCONSOLE_CONFIG", str(tmp_path / "own.toml"))
    monkeypatch.setattr(Path, "read_text", refused)
    with pytest.raises(UsageError, match="Permission denied"):
        load_config({})


@pytest.mark.parametrize(
    ("name", "value", "good"),
    [
        ("phone_region", "ZZ", "US"),
        ("phone_region", "us", "US"),
        ("country", "XX", "US"),
        ("country", "China", "CN"),
        ("zone", "Mars/Olympus", "Europe/Berlin"),
        ("zone", "+8", "Asia/Shanghai"),
        ("symbols", "plain", "ascii"),
        ("color_system", "many", "256"),
    ],
)
def test_a_value_that_there_is_not_is_said_at_once(tmp_path: Path, name: str, value: str, good: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text("", encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        load_config({f"CSCONSOLE_{name.upper()}": value}, file)
    assert f"CSCONSOLE_{name.upper()}" in str(refused.value)
    file.write_text(f'{name} = "{value}"\n', encoding="utf-8")
    with pytest.raises(UsageError):
        load_config({}, file)
    file.write_text("", encoding="utf-8")
    assert getattr(load_config({f"CSCONSOLE_{name.upper()}": good}, file), name) == good


def test_no_colours_is_what_textual_calls_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM"):
        monkeypatch.setenv(name, "before")
        monkeypatch.delenv(name)
    prepare_terminal(Config(color_system="none"))
    assert (os.environ.get("NO_COLOR"), os.environ.get("TEXTUAL_COLOR_SYSTEM")) == ("1", None)
    prepare_terminal(Config(color_system="256"))
    assert os.environ.get("TEXTUAL_COLOR_SYSTEM") == "256"
