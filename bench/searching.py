"""Full text of two characters and more on the large database."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bench.dataset import database
from bench.measure import Line, Result, call_ms, percentile
from bench.people import context
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.storage import open_store

PHRASES = {
    "two characters": "漏水",
    "four characters": "电梯有异",
    "two words": "漏水 主管",
    "Latin word": "invoice",
    "a number": "C20240000-0000042",
    "words never together": "漏水 异响",
    "a sentence without a hit": "今天下午三点在门口见面谈合同续签",
}


def _finding(ctx: Context, phrase: str) -> Callable[[int], object]:
    return lambda _n: list_calls(ctx, filter=phrase)


def _search(size: int) -> Iterable[Result]:
    store = open_store(database(size))
    ctx = context(store)
    for what, phrase in PHRASES.items():
        partial = list_calls(ctx, filter=phrase).partial
        times = call_ms(_finding(ctx, phrase), times=40)
        yield Result(
            f"{what}, p95",
            percentile(times, 0.95),
            50,
            note="partial, and said so" if partial else "complete",
        )
    store.close()


LINES = [Line("search", _search)]
