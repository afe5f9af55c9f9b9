"""Whether a database is sound: its pages, its references, its version, and the chain of its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import text

from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.services.database.status import opened
from csconsole.storage import UnitOfWork, schema
from csconsole.storage.event_chain import BrokenLink, verify

_MOST = 20
_INTEGRITY = text("PRAGMA integrity_check(20)")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its code, whether it is in order, and what was found."""

    check: str
    ok: bool
    found: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Everything that was looked at."""

    where: str
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether everything is in order."""
        return all(finding.ok for finding in self.findings)


def check_database(url: str, progress: Callable[[int], None] | None = None) -> CheckReport:
    """Look at everything in a database; ``progress`` gets the number of events walked.

    No one need be signed in: nothing that was written by people is shown. Raises ``DatabaseUnavailableError``
    where the database cannot even be opened.
    """
    with opened(url) as store, store.read() as uow:
        findings = [*_pages(uow), *_version(uow, store.where)]
        if all(finding.ok for finding in findings):
            findings += _chain(uow, progress)
        return CheckReport(store.where, tuple(findings))


def _pages(uow: UnitOfWork) -> Iterator[Finding]:
    if uow.connection.dialect.name != "sqlite":
        return
    problems = [str(row[0]) for row in uow.connection.execute(_INTEGRITY)]
    sound = problems == ["ok"]
    yield Finding("pages", sound, _("in order") if sound else "; ".join(problems))
    if sound:
        broken = uow.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        tables = sorted({str(row[0]) for row in broken})
        found = (
            _("{n} broken, in {tables}", n=len(broken), tables=", ".join(tables)) if broken else _("in order")
        )
        yield Finding("references", not broken, found)


def _version(uow: UnitOfWork, where: str) -> Iterator[Finding]:
    try:
        schema.require_current(uow.connection, where)
    except CsconsoleError as error:
        yield Finding("version", False, error.message)
    else:
        yield Finding("version", True, schema.HEAD)


def _chain(uow: UnitOfWork, progress: Callable[[int], None] | None) -> Iterator[Finding]:
    broken: list[int] = []
    events = 0
    for found in verify(uow.connection):
        if isinstance(found, BrokenLink):
            broken.append(found.event_id)
            continue
        events = found
        if progress is not None:
            progress(found)
    if not broken:
        yield Finding("events", True, _("{n} events, every link whole", n=events))
        return
    shown = ", ".join(str(one) for one in broken[:_MOST])
    yield Finding("events", False, _("{n} broken links, at event {events}", n=len(broken), events=shown))
