"""From the page of a record to the next one of the list that it was opened from."""

from __future__ import annotations

from typing import Any

from csconsole.i18n import _
from csconsole.screens.base import BaseScreen


class GoingBy(BaseScreen[Any]):
    """Mixin of record pages: ``[`` and ``]`` go through ``neighbours``, the keys of the list in its order."""

    neighbours: tuple[str, ...] = ()

    def key_shown(self) -> str:
        """The key of the record that is shown, as ``neighbours`` names it."""
        raise NotImplementedError

    def show_key(self, key: str) -> None:
        """Show another record."""
        raise NotImplementedError

    def do_record_next(self) -> None:
        """The next record of the list."""
        self._go_by(1)

    def do_record_previous(self) -> None:
        """The record before it."""
        self._go_by(-1)

    def _go_by(self, step: int) -> None:
        if self.key_shown() not in self.neighbours:
            self.toast(_("This page was not opened from a list."), "warning")
            return
        place = self.neighbours.index(self.key_shown()) + step
        if not 0 <= place < len(self.neighbours):
            self.toast(_("The list ends here."), "warning")
            return
        self.show_key(self.neighbours[place])
        self.load()


class GoingByNumber(GoingBy):
    """The same for pages that are known by the record's ``number``."""

    number: str

    def key_shown(self) -> str:
        """Its number."""
        return self.number

    def show_key(self, key: str) -> None:
        """Another number."""
        self.number = key
