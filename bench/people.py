"""Who acts in the benchmarks."""

from __future__ import annotations

from csconsole.clock import Clock, FrozenClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.storage import Store


def context(store: Store, clock: Clock | None = None) -> Context:
    """The context of staff member 1001, who may do everything."""
    from bench.dataset import NOW

    with store.read() as unit:
        staff = unit.one(Staff, staff_no="1001")
    if staff is None:
        raise LookupError("the benchmark database has no staff member 1001")
    return Context(store, clock or FrozenClock(NOW), actor_of(staff), Config(zone="Asia/Shanghai"))
