"""Free words: what the search index finds, together with the other conditions, within a deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from csconsole.i18n import _, listed
from csconsole.storage import search

from .errors import QueryError
from .fields import EntityFields
from .scope import Scope
from .tree import And, Node, Word

FOUND_CAP = 1000
"""A search counts to this many records and then says "1000+"."""

_FIRST = 200
"""So many are looked for before it is known how many of them meet the other conditions."""
_patience: ContextVar[float] = ContextVar("csconsole_search_seconds", default=search.DEADLINE_SECONDS)


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Let searches inside take up to ``seconds``: a command or an export wants all, a screen wants it now."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def search_seconds() -> float:
    """How long a search may take here, in seconds."""
    return _patience.get()


@dataclass(frozen=True, slots=True)
class Matches:
    """Keys found, newest first; ``complete`` is false when older records were not looked at."""

    keys: tuple[int, ...]
    complete: bool


def split_words(root: Node | None) -> tuple[str, Node | None]:
    """The free words that every row must hold, as one search text, and the rest of the query.

    Words inside ``or`` and minus stay in the rest.
    """
    parts = root.children if isinstance(root, And) else () if root is None else (root,)
    words = [part.text for part in parts if isinstance(part, Word)]
    rest = [part for part in parts if not isinstance(part, Word)]
    if not rest:
        return " ".join(words), None
    return " ".join(words), rest[0] if len(rest) == 1 else And(tuple(rest))


def require_words(fields: EntityFields, filter: str, at: int) -> None:
    """Raise ``QueryError`` for a free word at ``at`` where the list has no search index."""
    if fields.search == "" and not fields.within:
        raise QueryError(
            _("This list has no free words: write key:value."),
            text=filter,
            position=at,
            hint=_("Known keys: {keys}", keys=listed(fields.names())),
        )


def find_matching(
    scope: Scope,
    fields: EntityFields,
    phrase: str,
    condition: ColumnElement[bool],
    *,
    limit: int,
    before: int | None = None,
    seconds: float | None = None,
) -> Matches:
    """Records that hold ``phrase`` and meet ``condition``, newest first, at most ``limit``.

    Reads at most ``seconds`` (default: the patience that is set).
    """
    deadline = time.monotonic() + (search_seconds() if seconds is None else seconds)
    session = scope.uow.session
    key: Any = fields.model.id
    found: list[int] = []
    size = _FIRST
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return Matches(tuple(found), False)
        batch = search.find(session, fields.model, phrase, limit=size, before=before, seconds=left)
        if batch.ids:
            kept = set(session.execute(select(key).where(key.in_(batch.ids), condition)).scalars())
            found.extend(one for one in batch.ids if one in kept)
        if len(found) >= limit:
            return Matches(tuple(found[:limit]), True)
        if not batch.complete or len(batch.ids) < size:
            return Matches(tuple(found), batch.complete)
        before = batch.ids[-1]
        size = max(_FIRST, limit - len(found))


def holds_words(fields: EntityFields, text: str) -> ColumnElement[bool]:
    """The rows of a list without a search index that hold each of the words in one of its texts."""
    return and_(
        *(or_(*(one.icontains(word, autoescape=True) for one in fields.within)) for word in text.split())
    )


class WordConditions:
    """Conditions of words inside ``or`` and minus; ``complete`` turns false when one ran out of its time."""

    def __init__(self, scope: Scope, fields: EntityFields, filter: str) -> None:
        self.scope = scope
        self.fields = fields
        self.filter = filter
        self.complete = True

    def __call__(self, word: Word) -> ColumnElement[bool]:
        """The rows that hold one word or phrase. Raises ``QueryError`` where the list has no free words."""
        require_words(self.fields, self.filter, word.at)
        if self.fields.within:
            return holds_words(self.fields, word.text)
        found = search.find(
            self.scope.uow.session,
            self.fields.model,
            word.text,
            limit=FOUND_CAP,
            seconds=search_seconds(),
        )
        if not found.complete or len(found.ids) >= FOUND_CAP:
            self.complete = False
        if not found.ids:
            return false()
        condition: ColumnElement[bool] = self.fields.model.id.in_(found.ids)
        return condition
