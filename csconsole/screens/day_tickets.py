"""The tickets of one list of the day, on top of the lists: escape goes back to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.i18n import N_
from csconsole.screens.tickets import TicketsScreen

if TYPE_CHECKING:
    from csconsole.services.views import ViewRow


class DayTickets(TicketsScreen):
    """The ticket list as a view has it."""

    TITLE_TEXT = N_("Tickets")
    EMPTY = N_("Nothing stands here. esc goes back.")

    def __init__(self, view: ViewRow) -> None:
        super().__init__()
        self.filter = self.base_filter = view.filter
        self.sort = view.sort
        self.view_name = view.name
