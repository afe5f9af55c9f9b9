"""Finding callers and paging through lists on the large database, beside the small one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from bench.dataset import database
from bench.measure import Line, Result, call_ms, percentile
from bench.people import context
from csconsole.services.callbacks import list_callbacks
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.customers import customer_card, find_customers, list_customers
from csconsole.services.query import Page, hurried
from csconsole.services.tickets import list_tickets
from csconsole.storage import open_store

SMALL = 10_000
PAGE = 100
"""Rows that a screen reads at once."""
Work = Callable[[Context, int, int], object]
"""What to do with a context, the number of calls and the number of the round."""


def compare(size: int, works: dict[str, Work], p95_ms: float, ratio: float = 3) -> Iterable[Result]:
    """Each work on the large and on the small database: the ratio of the medians, and the large p95."""
    stores = {count: open_store(database(count)) for count in (SMALL, size)}
    try:
        for what, work in works.items():
            with hurried():  # as a screen reads
                times = {
                    count: call_ms(partial(work, context(store), count), times=60)
                    for count, store in stores.items()
                }
            large, small = times[size], times[SMALL]
            yield Result(f"{what}, median", percentile(large, 0.5), ratio, percentile(small, 0.5))
            yield Result(f"{what}, p95", percentile(large, 0.95), p95_ms)
    finally:
        for store in stores.values():
            store.close()


def _phone(calls: int, number: int) -> str:
    customer = (number * 7_477) % (calls // 5) + 1
    return f"199{(customer * 7919) % 100000000:08d}"


def _callers(size: int) -> Iterable[Result]:
    yield from compare(
        size,
        {
            "caller by number": lambda ctx, calls, n: find_customers(ctx, _phone(calls, n)),
            "caller by last four digits": lambda ctx, calls, n: find_customers(ctx, _phone(calls, n)[-4:]),
            "caller by name": lambda ctx, _calls, n: find_customers(
                ctx, ("欧阳小文", "王静", "何建国")[n % 3]
            ),
            "caller by pinyin": lambda ctx, _calls, n: find_customers(
                ctx, ("ouyangxiaowen", "wangjing")[n % 2]
            ),
            "caller by initials": lambda ctx, _calls, n: find_customers(ctx, ("ox", "wj", "hj")[n % 3]),
            "caller card": lambda ctx, calls, n: customer_card(ctx, (n * 7_477) % (calls // 5) + 1),
        },
        10,
    )


Read = Callable[[Context, int, int], Page[Any]]
"""Reads a page: the context, the number of the round and the most rows."""


def _lists(size: int) -> Iterable[Result]:
    """Each page on both databases. The ratio is that of pages of equal length: what the small database has
    too few rows for is read as short from the large one. The p95 is that of the whole page.
    """
    stores = {count: open_store(database(count)) for count in (SMALL, size)}

    def taken(read: Read, count: int, rows: int) -> list[float]:
        ctx = context(stores[count])
        return call_ms(lambda number: read(ctx, number, rows), times=60)

    try:
        with hurried():  # as a screen reads
            for what, read in _pages().items():
                both = min(max(1, len(read(context(store), 1, PAGE).rows)) for store in stores.values())
                small, like = taken(read, SMALL, both), taken(read, size, both)
                yield Result(
                    f"{what}, median",
                    percentile(like, 0.5),
                    3,
                    percentile(small, 0.5),
                    note="" if both == PAGE else f"{both} rows",
                )
                whole = like if both == PAGE else taken(read, size, PAGE)
                yield Result(f"{what}, p95", percentile(whole, 0.95), 30)
    finally:
        for store in stores.values():
            store.close()


def _pages() -> dict[str, Read]:
    def second(ctx: Context, _n: int, rows: int) -> Page[Any]:
        return list_calls(ctx, after=list_calls(ctx, limit=rows).next_after, limit=rows)

    return {
        "newest calls": _reader(list_calls),
        "two pages of calls": second,
        "calls of an agent": _reader(list_calls, lambda n: f"agent:2{n % 50:03d}"),
        "calls of a day": _reader(list_calls, lambda n: f"started:2026-11-{n % 15 + 1:02d}"),
        "open tickets by due": _reader(list_tickets, lambda _n: "state:open", "due"),
        "overdue tickets": _reader(list_tickets, lambda _n: "clock:late", "next"),
        "open tickets of a handler": _reader(
            list_tickets, lambda n: f"state:open assignee:2{n % 50:03d}", "next"
        ),
        "due callbacks": _reader(list_callbacks, lambda _n: "state:open", "due"),
        "callbacks by due, last first": _reader(list_callbacks, sort="-due"),
        "callbacks of an owner": _reader(list_callbacks, lambda n: f"owner:2{n % 50:03d}"),
        "unfinished calls": _reader(list_calls, lambda _n: "state:open"),
        "outbound calls": _reader(list_calls, lambda _n: "direction:outbound"),
        "open tickets by priority": _reader(list_tickets, lambda _n: "state:open", "priority"),
        "complaints": _reader(list_tickets, lambda _n: "kind:complaint"),
        "customers": _reader(list_customers),
        "customers by name": _reader(list_customers, sort="name"),
        "customers of a tier": _reader(list_customers, lambda _n: "tier:vip"),
    }


def _reader(
    service: Callable[..., Page[Any]], filtered: Callable[[int], str] = lambda _n: "", sort: str = ""
) -> Read:
    """Reads a page of a list by the filter of each round."""

    def read(ctx: Context, n: int, rows: int) -> Page[Any]:
        return service(ctx, filter=filtered(n), sort=sort, limit=rows)

    return read


LINES = [Line("caller", _callers), Line("list", _lists)]
