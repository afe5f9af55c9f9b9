"""``csconsole due``: the clocks of all open tickets, and the tick that gives their warnings."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_rows, say
from csconsole.cli.ticket_columns import COLUMNS as TICKETS
from csconsole.cli.verbs import NounApp
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _, listed, ngettext

app: Final = NounApp(help=N_("Clocks of tickets: which run out, and their warnings."))

CLOCKS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("clock", N_("Clock"), codes="clock_kind"),
    Column("state", N_("State"), codes="clock_state"),
    Column("due_at", N_("Due")),
    Column("limit", N_("Time limit")),
    Column("title", N_("What"), width=32),
    Column("department", N_("Department")),
    Column("handler", N_("Handler")),
    Column("warned", N_("Warned"), table=False),
    Column("ticket_id", N_("Key"), table=False),
)
WARNINGS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("clock", N_("Clock"), codes="clock_kind"),
    Column("mark", N_("Warning")),
    Column("at", N_("Reached")),
    Column("due_at", N_("Due")),
    Column("ticket_id", N_("Key"), table=False),
)


@app.command("tick", help=N_("Give every warning that is due; for cron."), prints=WARNINGS)
def tick_(fmt: FormatOption = None) -> None:
    """Let the clocks warn, each time once."""
    from csconsole.cli.session import context
    from csconsole.services.clocks import ClockJumpedError, tick, what_to_do

    ctx = context()
    done = tick(ctx)
    if done.held is not None:
        raise ClockJumpedError(done.held.say(ctx), rule="TKT-07", hint=what_to_do())
    emit_rows(done.warnings, WARNINGS, fmt=fmt)
    n = len(done.accepted)
    if n:
        say(ngettext("{n} ticket accepted by silence", "{n} tickets accepted by silence", n))
    if done.raised:
        say(_("A season has begun; raised: {numbers}", numbers=listed(done.raised)))
    if done.failed:
        raise CsconsoleError(
            _("Could not be handled: {names}.", names=listed(one.name for one in done.failed)),
            hint=_("Everything else was, and the next tick tries again. See: csconsole doctor"),
        )


@app.command("resume", help=N_("Say that the machine's clock is right after a jump: the clocks warn again."))
def resume(
    reason: Annotated[str | None, typer.Option("--reason", help=N_("Why it is right."))] = None,
) -> None:
    """Let the tick go on."""
    from csconsole.cli.session import context
    from csconsole.services.clocks import resume_clocks

    resume_clocks(context(), reason=reason)
    say(_("The clocks go on; the next tick gives what is due by now."))


@lists(app, about=N_("Clocks of open tickets, the soonest due first."), prints=CLOCKS, counted="records")
def list_(
    late: Annotated[bool, typer.Option("--late", help=N_("Only those past their time."))] = False,
) -> PageReader:
    """Reads clocks."""
    from csconsole.services.clocks import open_clocks

    return partial(open_clocks, late=late)


@lists(
    app,
    "requests",
    about=N_("Tickets for which more time was asked."),
    prints=TICKETS,
    limit=500,
    counted="tickets",
)
def requests() -> PageReader:
    """Reads what waits for a supervisor."""
    from csconsole.services.tickets import asked_extensions

    return asked_extensions


@app.command("reckon", help=N_("Reckon all clocks anew after limits or the calendar changed."))
def reckon(
    after: Annotated[
        str | None,
        typer.Option(
            "--after", metavar="NUMBER", help=N_("Go on behind this ticket, where one was stopped.")
        ),
    ] = None,
) -> None:
    """Apply the policy and calendar that hold now to every open ticket, page by page."""
    from csconsole.cli.progress import counting
    from csconsole.cli.session import context
    from csconsole.services.clocks import reckon_open_tickets

    ctx, last = context(), after or ""
    with counting(_("tickets")) as show:

        def told(number: str, done: int) -> None:
            nonlocal last
            last = number
            show(done)

        try:
            n = len(reckon_open_tickets(ctx, after=after, told=told))
        except (CsconsoleError, KeyboardInterrupt):
            if last and last != after:
                say(_("Done up to {number}; go on with: csconsole due reckon --after {number}", number=last))
            raise
    say(ngettext("{n} due time moved", "{n} due times moved", n))
