"""What the product writes, noted down and written again by the bare driver: the limit of every save.

The rows and statements are exactly the same, the connection has the same pragmas, and each transaction is
synced as ours are. Only reading, checking and making the rows is left out.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import make_url

from bench.dataset import database
from csconsole.storage import Store, sqlite
from csconsole.storage.engine import build_engine

Transaction = list[tuple[str, list[Any]]]
"""Each statement that wrote, with the values of all its rows."""

_WRITING: Final = ("INSERT", "UPDATE", "DELETE")


@contextmanager
def noted(store: Store) -> Iterator[list[Transaction]]:
    """Inside, the list grows by each transaction that the store's connections write."""
    found: list[Transaction] = []
    driver: Any = sqlite.driver()

    class Noting(driver.Cursor):  # type: ignore[misc]  # the driver has no stubs
        """A cursor that notes what it runs."""

        def execute(self, statement: str, values: Any = ()) -> Any:
            """Run one statement."""
            if statement == "BEGIN IMMEDIATE":
                found.append([])
            elif statement.startswith(_WRITING):
                found[-1].append((statement, [tuple(values)]))
            return super().execute(statement, values)

        def executemany(self, statement: str, rows: Any) -> Any:
            """Run one statement for many rows."""
            found[-1].append((statement, list(rows)))
            return super().executemany(statement, found[-1][-1][1])

    class Connecting(driver.Connection):  # type: ignore[misc]  # the driver has no stubs
        """A connection with such cursors."""

        def cursor(self, _factory: object = None) -> Any:
            """A noting cursor."""
            return super().cursor(Noting)

    def connect(_dialect: object, _record: object, _arguments: object, named: dict[str, Any]) -> None:
        named["factory"] = Connecting

    store.engine.connect().close()  # the first connection was made before the engine
    event.listen(store.engine, "do_connect", connect)
    store.engine.dispose()
    yield found


def fresh_copy(folder: Path) -> str:
    """The URL of a copy of the small database, in place of the copy before."""
    file = folder / "copy.db"
    for left in folder.glob("copy.db*"):
        left.unlink()
    shutil.copyfile(database(10_000).removeprefix("sqlite:///"), file)
    return f"sqlite:///{file}"


def write_again(url: str, transactions: list[Transaction]) -> float:
    """Seconds that the bare driver takes for the same transactions on a database as ours was before."""
    engine = build_engine(make_url(url))
    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    started = time.perf_counter()
    for transaction in transactions:
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in transaction:
            if len(rows) == 1:
                connection.execute(statement, rows[0])
            else:
                connection.executemany(statement, rows)
        connection.execute("COMMIT")
    taken = time.perf_counter() - started
    pooled.close()
    engine.dispose()
    return taken
