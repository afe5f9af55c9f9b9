"""What a query is understood against: who asks, when, in which zone, and the open unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork


@dataclass(frozen=True, slots=True)
class Scope:
    """The asker's view: ``now`` is read once, so that one query has one present."""

    ctx: Context
    uow: UnitOfWork
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, ctx: Context, uow: UnitOfWork) -> Scope:
        """The scope of a service function's context and open unit of work."""
        return cls(ctx, uow, ctx.now(), ctx.zone)
