"""The page of one handover, by its number."""

from __future__ import annotations

from csconsole.i18n import N_
from csconsole.screens.handover_view import HandoverView


class HandoverPage(HandoverView):
    """A handover opened from a list, the desk, or by number."""

    TITLE_TEXT = N_("Handover")

    def __init__(self, number: str | int) -> None:
        super().__init__(str(number))


class HandoverItemPage(HandoverView):
    """The same with the cursor on one item; the key is the handover's number and the item's position."""

    TITLE_TEXT = N_("Handover")

    def __init__(self, key: str | int) -> None:
        number, _space, position = str(key).partition(" ")
        super().__init__(number, at=int(position))
