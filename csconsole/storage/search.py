"""The search index, one function for both engines: which records hold these words, newest first.

SQLite: contentless FTS5 tables of word tokens, one per record kind and million rows, newest searched first.
PostgreSQL: one table per record kind with the tokens as a ``tsvector``. Both know only which words a record
holds, not where, so candidates are checked against the record's own text.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel

from csconsole.models.base import Record, searched_text
from csconsole.storage.deadline import Deadline, was_stopped
from csconsole.storage.statements import change_many
from csconsole.storage.tokens import index_tokens, normalise, query_tokens

PART_ROWS = 1_000_000
"""Rows of one FTS table: cost follows index size, so old rows must not slow down new ones."""

DEADLINE_SECONDS = 0.04
"""After this long a search returns what it has and says that older rows were not searched."""

INDEXED = ("call", "ticket", "callback", "customer", "handover", "notice")
"""Tables whose rows are found by words."""

_LARGEST_BATCH = 1000
"""Candidates that the index is asked for at once: of the beginning of a word it puts the records of all words
together each time, however few are wanted.
"""
_AT_ONCE = 200
"""Candidates whose text is read between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of the records found, newest first; ``complete`` is false when older ones were not searched."""

    ids: tuple[int, ...]
    complete: bool


def create(connection: Connection) -> None:
    """Make the index of a new database."""
    for entity in INDEXED:
        if connection.dialect.name == "sqlite":
            _create_part(connection, entity, 0)
        else:
            connection.execute(
                text(f"CREATE TABLE search_{entity} (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
            )
            connection.execute(text(f"CREATE INDEX ix_search_{entity} ON search_{entity} USING GIN (words)"))


def index(connection: Connection, entity: str, documents: Iterable[tuple[int, str]]) -> None:
    """Put the documents ``(record id, text)`` into the index, replacing what stood there."""
    words = [(key, index_tokens(body)) for key, body in documents]
    if not words:
        return
    if connection.dialect.name == "sqlite":
        _index_sqlite(connection, entity, words)
    else:
        change_many(
            connection,
            f"INSERT INTO search_{entity} (id, words) VALUES (?, array_to_tsvector(CAST(? AS text[]))) "
            "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
            [(key, [word for word in tokens if word]) for key, tokens in words],
        )


def find(
    session: Session,
    model: type[Record],
    phrase: str,
    *,
    limit: int,
    before: int | None = None,
    seconds: float = DEADLINE_SECONDS,
) -> Found:
    """Records of ``model`` whose text holds ``phrase``, newest first, at most ``limit``.

    ``before`` continues below a key. Reads at most ``seconds``; ``complete`` says whether that was enough.
    """
    words = query_tokens(phrase)
    if not words or limit < 1:
        return Found((), True)
    deadline = time.monotonic() + seconds
    wanted = [normalise(part) for part in phrase.split()]
    found: list[int] = []
    session.flush()
    try:
        for batch in _candidates(session.connection(), model, words, before, limit, deadline):
            for start in range(0, len(batch), _AT_ONCE):
                found.extend(_checked(session, model, batch[start : start + _AT_ONCE], wanted))
                if len(found) >= limit:
                    return Found(tuple(found[:limit]), True)
                if time.monotonic() > deadline:
                    return Found(tuple(found), False)
    except OperationalError as error:
        if not was_stopped(error):
            raise
        return Found(tuple(found), False)
    return Found(tuple(found), True)


def _checked(session: Session, model: type[Record], keys: Sequence[int], wanted: list[str]) -> list[int]:
    """Of the candidates, those whose text really holds every wanted part, in the same order."""
    table: Any = model
    columns = table.__table__.c
    rows = session.connection().execute(
        select(columns.id, *(columns[name] for name in model.SEARCHED)).where(columns.id.in_(keys))
    )
    texts = {row[0]: normalise(searched_text(row[1:])) for row in rows}
    return [key for key in keys if key in texts and all(part in texts[key] for part in wanted)]


def _candidates(
    connection: Connection,
    model: type[Record],
    words: list[str],
    before: int | None,
    limit: int,
    deadline: float,
) -> Iterable[list[int]]:
    """Batches of keys that hold all the words, newest first; the statements stop at the deadline."""
    entity = entity_of(model)
    below = before if before is not None else 2**62
    if connection.dialect.name == "sqlite":
        match = " AND ".join(_fts_word(word) for word in words)
        sources = [
            f"SELECT rowid FROM search_{entity}_{part} WHERE search_{entity}_{part} MATCH :match "
            "AND rowid < :before ORDER BY rowid DESC LIMIT :size"
            for part in sorted(_parts(connection, entity), reverse=True)
        ]
    else:
        match = " & ".join(_tsquery_word(word) for word in words)
        sources = [
            f"SELECT id FROM search_{entity} WHERE words @@ CAST(:match AS tsquery) AND id < :before "
            "ORDER BY id DESC LIMIT :size"
        ]
    for source in sources:
        yield from _batches(connection, text(source), match, below, limit, deadline)


def _batches(
    connection: Connection, statement: Any, match: str, below: int, limit: int, deadline: float
) -> Iterable[list[int]]:
    size = min(limit, _LARGEST_BATCH)
    while True:
        with Deadline(connection, deadline):
            rows = connection.execute(statement, {"match": match, "before": below, "size": size})
            keys = [row[0] for row in rows]
        if keys:
            yield keys
        if len(keys) < size:
            return
        below, size = keys[-1], min(2 * size, _LARGEST_BATCH)


def _prefix(word: str) -> bool:
    return word.isascii() and len(word) > 2


def _fts_word(word: str) -> str:
    quoted = '"' + word.replace('"', '""') + '"'
    return f"{quoted} *" if _prefix(word) else quoted


def _tsquery_word(word: str) -> str:
    quoted = "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
    return f"{quoted}:*" if _prefix(word) else quoted


def _parts(connection: Connection, entity: str) -> list[int]:
    names = connection.execute(
        text(
            "SELECT name FROM sqlite_master "
            "WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL%' AND name LIKE :name"
        ),
        {"name": f"search_{entity}_%"},
    ).scalars()
    prefix = f"search_{entity}_"
    return [int(name.removeprefix(prefix)) for name in names if name.removeprefix(prefix).isdigit()]


def _create_part(connection: Connection, entity: str, part: int) -> None:
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE IF NOT EXISTS search_{entity}_{part} USING fts5("
        "words, content='', contentless_delete=1, detail=none, tokenize=\"unicode61 remove_diacritics 0\")"
    )


def _index_sqlite(connection: Connection, entity: str, words: list[tuple[int, list[str]]]) -> None:
    by_part: dict[int, list[tuple[int, str]]] = {}
    for key, tokens in words:
        by_part.setdefault(key // PART_ROWS, []).append((key, " ".join(tokens)))
    for part, rows in by_part.items():
        statement = f"INSERT OR REPLACE INTO search_{entity}_{part} (rowid, words) VALUES (?, ?)"
        try:
            change_many(connection, statement, rows)
        except OperationalError as error:
            if "no such table" not in str(error.orig):
                raise
            _create_part(connection, entity, part)
            change_many(connection, statement, rows)


def entity_of(model: type[SQLModel]) -> str:
    """The name under which a table's rows stand in events and in the index."""
    return str(model.__tablename__)
