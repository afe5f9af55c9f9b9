"""Reports on the large database."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from bench.dataset import database
from bench.measure import Line, Result, call_ms, percentile
from bench.people import context
from csconsole.services.context import Context
from csconsole.services.reports import build_report
from csconsole.storage import open_store

DAY, MONTH, YEAR = "2026-11-18", "2026-10", "2025"
WORKS = (
    ("day report", "daily", DAY, 200),
    ("day report of callbacks", "callbacks", DAY, 200),
    ("day book", "day-book", DAY, 1000),
    ("classification of a month", "classification", MONTH, 1000),
    ("month report", "daily", MONTH, 1000),
    ("year report", "daily", YEAR, 1000),
)


def _build(ctx: Context, name: str, period: str, _round: int) -> object:
    return build_report(ctx, name, date=period)


def _reports(size: int) -> Iterable[Result]:
    store = open_store(database(size))
    ctx = context(store)
    for what, name, period, budget in WORKS:
        times = call_ms(partial(_build, ctx, name, period), times=3 if budget == 1000 else 9)
        yield Result(f"{what}, median", percentile(times, 0.5), budget)
    store.close()


LINES = [Line("report", _reports)]
