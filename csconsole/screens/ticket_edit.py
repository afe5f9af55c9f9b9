"""Correcting what a ticket says, and opening the procedure of a complaint, from the ticket's page.

What the page showed when the dialog opened is what a correction is stored over: who changed it meanwhile is
never written over unseen.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import entries, label
from csconsole.errors import ConflictError, CsconsoleError, InvalidInputError
from csconsole.i18n import _
from csconsole.screens.ticket_time import TicketTime
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.merge import Difference, MergeDialog
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from csconsole.services.categories import CategoryRow
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerMatch
    from csconsole.services.tickets import TicketPage, TicketRow

LISTS: Final = {
    "priority": "ticket_priority",
    "level": "complaint_level",
    "size": "ticket_size",
    "mode": "ticket_mode",
    "defect": "ticket_defect",
    "scope": "ticket_scope",
}
EDITS: Final = (
    ("p", "priority"),
    ("t", "title"),
    ("d", "description"),
    ("w", "customer"),
    ("n", "contact_name"),
    ("h", "phone"),
    ("a", "address"),
    ("o", "scope"),
    ("c", "category"),
    ("b", "appointment_at"),
    ("s", "size"),
    ("m", "mode"),
    ("l", "level"),
    ("v", "asset"),
    ("k", "part"),
    ("u", "product"),
    ("f", "defect"),
)
"""The key and the field of each correction."""
REQUIRED: Final = frozenset({"title", "customer", "appointment_at"})
CHOSEN: Final = frozenset({*LISTS, "part", "category", "customer"})
"""Fields whose value is picked and not typed."""
CATEGORIES_AT_MOST: Final = 200
MASK: Final = "*"
"""Stands in a phone that this person may not read whole."""


class TicketEditing(TicketTime):
    """Mixin of the ticket's page."""

    page: TicketPage | None

    def do_ticket_edit(self) -> None:
        """Choose what to correct, then how."""
        page = self.page
        if page is None:
            return
        zone = self.console.config.zone_info
        options = [
            Option(key, name, _field_label(name), _present(page, name, zone), _why_not(page, name))
            for key, name in EDITS
        ]
        self.open_dialog(
            Choice(_("Correct {number}", number=page.row.number), options),
            partial(self._ask_new_value, page),
        )

    def _ask_new_value(self, page: TicketPage, name: str) -> None:
        """Ask for it; ``page`` is what was read when the dialog opened, whatever is read meanwhile."""
        title = _field_label(name)
        if name == "part":
            self._ask_part(page)
            return
        if name == "category":
            self._ask_category(page)
            return
        if name in LISTS:
            values = [(code.code, label(LISTS[name], code.code)) for code in entries(LISTS[name])]
            self.open_dialog(Choice.numbered(title, values, names=True), partial(self._edit, page, name))
            return
        self._ask_text(page, name, _typed(page, name, self.console.config.zone_info))

    def _ask_text(self, page: TicketPage, name: str, value: str) -> None:
        """One text; what is refused comes back to be mended."""
        dialog = AskText(
            _field_label(name),
            about=f"ticket {page.row.id} edit {name}",
            value=value,
            required=name in REQUIRED,
            long=name == "description",
        )
        if name == "customer":
            self.open_dialog(dialog, partial(self._find_customer, page))
        else:
            self.open_dialog(dialog, partial(self._edit, page, name))

    def _ask_part(self, page: TicketPage) -> None:
        """The parts that the repair-type table has for the category, each with its warranty."""
        from csconsole.services.warranty import part_words

        parts = page.warranty.parts if page.warranty is not None else ()
        values = [(one.part, part_words(one)) for one in parts]
        self.open_dialog(
            Choice.numbered(_field_label("part"), values, names=True), partial(self._edit, page, "part")
        )

    def _ask_category(self, page: TicketPage) -> None:
        """The categories that new tickets may have."""

        def work(ctx: Context) -> list[CategoryRow]:
            from csconsole.services.categories import list_categories

            return [row for row in list_categories(ctx, limit=CATEGORIES_AT_MOST).rows if row.active]

        def choose(rows: list[CategoryRow]) -> None:
            values = [(str(row.id), " > ".join(row.path)) for row in rows]
            codes = [row.code for row in rows]
            self.open_dialog(
                Choice.numbered(_field_label("category"), values, codes, names=True),
                partial(self._edit, page, "category"),
            )

        self.ask(work, choose, group="values")

    def _find_customer(self, page: TicketPage, value: str) -> None:
        """Whose file was meant by last digits, name, pinyin or unit."""

        def work(ctx: Context) -> tuple[CustomerMatch, ...]:
            from csconsole.services.customers import find_customers

            return find_customers(ctx, value, 9)

        def choose(found: tuple[CustomerMatch, ...]) -> None:
            if not found:
                self.toast(_("No customer is found."), "warning")
                self._ask_text(page, "customer", value)
            elif len(found) == 1:
                self._edit(page, "customer", str(found[0].id))
            else:
                listed = [
                    (str(one.id), " ".join(part for part in (one.name, one.unit, one.phone) if part))
                    for one in found
                ]
                self.open_dialog(
                    Choice.numbered(_("Who of them?"), listed, names=True),
                    partial(self._edit, page, "customer"),
                )

        self.ask(work, choose, group="values")

    def _edit(self, page: TicketPage, name: str, value: str) -> None:
        if name == "level" and page.row.level is not None:
            self.collect(
                ("reason",),
                lambda given: self._store(page, name, value, str(given["reason"])),
                about=f"ticket {page.row.id} level {value}",
            )
        else:
            self._store(page, name, value, None)

    def _store(self, page: TicketPage, name: str, value: str, reason: str | None) -> None:
        def work(ctx: Context) -> TicketRow:
            return store_correction(ctx, page.row, name, value, reason)

        self.command(work, self.stepped, failed=partial(self._not_stored, page, name, value, reason))

    def _not_stored(
        self, page: TicketPage, name: str, value: str, reason: str | None, error: CsconsoleError
    ) -> None:
        """Somebody changed the ticket since the dialog opened: what I wrote stays; where both changed one
        field, both versions are shown side by side. A text that breaks a rule comes back to be mended.
        """
        if not isinstance(error, ConflictError):
            self.toast_error(error)
            if isinstance(error, InvalidInputError) and name not in CHOSEN:
                self._ask_text(page, name, value)
            return

        def work(ctx: Context) -> tuple[TicketPage, str]:
            from csconsole.services.tickets import show_ticket

            return show_ticket(ctx, page.row.id), correction_words(ctx, name, value)

        def settle(found: tuple[TicketPage, str]) -> None:
            zone = self.console.config.zone_info
            now, mine = found
            theirs = _present(now, name, zone)
            self.page = now
            if theirs in (_present(page, name, zone), mine):
                self._store(now, name, value, reason)
                return
            self.open_dialog(
                MergeDialog(
                    _("Someone changed this while you did"),
                    [Difference(name, _field_label(name), mine, theirs)],
                    drops=True,
                ),
                lambda chosen: self._store(now, name, value, reason) if chosen[name] == mine else self.load(),
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


def store_correction(ctx: Context, row: TicketRow, name: str, value: str, reason: str | None) -> TicketRow:
    """Store one correction over ``row``; runs in a thread. Raises ``ConflictError`` when it was changed."""
    from csconsole.services.complaints import set_level
    from csconsole.services.moments import read_moment
    from csconsole.services.tickets import edit_ticket

    version = row.version
    if name == "level":
        return set_level(ctx, row.id, level=value, reason=reason, expected_version=version)
    changes: dict[str, Any] = {name: value}
    if name in ("customer", "category"):
        changes = {f"{name}_id": int(value)}
    elif name == "appointment_at":
        changes = {name: read_moment(ctx, value, field=name)}
    return edit_ticket(ctx, row.id, expected_version=version, **changes)


def correction_words(ctx: Context, name: str, value: str) -> str:
    """What was typed or picked, as the page shows it; runs in a thread."""
    if name == "customer":
        from csconsole.services.customers import show_customer

        return show_customer(ctx, int(value)).name
    if name == "category":
        from csconsole.services.categories import list_categories

        rows = list_categories(ctx, limit=CATEGORIES_AT_MOST).rows
        return next((row.name for row in rows if row.id == int(value)), value)
    if name == "appointment_at":
        from csconsole.services.moments import read_moment

        return exact(read_moment(ctx, value, field=name), ctx.zone)
    return _shown(name, value)


def _field_label(name: str) -> str:
    return label("field", {"title": "symptom"}.get(name, name))


def _present(page: TicketPage, name: str, zone: ZoneInfo) -> str:
    if name == "part":
        found = page.warranty
        return next((one.name for one in found.parts if one.part == found.part), "") if found else ""
    of_page = ("description", "asset", "product", "defect", "appointment_at")
    value = getattr(page if name in of_page else page.row, name) or ""
    if isinstance(value, datetime):
        return exact(value, zone)
    return _shown(name, str(value))


def _typed(page: TicketPage, name: str, zone: ZoneInfo) -> str:
    """What the line begins with; a masked phone and what is looked up are typed anew."""
    value = _present(page, name, zone)
    return "" if name == "customer" or (name == "phone" and MASK in value) else value


def _shown(name: str, value: str) -> str:
    return label(LISTS[name], value) if name in LISTS else value


def _why_not(page: TicketPage, name: str) -> str:
    if name == "level" and page.row.kind != "complaint":
        return _("only a complaint has one")
    if name == "part" and page.warranty is None:
        return _("the repair-type table has no parts for this category")
    return "" if page.row.is_open else _("it is closed")
