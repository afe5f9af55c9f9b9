"""``csconsole demo``: build a demo service centre and play one shift in it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli.output import emit_text, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _, get_language, ngettext

if TYPE_CHECKING:
    from csconsole.config import Config
    from csconsole.services.reports import ReportDocument

app = NounApp()


@app.command("demo", help=N_("Build a demo service centre and play one shift; its reports go to stdout."))
def demo(
    days: Annotated[
        int, typer.Option("--days", min=0, max=400, help=N_("Days of history before the shift."))
    ] = 30,
    households: Annotated[
        int, typer.Option("--households", min=10, max=9999, help=N_("Households of the estate."))
    ] = 2200,
    play: Annotated[
        bool, typer.Option("--play/--no-play", help=N_("Play one shift when it is built."))
    ] = True,
    handover: Annotated[
        bool, typer.Option("--handover/--no-handover", help=N_("Also print the handover of the shift."))
    ] = False,
    reports: Annotated[
        bool, typer.Option("--reports/--no-reports", help=N_("Print the reports of the shift."))
    ] = True,
    fresh: Annotated[
        bool, typer.Option("--fresh", help=N_("Build the demo database anew if there is one."))
    ] = False,
) -> None:
    """Build into ``--db``, else into a demo database of its own in the user's data folder.

    A demo that is there already is not built again; the reports of its shift are printed. It gets its name
    when it is whole, so an interrupted one is begun anew. A database that is no demo is never replaced.
    """
    from csconsole.services.demo import is_demo

    config, own = demo_config()
    file = config.db_file
    there = file is not None and (is_demo(file) or (own and file.exists()))
    if file is None or (not there and file.is_file() and file.stat().st_size):
        shown = _build(config, days, households, play=play, handover=handover)
    elif there and not fresh:
        shown = _existing(config)
    else:
        if there:
            _remove(file)
        shown = _build_whole(config, file, days, households, play=play, handover=handover)
    _print_reports(shown if reports else ())
    say(_("Open the console on it with: csconsole --db {where}", where=config.db_shown))


def demo_config() -> tuple[Config, bool]:
    """The settings of the demo, and whether its database is its own: not one that ``--db`` or the environment
    names.
    """
    from csconsole.cli.globals import current_globals
    from csconsole.cli.session import site_config
    from csconsole.paths import data_dir
    from csconsole.services.demo.world import read_world

    config = site_config()
    if current_globals().db or os.environ.get("CSCONSOLE_DB"):
        return config, False
    site = config.site or read_world(get_language()).site
    return replace(config, db=str(data_dir() / "demo.db"), site=site), True


def _build_whole(
    config: Config, file: Path, days: int, households: int, *, play: bool, handover: bool
) -> tuple[ReportDocument, ...]:
    """Build it beside ``file``, and give the demo its name when it is whole."""
    from csconsole.services.database import refuse_existing
    from csconsole.services.demo import whole_demo

    refuse_existing(config.db_url)
    with whole_demo(config, file) as with_part:
        return _build(with_part, days, households, play=play, handover=handover, where=config.db_shown)


def _build(
    config: Config, days: int, households: int, *, play: bool, handover: bool, where: str = ""
) -> tuple[ReportDocument, ...]:
    """Build the demo and play its shift; the shift's reports, none without ``play``."""
    from csconsole.cli.progress import saying
    from csconsole.clock import SystemClock
    from csconsole.services.demo import DemoSize, build_demo, demo_day, play_shift

    day = demo_day(SystemClock().now(), config)
    say(
        ngettext(
            "Building a demo of {days} day in {where}.",
            "Building a demo of {days} days in {where}.",
            days,
            days=days,
            where=where or config.db_shown,
        )
    )
    with _quickly(), saying(_("Stopped. No demo was built.")), _counting(days) as progress:
        stage = build_demo(config, day, DemoSize(days=days, households=households), progress)
    try:
        if not play:
            return ()
        with _quickly():
            played = play_shift(stage, day, say, continues=days > 0)
        if handover:
            emit_text(played.handover)
        return played.reports
    finally:
        stage.store.close()


def _existing(config: Config) -> tuple[ReportDocument, ...]:
    """The reports of the shift that was played in a demo built before."""
    from csconsole.clock import SystemClock
    from csconsole.services.context import SYSTEM, Context
    from csconsole.services.demo import played_day, shift_reports
    from csconsole.storage import open_store

    say(_("The demo is there already: {where}. --fresh builds it anew.", where=config.db_shown))
    clock = SystemClock()
    store = open_store(config.db_url, clock=clock)
    try:
        ctx = Context(store, clock, SYSTEM, config)
        day = played_day(ctx)
        return shift_reports(ctx, day) if day else ()
    finally:
        store.close()


def _print_reports(reports: tuple[ReportDocument, ...]) -> None:
    from csconsole.services.reports import report_text
    from csconsole.tabular.columns import FileFormat

    for document in reports:
        emit_text(report_text(document, FileFormat.TABLE) + "\n")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-lock"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextmanager
def _quickly() -> Iterator[None]:
    """Without the garbage collector, which finds nothing here and takes a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _counting(days: int) -> Iterator[Callable[[int, int], None]]:
    from csconsole.cli.progress import counting

    with counting(_("days"), days) as show:
        yield lambda done, _total: show(done)
