"""PostgreSQL's cursor. It is psycopg's, but for what is sent together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import RawCursor

if TYPE_CHECKING:
    from psycopg.abc import Params, PQGen, Query


class ServerCursor(RawCursor[tuple[Any, ...]]):
    """A cursor that takes values marked as the server wants them: psycopg's own marks would have to be found
    in the statement each time, in one of many columns longer than the server takes to store a row.

    In a pipeline its statements wait until the end and then go in one message. psycopg looks at the
    connection after each of them, which wakes the server for each: half of the time that they took both.
    psycopg has no public way to leave that out, so its private method stands here without one step; its
    version is pinned, and ``tests/unit/test_server_cursor.py`` fails when that method changes.
    """

    def _execute_gen(
        self,
        query: Query,
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> PQGen[None]:
        """As psycopg's, without sending what a pipeline has not ended with yet."""
        if self._conn._pipeline is None:
            yield from super()._execute_gen(query, params, prepare=prepare, binary=binary)
            return
        yield from self._start_query(query)
        pgq = self._convert_query(query, params)
        yield from self._maybe_prepare_gen(pgq, prepare=prepare, binary=binary)
        self._last_query = query
        yield from self._conn._prepared.maintain_gen(self._conn)
