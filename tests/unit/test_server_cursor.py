"""Our cursor repeats a private method of psycopg but for one step: here it is seen when that changes."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable

from psycopg import RawCursor

from csconsole.storage.server_cursor import ServerCursor


def steps_of(method: Callable[..., object]) -> list[str]:
    """The statements of a method, each in the one way that Python writes them."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(method))).body
    assert isinstance(tree, ast.FunctionDef)
    return [" ".join(ast.unparse(one).split()) for one in tree.body[1:]]


def test_psycopg_executes_as_our_cursor_does_but_for_the_look_at_the_connection() -> None:
    theirs, ours = steps_of(RawCursor._execute_gen), steps_of(ServerCursor._execute_gen)
    look = "if self._conn._pipeline: yield from self._conn._pipeline._communicate_gen()"
    assert look in theirs, "psycopg looks no more: storage/server_cursor.py is not needed as it is"
    assert [one for one in theirs if one != look] == ours[1:], "take psycopg's method over again"
    assert inspect.signature(RawCursor._execute_gen) == inspect.signature(ServerCursor._execute_gen)
