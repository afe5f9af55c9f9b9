"""The filter of a list screen: typed in its bar, refused with its place, dropped and got back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from csconsole.errors import CsconsoleError, UsageError
from csconsole.i18n import _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.filter_bar import FilterBar, Offer
from csconsole.widgets.table import PagedTable

if TYPE_CHECKING:
    from csconsole.services.query import EntityFields


class FilteredScreen(BaseScreen[None]):
    """The half of a list screen that knows its filter; the list loads what it selects."""

    FILTER: ClassVar[str] = ""
    """The filter at the start."""

    def __init__(self) -> None:
        super().__init__()
        self.filter = self.FILTER
        self.base_filter = self.FILTER  # of the view that is shown: what escape gives back
        self.dropped_filter = ""
        self._filter_typed = False

    def fields(self) -> EntityFields | None:
        """The keys of this list's filter, as its service publishes them (``TICKETS``, ``CALLS``); import it
        here.
        """
        return None

    def complete_filter(self, text: str, place: int) -> Sequence[Offer]:
        """Completions for the filter bar."""
        if self.ctx is None or (fields := self.fields()) is None:
            return ()
        from csconsole.services.query import complete_filter

        return complete_filter(None, fields, text, place)

    @property
    def bar(self) -> FilterBar:
        """The filter bar."""
        return self.query_one(FilterBar)

    def _filter_refused(self, error: CsconsoleError) -> None:
        typed, self._filter_typed = self._filter_typed, False
        if isinstance(error, UsageError) and (self.bar.is_open or typed):
            self.bar.open()
            position: int | None = getattr(error, "position", None)
            self.bar.show_error(error.message, position, final=typed)
        else:
            self.toast_error(error)

    def do_list_filter(self) -> None:
        """Open the filter bar with the filter in the words of the present language; where none stands, with
        the one that was dropped last: enter brings it back, typing writes over it.
        """
        if not self.bar.is_open:
            self.bar.set_filter(self.shown_filter(self.filter))
        again = self.dropped_filter if not self.is_filtered else ""
        self.bar.open(offer=self.shown_filter(again))

    def shown_filter(self, text: str) -> str:
        """A filter with its keys and values in the present language."""
        if not text or (fields := self.fields()) is None:
            return text
        from csconsole.services.query import shown_filter

        return shown_filter(fields, text)

    def set_filter(self, text: str) -> None:
        """Show the list with this filter."""
        self.filter = text
        self.bar.set_filter(self.shown_filter(text))
        self.load()

    def show_base(self, text: str) -> None:
        """Show the view with this filter."""
        self.base_filter = text
        self.set_filter(text)

    def on_filter_bar_changed(self, event: FilterBar.Changed) -> None:
        """A filter was typed."""
        self.filter = event.text
        self._filter_typed = event.final
        if event.final:
            self.bar.close()
            self.query_one("#list", PagedTable).focus()
        self.load()

    @property
    def is_filtered(self) -> bool:
        """Whether another filter stands than that of the view."""
        return self.shown_filter(self.filter) != self.shown_filter(self.base_filter)

    def close_filter(self) -> None:
        """Escape in the bar: close it and drop what was typed."""
        self.bar.close()
        self.query_one("#list", PagedTable).focus()
        if self.is_filtered:
            self.drop_filter()

    def drop_filter(self) -> None:
        """Show the view again; the key of the filter gets the filter back."""
        self.dropped_filter = self.filter
        self.set_filter(self.base_filter)
        key = self.console.registry.key_sign("list.filter")
        self.toast(_("The filter is dropped; {key} and enter bring it back.", key=key))
