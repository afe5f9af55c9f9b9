"""Importing contacts from a table of another system (CUS-28): calls, visits, letters with their content."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlmodel import select

from csconsole.clock import iso
from csconsole.errors import UsageError
from csconsole.i18n import _
from csconsole.models import Category
from csconsole.models.lifecycle.call import UNANSWERED_STATES
from csconsole.models.rights import Right
from csconsole.paths import package_data
from csconsole.services.calls.lookup import kind_of
from csconsole.services.entry import line, paragraph
from csconsole.services.imports.batches import Progress
from csconsole.services.imports.cells import (
    CellError,
    read_code,
    read_instant,
    read_seconds,
)
from csconsole.services.imports.columns import plain_name
from csconsole.services.imports.facts import CallFacts, CallStore
from csconsole.services.imports.numbers import Numbers
from csconsole.services.imports.ring_backs import open_ring_backs
from csconsole.services.imports.summary import ImportSummary, Tally
from csconsole.services.imports.tables import Cells, RowRefused, import_table

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

DEFAULT_SOURCE: Final = "file"
_LINES: Final = {"organisation": 120, "address": 240, "no_phone_reason": 240, "result": 240}
_PARAGRAPHS: Final = ("summary", "answer", "next_step")


def import_calls(
    ctx: Context,
    path: Path,
    *,
    mapping: Sequence[str] = (),
    source: str = DEFAULT_SOURCE,
    encoding: str | None = None,
    sheet: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportSummary:
    """Store the contacts of a table. ``source`` names the system they come from; its ids are unique in it.

    A row without an id is known again by its time, number, agent and content. Raises the errors of
    ``open_table`` and ``match_columns``, and ``NotAllowedError``.
    """
    ctx.require(Right.IMPORT)
    if not source.replace("-", "").replace("_", "").isalnum() or len(source) > 30 or source == "console":
        raise UsageError(
            _("A source is a short word such as crm or oldcentre."), field="source", value=source
        )
    calls = CallStore(ctx)
    numbers = Numbers(ctx)
    with ctx.read() as uow:
        categories = _categories(uow)

    def store(uow: UnitOfWork, batch: Sequence[CallFacts], tally: Tally) -> None:
        calls.store(uow, batch, tally)

    summary = import_table(
        ctx,
        path,
        "calls",
        needed=[("started_at",), ("phone", "caller_name", "summary")],
        mapping=mapping,
        encoding=encoding,
        sheet=sheet,
        dry_run=dry_run,
        progress=progress,
        read=lambda cells: _read(ctx, numbers, cells, source, categories),
        store=store,
        afterwards=None if dry_run else lambda tally: _ring_back(ctx, calls, tally),
    )
    return summary


def _ring_back(ctx: Context, calls: CallStore, tally: Tally) -> None:
    tally.ring_backs = open_ring_backs(ctx, calls.lost)


def _read(
    ctx: Context, numbers: Numbers, cells: Cells, source: str, categories: Mapping[str, Category]
) -> CallFacts:
    """The row as facts. Raises ``RowRefused`` for the first cell that breaks a rule."""
    started, answered, ended = (
        cells.read(field, partial(read_instant, zone=ctx.zone))
        for field in ("started_at", "answered_at", "ended_at")
    )
    if started is None:
        raise RowRefused("started_at", "required")
    wait, talk = (cells.read(field, read_seconds) for field in ("wait_seconds", "talk_seconds"))
    phone = cells.read("phone", partial(_phone, numbers))
    written = _written(cells, categories)
    state = cells.read("state", _state)
    if state is None:
        state = "closed" if written.get("summary") and written.get("category_id") else "answered"
    if state not in UNANSWERED_STATES and answered is None and wait is not None:
        answered = started + timedelta(seconds=wait)
    if ended is None and talk is not None and answered is not None:
        ended = answered + timedelta(seconds=talk)
    for field, before, after in (
        ("answered_at", started, answered),
        ("ended_at", answered or started, ended),
    ):
        if after is not None and after < before:
            raise RowRefused(field, "order", cells.text(field))
    return CallFacts(
        line=cells.line,
        source=source,
        external_id=_external_id(cells, source, started, phone),
        state=state,
        started_at=started,
        answered_at=answered,
        ended_at=ended,
        wait_seconds=wait if wait is not None else _seconds(started, answered),
        talk_seconds=talk if talk is not None else _seconds(answered, ended),
        direction=cells.read("direction", partial(read_code, "call_direction")) or "inbound",
        channel=cells.read("channel", partial(read_code, "channel")) or "phone",
        queue=cells.read("queue", partial(line, field="queue", most=80, rule="length")),
        phone=phone,
        caller_name=cells.read("caller_name", partial(line, field="caller_name", most=120, rule="length")),
        agent=cells.read("agent", partial(line, field="agent", most=120, rule="length")),
        written=written,
    )


def _written(cells: Cells, categories: Mapping[str, Category]) -> dict[str, Any]:
    """What a person wrote; empty cells are left out."""
    written: dict[str, Any] = {}
    for field, most in _LINES.items():
        written[field] = cells.read(field, partial(line, field=field, most=most, rule="length"))
    for field in _PARAGRAPHS:
        written[field] = cells.read(field, partial(paragraph, field=field, rule="length"))
    written["kind"] = cells.read("kind", partial(read_code, "contact_type"))
    category = cells.read("category", partial(_category, categories))
    if category is not None:
        written["category_id"] = category.pk
        written["kind"] = kind_of(written["kind"], category)
    return {name: value for name, value in written.items() if value}


def _phone(numbers: Numbers, text: str) -> str | None:
    """The number as it was written, if it is one or says that the caller is unknown."""
    phone = numbers.read(text)
    return phone.typed if phone else None


def _state(text: str) -> str | None:
    if not text.strip():
        return None
    return _state_words().get(plain_name(text)) or read_code("call_state", text)


@cache
def _state_words() -> Mapping[str, str]:
    with (package_data() / "imports" / "call_states.csv").open(encoding="utf-8", newline="") as file:
        return {plain_name(row["word"]): row["state"] for row in csv.DictReader(file)}


def _categories(uow: UnitOfWork) -> dict[str, Category]:
    """Categories by code, and by a name that only one has."""
    found: dict[str, Category] = {}
    named: dict[str, dict[int, Category]] = {}
    for row in uow.session.exec(select(Category)):
        found[plain_name(row.code)] = row
        for name in (row.name_zh, row.name_en):
            named.setdefault(plain_name(name), {})[row.pk] = row
    return {**{name: rows.popitem()[1] for name, rows in named.items() if len(rows) == 1}, **found}


def _category(categories: Mapping[str, Category], text: str) -> Category | None:
    if not text.strip():
        return None
    found = categories.get(plain_name(text))
    if found is None:
        raise CellError("code")
    return found


def _external_id(cells: Cells, source: str, started: datetime, phone: str | None) -> str:
    if cells.has("external_id"):
        given = cells.read("external_id", partial(line, field="external_id", most=100, rule="length"))
        return f"{source}:{given}"
    parts = [
        iso(started) or "",
        phone or cells.text("caller_name"),
        cells.text("agent"),
        cells.text("summary"),
    ]
    return f"{source}:{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:32]}"


def _seconds(first: datetime | None, last: datetime | None) -> int | None:
    return None if first is None or last is None else int((last - first).total_seconds())
