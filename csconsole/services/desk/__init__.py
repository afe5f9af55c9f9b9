"""The desk: my shift in one screen, and what the title line warns of (CALL-17: what is open is shown at
login).
"""

from __future__ import annotations

from csconsole.services.desk.read import desk_of, watch_of
from csconsole.services.desk.rows import Desk, DeskItem, RecentCall, ShiftFigures, Tally, Watch

__all__ = ["Desk", "DeskItem", "RecentCall", "ShiftFigures", "Tally", "Watch", "desk_of", "watch_of"]
