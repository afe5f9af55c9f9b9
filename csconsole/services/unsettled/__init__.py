"""What is unsettled: the lists that must be empty, or short, at the end of the day (TKT-02, TKT-06, TKT-11,
TKT-12, TKT-34, CMP-10, CMP-21, CALL-10, CALL-14), each with its count and its rows.
"""

from __future__ import annotations

from csconsole.services.unsettled.approvals import waiting_for_me
from csconsole.services.unsettled.catalogue import (
    UnsettledList,
    list_unsettled,
    unsettled_lists,
    unsettled_rows,
)
from csconsole.services.unsettled.rows import UnsettledRow

__all__ = [
    "UnsettledList",
    "UnsettledRow",
    "list_unsettled",
    "unsettled_lists",
    "unsettled_rows",
    "waiting_for_me",
]
