"""Whether the chain of events is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import col, select

from csconsole.models.event import Event
from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.storage.event_chain import BrokenLink, verify

MOST_SHOWN = 100
"""Broken links that are reported one by one; the rest are only counted."""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What walking the chain found: how many events, which links are broken, the hash of the newest event."""

    events: int
    broken: tuple[BrokenLink, ...]
    broken_count: int
    head: str

    @property
    def whole(self) -> bool:
        """Whether no event was changed, removed or put in from outside."""
        return self.broken_count == 0


def verify_chain(ctx: Context, progress: Callable[[int], None] | None = None) -> ChainReport:
    """Walk the whole chain of events and compute every hash again (SEC-05).

    ``progress`` is called with the number of events walked. A hash noted down earlier (``head``) shows that
    nothing was cut off at the end either. Raises ``NotAllowedError`` without the right to read the audit log.
    """
    ctx.require(Right.AUDIT_VIEW)
    broken: list[BrokenLink] = []
    events = count = 0
    with ctx.read() as uow:
        for found in verify(uow.connection):
            if isinstance(found, int):
                events = found
                if progress is not None:
                    progress(found)
                continue
            count += 1
            if len(broken) < MOST_SHOWN:
                broken.append(found)
        newest = uow.session.exec(select(col(Event.hash)).order_by(col(Event.id).desc()).limit(1)).first()
    return ChainReport(events=events, broken=tuple(broken), broken_count=count, head=newest or "")
