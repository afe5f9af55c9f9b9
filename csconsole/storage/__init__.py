"""Engine, unit of work, search index, change feed, migrations: all that knows the two engines."""

from csconsole.storage.store import Store, open_store
from csconsole.storage.unit_of_work import UnitOfWork

__all__ = ["Store", "UnitOfWork", "open_store"]
