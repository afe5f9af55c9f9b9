"""The clocks of tickets: several on each, with states, pauses, warnings and agreements (TKT-07 to TKT-10).

``policy`` says which limits apply, ``reckon`` walks them, ``keep`` stores clocks with the ticket's change,
``ticking`` gives warnings, ``apart`` keeps one record that fails from holding up the others, ``jump`` a clock
that runs ahead from breaching them all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.clocks.apart import Failure, failures
    from csconsole.services.clocks.facts import Change
    from csconsole.services.clocks.jump import (
        ClockJump,
        ClockJumpedError,
        clock_jump,
        resume_clocks,
        what_to_do,
    )
    from csconsole.services.clocks.keep import as_changed, change_ticket, create_with_clocks
    from csconsole.services.clocks.kinds import BY_LEVEL, ClockKind, ClockState, DueSource
    from csconsole.services.clocks.listing import OpenClock, open_clocks, reckon_open_tickets
    from csconsole.services.clocks.owed import follow, follow_all, running_owed
    from csconsole.services.clocks.owed_list import OwedItem, owed_items
    from csconsole.services.clocks.plan import Settled, plan_clocks, stored_clocks
    from csconsole.services.clocks.reckon import ClockPlan, Weighed
    from csconsole.services.clocks.rows import ClockRow, clocks_of, live_plans
    from csconsole.services.clocks.ticking import ClockWarning, TickResult, tick

HOMES = {
    "apart": ("Failure", "failures"),
    "facts": ("Change",),
    "jump": ("ClockJump", "ClockJumpedError", "clock_jump", "resume_clocks", "what_to_do"),
    "keep": ("as_changed", "change_ticket", "create_with_clocks"),
    "kinds": ("BY_LEVEL", "ClockKind", "ClockState", "DueSource"),
    "listing": ("OpenClock", "open_clocks", "reckon_open_tickets"),
    "owed": ("follow", "follow_all", "running_owed"),
    "owed_list": ("OwedItem", "owed_items"),
    "plan": ("Settled", "plan_clocks", "stored_clocks"),
    "reckon": ("ClockPlan", "Weighed"),
    "rows": ("ClockRow", "clocks_of", "live_plans"),
    "ticking": ("ClockWarning", "TickResult", "tick"),
}
__all__ = [
    "BY_LEVEL",
    "Change",
    "ClockJump",
    "ClockJumpedError",
    "ClockKind",
    "ClockPlan",
    "ClockRow",
    "ClockState",
    "ClockWarning",
    "DueSource",
    "Failure",
    "OpenClock",
    "OwedItem",
    "Settled",
    "TickResult",
    "Weighed",
    "as_changed",
    "change_ticket",
    "clock_jump",
    "clocks_of",
    "create_with_clocks",
    "failures",
    "follow",
    "follow_all",
    "live_plans",
    "open_clocks",
    "owed_items",
    "plan_clocks",
    "reckon_open_tickets",
    "resume_clocks",
    "running_owed",
    "stored_clocks",
    "tick",
    "what_to_do",
]

__getattr__ = on_demand(__name__, HOMES)
