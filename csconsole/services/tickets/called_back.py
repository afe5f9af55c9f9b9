"""Whether the customer is called back about a finished ticket (TKT-02): some kinds and scopes have none."""

from __future__ import annotations

from csconsole.services.context import Context
from csconsole.services.settings import setting


def needs_callback(ctx: Context, *, kind: str, scope: str | None, e164: str | None) -> bool:
    """Whether a phone is known and neither the kind (``ticket.no_callback_kinds``) nor the scope
    (``ticket.no_callback_scopes``) is one that is closed without a callback."""
    if e164 is None or kind in setting(ctx, "ticket.no_callback_kinds"):
        return False
    return scope is None or scope not in setting(ctx, "ticket.no_callback_scopes")
