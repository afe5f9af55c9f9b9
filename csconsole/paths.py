"""Where files live: the site's data and settings (platformdirs) and the data that ships with the program."""

from __future__ import annotations

import os
from pathlib import Path


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


def token_file() -> Path:
    """The file, mode 0600, that holds the signed-in staff member's token."""
    return data_dir() / "token"
