"""Scripts by moment, with their placeholders filled in (CALL-06, CBK-07, REF-03).

A script is a Markdown file ``<moment>.<lang>.md``: its heading, then what to say. The site's own file, in the
folder ``scripts`` beside the settings file, wins over a trade's pack, and that over the core pack. A file
``<moment>.<kind>.<lang>.md`` or ``<moment>.<scope>.<lang>.md``, such as ``repair_end.incident.en.md``, is for
tickets of that kind or scope alone and wins over all without; ``<moment>.<category>.<lang>.md`` is for a
category and what is below it, and wins over both. Filled text is never read as markup; a placeholder that
nobody knows a value for is a gap to be spoken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from csconsole.clock import local
from csconsole.codes import codes, label
from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _, fill, get_language, listed, placeholders
from csconsole.models import Category
from csconsole.models.rights import Right
from csconsole.paths import config_file
from csconsole.services.coded import with_code
from csconsole.services.context import Context
from csconsole.services.packs import installed_packs, read_pack
from csconsole.text import clean

GAP: Final = "____"
OWN_FOLDER: Final = "scripts"
PLAIN_KIND: Final = "other"
"""What a ticket is whose category brings no kind of its own."""
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """What to say at one moment. ``text`` is filled in; ``missing`` names the placeholders left as gaps."""

    moment: str
    label: str
    title: str
    text: str
    pack: str
    missing: tuple[str, ...]


def script_of(
    ctx: Context,
    moment: str,
    values: Mapping[str, str] | None = None,
    *,
    category: str = "",
    about: tuple[str, ...] = (),
) -> ScriptRow:
    """The script of a moment in the current language, its placeholders filled with ``values`` and with what
    is known anyway (greeting, company, who speaks). Of several it is the one for what tickets of the category
    are (CALL-06), or for ``about``: a ticket's own kind and scope. Raises ``InvalidInputError`` for an
    unknown moment.
    """
    if moment not in codes("script_moment"):
        raise WrongFormError(
            _("There is no script for {moment}.", moment=moment),
            field="moment",
            value=moment,
            rule="REF-03",
            hint=_("Known values: {values}", values=listed(codes("script_moment"))),
        )
    packs = _packs(ctx)
    names = [f"{moment}.{one}" for one in (*_about(ctx, category), *about)]
    pack, text = next(filter(any, (_find(packs, name) for name in (*names, moment))), ("", ""))
    title, body = _split(text)
    known = {**known_values(ctx, packs), **{k: clean(v) for k, v in (values or {}).items() if v}}
    missing = tuple(sorted(placeholders(body) - known.keys()))
    said = fill(body, {**known, **dict.fromkeys(missing, GAP)})
    return ScriptRow(moment, label("script_moment", moment), title, said, pack, missing)


def list_scripts(
    ctx: Context, *, text: str = "", values: Mapping[str, str] | None = None
) -> tuple[ScriptRow, ...]:
    """Every script in the order of the moments; with ``text`` those that contain each of its words."""
    ctx.require(Right.RECORD_VIEW)
    words = text.casefold().split()
    rows = (script_of(ctx, moment, values) for moment in codes("script_moment"))
    return tuple(
        row
        for row in rows
        if row.text and all(word in f"{row.label} {row.title} {row.text}".casefold() for word in words)
    )


def known_values(ctx: Context, packs: tuple[str, ...] | None = None) -> dict[str, str]:
    """What is known without a call: the greeting of the hour, the company, who speaks."""
    packs = _packs(ctx) if packs is None else packs
    pack = read_pack(packs[0])
    company = pack.company_zh if get_language() == "zh" else pack.company_en
    return {
        "greeting": _greeting(local(ctx.now(), ctx.zone)),
        "company": ctx.config.site or company,
        "staff_name": ctx.actor.name,
        "staff_no": ctx.actor.staff_no,
    }


def spoken_date(at: datetime, ctx: Context) -> str:
    """The site's day of an instant as it is said: ``20 November``, ``11月20日``."""
    day = local(at, ctx.zone)
    if get_language() == "zh":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}"


def spoken_time(at: datetime, ctx: Context) -> str:
    """An instant as it is promised: day and clock time at the site."""
    clock = f"{local(at, ctx.zone):%H:%M}"
    day = spoken_date(at, ctx)
    return f"{day}{clock}" if get_language() == "zh" else f"{clock} on {day}"


_MORNING, _NIGHT = 5, 22
"""Hours of the site's clock between which people are greeted by the time of the day."""


def said_time(ctx: Context, typed: str) -> str:
    """A time that somebody types, such as ``+2h``, as it is promised in words; "" while it is none."""
    from csconsole.services.moments import read_moment

    try:
        return spoken_time(read_moment(ctx, typed, field="due"), ctx) if typed.strip() else ""
    except InvalidInputError:  # it is still being typed
        return ""


def _greeting(now: datetime) -> str:
    if now.hour < _MORNING or now.hour >= _NIGHT:
        return _("Hello")
    if now.hour < 12:
        return _("Good morning")
    return _("Good afternoon") if now.hour < 18 else _("Good evening")


def _packs(ctx: Context) -> tuple[str, ...]:
    """The packs to look in, a trade's own before the core; the core is always there to speak from."""
    own = [name for name in installed_packs(ctx) if name != "core"]
    return (*own, "core")


def _about(ctx: Context, category: str) -> tuple[str, ...]:
    """A category and what is above it, then the kind of its tickets and the scope where it has one."""
    if not category:
        return ()
    with ctx.read() as uow:
        found = with_code(uow, Category, category)
    if found is None:
        return ()
    parts = found.code.split(".")
    above = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    scope = str((found.custom or {}).get("scope") or "")
    return tuple(about for about in (*above, found.ticket_kind or PLAIN_KIND, scope) if about)


def _find(packs: tuple[str, ...], moment: str) -> tuple[str, str]:
    """Where the script of this name is found first, and its text; empty where no pack has one."""
    languages = (get_language(), "en" if get_language() == "zh" else "zh")
    folders = [("site", config_file().with_name(OWN_FOLDER))]
    folders += [(name, read_pack(name).scripts) for name in packs]
    for name, folder in folders:
        for language in languages:
            path = folder / f"{moment}.{language}.md"
            if path.is_file():
                return name, _read(path)
    return "", ""


def _read(path: Path) -> str:
    return clean(path.read_text(encoding="utf-8-sig", errors="replace"))


def _split(text: str) -> tuple[str, str]:
    """Heading and body of a script."""
    first, _newline, rest = text.strip().partition("\n")
    return (first.lstrip("# ").strip(), rest.strip()) if first.startswith("#") else ("", text.strip())
