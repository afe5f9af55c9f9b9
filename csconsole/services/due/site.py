"""The calendar of this site: the one that the setting names, and the site's own file beside the settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.paths import config_file, package_data
from csconsole.services.context import Context
from csconsole.services.due.calendar import Calendar
from csconsole.services.due.load import load_calendar
from csconsole.services.settings import setting

OWN_FILE = "calendar.toml"


def calendar_files() -> dict[str, Path]:
    """The calendars that ship with the program, by name."""
    return {path.stem: path for path in sorted((package_data() / "calendars").glob("*.toml"))}


def site_calendar(ctx: Context, name: str | None = None, zone: str | None = None) -> Calendar:
    """The calendar of this name (default: of the setting ``calendar.name``) in a zone (default: the site's),
    with the site's own ``calendar.toml`` over it.

    The own file lies beside the settings file and is read again when it changes. Raises
    ``InvalidInputError`` for an unknown name or a wrong file.
    """
    name = name or str(setting(ctx, "calendar.name"))
    known = calendar_files()
    if name not in known:
        raise WrongFormError(
            _("There is no calendar {name}.", name=name),
            field="calendar.name",
            value=name,
            rule="REF-31",
            hint=_("Known values: {values}", values=listed(known)),
        )
    own = config_file().with_name(OWN_FILE)
    changed = own.stat().st_mtime_ns if own.is_file() else 0
    return _load(known[name], ZoneInfo(zone) if zone else ctx.zone, own, changed, ctx.config.country)


@lru_cache(maxsize=8)
def _load(path: Path, zone: ZoneInfo, own: Path, changed: int, country: str) -> Calendar:
    return load_calendar(path, zone, own if changed else None, country=country)
