"""By which instant something is late, where the machine's clock cannot be believed (TKT-07). A screen asks it
for its first data, so it imports neither SQLAlchemy nor a table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from csconsole.services.context import Context

HELD: Final = "tick_held"
"""The event of a tick that is held because the clock jumped."""
LAST: Final = "last"
"""In its detail: the last entry before the jump."""
LEAST_JUMP: Final = timedelta(days=1)
"""The least that ``clock.jump_days`` can be."""
_NOTED: Final = (
    "SELECT action, detail FROM event WHERE entity = 'tick' AND entity_id = 0 ORDER BY id DESC LIMIT 1"
)


def counted_until(ctx: Context, since: datetime | None) -> datetime:
    """Up to when an age that began at ``since`` counts: now; of what began before the clock jumped no later
    than :func:`judged_at`. The clock is not asked for where the age is too short for a jump.
    """
    now = ctx.now()
    if since is None or now - since < LEAST_JUMP:
        return now
    judged = judged_at(ctx)
    return judged if since <= judged else now


def judged_at(ctx: Context) -> datetime:
    """What is due before this instant is late: now; while the tick is held, the last entry before the clock
    jumped, for of what came due since then nobody knows whether it did.
    """
    now = ctx.now()
    with ctx.glance() as seen:
        noted = seen.rows(_NOTED)
        if not noted or noted[0][0] != HELD:
            return now
        last = seen.instant(str(seen.json(noted[0][1])[LAST]))
    from csconsole.services.settings import setting

    assert last is not None
    return last if now - last > timedelta(days=int(setting(ctx, "clock.jump_days"))) else now
