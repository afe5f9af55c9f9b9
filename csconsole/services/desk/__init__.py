"""The desk: my shift in one screen, and what the title line warns of (CALL-17: what is open is shown at
login).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.on_demand import on_demand

if TYPE_CHECKING:
    from csconsole.services.desk.mine import own_desk_of
    from csconsole.services.desk.round import round_of
    from csconsole.services.desk.rows import Desk, DeskItem, RecentCall, Round, ShiftFigures, Tally, Watch
    from csconsole.services.desk.watch import watch_of
    from csconsole.services.desk.whole import desk_of

__all__ = [
    "Desk",
    "DeskItem",
    "RecentCall",
    "Round",
    "ShiftFigures",
    "Tally",
    "Watch",
    "desk_of",
    "own_desk_of",
    "round_of",
    "watch_of",
]

__getattr__ = on_demand(
    __name__,
    {
        "mine": ("own_desk_of",),
        "round": ("round_of",),
        "rows": ("Desk", "DeskItem", "RecentCall", "Round", "ShiftFigures", "Tally", "Watch"),
        "watch": ("watch_of",),
        "whole": ("desk_of",),
    },
)
