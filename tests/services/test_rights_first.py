"""Who lacks the right hears that first, from every function of the services: before a record is looked for,
before a value is judged. A new function is found here by itself.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from csconsole import services
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import CsconsoleError, NotAllowedError
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.storage import open_store
from csconsole.tabular.columns import FileFormat
from tests.databases import NOW

FOR_EVERYBODY: Final = {
    # what everybody who is signed in may see: directories, settings, the calendar, lists of names
    *("list_staff", "find_staff", "list_departments", "find_department", "list_categories", "find_category"),
    *(
        "list_settings",
        "show_setting",
        "setting",
        "wrong_values",
        "site_calendar",
        "list_shift_types",
        "shift_choices",
        "shift_correction",
    ),
    *("current_shift", "list_reports", "secrecy_line", "period_of", "installed_packs", "script_of"),
    *("list_tariff", "current_tariff", "list_repair_types", "advice_for", "asset_kinds"),
    # one's own: drafts, views, duty, sign-in, language, changes
    *("save_draft", "find_draft", "drop_draft", "put_aside", "list_drafts", "list_aside"),
    *(
        "save_view",
        "drop_view",
        "droppable",
        "find_view",
        "list_views",
        "nearest_first",
        "current_duty",
        "may_sign_on",
        "change_language",
    ),
    *("issue_token", "revoke_token", "proof_by_password", "idle_lock_minutes"),
    *("undo", "last_change", "list_changes", "watch_of"),
    *("waiting_handover", "handover_warnings", "unsigned_shifts"),
    # clocks that run whoever sits here
    *("tick", "failures", "clock_jump", "keep_promises", "escalate_overdue_items", "played_day"),
    # no record at all: what a typed text means, a limit, a sum
    *("read_moment", "read_past_moment", "moment_within", "read_day", "said_time"),
    *("site_phone", "site_guess"),
    *("check_promised_time", "promise_warning"),
    # words that a shell offers: what a person may not see is left out
    "words_for",
    *("window_of", "known_values", "alert_seconds", "let_rows_leave"),
}
"""Functions that need no right."""

INTERNAL: Final = (
    *("UnitOfWork", "Ticket", "Event", "Change", "Subtask", "Item", "ClockPlan", "NewItem", "PersonLoad"),
    *(
        "Period",
        "Proof",
        "Agenda",
        "MeetingRow",
        "EscalationRow",
        "HandoverRecord",
        "ReportDocument",
        "Iterable[int | None]",
        "Iterable[Any]",
    ),
)
"""Types that a front end gets from a service that asked for the right, or never has."""


def functions() -> dict[str, Callable[..., object]]:
    """Every function that a package of the services gives out and that is told who acts."""
    found: dict[str, Callable[..., object]] = {}
    for one in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{one.name}")
        for name in getattr(module, "__all__", None) or dir(module):
            function = getattr(module, name)
            if name.startswith("_") or not inspect.isfunction(function):
                continue
            if not f"{function.__module__}.".startswith(f"{module.__name__}."):
                continue  # it only uses that one
            if next(iter(inspect.signature(function).parameters), "") == "ctx":
                found[f"{function.__module__.removeprefix('csconsole.services.')}.{name}"] = function
    return found


def values(word: str, folder: Path) -> dict[str, object]:
    """Something of each type; no record has this name or key."""
    return {
        **dict.fromkeys(("str", "str | None", "int | str", "str | int", "Any"), word),
        **dict.fromkeys(("TicketRef", "CustomerRef", "CallRef"), "7"),
        **dict.fromkeys(("int", "int | None", "float"), 7),
        **dict.fromkeys(("bool", "bool | None"), True),
        **dict.fromkeys(("datetime", "datetime | None"), NOW),
        "date": date(2026, 11, 23),
        **dict.fromkeys(("Path", "Path | BinaryIO"), folder / "no.csv"),
        "FileFormat": FileFormat.CSV,
        "Mapping[str, Any]": {},
        "Mapping[str, str | None]": {},
        **dict.fromkeys(("Iterable[str]", "Sequence[str]"), ("agent",)),
        **dict.fromkeys(("Iterable[int | str] | None", "Sequence[int]"), (7,)),
        "Sequence[Sequence[str]]": (("a",),),
        "Sequence[ViewRow]": (),
    }


def said(function: Callable[..., object], ctx: Context, known: dict[str, object]) -> str:
    """What a person without rights hears; "" for the refusal that is due, or for an internal function."""
    words: list[object] = []
    named: dict[str, object] = {}
    for given in [*inspect.signature(function).parameters.values()][1:]:
        kind = str(given.annotation)
        if given.default is not given.empty or given.kind in (given.VAR_POSITIONAL, given.VAR_KEYWORD):
            continue
        if kind in INTERNAL or kind.startswith("type["):
            return ""
        if kind not in known:
            return f"takes a {kind}: give this test one in values(), or add it to INTERNAL"
        if given.kind is given.KEYWORD_ONLY:
            named[given.name] = known[kind]
        else:
            words.append(known[kind])
    try:
        function(ctx, *words, **named)
    except NotAllowedError:
        return ""
    except CsconsoleError as error:
        return f"says first: {error.message}"
    return "is done without any right: ask for one, or add it to FOR_EVERYBODY"


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize("word", ["none-7", ""])
def test_who_may_not_hears_that_before_anything_else(
    sqlite_url: str, clock: FrozenClock, tmp_path: Path, word: str
) -> None:
    store = open_store(sqlite_url, clock=clock)
    with store.read() as uow:
        staff = uow.one(Staff, staff_no="1007")
        assert staff is not None
        nobody = replace(actor_of(staff), rights=frozenset(), roles=frozenset())
    ctx = Context(store, clock, nobody, Config(db=sqlite_url, lang="en"))
    known: dict[str, Any] = values(word, tmp_path)
    every = functions()
    wrong = {
        name: heard
        for name, function in every.items()
        if function.__name__ not in FOR_EVERYBODY and (heard := said(function, ctx, known))
    }
    store.close()
    assert {function.__name__ for function in every.values()} >= FOR_EVERYBODY
    assert not wrong, "\n".join(f"{name} {heard}" for name, heard in sorted(wrong.items()))
