"""The list of business forms 表单: the open ones, of all tickets or of one; enter opens one (FRM-15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.papers import PaperPage, asked_of, money_words
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.forms import FormDefinition, FormRow
    from csconsole.services.query import EntityFields


class PaperList(ListScreen["FormRow"]):
    """The open forms, the newest first; about one ticket those that have ended too."""

    CONTEXT = "papers"
    TITLE_TEXT = N_("Business forms")
    WATCH = frozenset({"form_record"})
    HOLDS = "records"
    FILTER = "open:yes"
    PEEK = False
    COLUMNS = (
        Column("number", N_("number"), 15, sort="number"),
        Column("form", N_("form"), 12, flex=1, sort="form"),
        Column("state", N_("state"), 12, sort="state"),
        Column("amount", N_("amount"), 10, align="right"),
        Column("ticket", N_("ticket"), 15),
        Column("customer", N_("customer"), 10, flex=1, wide=96),
        Column("at", N_("opened"), 16, wide=70, sort="created"),
    )
    EMPTY = N_("No form is open. / changes the filter, n opens one.")

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket
        if ticket:
            self.filter = self.base_filter = ""

    def on_mount(self) -> None:
        """Say which ticket it is about."""
        if self.ticket:
            self.set_title(self.ticket)

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[FormRow]:
        """A page of them."""
        from csconsole.services.forms import list_forms

        return list_forms(
            ctx,
            ended=True,
            ticket=self.ticket or None,
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.forms.fields import FORMS

        return FORMS

    def row_of(self, item: FormRow) -> TableRow:
        """One form."""
        cells = (
            item.number,
            item.name,
            Toned(item.state_name, "quiet" if item.ended_at else "accent"),
            money_words(item.fields.get("amount") or item.fields.get("claimed")),
            item.ticket or "",
            item.customer or "",
            exact(item.at, self.console.config.zone_info),
        )
        return TableRow(item.number, cells)

    def peek_of(self, item: FormRow) -> Sequence[PeekLine]:
        """Whose it is and what it says."""
        who = "  ".join(part for part in (item.customer, item.department, item.by) if part)
        return [Toned(item.name, "strong"), who, item.note]

    def open_item(self, item: FormRow) -> None:
        """The page of the form."""
        self.app.push_screen(PaperPage(item.number))

    def do_paper_new(self) -> None:
        """Which form, where there are several; then its fields."""

        def work(_ctx: Context) -> Mapping[str, FormDefinition]:
            from csconsole.services.forms.definition import definitions

            return definitions()

        def choose(found: Mapping[str, FormDefinition]) -> None:
            if len(found) == 1:
                self._ask_new(next(iter(found.values())))
                return
            values = [(form, form.label) for form in found.values()]
            self.open_dialog(Choice.numbered(_("Which form?"), values), self._ask_new)

        self.ask(work, choose, group="forms")

    def _ask_new(self, form: FormDefinition) -> None:
        asked = asked_of(form, [name for name, one in form.fields.items() if one.required], {})
        if not self.ticket:
            asked.insert(0, Asked("ticket", label("field", "ticket")))

        def save(given: dict[str, str]) -> None:
            ticket = given.get("ticket") or self.ticket
            fields = {name: value for name, value in given.items() if name != "ticket"}

            def work(ctx: Context) -> FormRow:
                from csconsole.services.forms import open_form

                return open_form(ctx, form.code, ticket=ticket, fields=fields)

            self.command(work, self._opened)

        self.open_dialog(AskFields(form.label, asked, about=f"form new {form.code} {self.ticket}"), save)

    def _opened(self, row: FormRow) -> None:
        self.app.push_screen(PaperPage(row.number))
