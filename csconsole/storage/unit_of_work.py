"""The unit of work: the record, its event and its search row are written together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, inspect
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel, select

from csconsole.clock import Clock
from csconsole.codes import label
from csconsole.errors import ConflictError, NotFoundError
from csconsole.i18n import _
from csconsole.models.base import Record
from csconsole.storage import bulk, event_chain, flushing, search
from csconsole.storage import rows as storage_rows
from csconsole.storage.batches import BATCH, BatchNames
from csconsole.storage.columns import BOOKKEEPING, SECRET, completed, event_texts, is_kept, search_texts
from csconsole.storage.daily.changes import DailyChanges
from csconsole.storage.daily.tally import store as add_counts
from csconsole.storage.daily.zone import kept_zone
from csconsole.storage.event_chain import SCALARS, PendingEvent, plain
from csconsole.storage.failures import Storing
from csconsole.storage.fit import require_columns_fit, require_fit
from csconsole.storage.numbers import dated_numbers
from csconsole.storage.objects import Objects
from csconsole.storage.reference import Kept, Reference
from csconsole.storage.statements import sent_together

R = TypeVar("R", bound=Record)
M = TypeVar("M", bound=SQLModel)
V = TypeVar("V")

Serials = Callable[["UnitOfWork", str, int], range]
"""Reserves a number of serials in a series."""

LARGEST_KEY: Final = 2**63 - 1
"""No record has a larger key, and neither engine takes a larger number."""


class UnitOfWork:
    """One transaction. Services load with ``get`` and ``one``, and write with ``create`` and ``update``."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        actor_id: int | None,
        serials: Serials | None,
        kept: Kept,
        batches: BatchNames,
    ) -> None:
        self.connection = connection
        self._objects = Objects(connection)
        self._serials = serials
        self.actor_id = actor_id
        self._clock = clock
        self._events: list[PendingEvent] = []
        self._batch: str | None = None
        self._batches = batches
        self._documents: dict[str, dict[int, str]] = {}
        self.numbers: dict[str, None] = {}
        self.daily = DailyChanges()
        self._reference = Reference(connection, kept)

    @property
    def session(self) -> Session:
        """SQLAlchemy's session over this transaction."""
        return self._objects.session

    @property
    def writes(self) -> bool:
        """Whether this unit may write."""
        return self._serials is not None

    @contextmanager
    def tied(self, batch: str | None = None) -> Iterator[None]:
        """What is written inside is one change to whoever takes it back: its events name one batch. Inside
        another batch it joins that one.
        """
        if self._batch is not None:
            yield
            return
        self._batch = batch or self._batches.new(self.actor_id)
        try:
            yield
        finally:
            self._batch = None

    # reading

    def get(self, model: type[R], key: int) -> R:
        """The row with this key. Raises ``NotFoundError``."""
        row = self.session.get(model, key) if abs(key) <= LARGEST_KEY else None
        if row is None:
            kind = label("entity", search.entity_of(model))
            raise NotFoundError(_("There is no {kind} {key}.", kind=kind, key=key), field="id", value=key)
        return row

    def one(self, model: type[M], **equal: Any) -> M | None:
        """The only row whose columns equal the values, or ``None``."""
        return self.session.exec(select(model).filter_by(**equal)).one_or_none()

    def reference(self, key: Hashable, load: Callable[[], V]) -> V:
        """What ``load`` reads from tables that hardly ever change (``storage/reference.py``), kept under
        ``key`` until one of them does. The value is shared: nobody may alter it.
        """
        return self._reference.get(key, load)

    # writing

    def create(
        self,
        row: R,
        action: str = "created",
        *,
        reason: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> R:
        """Store a new row with its event and search text; its key is set on return."""
        return self.create_many([row], action, reason=reason, detail=detail)[0]

    def create_many(
        self,
        rows: Sequence[R],
        action: str = "created",
        *,
        reason: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> Sequence[R]:
        """Store new rows of one kind, each with its event and search text."""
        now = self._clock.now()
        self._objects.flush()
        for row in rows:
            row.created_at = row.created_at or now
            row.updated_at = now
            values = _filled(row)
            require_fit(type(row), values)
            storage_rows.insert(self.connection, row, values)
            self._objects.stored(row)
            self.daily.created(_table(type(row)), (row.pk,), (values,))
            self._remember(row, action, None, _stored(values), reason, detail)
            self._index(row)
        return rows

    def create_bulk(
        self,
        model: type[Record],
        given: Mapping[str, Sequence[Any]],
        action: str = "created",
    ) -> Sequence[int]:
        """Store new rows given as columns, each with its event and search text; returns their keys.

        Several times quicker than ``create_many``: no objects are built. ``by_column`` makes columns of rows;
        without any column there are no rows.
        """
        if not given:
            return []
        now = self._clock.now()
        columns = completed(model, given, {"created_at": now, "updated_at": now})
        require_columns_fit(model, columns)
        self._objects.flush()
        keys = bulk.insert_columns(self.connection, model, columns)
        self.daily.created_many(_table(model), keys, columns)
        entity = search.entity_of(model)
        self._reference.note(entity)
        self.numbers[""] = None
        told = self._detail(None)
        self._events += [
            PendingEvent(now, self.actor_id, entity, key, action, None, after, told, None)
            for key, after in zip(keys, event_texts(columns), strict=True)
        ]
        if model.SEARCHED:
            found_by = zip(keys, search_texts(model, columns), strict=True)
            self._documents.setdefault(entity, {}).update(found_by)
        return keys

    def update(
        self,
        row: R,
        action: str,
        changes: Mapping[str, Any] | None = None,
        *,
        expected_version: int | None = None,
        reason: str | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> R:
        """Change a stored row: only the fields that differ, with one event that holds before and after.

        Raises ``ConflictError`` when the row is no longer of ``expected_version`` (default: the version
        that was loaded). Without any difference nothing is written, unless there is a ``detail``.
        """
        if expected_version is not None and expected_version != row.version:
            raise _conflict(row)
        before, after = _difference(row, changes or {})
        if not after:
            if detail:
                self._remember(row, action, None, None, reason, detail)
            return row
        require_fit(type(row), changes or {})
        changed = {name: (changes or {})[name] for name in after}
        counted = _columns(row) if self.daily.counts(_table(type(row)), changed) else None
        self._write(row, changed)
        if counted is not None:
            self.daily.changed(_table(type(row)), row.pk, counted, changed)
        self._remember(row, action, before, after, reason, detail)
        self._index(row)
        return row

    def note(
        self, row: Record, action: str, *, detail: Mapping[str, Any] | None = None, reason: str | None = None
    ) -> None:
        """An event about a row without a change of its fields."""
        self._remember(row, action, None, None, reason, detail)

    def log(
        self,
        entity: str,
        entity_id: int,
        action: str,
        *,
        detail: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> None:
        """An event about something that is no row, such as an export or a sign-in."""
        self._append(entity, entity_id, action, None, None, reason, detail)

    def remove(self, row: Record, action: str = "removed") -> None:
        """Delete a row that is no business record, such as a draft; business records are never deleted."""
        values = _columns(row)
        self._remember(row, action, _stored(values), None, None, None)
        self.daily.removed(_table(type(row)), row.pk, values)
        self.session.delete(row)
        self._objects.flush()

    def next_number(self, letter: str, day: date) -> str:
        """The next human number of the day, such as ``T20261121-0007``; never given out twice (REF-34)."""
        return self.next_numbers(letter, day, 1)[0]

    def next_numbers(self, letter: str, day: date, count: int) -> list[str]:
        """``count`` numbers of the day in a row. Raises ``RuntimeError`` where nothing may be written."""
        if self._serials is None:
            raise RuntimeError("a number inside a read-only unit of work")
        serials = self._serials(self, f"{letter}{day:%Y%m%d}", count)
        return dated_numbers(letter, day, serials)

    # the end

    def finish(self, storing: Storing) -> None:
        """Write what waited for the end: search rows, events, daily figures, the notification of others. A
        PostgreSQL server gets the commit with them: whoever waits for the chain does not wait for our answer.
        """
        self._objects.flush()
        self._reference.finish()
        zone = self._reference.get("daily_zone", lambda: kept_zone(self.connection)) if self._events else None
        events = event_chain.ready(self.connection, self._events)
        early = self.daily.reckoned(self.connection, zone) if self.daily.alone() else None
        with sent_together(self.connection):
            for entity, documents in self._documents.items():
                search.index(self.connection, entity, documents.items())
            asked = event_chain.ask_newest(self.connection) if events else None
        if asked is None:
            storing.begun = True
            return
        newest = asked()
        counts = early if early is not None else self.daily.reckoned(self.connection, zone)
        with sent_together(self.connection):
            last = event_chain.append(self.connection, newest, events)
            add_counts(self.connection, counts)
            storing.begun = True
            if self.connection.dialect.name == "postgresql":
                flushing.commit_together(self.connection, last)

    def close(self) -> None:
        """Let the session go; the transaction is the store's."""
        self._objects.close()

    # inside

    def _write(self, row: Record, values: dict[str, Any]) -> None:
        self._objects.flush()
        values = {**values, "updated_at": self._clock.now(), "version": row.version + 1}
        if not storage_rows.update(self.connection, row, values):
            raise _conflict(row)
        for name, value in values.items():
            set_committed_value(row, name, value)

    def _remember(
        self,
        row: Record,
        action: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        reason: str | None,
        detail: Mapping[str, Any] | None,
    ) -> None:
        numbered = "number" in _names(type(row))
        self.numbers[str((getattr(row, "number", None) if numbered else None) or "")] = None
        self._append(search.entity_of(type(row)), row.pk, action, before, after, reason, detail)

    def _append(
        self,
        entity: str,
        entity_id: int,
        action: str,
        before: dict[str, Any] | None,
        after: dict[str, Any] | None,
        reason: str | None,
        detail: Mapping[str, Any] | None,
    ) -> None:
        self._reference.note(entity)
        self._events.append(
            PendingEvent(
                self._clock.now(),
                self.actor_id,
                entity,
                entity_id,
                action,
                before,
                after,
                self._detail(detail),
                reason,
            )
        )

    def _detail(self, detail: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What an event tells beside the record's fields, with the name of the change it belongs to."""
        if self._batch is not None:
            detail = {**(detail or {}), BATCH: self._batch}
        return plain(dict(detail)) if detail else None

    def _index(self, row: Record) -> None:
        body = row.search_text()
        if body is not None:
            self._documents.setdefault(search.entity_of(type(row)), {})[row.pk] = body


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's fields as an event holds them: no empty ones, no secrets, no bookkeeping."""
    return {
        name: value if value.__class__ in SCALARS and name not in SECRET else _shown(name, value)
        for name, value in values.items()
        if name not in BOOKKEEPING and (value or is_kept(name, value))
    }


def _difference(row: Record, changes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    columns = _columns(row)
    unknown = set(changes) - set(columns)
    if unknown:
        raise AttributeError(f"{type(row).__name__} has no {sorted(unknown)}")
    changed = {name: value for name, value in changes.items() if columns[name] != value}
    return _visible((name, columns[name]) for name in changed), _visible(changed.items())


def _visible(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: _shown(name, value) for name, value in values}


def _shown(name: str, value: Any) -> Any:
    return "***" if name in SECRET else plain(value)


def _columns(row: Record) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _names(type(row))}


def _filled(row: Record) -> dict[str, Any]:
    """The columns that a new row has, by their order in the table."""
    held = row.__dict__
    return {name: value for name in _names(type(row)) if (value := held.get(name)) is not None}


@cache
def _names(model: type[Record]) -> tuple[str, ...]:
    return tuple(attribute.key for attribute in inspect(model).column_attrs)


def _table(model: type[Record]) -> str:
    return str(model.__tablename__)


def _conflict(row: Record) -> ConflictError:
    number = getattr(row, "number", None) or row.pk
    return ConflictError(
        _("Someone changed {record} first.", record=number),
        current=row.version,
        hint=_("Look at it again, then repeat your change."),
    )
