"""Who acts in the benchmarks."""

from __future__ import annotations

from csconsole.clock import Clock, FrozenClock
from csconsole.config import Config
from csconsole.models import Staff
from csconsole.services.context import Context, actor_of
from csconsole.storage import Store


def context(store: Store, clock: Clock | None = None, staff_no: str = "1001") -> Context:
    """The context of a staff member; in the large databases 1001 may do everything."""
    from bench.dataset import NOW

    with store.read() as unit:
        staff = unit.one(Staff, staff_no=staff_no)
    if staff is None:
        raise LookupError(f"the database has no staff member {staff_no}")
    return Context(store, clock or FrozenClock(NOW), actor_of(staff), Config(zone="Asia/Shanghai"))
