"""The hash chain of events: each hash covers the event and the hash before it (SEC-05)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Table, select, text

from csconsole.clock import iso
from csconsole.models.base import UtcDateTime
from csconsole.storage.statements import change, change_many, row_later

GENESIS = "0" * 64
"""The hash before the first event."""

SERIES = "event"
"""Where the number of the newest event is kept beside the chain, so that a cut end shows."""

_BATCH = 500
_INSERT = (
    "INSERT INTO event "
    '(id, at, actor_id, entity, entity_id, action, "before", "after", detail, reason, hash) '
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_LAST = "SELECT id, hash FROM event ORDER BY id DESC LIMIT 1"
_REMEMBER_LAST = (
    "INSERT INTO number_series (series, last) VALUES (?, ?) "
    "ON CONFLICT (series) DO UPDATE SET last = excluded.last"
)

canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
"""A value as the one JSON text that is hashed and stored."""

quoted = json.encoder.encode_basestring
"""A text as ``canonical`` writes it."""

_LOCK = f"SELECT pg_advisory_xact_lock({0x43534556})"
"""Advisory lock of PostgreSQL that lets one transaction at a time extend the chain."""

_INSTANT = UtcDateTime()


class PendingEvent(NamedTuple):
    """An event that waits for the end of its transaction; ``after`` may be its ``canonical`` text already."""

    at: datetime
    actor_id: int | None
    entity: str
    entity_id: int
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | str | None
    detail: dict[str, Any] | None
    reason: str | None


_Texts: TypeAlias = tuple[str, str, str]
ReadyEvent: TypeAlias = tuple[PendingEvent, str, Any, _Texts]
"""An event with its time as it is hashed and as it is stored, and the JSON of before, after and detail."""


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """An event whose hash does not fit what is stored."""

    event_id: int
    expected: str
    stored: str


SCALARS = frozenset({str, int, bool, float, type(None)})
"""Types that are JSON as they are."""


def plain(value: Any) -> Any:
    """``value`` as JSON holds it: instants as UTC ISO 8601, days as ISO, everything else unchanged."""
    if type(value) in SCALARS:
        return value
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def ask_newest(connection: Connection) -> Callable[[], tuple[int, str]]:
    """Number and hash of the newest event, told after what is ``sent_together``. On PostgreSQL this takes the
    chain's lock, which is held until the transaction ends, so it is called last.
    """
    if connection.dialect.name == "postgresql":
        change(connection, _LOCK)
    found = row_later(connection, _LAST)

    def told() -> tuple[int, str]:
        number, last_hash = found() or (0, GENESIS)
        return number, last_hash

    return told


def ready(connection: Connection, events: Iterable[PendingEvent]) -> list[ReadyEvent]:
    """What can be made of the events before the chain's lock is taken: from then on others wait."""
    dialect = connection.dialect
    of_dialect: Any = _INSTANT.dialect_impl(dialect)
    instant = of_dialect.bind_processor(dialect)
    found = []
    at, at_text, at_bound = None, "", None
    for event in events:
        if event.at is not at:
            at, at_text, at_bound = event.at, str(iso(event.at)), instant(event.at)
        found.append((event, at_text, at_bound, _json_texts(event)))
    return found


def append(connection: Connection, last: tuple[int, str], events: Iterable[ReadyEvent]) -> int:
    """Write the events behind the newest one and return the id of the last written."""
    number, previous = last
    rows = []
    for event, at_text, at_bound, texts in events:
        number += 1
        body = _body(f'"{previous}"', at_text, event, texts)  # a hash that we made needs no quoting
        previous = _digest(body)
        if not body.isascii():
            texts = (_storable(texts[0]), _storable(texts[1]), _storable(texts[2]))
        _at, actor_id, entity, entity_id, action, _before, _after, _detail, reason = event
        rows.append((number, at_bound, actor_id, entity, entity_id, action, *texts, reason, previous))
    if rows:
        change_many(connection, _INSERT, rows)
        change(connection, _REMEMBER_LAST, SERIES, number)
    return number


def link_hash(previous: str, event: PendingEvent) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the event."""
    return _digest(_body(quoted(previous), str(iso(event.at)), event, _json_texts(event)))


def _json_texts(event: PendingEvent) -> _Texts:
    """Canonical JSON of before, after and detail: it is hashed and stored, so it is made once."""
    return _text(event.before), _text(event.after), _text(event.detail)


def _text(value: dict[str, Any] | str | None) -> str:
    if value is None:
        return "null"
    return value if value.__class__ is str else canonical(value)


def _body(previous: str, at: str, event: PendingEvent, texts: _Texts) -> str:
    """What is hashed: the canonical JSON of the list that holds all of it, put together from its parts.
    ``previous`` is quoted.
    """
    before, after, detail = texts
    _at, actor_id, entity, entity_id, action, _before, _after, _detail, why = event
    actor = "null" if actor_id is None else actor_id
    reason = "null" if why is None else quoted(why)
    return (
        f'[{previous},"{at}",{actor},{quoted(entity)},{entity_id},'
        f"{quoted(action)},{before},{after},{detail},{reason}]"
    )


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()


def _storable(text: str) -> str:
    """The JSON with half characters, as in the name of a file, written as escapes: databases refuse them."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(text))
    return text


def verify(connection: Connection) -> Iterator[BrokenLink | int]:
    """Walk the chain in order: yields the count every 1,000 events, and each broken link found.

    A gap in the ids, an event that cannot be read, and events missing at the end all count as broken links:
    events are never changed or deleted.
    """
    previous, expected_id, count = GENESIS, 1, 0
    for key, stored, event in _in_order(connection):
        expected = link_hash(previous, event) if event is not None else ""
        if expected != stored or key != expected_id:
            yield BrokenLink(key, expected, stored)
        previous, expected_id, count = stored, key + 1, count + 1
        if count % 1000 == 0:
            yield count
    newest = connection.execute(text("SELECT last FROM number_series WHERE series = :s"), {"s": SERIES})
    last = newest.scalar()
    if last is not None and last >= expected_id:
        yield BrokenLink(last, "", "")
    yield count


def _in_order(connection: Connection) -> Iterator[tuple[int, str, PendingEvent | None]]:
    """Key, stored hash and event of every row; no event where what is stored cannot be read."""
    columns = _events().c
    after = 0
    while True:
        batch = select(columns.id, columns.hash).where(columns.id > after).order_by(columns.id).limit(_BATCH)
        keys = [(row.id, row.hash) for row in connection.execute(batch)]
        if not keys:
            return
        after = keys[-1][0]
        events = _read(connection, [key for key, _hash in keys])
        yield from ((key, stored, events.get(key)) for key, stored in keys)


def _events() -> Table:
    """The table, which only who reads the chain needs."""
    from csconsole.models.event import Event

    return Event.__table__  # type: ignore[attr-defined, no-any-return]  # SQLModel does not declare it


def _read(connection: Connection, keys: list[int]) -> dict[int, PendingEvent]:
    try:
        table = _events()
        rows = connection.execute(select(table).where(table.c.id.in_(keys))).all()
    except ValueError:  # a time or a JSON value that someone wrote by hand
        if len(keys) == 1:
            return {}
        half = len(keys) // 2
        return _read(connection, keys[:half]) | _read(connection, keys[half:])
    return {
        row.id: PendingEvent(
            row.at,
            row.actor_id,
            row.entity,
            row.entity_id,
            row.action,
            row.before,
            row.after,
            row.detail,
            row.reason,
        )
        for row in rows
    }
