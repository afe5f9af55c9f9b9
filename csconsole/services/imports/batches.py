"""Records of a file into the database, a batch a transaction: what is acknowledged stays, also when
stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from csconsole.cti.rejected import Rejected
from csconsole.errors import ConflictError, DatabaseUnavailableError
from csconsole.i18n import ngettext
from csconsole.models.rights import Right
from csconsole.services.imports.summary import ImportSummary, Tally

if TYPE_CHECKING:
    from pathlib import Path

    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

BATCH: Final = 1000
"""Records a transaction: long enough to be quick, short enough that agents do not notice the writer."""

T = TypeVar("T")

Progress = Callable[[int, int], None]
"""Called after each batch with the bytes done and the bytes of the file."""


class Source(Protocol):
    """A file that is being read."""

    encoding: str
    size: int

    @property
    def position(self) -> int:
        """Bytes read so far."""
        ...

    @property
    def lines(self) -> int:
        """Lines read so far."""
        ...


class _DryRun(Exception):
    """Undoes a batch that was only tried."""


def run_batches(
    ctx: Context,
    items: Iterable[T | Rejected],
    store: Callable[[UnitOfWork, Sequence[T], Tally], None],
    *,
    source: Source,
    dry_run: bool,
    progress: Progress | None,
) -> Tally:
    """Store all items batch by batch; the counts.

    With ``dry_run`` every batch is tried on the real database and undone. A batch that meets another writer
    with the same keys is tried once more, and then finds them stored. Raises ``NotAllowedError`` without the
    right to import, before anything is read; ``DatabaseUnavailableError`` that tells how many records are
    stored already.
    """
    ctx.require(Right.IMPORT)
    tally = Tally()
    done = 0
    for batch in _batches(items, tally):
        try:
            tally.add(_again(ctx, batch, store, dry_run))
        except DatabaseUnavailableError as error:
            if done and not dry_run:
                error.hint = ngettext(
                    "{n} record of the file is stored. Mend that, "
                    "then import the file again: it goes on where it stopped.",
                    "{n} records of the file are stored. Mend that, "
                    "then import the file again: it goes on where it stopped.",
                    done,
                )
                ctx.store.done.clear()  # the hint says what is stored, and that it may be done again
            raise
        done += len(batch)
        if progress is not None:
            progress(source.position, source.size)
    if progress is not None:
        progress(source.size, source.size)
    return tally


def _batches(items: Iterable[T | Rejected], tally: Tally) -> Iterator[list[T]]:
    """Lists of at most ``BATCH`` good items; the refused ones go into the tally."""

    def good() -> Iterator[T]:
        for item in items:
            if isinstance(item, Rejected):
                tally.reject(item)
            else:
                yield item

    remaining = good()
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _again(
    ctx: Context, batch: list[T], store: Callable[[UnitOfWork, Sequence[T], Tally], None], dry_run: bool
) -> Tally:
    """Store a batch, a second time where another writer was quicker with the same keys."""
    try:
        return _stored(ctx, batch, store, dry_run)
    except ConflictError:
        return _stored(ctx, batch, store, dry_run)


def _stored(
    ctx: Context, batch: list[T], store: Callable[[UnitOfWork, Sequence[T], Tally], None], dry_run: bool
) -> Tally:
    tally = Tally()
    try:
        with ctx.write() as uow:
            store(uow, batch, tally)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return tally


def summary_of(
    tally: Tally, source: Source, path: Path, kind: str, *, dry_run: bool, ignored: tuple[str, ...] = ()
) -> ImportSummary:
    """The finished summary; refused rows in the order of their lines."""
    return ImportSummary(
        file=str(path),
        kind=kind,
        encoding=source.encoding,
        dry_run=dry_run,
        lines=source.lines,
        imported=tally.imported,
        updated=tally.updated,
        unchanged=tally.unchanged,
        calls=tally.calls,
        activities=tally.activities,
        ring_backs=tally.ring_backs,
        rejected_count=tally.rejected_count,
        rejected=tuple(sorted(tally.rejected, key=lambda row: row.line)),
        ignored_columns=ignored,
    )
