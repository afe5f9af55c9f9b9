"""What the title line watches: my shift, and what of mine is about to be missed."""

from __future__ import annotations

from datetime import timedelta

from csconsole.services.context import Context
from csconsole.services.departments.heads import heads_department
from csconsole.services.desk.absent import left_due
from csconsole.services.desk.mine import next_due
from csconsole.services.desk.owed import owed_by_me
from csconsole.services.desk.rows import Watch
from csconsole.services.settings import setting
from csconsole.services.shifts import current_duty, may_sign_on


def watch_of(ctx: Context) -> Watch:
    """The name of the shift that I am signed on to, and the first thing of mine that is late or due within
    ``desk.alarm_minutes``, be it only one clock of a ticket, such as the arrival; for whoever leads the shift
    also what was promised by who is not on duty.
    """
    with ctx.read() as uow, ctx.glance() as seen:
        duty = current_duty(ctx)
        until = ctx.now() + timedelta(minutes=setting(ctx, "desk.alarm_minutes"))
        soon = [*next_due(ctx, seen, limit=1, until=until), *owed_by_me(ctx, uow, 1, until)]
        soon += left_due(ctx, uow, seen, 1)
        alarm = min(soon, key=lambda item: item.due_at or until, default=None)
        heads = heads_department(ctx, uow)
        return Watch(duty.shift.name if duty else "", may_sign_on(ctx), alarm, heads)
