"""What the tests of calls share: how one is logged, and what is stored."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from csconsole.services.calls import CallRow, log_call
from csconsole.services.context import Context

PHONE = "199 0000 0123"


def logged(ctx: Context, **fields: Any) -> CallRow:
    """A contact that lacks nothing, but for ``fields``."""
    return log_call(
        ctx, **{"summary": "asks about fees", "phone": PHONE, "category": "consult.fees", **fields}
    )


def stored(ctx: Context, model: type[Any]) -> list[Any]:
    """All records of a table."""
    with ctx.read() as uow:
        return list(uow.session.exec(select(model)).all())
