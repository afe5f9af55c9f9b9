"""Filters of lists of calls that have a name of their own."""

from __future__ import annotations

from typing import Final

from csconsole.models.lifecycle.call import LOST_STATES

UNCATEGORISED: Final = "category:none -state:lost,abandoned -state:ring_back,rung_back,unreachable"
"""Contacts without a category (CALL-08), in two parts because the first is worded like its index."""
OUTBOUND: Final = "direction:outbound"
"""The outbound register 外线拨打登记 (CALL-19)."""
NOT_REACHED_TODAY: Final = f"direction:inbound state:{','.join(LOST_STATES)},abandoned started:today"
"""Who called today and spoke with nobody (CALL-04)."""
