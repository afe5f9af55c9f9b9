"""Administration: lists whose rows are opened in a form, by who may change them."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from csconsole.i18n import _
from csconsole.screens.drafting import FormScreen
from csconsole.screens.listing import ListScreen
from csconsole.widgets.tones import Toned

R = TypeVar("R")


class CodedList(ListScreen[R]):
    """Departments or categories: records with a code, in use or not."""

    CHANGES: ClassVar[str] = ""
    """The right to change them."""

    def form_of(self, item: R) -> FormScreen | None:
        """The form of one record, if it has one."""
        del item
        return None

    def open_item(self, item: R) -> None:
        """The form, for who may change it."""
        if no := self.console.right_missing(self.CHANGES):
            self.toast(no, "warning")
        else:
            self.open_one(item)

    def open_one(self, item: R) -> None:
        """The form of one record; a form that offers others by name is opened once these are read."""
        self.open_form(self.form_of(item))

    def open_form(self, form: FormScreen | None) -> None:
        """A form; what it saves is shown here."""
        if form is not None:
            self.open_dialog(form, lambda _answer: self.load())

    def edit_current(self) -> None:
        """The form of the record under the cursor."""
        if (item := self.current) is not None:
            self.open_one(item)


def in_use(active: bool) -> Toned:
    """Whether new records may name it."""
    return Toned(_("in use"), "done") if active else Toned(_("not in use"), "quiet")
