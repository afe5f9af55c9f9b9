"""Copying a whole database to another place or engine, counted and checked on the other side."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text, update

from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import DatabaseUnavailableError, RuleBrokenError
from csconsole.i18n import _, ngettext
from csconsole.models.base import Record
from csconsole.models.rights import Right
from csconsole.models.whole import every_table
from csconsole.paths import belongs_to, is_database, require_replaceable, sqlite_file
from csconsole.services.context import Context
from csconsole.storage import Store, schema, search, sqlite
from csconsole.storage.event_chain import BrokenLink, verify
from csconsole.storage.glance import over
from csconsole.storage.stages import tell
from csconsole.storage.store import open_unmade

BATCH = 1000
MADE_WITH = "daily_zone"
"""The table that has a row in an empty database too."""


@dataclass(frozen=True, slots=True)
class CopyReport:
    """What was copied: the rows of each table, counted on the other side, and how many events were
    verified.
    """

    source: str
    target: str
    tables: dict[str, int]
    rows: int
    events_verified: int


def copy_database(ctx: Context, target_url: str) -> CopyReport:
    """Copy everything in the acting person's database into an empty one, of either engine.

    Rows, keys, times and the chain of events stay as they are; the search index is made anew. Afterwards the
    rows of every table are counted on both sides and the chain is walked. Raises ``NotAllowedError``,
    ``RuleBrokenError`` for a target that holds something, ``DatabaseUnavailableError`` where the copy is not
    the same. Everything is one transaction of the target: a copy that breaks off, also by the end of the
    process, leaves nothing that opens as a database. Tells its stages.
    """
    ctx.require(Right.DATABASE_ADMIN)
    _require_another(ctx.store, target_url)
    return copy_tables(ctx.store, target_url)


def copy_tables(source: Store, target_url: str) -> CopyReport:
    """Copy every table of ``source`` into the empty database at ``target_url``, made if there is none."""
    with sqlite.removed_on_failure(target_url):
        target = open_unmade(target_url)
        try:
            with source.read() as reading, target.exclusive() as writing:
                _make_empty(writing, target.where)
                counts = {}
                for table in every_table().sorted_tables:
                    counts[table.name] = _copy_table(reading.connection, writing, table)
                _index(writing)
                _set_sequences(writing)
                _require_same(writing, counts, target.where)
                events = _verified(writing, target.where)
            return CopyReport(source.where, target.where, counts, sum(counts.values()), events)
        finally:
            target.close()


def _require_another(source: Store, target_url: str) -> None:
    """Refuse the source itself, under any name, and what is no ordinary file, as the target."""
    path = sqlite_file(target_url)
    if path is None:
        return
    if source.dialect == "sqlite" and belongs_to(path, Path(source.where)):
        raise RuleBrokenError(
            _("FROM and TO are the same database."),
            field="TO",
            value=str(path),
            hint=_("Name another one."),
        )
    if not is_database(path):
        require_replaceable(path)


def _make_empty(target: Connection, where: str) -> None:
    """Make the tables, or find them empty. Raises ``RuleBrokenError`` for a database that holds something."""
    seen = over(target, where)
    if schema.revision(seen) is None:
        schema.create(target, DEFAULT_ZONE)
    else:
        schema.require_current(seen, where)
    target.execute(every_table().tables[MADE_WITH].delete())
    for table in every_table().sorted_tables:
        if target.execute(select(table).limit(1)).first() is not None:
            raise RuleBrokenError(
                _("The database {where} is not empty; nothing was copied.", where=where),
                field="to",
                value=where,
                hint=_("Name a new file or an empty database."),
            )


def _copy_table(source: Connection, target: Connection, table: Table) -> int:
    """Copy a table. A reference to its own table is filled in at the end, when every row is there."""
    own = [
        column.name for column in table.columns for key in column.foreign_keys if key.column.table is table
    ]
    key = next(iter(table.primary_key.columns))
    later: list[dict[str, Any]] = []
    count, of = 0, source.execute(select(func.count()).select_from(table)).scalar_one()
    tell("rows", 0, of, table.name)
    result = source.execute(select(table).order_by(key), execution_options={"yield_per": BATCH})
    for part in result.mappings().partitions(BATCH):
        rows = [dict(row) for row in part]
        for row in rows:
            links = {name: row[name] for name in own if row[name] is not None}
            if links:
                later.append({"its_key": row[key.name], **links})
                row.update(dict.fromkeys(links))
        target.execute(insert(table), rows)
        count += len(rows)
        tell("rows", count, of, table.name)
    for row in later:
        its_key = row.pop("its_key")
        target.execute(update(table).where(key == its_key).values(**row))
    return count


def _index(target: Connection) -> None:
    """Make the search index of everything that was copied."""
    from sqlmodel import Session, col
    from sqlmodel import select as rows_of

    models: dict[str, Any] = {
        str(model.__tablename__): model for model in Record.__subclasses__() if hasattr(model, "__table__")
    }
    with Session(target) as session:
        for entity in search.INDEXED:
            model = models[entity]
            after = done = 0
            ordered = rows_of(model).order_by(col(model.id)).limit(BATCH)
            while part := session.exec(ordered.where(col(model.id) > after)).all():
                after = part[-1].pk
                documents = [(row.pk, body) for row in part if (body := row.search_text())]
                search.index(target, entity, documents)
                done += len(part)
                tell("index", done, None, entity)
                session.expunge_all()


def _set_sequences(target: Connection) -> None:
    """Let a server go on counting keys behind the copied ones; SQLite does so by itself."""
    if target.dialect.name != "postgresql":
        return
    for table in every_table().sorted_tables:
        if "id" not in table.columns:
            continue
        sequence = target.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": f'"{table.name}"'}
        ).scalar()
        highest = target.execute(select(func.max(table.c.id))).scalar()
        if sequence and highest:
            target.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": highest})


def _require_same(target: Connection, counts: dict[str, int], where: str) -> None:
    for table in every_table().sorted_tables:
        found = target.execute(select(func.count()).select_from(table)).scalar_one()
        if found != counts[table.name]:
            raise DatabaseUnavailableError(
                ngettext(
                    "The copy in {where} has {found} row of {table} instead of {count}.",
                    "The copy in {where} has {found} rows of {table} instead of {count}.",
                    found,
                    where=where,
                    found=found,
                    table=table.name,
                    count=counts[table.name],
                ),
                hint=_("Nothing was kept. Try again with another target."),
            )


def _verified(target: Connection, where: str) -> int:
    events = 0
    for found in verify(target):
        if isinstance(found, BrokenLink):
            raise DatabaseUnavailableError(
                _("The chain of events is broken at event {event}.", event=found.event_id),
                hint=_("See: csconsole audit verify. Nothing was kept in {where}.", where=where),
            )
        events = found
        tell("events", found)
    return events
