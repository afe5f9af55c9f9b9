"""Finding callers and paging through lists on the large database, beside the small one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from bench.dataset import database
from bench.measure import Line, Result, call_ms, percentile
from bench.people import context
from csconsole.services.callbacks import list_callbacks
from csconsole.services.calls import list_calls
from csconsole.services.context import Context
from csconsole.services.customers import customer_card, find_customers, list_customers
from csconsole.services.query import hurried
from csconsole.services.tickets import list_tickets
from csconsole.storage import open_store

SMALL = 10_000
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


def _lists(size: int) -> Iterable[Result]:
    def second_page(ctx: Context, _calls: int, _n: int) -> object:
        return list_calls(ctx, after=list_calls(ctx).next_after)

    yield from compare(
        size,
        {
            "newest calls": lambda ctx, _calls, _n: list_calls(ctx),
            "two pages of calls": second_page,
            "calls of an agent": lambda ctx, _calls, n: list_calls(ctx, filter=f"agent:2{n % 50:03d}"),
            "calls of a day": lambda ctx, _calls, n: list_calls(
                ctx, filter=f"started:2026-11-{n % 15 + 1:02d}"
            ),
            "open tickets by due": lambda ctx, _calls, _n: list_tickets(ctx, filter="state:open", sort="due"),
            "overdue tickets": lambda ctx, _calls, _n: list_tickets(
                ctx, filter="state:open due<0h", sort="due"
            ),
            "open tickets of a handler": lambda ctx, _calls, n: list_tickets(
                ctx, filter=f"state:open assignee:2{n % 50:03d}", sort="due"
            ),
            "due callbacks": lambda ctx, _calls, _n: list_callbacks(ctx, filter="state:open", sort="due"),
            "callbacks by due, last first": lambda ctx, _calls, _n: list_callbacks(ctx, sort="-due"),
            "callbacks of an owner": lambda ctx, _calls, n: list_callbacks(
                ctx, filter=f"owner:2{n % 50:03d}"
            ),
            "unfinished calls": lambda ctx, _calls, _n: list_calls(ctx, filter="state:open"),
            "outbound calls": lambda ctx, _calls, _n: list_calls(ctx, filter="direction:outbound"),
            "open tickets by priority": lambda ctx, _calls, _n: list_tickets(
                ctx, filter="state:open", sort="priority"
            ),
            "complaints": lambda ctx, _calls, _n: list_tickets(ctx, filter="kind:complaint"),
            "customers": lambda ctx, _calls, _n: list_customers(ctx),
            "customers by name": lambda ctx, _calls, _n: list_customers(ctx, sort="name"),
            "customers of a tier": lambda ctx, _calls, _n: list_customers(ctx, filter="tier:vip"),
        },
        30,
    )


LINES = [Line("caller", _callers), Line("list", _lists)]
