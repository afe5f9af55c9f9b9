"""Which words a shell offers for the values of options and arguments; the only place that knows.

Nothing of this is loaded unless a shell asks. What is refused or cannot be read offers nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from csconsole.errors import CsconsoleError

REPORTS: Final = (
    *("daily", "day-book", "classification", "enquiries", "callbacks", "complaint-week", "backlog"),
    *("quality", "sites", "workload", "list"),
)
"""Names of reports, here once more: the catalogue of reports loads all metrics."""

_OPTIONS: Final = {
    "--as": "staff",
    "--category": "category",
    "--customer": "customer",
    "--department": "department",
    "--ticket": "ticket",
    "--voice-department": "department",
}
_BY_METAVAR: Final = {"STAFF": "staff", "CATEGORY": "category", "DEPARTMENT": "department"}
_NUMBERED: Final = {
    **dict.fromkeys(("ticket", "complaint", "dispute", "incident", "referral", "contractor"), "ticket"),
    "subtask": "ticket",
    "call": "call",
    "callback": "callback",
    "handover": "handover",
}
"""Whose number the argument ``NUMBER`` of a noun's verbs is."""
_OF_NOUNS: Final = {
    ("setting", "key"): "setting",
    ("report", "name"): "report",
    ("customer", "ref"): "customer",
    ("department", "code"): "department",
    ("category", "code"): "category",
}
"""What an argument of a noun's verbs names."""


def offer_words(parameters: Iterable[Any]) -> None:
    """Let parameters of a command complete their values."""
    for parameter in parameters:
        if _may_be_known(parameter):
            vars(parameter)["_custom_shell_complete"] = _words


def _may_be_known(parameter: Any) -> bool:
    name = max(parameter.opts, key=len)
    metavar = _metavar_of(parameter)
    if name in _OPTIONS or metavar in _BY_METAVAR:
        return True
    return not name.startswith("-") and (metavar == "NUMBER" or name in {one for _noun, one in _OF_NOUNS})


def _metavar_of(parameter: Any) -> str:
    return str(parameter.metavar or "").strip("[].")


def _words(context: Any, parameter: Any, incomplete: str) -> list[str]:
    kind = _kind_of(parameter, _noun_of(context))
    if kind is None:
        return []
    if kind == "report":
        return [name for name in REPORTS if name.startswith(incomplete)]
    if kind == "setting":
        return [key for key in _setting_keys() if key.startswith(incomplete)]
    try:
        return _from_database(context, kind, incomplete)
    except (CsconsoleError, OSError):
        return []


def _kind_of(parameter: Any, noun: str) -> str | None:
    name = max(parameter.opts, key=len)
    metavar = _metavar_of(parameter)
    if name.startswith("-"):
        return _OPTIONS.get(name) or _BY_METAVAR.get(metavar)
    if metavar == "NUMBER":
        return _NUMBERED.get(noun)
    return _OF_NOUNS.get((noun, name)) or _BY_METAVAR.get(metavar)


def _noun_of(context: Any) -> str:
    words = str(context.command_path).split()
    return words[1] if len(words) > 1 else ""


def _setting_keys() -> list[str]:
    """The keys of all settings, from their files."""
    import tomllib

    from csconsole.paths import package_data

    files = sorted((package_data() / "settings").glob("*.toml"))
    return [key for file in files for key in tomllib.loads(file.read_text(encoding="utf-8"))]


def _from_database(context: Any, kind: str, incomplete: str) -> list[str]:
    """Words of the database that the line names, for who is signed in there."""
    from csconsole.cli.globals import Globals, using
    from csconsole.cli.session import acting, close_stores
    from csconsole.services.completion import words_for

    try:
        with using(Globals(db=context.find_root().params.get("db"))):
            return words_for(acting(), kind, incomplete)
    finally:
        close_stores()
