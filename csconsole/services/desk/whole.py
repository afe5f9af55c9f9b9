"""All that is on a desk: what is mine, and what was asked of me within tickets and meetings."""

from __future__ import annotations

from csconsole.models.rights import Right
from csconsole.services.context import Context
from csconsole.services.desk.absent import LEFT_ITEMS, left_due
from csconsole.services.desk.mine import NOW_ITEMS, by_due, next_due, on_top, tallies, waiting
from csconsole.services.desk.owed import late_of_others, owed_by_me, owed_tally
from csconsole.services.desk.rows import Desk


def desk_of(ctx: Context) -> Desk:
    """What I must do next and by when, and my open work in numbers. Raises ``NotAllowedError`` for whoever
    may see no records.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow, ctx.glance() as seen:
        mine = (*next_due(ctx, seen, limit=NOW_ITEMS), *owed_by_me(ctx, uow, NOW_ITEMS))
        now = (*mine, *left_due(ctx, uow, seen, LEFT_ITEMS))
        others = (*waiting(ctx, seen, limit=NOW_ITEMS), *late_of_others(ctx, uow, NOW_ITEMS))
        return Desk(
            top=on_top(ctx, seen),
            now=by_due(now, NOW_ITEMS),
            waiting=by_due(others, NOW_ITEMS),
            mine=(*tallies(ctx, seen), *owed_tally(ctx, uow)),
        )
