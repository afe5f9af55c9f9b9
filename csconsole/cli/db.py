"""``csconsole db``: the database as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record, emit_rows, say
from csconsole.cli.verbs import NounApp
from csconsole.errors import CsconsoleError, DatabaseUnavailableError
from csconsole.i18n import N_, _, listed

if TYPE_CHECKING:
    from csconsole.services.database import CheckReport

STATUS: tuple[Column[object], ...] = (
    Column("where", N_("Database")),
    Column("engine", N_("Engine")),
    Column("engine_version", N_("Engine version")),
    Column("state", N_("State"), codes="database_state"),
    Column("revision", N_("Version")),
    Column("needed", N_("Version needed")),
    Column("size", N_("Bytes"), right=True),
    Column("staff", N_("Staff"), right=True),
    Column("customers", N_("Customers"), right=True),
    Column("calls", N_("Calls"), right=True),
    Column("tickets", N_("Tickets"), right=True),
    Column("events", N_("Events"), right=True),
    Column("last_backup_at", N_("Last backup")),
    Column("last_backup_file", N_("Backup file")),
)
BACKUP: tuple[Column[object], ...] = (
    Column("file", N_("File")),
    Column("size", N_("Bytes"), right=True),
    Column("at", N_("Time")),
)
RESTORE: tuple[Column[object], ...] = (
    Column("file", N_("Backup file")),
    Column("where", N_("Database")),
    Column("revision", N_("Version")),
    Column("kept", N_("Former database")),
)
CHECK: tuple[Column[object], ...] = (
    Column("check", N_("Check"), codes="database_check"),
    Column("ok", N_("In order")),
    Column("found", N_("Found"), width=80),
)
COPY: tuple[Column[object], ...] = (
    Column("source", N_("From")),
    Column("target", N_("To")),
    Column("rows", N_("Rows"), right=True),
    Column("events_verified", N_("Events verified"), right=True),
    Column("tables", N_("Tables"), table=False),
)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help=N_("The backup file."))]

app = NounApp(help=N_("Upgrade, back up, check and copy the database."))


@app.command(
    "status",
    help=N_("Show the version and size of the database; another version than needed is exit code 6."),
    prints=STATUS,
)
def status(fmt: FormatOption = None) -> None:
    """Print what the database is."""
    from csconsole.cli.session import site_config
    from csconsole.services.database import database_status, wrong_version

    found = database_status(site_config().db_url)
    emit_record(found, STATUS, fmt=fmt)
    if (error := wrong_version(found)) is not None:
        raise error


@app.command("upgrade", help=N_("Bring the database to the version of this program; back it up first."))
def upgrade() -> None:
    """Run the migrations that are missing."""
    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import site_config
    from csconsole.services.database import upgrade_database

    config = site_config()
    with in_stages(_("Stopped. Nothing was changed; upgrade when there is time: csconsole db upgrade")):
        done = upgrade_database(config.db_url, config.zone)
    if done:
        say(_("The database is upgraded: {versions}.", versions=listed(done)))
    else:
        say(_("The database is of the newest version already."))


@app.command(
    "backup", help=N_("Copy the whole database into one file while others go on working."), prints=BACKUP
)
def backup(
    file: FileArgument,
    force: Annotated[bool, typer.Option("--force", help=N_("Replace a file of this name."))] = False,
    fmt: FormatOption = None,
) -> None:
    """Write a backup and print where."""
    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import context
    from csconsole.services.database import backup_database

    ctx = context()
    with in_stages(_("Stopped. No backup was written.")):
        report = backup_database(ctx, file, force=force)
    emit_record(report, BACKUP, fmt=fmt)


@app.command("restore", help=N_("Put a backup in the place of the database."), prints=RESTORE)
def restore(
    file: FileArgument,
    force: Annotated[
        bool, typer.Option("--force", help=N_("Replace a database that holds something; it is kept."))
    ] = False,
    fmt: FormatOption = None,
) -> None:
    """Restore and print what was done."""
    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import close_stores, context, site_config
    from csconsole.clock import SystemClock
    from csconsole.services.database import restore_database
    from csconsole.services.database.restore import may_hold_people

    config = site_config()
    # Nobody can sign in to a database that is missing or damaged; then the right to write the file decides.
    ctx = context() if may_hold_people(config.db_url) else None
    if ctx is None:
        close_stores()
    with in_stages(_("Stopped. What was there before is there still, or kept beside it.")):
        report = restore_database(config.db_url, file, SystemClock(), force=force, ctx=ctx)
    emit_record(report, RESTORE, fmt=fmt)
    say(_("Check it with: csconsole db check"))


@app.command(
    "check",
    help=N_("Look for damage: pages, references, version, chain of events, daily figures."),
    prints=CHECK,
)
def check(
    mend: Annotated[
        bool, typer.Option("--mend", help=N_("First count the daily figures anew from the records."))
    ] = False,
    fmt: FormatOption = None,
) -> None:
    """Print what was checked; anything not in order is exit code 6."""
    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import close_stores, context, site_config
    from csconsole.services.database import check_database, mend_database
    from csconsole.services.database.restore import may_hold_people

    config = site_config()
    if mend:
        ctx = context() if may_hold_people(config.db_url) else None
        with in_stages(_("Stopped. Nothing was changed.")):
            mend_database(config.db_url, zone=config.zone, ctx=ctx)
        close_stores()
    with in_stages(_("Stopped before everything was checked.")):
        report = check_database(config.db_url, zone=config.zone)
    emit_rows(report.findings, CHECK, fmt=fmt)
    if not report.sound:
        raise DatabaseUnavailableError(
            _("The database {where} is not in order.", where=report.where), hint=_way_out(report)
        )


def _way_out(report: CheckReport) -> str:
    """What to do about what was found."""
    from csconsole.services.database import DAILY

    wrong = {finding.check for finding in report.findings if not finding.ok}
    if wrong == {"version"}:
        return _("Nothing is damaged; only the version differs. See: csconsole db status")
    if wrong == {DAILY}:
        return _("No record is damaged. Count them anew with: csconsole db check --mend")
    return _("Restore the newest backup with: csconsole db restore FILE --force")


@app.command(
    "copy", help=N_("Copy a database to an empty one, also between SQLite and PostgreSQL."), prints=COPY
)
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help=N_("The database to copy: a file or URL."))],
    target: Annotated[str, typer.Argument(metavar="TO", help=N_("An empty one: a file or URL."))],
    fmt: FormatOption = None,
) -> None:
    """Copy, verify and print the counts."""
    from dataclasses import replace

    from csconsole.cli.progress import in_stages
    from csconsole.cli.session import context, site_config
    from csconsole.services.database import copy_database

    with _acting_on(source):
        ctx = context()
        url = replace(site_config(), db=target).db_url
        if url == ctx.config.db_url:
            raise CsconsoleError(
                _("FROM and TO are the same database."), field="TO", value=target, hint=_("Name another one.")
            )
        with in_stages(_("Stopped. Nothing was copied.")):
            report = copy_database(ctx, url)
    emit_record(report, COPY, fmt=fmt)


@contextmanager
def _acting_on(db: str) -> Iterator[None]:
    """Run with another database than the one of the global options."""
    from dataclasses import replace

    from csconsole.cli.globals import current_globals, using

    with using(replace(current_globals(), db=db)):
        yield
