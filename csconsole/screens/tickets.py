"""Mode 3: the ticket list with saved views, marks and bulk actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.i18n import N_, _
from csconsole.screens.desk_views import choice_text
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.ticket_together import TicketTogether
from csconsole.screens.ticket_words import COLUMNS, peek_lines, table_row
from csconsole.widgets.dialogs import AskText, Choice
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import TableRow

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.tickets import TicketRow
    from csconsole.services.views import CountedView, ViewRow

ENTITY = "ticket"
REDRAW_SECONDS = 30
FIRST_VIEW = N_("Mine and unassigned")


class TicketsScreen(ListScreen["TicketRow"], TicketTogether):
    """Every ticket that the filter selects; at the start mine and what nobody has yet, the next due first."""

    CONTEXT = "tickets"
    EXPORTS = "tickets"
    WATCH = frozenset({"ticket"})
    COLUMNS = COLUMNS
    EMPTY = N_("No ticket fits. n registers one, v shows other views, esc clears the filter.")
    CSS = """
    TicketsScreen.-wide #list-pane { width: 5fr; }
    TicketsScreen.-wide PeekPane { width: 3fr; }
    """
    FILTER = "state:open (handler:me or state:new or (department:mine handler:none))"
    SORT = "next"

    view_name = ""
    """The name of the view that was chosen; empty for the first one, which each language names."""

    def on_mount(self) -> None:
        """Keep the relative times true."""
        self.set_interval(REDRAW_SECONDS, self.redraw_times)

    def load(self) -> None:
        """The list from its start, under the name of its view while it is the view's filter that is shown."""
        name = self.view_name or _(FIRST_VIEW)
        self.set_title(*([] if self.is_filtered else [name]))
        super().load()

    def redraw_times(self) -> None:
        """Draw the rows again from what is known: their times are relative to now."""
        if self.is_current and self.items:
            rows = [self.row_of(self.items[row.key]) for row in self.table.rows if row.key in self.items]
            self.table.show_page(rows, more=self.table.more)

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[TicketRow]:
        """One page from the service."""
        from csconsole.services.tickets import list_tickets
        from csconsole.services.tickets.offered import assigning

        self.house = assigning(ctx)
        return list_tickets(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def footer_about(self) -> tuple[bool, frozenset[str]]:
        """What decides which keys the footer names: whether work is owed, and which steps are taken."""
        rows = self.chosen_tickets()
        return any(row.is_open for row in rows), self.taken_steps(rows)

    def row_of(self, item: TicketRow) -> TableRow:
        """One line."""
        return table_row(item, self.console.clock.now(), self.console.config.zone_info)

    def peek_of(self, item: TicketRow) -> Sequence[PeekLine]:
        """The details of the ticket under the cursor."""
        return peek_lines(item, self.console.config.zone_info, self.console.clock.now())

    def open_item(self, item: TicketRow) -> None:
        """The ticket's page; ``[`` and ``]`` go through this list there."""
        from csconsole.screens.ticket_page import TicketPage

        neighbours = [one.number for one in self.in_order()]
        self.app.push_screen(TicketPage(item.number, neighbours))

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.tickets import TICKETS

        return TICKETS

    def chosen_tickets(self) -> Sequence[TicketRow]:
        """The marked tickets, else the one under the cursor."""
        return self.chosen_items()

    # ---- a new ticket, the board

    def do_ticket_new(self) -> None:
        """The form of a new ticket."""
        from csconsole.screens.ticket_form import open_ticket_form

        open_ticket_form(self, self._show_new)

    def _show_new(self, row: TicketRow) -> None:
        self.load()
        self.table.move_to_key(row.id)

    def do_ticket_board(self) -> None:
        """The dispatch board."""
        from csconsole.screens.dispatch_board import DispatchBoard

        self.app.push_screen(DispatchBoard())

    def do_ticket_day_book(self) -> None:
        """What nobody sees to, and the end of the day."""
        from csconsole.screens.day_lists import DayLists

        self.app.push_screen(DayLists())

    # ---- views

    def do_ticket_view(self) -> None:
        """Choose a saved view; each says how many tickets it has. The own ones come first, as on the desk."""

        def work(ctx: Context) -> tuple[CountedView, ...]:
            from csconsole.services.views import count_views, nearest_first

            return count_views(ctx, nearest_first(ctx))

        def choose(views: tuple[CountedView, ...]) -> None:
            options = [(each.view, choice_text(each)) for each in views]
            notes = [self.shown_filter(each.view.filter) for each in views]
            self.open_dialog(Choice.numbered(_("Saved views"), options, notes), self.show_view)

        self.ask(work, choose, group="views")

    def show_view(self, view: ViewRow) -> None:
        """Show the list as a view says."""
        self.sort = view.sort
        self.view_name = view.name
        self.show_base(view.filter)

    def do_ticket_save_view(self) -> None:
        """Save the present filter and order under a name, for me."""
        self._save_view("own")

    def do_ticket_save_team_view(self) -> None:
        """Save the present filter and order under a name, for everyone in my department."""
        self._save_view("department")

    def _save_view(self, whose: str) -> None:
        filter_text, sort = self.filter, self.sort

        def save(name: str) -> None:
            def work(ctx: Context) -> ViewRow:
                from csconsole.services.views import Whose, save_view

                return save_view(
                    ctx, entity=ENTITY, name=name, filter=filter_text, sort=sort, whose=Whose(whose)
                )

            self.command(work, lambda view: self.toast(_("View saved: {name}", name=view.name)))

        title = _("Name of the view") if whose == "own" else _("Name of the view of my department")
        self.open_dialog(AskText(title, about=f"view new {whose}", body=self.shown_filter(filter_text)), save)

    def do_ticket_drop_view(self) -> None:
        """Drop one of my views, or of those that I keep for others."""

        def work(ctx: Context) -> Sequence[ViewRow]:
            from csconsole.services.views import droppable

            return droppable(ctx, ENTITY)

        def choose(views: Sequence[ViewRow]) -> None:
            if not views:
                self.toast(_("There is no view that you may drop."), "warning")
                return
            options = [(view.id, view.name) for view in views]
            self.open_dialog(Choice.numbered(_("Drop which view?"), options), self._drop_view)

        self.ask(work, choose, group="views")

    def _drop_view(self, view_id: int) -> None:
        def work(ctx: Context) -> None:
            from csconsole.services.views import drop_view

            drop_view(ctx, view_id)

        self.command(work, lambda _none: self.toast(_("View dropped.")))


MODE_SCREEN = TicketsScreen
