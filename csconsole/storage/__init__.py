"""Engine, unit of work, search index, change feed, migrations: all that knows the two engines."""

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.storage.store import Store, open_store
    from csconsole.storage.unit_of_work import UnitOfWork

__all__ = ["Store", "UnitOfWork", "open_store"]

__getattr__ = on_demand(__name__, {"store": ("Store", "open_store"), "unit_of_work": ("UnitOfWork",)})
