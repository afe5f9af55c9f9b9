"""Whether a database is sound: its pages, its references, its version, and the chain of its events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import text

from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import CsconsoleError, DamagedError
from csconsole.i18n import _, apart, listed, ngettext
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.database.status import opened
from csconsole.storage import UnitOfWork, schema
from csconsole.storage.daily.recount import differences, recount
from csconsole.storage.daily.zone import kept_zone
from csconsole.storage.event_chain import BrokenLink, verify
from csconsole.storage.glance import over
from csconsole.storage.references import broken_references
from csconsole.storage.stages import Stoppable, tell

DAILY = "daily"
"""The check of the daily figures, the one thing that can be mended."""

MENDED = "mended"
"""The action of the event that counting the daily figures anew leaves."""

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


def check_database(url: str, *, zone: str = DEFAULT_ZONE) -> CheckReport:
    """Look at everything in a database; tells its stages (``storage.stages``).

    The daily figures are compared with the records; they should be of the days of ``zone``. No one need be
    signed in: nothing that was written by people is shown. Raises ``DatabaseUnavailableError`` where the
    database cannot even be opened.
    """
    try:
        return _checked(url, zone)
    except DamagedError as error:
        error.hint = _("Too little of it can be read. Put a backup in its place: csconsole db restore BACKUP")
        raise


def _checked(url: str, zone: str) -> CheckReport:
    with opened(url) as store, store.read() as uow, Stoppable(uow.connection):
        findings = [*_pages(uow), *_version(uow, store.where)]
        if all(finding.ok for finding in findings):
            findings += [*_chain(uow), _daily(uow, zone)]
        return CheckReport(store.where, tuple(findings))


def mend_database(
    url: str,
    *,
    zone: str = DEFAULT_ZONE,
    ctx: Context | None = None,
) -> None:
    """Count the daily figures anew from the records, by the days of ``zone``, in one transaction; tells how
    many records are counted. Leaves an event that says how many were wrong.

    ``ctx`` is who acts on the database; without one (nobody can sign in to it) whoever may write the file may
    do so. Raises ``NotAllowedError``; ``DatabaseUnavailableError`` for a database that cannot be opened or is
    of another version.
    """
    if ctx is not None:
        ctx.require(Right.DATABASE_ADMIN)
    with opened(url) as store:
        with store.read() as uow:
            schema.require_current(over(uow.connection, store.where), store.where)
        with store.exclusive() as connection:
            was = kept_zone(connection)
            wrong = differences(connection)
            recount(connection, zone)
        with store.write(ctx.actor.staff_id if ctx is not None else None) as uow:
            uow.log("database", 0, MENDED, detail={"wrong": wrong, "zone_was": was, "zone": zone})


def _daily(uow: UnitOfWork, zone: str) -> Finding:
    kept = kept_zone(uow.connection)
    if kept != zone:
        found = _("kept for {kept}, the site is in {zone}", kept=kept or "-", zone=zone)
        return Finding(DAILY, False, found)
    wrong = differences(uow.connection)
    return Finding(
        DAILY,
        not wrong,
        ngettext("{n} differs from the records", "{n} differ from the records", wrong)
        if wrong
        else _("in order"),
    )


def _pages(uow: UnitOfWork) -> Iterator[Finding]:
    if uow.connection.dialect.name != "sqlite":
        return
    tell("pages")
    problems = [str(row[0]) for row in uow.connection.execute(_INTEGRITY)]
    sound = problems == ["ok"]
    yield Finding("pages", sound, _("in order") if sound else apart(problems))
    if sound:
        broken = list(broken_references(uow.connection))
        tables = sorted(set(broken))
        found = (
            _("{n} broken, in {tables}", n=len(broken), tables=listed(tables)) if broken else _("in order")
        )
        yield Finding("references", not broken, found)


def _version(uow: UnitOfWork, where: str) -> Iterator[Finding]:
    try:
        schema.require_current(over(uow.connection, where), where)
    except CsconsoleError as error:
        yield Finding("version", False, error.message)
    else:
        yield Finding("version", True, schema.HEAD)


def _chain(uow: UnitOfWork) -> Iterator[Finding]:
    broken: list[int] = []
    events = 0
    for found in verify(uow.connection):
        if isinstance(found, BrokenLink):
            broken.append(found.event_id)
            continue
        events = found
        tell("events", found)
    if not broken:
        yield Finding(
            "events", True, ngettext("{n} event, every link whole", "{n} events, every link whole", events)
        )
        return
    shown = ", ".join(str(one) for one in broken[:_MOST])
    yield Finding(
        "events",
        False,
        ngettext(
            "{n} broken link, at event {events}",
            "{n} broken links, at event {events}",
            len(broken),
            events=shown,
        ),
    )
