"""Correcting what a ticket says, and opening the procedure of a complaint, from the ticket's page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import entries, label
from csconsole.errors import ConflictError, CsconsoleError
from csconsole.i18n import _
from csconsole.screens.ticket_time import TicketTime
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.merge import Difference, MergeDialog

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketPage, TicketRow

LISTS: Final = {
    "priority": "ticket_priority",
    "level": "complaint_level",
    "size": "ticket_size",
    "mode": "ticket_mode",
    "defect": "ticket_defect",
}
EDITS: Final = (
    ("p", "priority"),
    ("t", "title"),
    ("d", "description"),
    ("a", "address"),
    ("s", "size"),
    ("m", "mode"),
    ("l", "level"),
    ("v", "asset"),
    ("k", "part"),
    ("u", "product"),
    ("f", "defect"),
)
"""The key and the field of each correction."""


class TicketEditing(TicketTime):
    """Mixin of the ticket's page."""

    page: TicketPage | None

    def do_ticket_edit(self) -> None:
        """Choose what to correct, then how."""
        page = self.page
        if page is None:
            return
        options = [
            Option(key, name, _field_label(name), _present(page, name), _why_not(page, name))
            for key, name in EDITS
        ]
        self.open_dialog(Choice(_("Correct {number}", number=page.row.number), options), self._ask_new_value)

    def _ask_new_value(self, name: str) -> None:
        page = self.page
        if page is None:
            return
        title = _field_label(name)
        if name == "part":
            self._ask_part(page)
            return
        if name in LISTS:
            values = [(code.code, label(LISTS[name], code.code)) for code in entries(LISTS[name])]
            self.open_dialog(Choice.numbered(title, values), partial(self._edit, name))
            return
        dialog = AskText(
            title, value=_present(page, name), required=name == "title", long=name == "description"
        )
        self.open_dialog(dialog, partial(self._edit, name))

    def _ask_part(self, page: TicketPage) -> None:
        """The parts that the repair-type table has for the category, each with its warranty."""
        from csconsole.services.warranty import part_words

        parts = page.warranty.parts if page.warranty is not None else ()
        values = [(one.part, part_words(one)) for one in parts]
        self.open_dialog(Choice.numbered(_field_label("part"), values), partial(self._edit, "part"))

    def _edit(self, name: str, value: str) -> None:
        page = self.page
        if page is None:
            return
        if name == "level" and page.row.level is not None:
            self.collect(("reason",), lambda given: self._store(name, value, str(given["reason"])))
        else:
            self._store(name, value, None)

    def _store(self, name: str, value: str, reason: str | None) -> None:
        assert self.page is not None
        row = self.page.row

        def work(ctx: Context) -> TicketRow:
            from csconsole.services.complaints import set_level
            from csconsole.services.tickets import edit_ticket

            if name == "level":
                return set_level(ctx, row.id, level=value, reason=reason)
            changes: dict[str, Any] = {name: value}
            return edit_ticket(ctx, row.id, expected_version=row.version, **changes)

        self.command(work, self.stepped, failed=partial(self._refused, name, value, reason))

    def _refused(self, name: str, value: str, reason: str | None, error: CsconsoleError) -> None:
        """Somebody changed the ticket meanwhile: what I wrote stays; where both changed one field, both
        versions are shown side by side.
        """
        if not isinstance(error, ConflictError) or self.page is None:
            self.toast_error(error)
            return
        before, number = self.page, self.page.row.id

        def work(ctx: Context) -> TicketPage:
            from csconsole.services.tickets import show_ticket

            return show_ticket(ctx, number)

        def settle(page: TicketPage) -> None:
            self.page = page
            mine, theirs = _shown(name, value), _present(page, name)
            if theirs in (_present(before, name), mine):
                self._store(name, value, reason)
                return
            self.open_dialog(
                MergeDialog(
                    _("Someone changed this while you did"),
                    [Difference(name, _field_label(name), mine, theirs)],
                ),
                lambda chosen: self._store(name, value, reason) if chosen[name] == mine else self.load(),
            )

        self.ask(work, settle, group="again")

    # ---- the procedure of a complaint

    def do_ticket_procedure(self) -> None:
        """Open the complaint's page: its six steps, and what is missing."""
        page = self.page
        if page is None:
            return
        if page.row.kind != "complaint":
            self.toast(_("{number} is no complaint.", number=page.row.number), "warning")
            return
        from csconsole.screens.complaint_page import ComplaintScreen

        self.app.push_screen(ComplaintScreen(page.row.number))


def _field_label(name: str) -> str:
    return label("field", {"title": "symptom"}.get(name, name))


def _present(page: TicketPage, name: str) -> str:
    if name == "part":
        found = page.warranty
        return next((one.name for one in found.parts if one.part == found.part), "") if found else ""
    of_page = ("description", "asset", "product", "defect")
    value = getattr(page if name in of_page else page.row, name) or ""
    return _shown(name, str(value))


def _shown(name: str, value: str) -> str:
    return label(LISTS[name], value) if name in LISTS else value


def _why_not(page: TicketPage, name: str) -> str:
    if name == "level" and page.row.kind != "complaint":
        return _("only a complaint has one")
    if name == "part" and page.warranty is None:
        return _("the repair-type table has no parts for this category")
    return "" if page.row.is_open else _("it is closed")
