"""How many connections to a database file stay open, and how much each keeps."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.pool import QueuePool

from csconsole.storage import open_store


def test_of_many_connections_at_once_one_rests_and_keeps_few_pages(sqlite_url: str) -> None:
    store = open_store(sqlite_url)
    try:
        with store.engine.connect() as one, store.engine.connect() as other, store.engine.connect():
            assert one.execute(text("PRAGMA cache_size")).scalar_one() == -512
            assert other.execute(text("SELECT count(*) FROM staff")).scalar_one() > 0
        pool = store.engine.pool
        assert isinstance(pool, QueuePool)
        assert (pool.checkedin(), pool.checkedout()) == (1, 0)
    finally:
        store.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_of_a_burst_two_rest_on_a_server(database_url: str) -> None:
    store = open_store(database_url)
    try:
        with ExitStack() as burst:
            for _each in range(6):
                burst.enter_context(store.engine.connect())
        pool = store.engine.pool
        assert isinstance(pool, QueuePool)
        assert (pool.checkedin(), pool.checkedout()) == (2, 0)
    finally:
        store.close()
