"""``csconsole audit``: who did what and when, and whether the log is whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_record, emit_rows, say
from csconsole.cli.verbs import NounApp
from csconsole.errors import RuleBrokenError
from csconsole.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from csconsole.services.audit import EventRow


class _Done(str):
    """The code of what was done; in words it depends on the kind of record."""

    entity: str

    def words(self) -> str:
        """As the console's audit log says it."""
        from csconsole.services.audit import action_words

        return action_words(self.entity, str(self))


def _done(event: EventRow) -> _Done:
    done = _Done(event.action)
    done.entity = event.entity
    return done


def _in_words(part: str) -> Callable[[EventRow], str]:
    """The fields of one part of an event for people: linked records by number or name, not by key."""

    def words(event: EventRow) -> str:
        from csconsole.services.audit import fields_words

        return fields_words(getattr(event, part), event.names, entity=event.entity)

    return words


COLUMNS: tuple[Column[Any], ...] = (
    Column("id", N_("Event"), right=True),
    Column("at", N_("Time")),
    Column("actor_no", N_("By")),
    Column("actor_name", N_("Name"), width=20),
    Column("entity", N_("Record"), codes="entity"),
    Column("entity_id", N_("Key"), right=True),
    Column("name", N_("Number or name"), width=20),
    Column("action", N_("Action"), _done, codes="event_action", words=lambda done: done.words()),
    Column("before", N_("Before"), width=40, people=_in_words("before")),
    Column("after", N_("After"), width=60, people=_in_words("after")),
    Column("detail", N_("Detail"), width=40, people=_in_words("detail")),
    Column("reason", N_("Reason"), width=30),
    Column("hash", N_("Hash"), table=False),
    Column("names", N_("Names"), table=False, about=N_("by field, what linked records are called, by key")),
)
REPORT: tuple[Column[object], ...] = (
    Column("events", N_("Events"), right=True),
    Column("whole", N_("Whole")),
    Column("broken_count", N_("Broken links"), right=True),
    Column("head", N_("Newest hash")),
)
BROKEN: tuple[Column[object], ...] = (
    Column("event_id", N_("Event"), right=True),
    Column("expected", N_("Expected hash")),
    Column("stored", N_("Stored hash")),
)

app = NounApp(help=N_("Read and verify the audit log."))


@lists(app, "log", about=N_("List events, the newest first."), prints=COLUMNS)
def log(
    reveal: Annotated[
        bool, typer.Option("--reveal", help=N_("Show phones in full; each look is recorded."))
    ] = False,
) -> PageReader:
    """Reads events."""
    from csconsole.services.audit import list_events

    return partial(list_events, reveal=reveal)


@app.command(
    "verify", help=N_("Compute the chain of events again; a broken link is exit code 1."), prints=REPORT
)
def verify(fmt: FormatOption = None) -> None:
    """Walk the chain, print the report, and refuse where a link is broken."""
    from csconsole.cli.progress import counting
    from csconsole.cli.session import context
    from csconsole.services.audit import verify_chain

    with counting(_("events")) as progress:
        report = verify_chain(context(), progress)
    emit_record(report, REPORT, fmt=fmt)
    if report.whole:
        say(_("Every link is whole. Note down the newest hash to prove later that nothing was cut off."))
        return
    emit_rows(report.broken, BROKEN, fmt=fmt)
    raise RuleBrokenError(
        ngettext(
            "The audit log was changed from outside: {n} broken link.",
            "The audit log was changed from outside: {n} broken links.",
            report.broken_count,
        ),
        rule="SEC-05",
        hint=_("Compare with the newest backup."),
    )
