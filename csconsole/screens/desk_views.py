"""The saved views on the desk: how many tickets each has, and the key that opens the list with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.text import cell_width
from csconsole.widgets.signs import sign
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.views import CountedView, ViewRow

TITLE_CELLS = 2
"""Cells between the heading and the first view."""


class DeskViews(BaseScreen[None]):
    """Loads the saved views after everything else, shows them in a line, offers them by a key."""

    views: tuple[CountedView, ...] = ()

    def load_views(self) -> None:
        """Count what the saved views select, each within a time; a failure changes nothing: the desk's own
        requests report it.
        """

        def work(ctx: Context) -> tuple[CountedView, ...]:
            from csconsole.services.views import desk_views

            return desk_views(ctx)

        self.ask(work, self._show_views, group="views", failed=lambda _error: None)

    def _show_views(self, views: tuple[CountedView, ...]) -> None:
        if views != self.views:
            self.views = views
            self.draw_numbers()

    def draw_numbers(self) -> None:
        """Draw what stands beside or below the list."""
        raise NotImplementedError

    def view_line(self, room: int) -> tuple[Piece, ...]:
        """One line of so many cells: the key, then each view with its count while there is room, and how
        many more there are; empty where nobody has saved one.
        """
        if not self.views:
            return ()
        head = _("VIEWS {key}", key=self.console.registry.key_sign("desk.view"))
        pieces: list[Piece] = [Toned(head + " " * TITLE_CELLS, "quiet")]
        dot = sign("dot")
        room -= cell_width(head) + TITLE_CELLS + len("+99")
        for n, each in enumerate(self.views):
            text = (dot if n else "") + _counted(each)
            if cell_width(text) > room and n:
                pieces.append(Toned(f" +{len(self.views) - n}", "quiet"))
                break
            pieces.append(text)
            room -= cell_width(text)
        return tuple(pieces)

    def do_desk_view(self) -> None:
        """Choose a view: the list of tickets opens with it. The saved ones come first, as on the desk."""
        from csconsole.widgets.dialogs import Choice

        def work(ctx: Context) -> tuple[CountedView, ...]:
            from csconsole.services.views import count_views, nearest_first

            return count_views(ctx, nearest_first(ctx))

        def choose(views: tuple[CountedView, ...]) -> None:
            options = [(each.view, choice_text(each)) for each in views]
            self.open_dialog(Choice.numbered(_("Saved views"), options), self._open_view)

        self.ask(work, choose, group="choose view")

    def do_desk_day_book(self) -> None:
        """What nobody sees to, and the end of the day."""
        from csconsole.screens.day_lists import DayLists

        self.app.push_screen(DayLists())

    def _open_view(self, view: ViewRow) -> None:
        from csconsole.screens.tickets import TicketsScreen

        def show(screen: BaseScreen[object]) -> None:
            if isinstance(screen, TicketsScreen):
                screen.show_view(view)

        self.console.go_then("tickets", show)


def _counted(each: CountedView) -> str:
    return f"{each.view.name} {each.count}".rstrip()


def choice_text(each: CountedView) -> str:
    """A view and its count as a choice: ``Leaks (3)``."""
    return f"{each.view.name} ({each.count})" if each.count else each.view.name
