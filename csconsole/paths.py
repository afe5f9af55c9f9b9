"""Where files live: the site's data and settings (platformdirs) and the data that ships with the program."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from csconsole.errors import RuleBrokenError
from csconsole.i18n import _

DATABASE_HEAD: Final = b"SQLite format 3\x00"
"""How an SQLite file begins."""

BESIDE_DATABASE: Final = ("-wal", "-shm", "-lock", "-journal")
"""What the names of the files end with that belong to an SQLite file."""


def package_data() -> Path:
    """The folder of packs, calendars, lists and demo files that ships with the program."""
    here = Path(__file__).resolve().parent
    shipped = here / "_data"
    return shipped if shipped.is_dir() else here.parent / "data"


def data_dir() -> Path:
    """The folder for this user's database; ``CSCONSOLE_HOME`` overrides it."""
    if home := os.environ.get("CSCONSOLE_HOME"):
        return Path(home)
    from platformdirs import user_data_path

    return user_data_path("csconsole", appauthor=False)


def config_file() -> Path:
    """The settings file; ``CSCONSOLE_CONFIG`` names another."""
    if named := os.environ.get("CSCONSOLE_CONFIG"):
        return Path(named)
    if home := os.environ.get("CSCONSOLE_HOME"):
        return Path(home) / "csconsole.toml"
    from platformdirs import user_config_path

    return user_config_path("csconsole", appauthor=False) / "csconsole.toml"


def config_is_named() -> bool:
    """Whether the environment names the settings file, so that it must be there."""
    return bool(os.environ.get("CSCONSOLE_CONFIG"))


def token_file(database: str) -> Path:
    """The file, mode 0600, that holds the token of who signed in to this database: each has its own.
    ``database`` is how the site's settings show it, without a password.
    """
    from hashlib import sha256

    digest = sha256(database.encode("utf-8", "surrogatepass")).hexdigest()
    return data_dir() / f"token-{digest[:16]}"


def keeps_tokens() -> bool:
    """Whether any sign-in is kept here; a solo desk needs none, and naming the file of a database loads what
    takes longer than the rest of signing in.
    """
    try:
        return any(name.startswith("token-") for name in os.listdir(data_dir()))
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:  # a folder may be closed to looking round and open to who knows the name
        return True


def sqlite_url(path: Path | str) -> str:
    """The URL of an SQLite file; what a URL would read as the start of something else is escaped."""
    return f"sqlite:///{path}".replace("%", "%25").replace("?", "%3F")


def sqlite_file(url: str) -> Path | None:
    """The file that an SQLite URL names, ``None`` for a server."""
    scheme, _separator, place = url.partition("://")
    if scheme.partition("+")[0] != "sqlite":
        return None
    path = place.partition("?")[0].removeprefix("/")
    if "%" in path:
        from urllib.parse import unquote

        path = unquote(path)
    return Path(path)


def require_ordinary(path: Path) -> None:
    """Raise ``RuleBrokenError`` for what is there and is neither a file nor a folder, such as a device: a new
    file must not take its place.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise RuleBrokenError(
            _("{file} is no ordinary file; nothing was written.", file=path),
            field="file",
            value=str(path),
            hint=_("Name a file in a folder of yours."),
        )


def require_replaceable(path: Path) -> None:
    """Raise ``RuleBrokenError`` unless a new file, such as an export, may take this name: it is free or an
    ordinary file that belongs to no database.
    """
    require_ordinary(path)
    base = next((path.name.removesuffix(end) for end in BESIDE_DATABASE if path.name.endswith(end)), "")
    if is_database(path) or (base and is_database(path.with_name(base))):
        raise RuleBrokenError(
            _("{file} belongs to a database; nothing was written.", file=path),
            field="file",
            value=str(path),
            hint=_("Name another file."),
        )


def require_free(path: Path, hint: str) -> None:
    """Raise ``RuleBrokenError`` with this hint where a file of this name holds something."""
    if path.is_file() and path.stat().st_size:
        raise RuleBrokenError(
            _("There is already a file {file}.", file=path),
            field="file",
            value=str(path),
            hint=hint,
        )


def is_database(path: Path) -> bool:
    """Whether this is a readable SQLite file."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(DATABASE_HEAD)) == DATABASE_HEAD
    except OSError:
        return False


def belongs_to(path: Path, database: Path) -> bool:
    """Whether ``path`` is the SQLite file ``database`` or one of those beside it, under any name or link."""
    real = os.path.realpath(database)
    for own in (database, Path(real)):
        for end in ("", *BESIDE_DATABASE):
            one = f"{own}{end}"
            if os.path.realpath(path) == os.path.realpath(one):
                return True
            if path.exists() and os.path.exists(one) and os.path.samefile(path, one):
                return True
    return False
