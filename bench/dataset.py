"""Large databases for the benchmarks: built once by SQL, kept outside the repository."""

from __future__ import annotations

import itertools
import json
import os
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from sqlalchemy import Connection

from csconsole.clock import DEFAULT_ZONE
from csconsole.models import Call, Callback, Customer, CustomerPhone, Department, Promise, Role, Staff, Ticket
from csconsole.models.base import Record
from csconsole.services.packs import install_pack
from csconsole.storage import open_store, schema
from csconsole.storage.bulk import complete
from csconsole.storage.daily.recount import recount
from csconsole.storage.search import PART_ROWS
from csconsole.storage.tokens import index_tokens

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""The newest call of each database."""

AGENTS = 60
_OPEN_STATES = (
    "CASE n % 4 WHEN 0 THEN 'new' WHEN 1 THEN 'assigned' WHEN 2 THEN 'accepted' ELSE 'in_progress' END"
)
_WORDS: dict[str, list[str]] = tomllib.loads(
    (Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8")
)


def folder() -> Path:
    """Where the databases are kept."""
    chosen = os.environ.get("CSCONSOLE_BENCH_DIR")
    path = Path(chosen) if chosen else user_cache_path("csconsole-bench", appauthor=False)
    path.mkdir(parents=True, exist_ok=True)
    return path


def database(calls: int) -> str:
    """The URL of a database with so many calls, a fifth as many customers and a third as many tickets."""
    path = folder() / f"calls-{calls}-{schema.HEAD}.db"
    if not path.exists():
        print(f"    building {path.name} …", file=sys.stderr, flush=True)
        making = path.with_suffix(".making")
        for left in making.parent.glob(making.name + "*"):
            left.unlink()
        _build(making, calls)
        making.rename(path)
        Path(f"{making}-lock").unlink(missing_ok=True)
    return f"sqlite:///{path}"


def _build(path: Path, calls: int) -> None:
    store = open_store(f"sqlite:///{path}", create=True)
    with store.write() as unit:
        desk = unit.create(Department(code="service", name_en="Customer service", name_zh="客服部"))
        unit.create(Staff(staff_no="1001", name="Bench", roles=[r.value for r in Role], solo=True))
        for number in range(AGENTS - 1):
            unit.create(
                Staff(staff_no=f"2{number:03d}", name=f"A{number}", roles=["agent"], department_id=desk.pk)
            )
    from bench.people import context

    install_pack(context(store), "core")
    with store.exclusive() as connection:
        indexes = _take_indexes(connection)
        _phrases(connection)
        _fill(connection, calls)
        _index_words(connection, calls)
        for statement in indexes:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("DROP TABLE phrase")
        connection.exec_driver_sql("DROP TABLE person")
        recount(connection, DEFAULT_ZONE)
    store.close()


def _take_indexes(connection: Connection) -> list[str]:
    """Drop the indexes of the large tables and return their statements: filling is faster without."""
    names = ("call", "ticket", "callback", "customer", "customer_phone", "promise")
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
        + str(names)
    ).fetchall()
    for name, _sql in rows:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    return [statement for _name, statement in rows]


def _phrases(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE phrase (at INTEGER PRIMARY KEY, body TEXT, words TEXT)")
    texts = [f"{a},{b}" for a, b in itertools.product(_WORDS["subjects"], _WORDS["requests"])]
    connection.exec_driver_sql(
        "INSERT INTO phrase VALUES (?, ?, ?)",
        [(n, body, " ".join(index_tokens(body))) for n, body in enumerate(texts)],
    )
    connection.exec_driver_sql(
        "CREATE TABLE person (at INTEGER PRIMARY KEY, name TEXT, pinyin TEXT, initials TEXT, words TEXT)"
    )
    people = [
        (f"{s}{g}", f"{sp}{gp}", f"{sp[0]}{gp[0]}")
        for (s, sp), (g, gp) in itertools.product(
            zip(_WORDS["surnames"], _WORDS["surnames_pinyin"], strict=True),
            zip(_WORDS["given"], _WORDS["given_pinyin"], strict=True),
        )
    ]
    connection.exec_driver_sql(
        "INSERT INTO person VALUES (?, ?, ?, ?, ?)",
        [(n, *row, " ".join(index_tokens(row[0]))) for n, row in enumerate(people)],
    )


def _insert(
    connection: Connection, model: type[Record], count: int, expressions: dict[str, str], source: str = ""
) -> None:
    """Insert ``count`` rows; ``expressions`` are SQL over ``n`` (from 1), the rest defaults."""
    defaults = complete(model, {})
    columns = [name for name in model.model_fields if name != "id"]
    stamp = "strftime('%Y-%m-%d %H:%M:%f', :now)"
    values = {
        "created_at": f"{stamp} || '000'",
        "updated_at": f"{stamp} || '000'",
        "version": "1",
        **expressions,
    }
    sql = ", ".join(values.get(name) or _literal(defaults.get(name)) for name in columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{model.__tablename__}" (id, {", ".join(map(_quoted, columns))}) '
        f"WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < {count}) "
        f"SELECT n, {sql} FROM series {source}".replace(":now", f"'{NOW:%Y-%m-%d %H:%M:%S}'")
    )


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, dict)):
        value = json.dumps(value)
    return "'" + str(value).replace("'", "''") + "'"


def _ago(seconds: str) -> str:
    """An instant before the newest call, as SQLite stores it."""
    return f"strftime('%Y-%m-%d %H:%M:%f', :now, '-' || ({seconds}) || ' seconds') || '000'"


_PEOPLE = len(_WORDS["surnames"]) * len(_WORDS["given"])
_PHRASES = len(_WORDS["subjects"]) * len(_WORDS["requests"])
_MOBILE = "printf('+86199%08d', (n * 7919) % 100000000)"
_PERSON = f"JOIN person p ON p.at = (series.n * 31) % {_PEOPLE}"
_PHRASE = f"JOIN phrase f ON f.at = (series.n * 17) % {_PHRASES}"


@dataclass(frozen=True)
class Size:
    """How many rows of each kind; ``gap`` is the seconds between two calls of the two years."""

    calls: int
    categories: int
    first_category: int

    @property
    def customers(self) -> int:
        """A fifth as many as calls."""
        return max(self.calls // 5, 100)

    @property
    def tickets(self) -> int:
        """Three of ten calls open one."""
        return max(self.calls * 3 // 10, 100)

    @property
    def callbacks(self) -> int:
        """One of twenty calls leads to one."""
        return max(self.calls // 20, 100)

    @property
    def gap(self) -> int:
        """Seconds from one call to the next."""
        return max(1, 2 * 365 * 86400 // self.calls)


def _fill(connection: Connection, calls: int) -> None:
    categories = [row[0] for row in connection.exec_driver_sql("SELECT id FROM category")]
    size = Size(calls, len(categories), min(categories))
    _fill_customers(connection, size)
    _fill_calls(connection, size)
    _fill_tickets(connection, size)
    _fill_callbacks(connection, size)


def _fill_customers(connection: Connection, size: Size) -> None:
    _insert(
        connection,
        Customer,
        size.customers,
        {
            "name": "p.name",
            "pinyin": "p.pinyin",
            "initials": "p.initials",
            "unit": "(n % 40 + 1) || '-' || (n % 30 * 100 + n % 8 + 101)",
            "tier": "iif(n % 50 = 0, 'vip', 'normal')",
        },
        _PERSON,
    )
    digits = "substr(" + _MOBILE + ", 2)"
    _insert(
        connection,
        CustomerPhone,
        size.customers,
        {
            "customer_id": "n",
            "typed": _MOBILE,
            "e164": _MOBILE,
            "digits": digits,
            "primary": "1",
            "reversed_digits": _reversed("199", "(n * 7919) % 100000000"),
        },
    )


def _fill_calls(connection: Connection, size: Size) -> None:
    age = f"({size.calls} - n) * {size.gap}"
    whose = f"((n * 13) % {size.customers} + 1)"
    _insert(
        connection,
        Call,
        size.calls,
        {
            "number": "printf('C%08d-%07d', 20240000 + n / 100000, n)",
            "customer_id": whose,
            "phone": f"printf('+86199%08d', ({whose} * 7919) % 100000000)",
            "e164": f"printf('+86199%08d', ({whose} * 7919) % 100000000)",
            "reversed_digits": _reversed("199", f"({whose} * 7919) % 100000000"),
            "caller_name": "p.name",
            "agent_id": f"(n * 7) % {AGENTS} + 1",
            "started_at": _ago(age),
            "answered_at": _ago(f"{age} - 9"),
            "ended_at": _ago(f"{age} - 150"),
            "created_at": _ago(age),
            "updated_at": _ago(age),
            "entered_at": _ago(age),
            "wait_seconds": "n % 40",
            "talk_seconds": "30 + n % 300",
            "wrap_seconds": "n % 60",
            "state": "CASE n % 25 WHEN 0 THEN 'lost' WHEN 1 THEN 'abandoned' ELSE 'closed' END",
            "outcome": "iif(n % 3 = 0, 'ticket', 'done')",
            "kind": "iif(n % 3 = 0, 'repair', 'consult')",
            "category_id": f"(n * 11) % {size.categories} + {size.first_category}",
            "summary": "f.body",
            "solved_first_contact": "n % 3 > 0",
        },
        f"{_PERSON} {_PHRASE}",
    )


def _fill_tickets(connection: Connection, size: Size) -> None:
    opened = f"n > {size.tickets - max(size.tickets // 100, 40)}"
    ticket_age = f"({size.tickets} - n) * {size.gap * 10 // 3}"
    _insert(
        connection,
        Ticket,
        size.tickets,
        {
            "number": "printf('T%08d-%07d', 20240000 + n / 100000, n)",
            "title": "f.body",
            "contact_name": "p.name",
            "customer_id": f"((n * 13) % {size.customers} + 1)",
            "origin_call_id": "n * 3",
            "state": f"iif({opened}, {_OPEN_STATES}, 'closed')",
            "reported_at": _ago(ticket_age),
            "created_at": _ago(ticket_age),
            "updated_at": _ago(ticket_age),
            "due_at": _ago(f"{ticket_age} - 86400"),
            "next_due_at": f"iif({opened}, {_ago(f'{ticket_age} - 86400')}, NULL)",
            "next_clock": f"iif({opened}, 'resolve', NULL)",
            "closed_at": f"iif({opened}, NULL, {_ago(f'{ticket_age} - 40000')})",
            "handler_id": f"(n * 7) % {AGENTS} + 1",
            "first_owner_id": f"(n * 5) % {AGENTS} + 1",
            "department_id": "1",
            "category_id": f"(n * 11) % {size.categories} + {size.first_category}",
        },
        f"{_PERSON} {_PHRASE}",
    )


def _fill_callbacks(connection: Connection, size: Size) -> None:
    due = f"({size.callbacks} - n) * {size.gap * 20}"
    unfinished = f"n > {size.callbacks - max(size.callbacks // 100, 40)}"
    _insert(
        connection,
        Callback,
        size.callbacks,
        {
            "number": "printf('B%08d-%07d', 20240000 + n / 100000, n)",
            "reason": "f.body",
            "contact_name": "p.name",
            "customer_id": f"((n * 13) % {size.customers} + 1)",
            "due_at": _ago(due),
            "created_at": _ago(f"{due} + 86400"),
            "state": f"iif({unfinished}, 'assigned', 'done')",
            "owner_id": f"(n * 7) % {AGENTS} + 1",
            "finished_at": f"iif({unfinished}, NULL, {_ago(f'{due} + 600')})",
            "satisfaction": f"iif({unfinished}, NULL, iif(n % 9 = 0, 'average', 'satisfied'))",
        },
        f"{_PERSON} {_PHRASE}",
    )
    _insert(
        connection,
        Promise,
        size.callbacks,
        {
            "text": "'answer'",
            "due_at": _ago(due),
            "promiser_id": "1",
            "customer_id": f"((n * 13) % {size.customers} + 1)",
            "state": f"iif({unfinished}, 'open', 'kept')",
        },
    )


def _reversed(prefix: str, eight_digits: str) -> str:
    """The digits ``86`` + prefix + eight digits, from the last to the first."""
    number = f"printf('%08d', {eight_digits})"
    return " || ".join(f"substr({number}, {at}, 1)" for at in range(8, 0, -1)) + f" || '{prefix[::-1]}68'"


def _index_words(connection: Connection, calls: int) -> None:
    """Search words, put together by SQL from those of the phrases and names."""
    sources = {
        "call": (calls, "lower(r.number) || ' ' || substr(r.e164, 2) || ' ' || p.words || ' ' || f.words"),
        "ticket": (calls * 3 // 10, "lower(r.number) || ' ' || p.words || ' ' || f.words"),
        "callback": (calls // 20, "lower(r.number) || ' ' || p.words || ' ' || f.words"),
        "customer": (calls // 5, "p.words || ' ' || r.unit"),
    }
    for entity, (count, words) in sources.items():
        for part in range(max(count, 100) // PART_ROWS + 1):
            table = f"search_{entity}_{part}"
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5(words, content='', "
                'contentless_delete=1, detail=none, tokenize="unicode61 remove_diacritics 0")'
            )
            connection.exec_driver_sql(
                f'INSERT INTO {table} (rowid, words) SELECT r.id, {words} FROM "{entity}" r '
                f"JOIN person p ON p.at = (r.id * 31) % {_PEOPLE} "
                f"JOIN phrase f ON f.at = (r.id * 17) % {_PHRASES} "
                f"WHERE r.id >= {part * PART_ROWS} AND r.id < {(part + 1) * PART_ROWS}"
            )
