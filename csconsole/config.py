"""The site's settings file: typed, documented, TOML plus environment. Unknown keys are errors.

What belongs to the department's rules (limits, retries, thresholds) is a setting in the database;
this file holds only what must be known before the database is open.
"""

from __future__ import annotations

import difflib
import os
import re
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from csconsole import paths
from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import UsageError
from csconsole.i18n import _, listed

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_CHOICES: Final = {
    "symbols": ("unicode", "ascii"),
    "color_system": ("auto", "truecolor", "256", "standard", "none"),
}
_PASSWORD = re.compile(r"(?:^|=)postgres\w*(?:\+\w+)?://(?:[^/?#\s]*?:[^/?#\s]+@|.*[?&]password=[^&])")
_PASSWORD_OPTION = re.compile(r"(?<=[?&])(?:ssl)?password=[^&]*&?")


def holds_password(word: str) -> bool:
    """Whether a word of a command line is a database URL with a password in it."""
    return _PASSWORD.search(word) is not None


def without_password(url: str) -> str:
    """The URL of a server's database as a person may see it."""
    head, at, host = _PASSWORD_OPTION.sub("", url).rpartition("@")
    scheme, slashes, user = head.partition("://")
    return f"{scheme}{slashes}{user.partition(':')[0]}{at}{host}"


@dataclass(frozen=True, slots=True)
class Config:
    """Each field may stand in the settings file, or in the environment as ``CSCONSOLE_<FIELD>``."""

    db: str = ""
    """Database URL or file; empty means a file in the user's data folder."""
    lang: str = ""
    """``zh`` or ``en``; empty means: the staff member's own language, else the locale's."""
    zone: str = DEFAULT_ZONE
    """The site's time zone, an IANA name."""
    country: str = "CN"
    """Country of the public holidays, ISO 3166 code."""
    phone_region: str = "CN"
    """Region in which a number without a country code is dialled."""
    site: str = ""
    """Name of the department, shown in titles and reports."""
    theme: str = "csconsole-dark"
    """Theme of the console."""
    symbols: str = "unicode"
    """``ascii`` for terminals that draw ambiguous characters two cells wide."""
    color_system: str = ""
    """Force ``truecolor``, ``256``, ``standard`` or ``none``; empty means detect."""
    keys: dict[str, str] = field(default_factory=dict)
    """Own keys: action id to key."""

    @property
    def zone_info(self) -> ZoneInfo:
        """The site's zone. Raises ``UsageError`` for a name that the system does not know."""
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            return ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UsageError(
                _("The time zone {zone} is not known.", zone=self.zone),
                field="zone",
                value=self.zone,
                hint=_("Use an IANA name such as Asia/Shanghai."),
            ) from error

    @property
    def db_url(self) -> str:
        """The database as a URL; a bare path is an SQLite file."""
        if not self.db:
            return paths.sqlite_url(paths.data_dir() / "csconsole.db")
        return self.db if "://" in self.db else paths.sqlite_url(Path(self.db).expanduser().absolute())

    @property
    def db_file(self) -> Path | None:
        """The file of an SQLite database, ``None`` for a server."""
        return paths.sqlite_file(self.db_url)

    @property
    def token_file(self) -> Path:
        """The file with the sign-in that ``csconsole login`` keeps for this database."""
        file = self.db_file
        return paths.token_file(os.path.realpath(file) if file is not None else self.db_shown)

    @property
    def db_shown(self) -> str:
        """The database as a person may see it: the file, or the URL without its password."""
        return str(self.db_file) if self.db_file is not None else without_password(self.db_url)


def load_config(environ: dict[str, str] | None = None, file: Path | None = None) -> Config:
    """Read the settings file and the environment; the environment wins.

    Only the default place may hold no file: one that ``CSCONSOLE_CONFIG`` names must be there. Raises
    ``UsageError`` naming the file that cannot be read, and the key for an unknown key, a wrong type or a
    country that there is not.
    """
    environ = dict(os.environ) if environ is None else environ
    named = file is not None or paths.config_is_named()
    path = file or paths.config_file()
    config = Config(**_read_file(path)) if named or os.path.lexists(path) else Config()
    known = {f.name for f in fields(Config)} - {"keys"}
    from_environment: dict[str, Any] = {
        name: environ[f"CSCONSOLE_{name.upper()}"]
        for name in known
        if environ.get(f"CSCONSOLE_{name.upper()}")
    }
    for name, value in from_environment.items():
        rule = _broken_rule(name, value, str)
        if rule is not None:
            raise UsageError(
                _("{name}: {rule}", name=f"CSCONSOLE_{name.upper()}", rule=rule),
                field=name,
                value=value,
                hint=_("Correct it, or unset it."),
            )
    return replace(config, **from_environment)


def _read_file(path: Path) -> dict[str, Any]:
    text, values = _read_toml(path)
    types: dict[str, type] = {f.name: dict if f.name == "keys" else str for f in fields(Config)}
    for key, value in values.items():
        if key not in types:
            near = difflib.get_close_matches(key, types, n=1)
            raise UsageError(
                _(
                    "{file}, line {line}: the setting {key} is not known.",
                    file=path,
                    line=_line_of(text, key),
                    key=key,
                ),
                field=key,
                hint=_("Did you mean {key}?", key=near[0])
                if near
                else _("Known keys: {keys}", keys=listed(list(types))),
            )
        rule = _broken_rule(key, value, types[key])
        if rule is not None:
            raise UsageError(
                _(
                    "{file}, line {line}: {key}: {rule}",
                    file=path,
                    line=_line_of(text, _faulty(key, value)),
                    key=key,
                    rule=rule,
                ),
                field=key,
                value=value,
                hint=_("Correct the line, or take it out."),
            )
    return values


def _read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of the settings file and what it says. Raises ``UsageError`` for what is no such file."""
    import tomllib

    try:
        if path.exists() and not path.is_file():  # a device or a pipe might never end
            raise UsageError(_unreadable(path, _("it is no file")), hint=_where_named())
        text = path.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise UsageError(_unreadable(path, error.strerror), hint=_where_named()) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(_unreadable(path, error), hint=_("Correct it, or restore an older one.")) from error


def _unreadable(path: Path, why: object) -> str:
    return _("The settings file {file} cannot be read: {why}.", file=path, why=why)


def _where_named() -> str | None:
    """What to do about a settings file that the environment names."""
    if not paths.config_is_named():
        return None
    return _("CSCONSOLE_CONFIG names it: name a file that can be read, or unset it.")


def _broken_rule(key: str, value: object, kind: type) -> str | None:
    """The rule of a setting that a value breaks."""
    if kind is dict and not (isinstance(value, dict) and all(isinstance(one, str) for one in value.values())):
        return _("it must be a table of texts.")
    if not isinstance(value, kind):
        return _("it must be text.")
    if key == "zone" and value != DEFAULT_ZONE:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return _("it must be an IANA name such as Asia/Shanghai.")
    if (key == "phone_region" and not _is_country(str(value))) or (
        key == "country" and not _is_country(str(value).strip().upper())
    ):
        return _("it must be the code of a country such as CN.")
    if key in _CHOICES and value and value not in _CHOICES[key]:
        return _("it must be one of: {choices}.", choices=listed(_CHOICES[key]))
    return None


def _is_country(code: str) -> bool:
    """Whether this is the code of a country, or nothing. The list of them is loaded for another than the
    default alone: it takes as long as the rest of a start.
    """
    if code in ("", "CN"):
        return True
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS


def _faulty(key: str, value: object) -> str:
    """The key to look for: in a table the first line that is no text, else the setting itself."""
    lines = value.items() if isinstance(value, dict) else ()
    return next((name for name, one in lines if not isinstance(one, str)), key)


def _line_of(text: str, key: str) -> int:
    """The line, from 1, on which a key of the settings file stands first; 1 where it is written otherwise."""
    named = re.compile(rf"""\s*\[?\s*["']?{re.escape(key)}["']?\s*[=.\]]""")
    return next((at for at, line in enumerate(text.splitlines(), start=1) if named.match(line)), 1)
