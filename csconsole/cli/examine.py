"""What ``csconsole doctor`` looks at, one finding each. Nothing is changed and nobody need be signed in."""

from __future__ import annotations

import locale
import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from csconsole.errors import CsconsoleError
from csconsole.i18n import _, get_language

if TYPE_CHECKING:
    from csconsole.services.context import Context

State = Literal["fine", "note", "fault"]
_WAL_RACE_FIXED: Final = (3, 51, 3)
_ENOUGH_BYTES: Final = 200_000_000
_CLOCKS_DIFFER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its code, whether it is fine, worth a note or a fault, and what to do."""

    check: str
    state: State
    found: str
    advice: str = ""


def examine() -> list[Finding]:
    """Everything that was found, in the order of looking."""
    looks: tuple[Callable[[], Iterator[Finding]], ...] = (
        _terminal,
        _colours,
        _widths,
        _locale,
        _settings,
        _sqlite,
        _database,
        _values,
        _clocks,
        _rights,
        _disk,
    )
    return [finding for look in looks for finding in look()]


def _terminal() -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    if not sys.stdout.isatty():
        yield Finding("terminal", "note", _("no terminal here"), _("The console needs one; commands do not."))
        return
    columns, lines = shutil.get_terminal_size()
    found = f"{term} {columns}x{lines}{_within()}"
    if term in ("", "dumb"):
        yield Finding("terminal", "fault", found, _("Set TERM, for example to xterm-256color."))
    elif columns < 60 or lines < 20:
        yield Finding("terminal", "fault", found, _("Make the window at least 60 by 20; 80 by 24 is better."))
    else:
        advice = _("Set escape-time 10 in tmux, else the escape key is slow.") if "TMUX" in os.environ else ""
        yield Finding("terminal", "fine", found, advice)


def _within() -> str:
    inside = [
        name for name, variable in (("tmux", "TMUX"), ("ssh", "SSH_CONNECTION")) if variable in os.environ
    ]
    return f" ({', '.join(inside)})" if inside else ""


def _colours() -> Iterator[Finding]:
    term, true_colour = os.environ.get("TERM", ""), os.environ.get("COLORTERM", "")
    if os.environ.get("NO_COLOR"):
        yield Finding("colours", "note", _("switched off by NO_COLOR"))
    elif true_colour in ("truecolor", "24bit"):
        yield Finding("colours", "fine", _("16 million"))
    elif "256color" in term:
        yield Finding("colours", "fine", "256", _("For more set COLORTERM=truecolor, if the terminal can."))
    else:
        yield Finding("colours", "note", "16", _("Set TERM to one with 256 colours, if the terminal can."))


def _widths() -> Iterator[Finding]:
    from csconsole.cli.probe import cells_taken

    taken = cells_taken("\u2026\u4e2d")
    if taken is None:
        yield Finding("widths", "note", _("could not be measured here"))
    elif taken == 3:
        yield Finding("widths", "fine", _("Chinese 2 cells, ambiguous characters 1"))
    elif taken == 4:
        yield Finding(
            "widths",
            "note",
            _("ambiguous characters take 2 cells"),
            _('Set symbols = "ascii" in the settings file, or ambiguous width to narrow in the terminal.'),
        )
    else:
        yield Finding(
            "widths",
            "fault",
            _("Chinese does not take 2 cells"),
            _("Use a UTF-8 terminal with a Chinese font."),
        )


def _locale() -> Iterator[Finding]:
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    found = f"{locale.setlocale(locale.LC_CTYPE, None)}, {sys.stdout.encoding}, {get_language()}"
    if encoding == "utf8":
        yield Finding("locale", "fine", found)
    else:
        yield Finding("locale", "fault", found, _("Set LANG to a UTF-8 locale, for example zh_CN.UTF-8."))


def _settings() -> Iterator[Finding]:
    from csconsole.cli.session import site_config
    from csconsole.paths import config_file

    try:
        config = site_config()
        zone = config.zone_info
    except CsconsoleError as error:
        yield Finding("settings", "fault", error.message, error.hint or "")
        return
    file = config_file()
    found = str(file) if file.is_file() else _("{file} (none; defaults hold)", file=file)
    yield Finding("settings", "fine", f"{found}, {zone.key}")


def _sqlite() -> Iterator[Finding]:
    from csconsole.storage import sqlite

    driver = sqlite.driver()
    found = f"{driver.sqlite_version} ({driver.__name__.partition('.')[0]})"
    if driver.sqlite_version_info >= _WAL_RACE_FIXED:
        yield Finding("sqlite", "fine", found)
    else:
        advice = _("Older than 3.51.3, which can lose commits: install the package pysqlite3.")
        yield Finding("sqlite", "note", found, advice)


def _database() -> Iterator[Finding]:
    from csconsole.cli.session import site_config
    from csconsole.services.database import database_status

    try:
        url = site_config().db_url
    except CsconsoleError:  # said by the findings above
        return
    try:
        status = database_status(url)
    except CsconsoleError as error:
        yield Finding("database", "fault", error.message, error.hint or "")
        return
    found = f"{status.where}, {status.engine} {status.engine_version}, {status.revision or '-'}"
    if status.state != "current":
        advice = {
            "older": _("Make a backup, then run: csconsole db upgrade"),
            "newer": _("Install the csconsole that the others here use."),
            "empty": _("Make one with: csconsole init"),
        }[status.state]
        yield Finding("database", "fault", found, advice)
        return
    yield Finding("database", "fine", found)
    yield _clock(status.last_event_at)
    if status.last_backup_at is None:
        yield Finding("backup", "note", _("never"), _("Make one with: csconsole db backup FILE"))
    else:
        yield Finding("backup", "fine", f"{status.last_backup_at:%Y-%m-%d %H:%M}Z {status.last_backup_file}")


def _clock(last: datetime | None) -> Finding:
    """Whether this machine's clock is behind what was written last, here or on another machine."""
    from csconsole.clock import SystemClock

    now = SystemClock().now()
    if last is None or last <= now + _CLOCKS_DIFFER:
        return Finding("clock", "fine", f"{now:%Y-%m-%d %H:%M}Z")
    found = _(
        "{now}Z, but the newest entry is of {last}Z",
        now=f"{now:%Y-%m-%d %H:%M}",
        last=f"{last:%Y-%m-%d %H:%M}",
    )
    return Finding("clock", "fault", found, _("Set the clock of this machine, or of the one that wrote it."))


def _values() -> Iterator[Finding]:
    """Settings in the database that name what does not exist, or no longer."""
    from csconsole.services.settings import wrong_values

    try:
        wrong = wrong_values(_as_system())
    except CsconsoleError:  # said by the findings above
        return
    for error in wrong:
        yield Finding("values", "fault", error.message, error.hint or "")
    if not wrong:
        yield Finding("values", "fine", _("every value can be used"))


def _clocks() -> Iterator[Finding]:
    """What the tick could not handle, so that its clocks warn nobody (TKT-07)."""
    from csconsole.services.clocks import clock_jump, failures, what_to_do

    try:
        system = _as_system()
        failing, jump = failures(system), clock_jump(system)
    except CsconsoleError:  # said by the findings above
        return
    if jump is not None:
        yield Finding("clocks", "fault", jump.say(system), what_to_do())
    advice = _("It is tried again by itself; look at the record, and report this text if it stays.")
    for one in failing:
        yield Finding(
            "clocks", "fault", f"{one.name} {one.clock} {one.at:%Y-%m-%d %H:%M}Z: {one.why}", advice
        )
    if not failing and jump is None:
        yield Finding("clocks", "fine", _("every clock can warn"))


def _as_system() -> Context:
    from csconsole.cli.session import open_database, site_config
    from csconsole.clock import SystemClock
    from csconsole.services.context import SYSTEM, Context

    return Context(store=open_database(), clock=SystemClock(), actor=SYSTEM, config=site_config())


def _rights() -> Iterator[Finding]:
    from csconsole.paths import data_dir

    for path in (_database_file(), *sorted(data_dir().glob("token-*"))):
        if path is None or not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding(
                "rights", "fault", f"{path} {mode:04o}", _("Others can read it: chmod 600 {file}", file=path)
            )
        else:
            yield Finding("rights", "fine", f"{path} {mode:04o}")


def _disk() -> Iterator[Finding]:
    path = _database_file()
    if path is None or not path.parent.is_dir():
        return
    free = shutil.disk_usage(path.parent).free
    state: State = "fine" if free >= _ENOUGH_BYTES else "fault"
    advice = "" if state == "fine" else _("Free some space; a full disk stops every save.")
    yield Finding("disk", state, _("{n} MB free", n=free // 1_000_000), advice)


def _database_file() -> Path | None:
    """The file of an SQLite database; ``None`` for a server or settings that cannot be read."""
    from csconsole.cli.session import site_config

    try:
        return site_config().db_file
    except CsconsoleError:
        return None
