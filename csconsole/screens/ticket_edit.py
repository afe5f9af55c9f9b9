"""Correcting what a ticket says, and recording the steps of a complaint, from the ticket's page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from csconsole.codes import entries, label
from csconsole.i18n import _
from csconsole.screens.ticket_steps import TicketSteps, step_option
from csconsole.widgets.dialogs import AskText, Choice, Option

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketPage, TicketRow

LISTS: Final = {"priority": "ticket_priority", "level": "complaint_level"}
EDITS: Final = (("p", "priority"), ("t", "title"), ("d", "description"), ("a", "address"), ("l", "level"))
"""The key and the field of each correction."""


class TicketEditing(TicketSteps):
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
        if name in LISTS:
            values = [(code.code, label(LISTS[name], code.code)) for code in entries(LISTS[name])]
            self.open_dialog(Choice.numbered(title, values), partial(self._edit, name))
            return
        dialog = AskText(
            title, value=_present(page, name), required=name == "title", long=name == "description"
        )
        self.open_dialog(dialog, partial(self._edit, name))

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
            from csconsole.services.tickets import edit_ticket, set_level

            if name == "level":
                return set_level(ctx, row.id, level=value, reason=reason)
            changes: dict[str, Any] = {name: value}
            return edit_ticket(ctx, row.id, expected_version=row.version, **changes)

        self.command(work, self.stepped)

    # ---- the procedure of a complaint

    def do_ticket_procedure(self) -> None:
        """The steps of the complaint's procedure: possible ones with what they need, the others with why."""
        page = self.page
        if page is None:
            return
        if page.row.kind != "complaint":
            self.toast(_("{number} is no complaint.", number=page.row.number), "warning")
            return
        number = page.row.id

        def work(ctx: Context) -> Sequence[Step]:
            from csconsole.services.tickets import complaint_steps

            return complaint_steps(ctx, number)

        def choose(steps: Sequence[Step]) -> None:
            possible = sorted(steps, key=lambda step: not step.possible)
            options = [
                Option(key, step, option.text, option.note, option.why_not)
                for key, step, option in _keyed(possible)
            ]
            self.open_dialog(Choice(_("Procedure of the complaint"), options), self._record)

        self.ask(work, choose, group="procedure")

    def _record(self, step: Step) -> None:
        assert self.page is not None
        number = self.page.row.id

        def store(given: dict[str, Any]) -> None:
            def work(ctx: Context) -> TicketRow:
                from csconsole.services.tickets import record_step

                return record_step(ctx, number, step.action, **given)

            self.command(work, self.stepped)

        self.collect(step.needs, store)


def _keyed(steps: Sequence[Step]) -> list[tuple[str, Step, Option]]:
    keys = iter("123456789")
    found = []
    for step in steps:
        option = step_option(step, "complaint_action")
        found.append((next(keys, "") if step.possible else "", step, option))
    return found


def _field_label(name: str) -> str:
    return label("field", {"title": "symptom"}.get(name, name))


def _present(page: TicketPage, name: str) -> str:
    value = page.description if name == "description" else getattr(page.row, name) or ""
    return label(LISTS[name], value) if name in LISTS else str(value)


def _why_not(page: TicketPage, name: str) -> str:
    if name == "level" and page.row.kind != "complaint":
        return _("only a complaint has one")
    return "" if page.row.is_open else _("it is closed")
