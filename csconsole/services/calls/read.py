"""One call by key or number, and what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from csconsole.models import Call
from csconsole.models.rights import Right
from csconsole.services.calls.rows import CallRow, call_row
from csconsole.services.record_numbers import find_record

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.escalations import EscalationRow
    from csconsole.services.promises import PromiseRow
    from csconsole.storage import UnitOfWork

CallRef = int | str
"""A call's key, or its number as a person writes it: ``C20261121-0042``, or ``42`` for today's."""


@dataclass(frozen=True, slots=True)
class CallSheet:
    """A call with everything that its page shows."""

    call: CallRow
    promises: tuple[PromiseRow, ...]
    escalations: tuple[EscalationRow, ...]


def load_call(ctx: Context, uow: UnitOfWork, ref: CallRef, *, to_change: bool = False) -> Call:
    """The call with this key or number; of a short number, today's. Raises ``NotFoundError``,
    ``NotAllowedError`` for one that is hidden from this person (CMP-22).
    """
    from csconsole.services.tickets.access import require_call_visible

    call = find_record(ctx, uow, Call, ref, to_change=to_change)
    require_call_visible(ctx, uow, call)
    return call


def show_call(ctx: Context, ref: CallRef) -> CallRow:
    """One call with its items (CALL-01, CALL-02). Raises ``NotFoundError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return call_row(ctx, uow, load_call(ctx, uow, ref))


def call_sheet(ctx: Context, ref: CallRef) -> CallSheet:
    """One call with its items, promises and escalations. Raises ``NotFoundError``."""
    from csconsole.services.escalations import escalations_of
    from csconsole.services.promises import promises_of

    with ctx.read():
        row = show_call(ctx, ref)
        return CallSheet(
            row, promises_of(ctx, open_only=False, call_id=row.id), escalations_of(ctx, "call", row.id)
        )
