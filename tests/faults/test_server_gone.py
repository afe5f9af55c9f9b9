"""A PostgreSQL server that drops connections, lets nobody in, or may only be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql as pg
from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url

from csconsole.cli.entry import run
from csconsole.clock import FrozenClock
from csconsole.config import Config
from csconsole.errors import CsconsoleError, DatabaseUnavailableError
from csconsole.models import Notice
from csconsole.screens.gate import Change
from csconsole.screens.store_gate import StoreGate
from csconsole.services.context import SYSTEM, Context
from csconsole.services.settings import change_setting, setting
from csconsole.storage import flushing, open_store
from csconsole.storage.statements import change, row_later
from tests.databases import fresh_postgres


@pytest.fixture
def url() -> str:
    """A seeded database on a server."""
    return fresh_postgres()


@pytest.fixture
def ctx(url: str, clock: FrozenClock) -> Iterator[Context]:
    """The program on that database."""
    store = open_store(url, clock=clock)
    yield Context(store, clock, SYSTEM, Config(db=url))
    store.close()


def behind(url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(url).set(drivername="postgresql", database="postgres")
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)


def drop_connections(url: str) -> None:
    with behind(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (make_url(url).database,),
        )


def test_a_dropped_connection_costs_the_command_and_nothing_else(ctx: Context, url: str) -> None:
    change_setting(ctx, "sign_in.idle_lock", 5)

    def in_one() -> None:
        with ctx.write():
            change_setting(ctx, "sign_in.idle_lock", 6)
            drop_connections(url)

    with pytest.raises(DatabaseUnavailableError, match="was lost") as refused:
        in_one()
    assert "Nothing of this command was saved" in str(refused.value.hint)
    assert setting(ctx, "sign_in.idle_lock") == 5
    drop_connections(url)
    change_setting(ctx, "sign_in.idle_lock", 7)
    assert setting(ctx, "sign_in.idle_lock") == 7


def test_numbers_go_on_after_their_connection_was_dropped(ctx: Context, url: str) -> None:
    found = []
    for _round in range(3):
        with ctx.write() as uow:
            found.append(uow.next_number("X", ctx.today())[-4:])
        drop_connections(url)
    assert found == ["0001", "0002", "0003"]


def test_lost_while_storing_says_that_nobody_knows(
    ctx: Context, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = flushing.commit_together

    def lose(connection: Connection, last: int) -> None:
        drop_connections(url)
        commit(connection, last)

    monkeypatch.setattr(flushing, "commit_together", lose)
    with pytest.raises(DatabaseUnavailableError, match="may be saved or not") as refused:
        change_setting(ctx, "sign_in.idle_lock", 6)
    assert "Look whether" in str(refused.value.hint)


def test_a_save_is_acknowledged_behind_a_mark_that_waited_for_the_disk(
    ctx: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Callable[[], tuple[str, ...]]] = []

    def watched(connection: Connection, statement: str, *values: object) -> object:
        if statement == "COMMIT":
            asked = "SELECT current_setting('synchronous_commit'), pg_current_wal_insert_lsn()"
            seen.append(row_later(connection, asked))
        elif "emit_message" in statement:
            seen.append(row_later(connection, statement))
            return None
        return change(connection, statement, *values)

    monkeypatch.setattr(flushing, "change", watched)
    change_setting(ctx, "sign_in.idle_lock", 6)
    (inside, before), (mark,) = (row() for row in seen)
    assert inside == "off"
    assert _place(mark) > _place(before)
    with ctx.store.engine.connect() as connection:
        now, usual = connection.exec_driver_sql(
            "SELECT setting, reset_val FROM pg_settings WHERE name = 'synchronous_commit'"
        ).one()
    assert now == usual
    assert setting(ctx, "sign_in.idle_lock") == 6


def _place(lsn: str) -> int:
    """A place in the server's log as a number."""
    high, low = lsn.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def test_an_open_console_hears_again_after_the_connection_was_lost(
    ctx: Context, url: str, clock: FrozenClock
) -> None:
    gate = StoreGate(Config(db=url), clock)
    gate.open()
    rounds: list[list[Change]] = []

    def heard(changes: list[Change]) -> None:
        rounds.append(changes)
        if not changes:
            change_setting(ctx, "sign_in.idle_lock", 5 + len(rounds))
        elif len(rounds) == 2:
            drop_connections(url)

    with pytest.raises(DatabaseUnavailableError, match="was lost"):
        gate.listen(heard, lambda: False)
    gate.listen(heard, lambda: len(rounds) >= 4)
    assert [bool(changes) for changes in rounds] == [False, True, False, True]
    gate.close()


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        (lambda url: url.set(database="csconsole_none"), "does not exist", "create it"),
        (lambda url: url.set(username="csconsole_none"), "csconsole_none", "Check the user"),
        (lambda url: url.set(host="127.0.0.1", port=1, query={}), "be reached", "Check the address"),
    ],
)
def test_a_server_that_lets_nobody_in(
    capsys: pytest.CaptureFixture[str], url: str, change: Callable[[URL], URL], said: str, hint: str
) -> None:
    address = change(make_url(url))
    assert run(["--db", address.render_as_string(hide_password=False), "staff", "list"]) == 6
    words = capsys.readouterr().err.splitlines()
    assert (len(words), said in words[-1], hint in words[-1]) == (1, True, True), words


def test_who_may_only_read_is_told_whom_to_ask(ctx: Context, url: str) -> None:
    name = str(make_url(url).database)
    reading = pg.Identifier(name)
    with behind(url) as connection:
        connection.execute(pg.SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(reading))
    try:
        drop_connections(url)
        with pytest.raises(DatabaseUnavailableError, match="read-only") as refused:
            change_setting(ctx, "sign_in.idle_lock", 6)
    finally:
        with behind(url) as connection:
            connection.execute(
                pg.SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(reading)
            )
    drop_connections(url)
    assert "Ask who runs the server" in str(refused.value.hint)
    change_setting(ctx, "sign_in.idle_lock", 6)


def test_a_stricter_server_does_not_refuse_writers_that_meet(ctx: Context, url: str) -> None:
    name = pg.Identifier(str(make_url(url).database))
    alter = pg.SQL("ALTER DATABASE {} SET default_transaction_isolation = serializable").format(name)
    with behind(url) as connection:
        connection.execute(alter)
    drop_connections(url)
    try:
        with ctx.write() as uow:
            change_setting(ctx, "sign_in.idle_lock", 6)
            assert uow.connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"
        with ctx.read() as uow:
            assert uow.connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "repeatable read"
    finally:
        with behind(url) as connection:
            connection.execute(pg.SQL("ALTER DATABASE {} RESET default_transaction_isolation").format(name))


def _run_into(ctx: Context, other: psycopg.Connection[tuple[object, ...]], limit: str) -> None:
    """Save while ``other`` holds the table, or after idling within the transaction."""
    with ctx.write() as uow:
        if limit.startswith("idle"):
            uow.connection.exec_driver_sql("SELECT 1")
            other.execute("SELECT pg_sleep(0.5)")
        else:
            other.execute("SET statement_timeout = 0; SET lock_timeout = 0; LOCK TABLE setting")
        change_setting(ctx, "sign_in.idle_lock", 6)


@pytest.mark.parametrize(
    ("limit", "said", "hint"),
    [
        ("lock_timeout", "busy", "Try again"),
        ("statement_timeout", "busy", "Try again"),
        ("idle_in_transaction_session_timeout", "was lost", "Nothing of this command was saved"),
    ],
)
def test_limits_of_the_server_are_said_as_what_they_are(
    ctx: Context, url: str, limit: str, said: str, hint: str
) -> None:
    name = pg.Identifier(str(make_url(url).database))
    with behind(url) as holder:
        holder.execute(pg.SQL("ALTER DATABASE {} SET {} = 150").format(name, pg.Identifier(limit)))
    drop_connections(url)
    other = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        with pytest.raises(DatabaseUnavailableError, match=said) as refused:
            _run_into(ctx, other, limit)
        assert hint in str(refused.value.hint)
    finally:
        other.close()
        with behind(url) as holder:
            holder.execute(pg.SQL("ALTER DATABASE {} RESET {}").format(name, pg.Identifier(limit)))
    drop_connections(url)
    change_setting(ctx, "sign_in.idle_lock", 6)


def test_what_the_server_refuses_beside_the_commit_is_not_stored(ctx: Context) -> None:
    def too_long() -> None:
        with ctx.write() as unit:
            unit.create(Notice(title="Lift 2 stands still", from_at=ctx.now()))
            unit.log("x" * 300, 1, "seen")

    with pytest.raises(CsconsoleError):
        too_long()
    with ctx.read() as unit:
        assert unit.one(Notice, title="Lift 2 stands still") is None
    change_setting(ctx, "sign_in.idle_lock", 6)
    assert setting(ctx, "sign_in.idle_lock") == 6
