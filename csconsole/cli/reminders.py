"""What a person is told after signing in or on: handovers and notices to read, shifts not handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.cli.output import say
from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.services.context import Context


def say_reminders(ctx: Context) -> None:
    """Say on stderr what the person must read or do first, until it is done (SHF-12, SHF-14)."""
    from csconsole.codes import label
    from csconsole.models.rights import Right
    from csconsole.services.handover import handover_warnings
    from csconsole.services.notices import unread_notices

    if not ctx.can(Right.RECORD_VIEW):
        return
    for warning in handover_warnings(ctx):
        words = ": ".join(part for part in (warning.about, warning.text) if part)
        say(f"! {label('handover_warning', warning.kind)}: {words}")
    for notice in unread_notices(ctx):
        say(f"! {_('Notice not read: {title}', title=notice.title)}")
