"""Mode 5, handover: the one that concerns me now, prepared, read and signed."""

from __future__ import annotations

from csconsole.screens.handover_view import HandoverView


class HandoverScreen(HandoverView):
    """My own handover while it is not received, else the one that waits for my shift."""


MODE_SCREEN = HandoverScreen
