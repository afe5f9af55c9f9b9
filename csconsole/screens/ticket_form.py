"""The form of a new ticket. What is typed is kept as a draft until it is saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import entries, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _, get_language
from csconsole.screens.base import BaseScreen
from csconsole.screens.category_words import category_words
from csconsole.screens.drafting import FormScreen
from csconsole.screens.ticket_about import advice_lines
from csconsole.screens.ticket_words import alike_words
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.form import Field, Form
from csconsole.widgets.tones import say_lines

if TYPE_CHECKING:
    from csconsole.services.categories import CategoryRow
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerMatch
    from csconsole.services.tickets import TicketRow
    from csconsole.services.warranty import RepairAdvice

    Choices: TypeAlias = tuple[Sequence[CategoryRow], Mapping[str, str], Sequence[tuple[str, str]]]

FIELD_OF: Final = {
    "symptom": "title",
    "contact_name": "contact",
    "promised_at": "promised",
    "reported_at": "reported",
    "appointment_at": "appointment",
    "wanted_at": "wanted",
}
"""Which field of the form an error of the service is about, where the names differ."""
CATEGORIES_AT_MOST: Final = 500


def open_ticket_form(screen: BaseScreen[Any], then: Callable[[TicketRow], None]) -> None:
    """Open the form over ``screen``; ``then`` gets the new ticket."""

    def show(choices: Choices) -> None:
        screen.open_dialog(TicketForm(*choices), then)

    screen.ask(read_choices, show, group="ticket-form")


def read_choices(ctx: Context) -> Choices:
    """What the form offers: the categories with the words by which they are found, and the kinds of the
    program and of the installed packs.
    """
    from csconsole.services.categories import list_categories
    from csconsole.services.packs.kinds import offered_kinds

    initials = get_language() == "zh"
    with ctx.read():
        rows, kinds = list_categories(ctx, limit=CATEGORIES_AT_MOST).rows, offered_kinds(ctx)
    return rows, {row.code: category_words(row, initials=initials) for row in rows}, kinds


class TicketForm(FormScreen):
    """Answers with the new ticket, or nothing when it was left."""

    CONTEXT = "ticket_form"
    TITLE_TEXT = N_("New ticket")
    FORM = "ticket"
    DEFAULT_CSS = """
    TicketForm #advice { height: auto; max-height: 10; padding: 0 1; border-top: solid $rule; display: none; }
    TicketForm #advice.-open { display: block; }
    TicketForm #advice > Static { height: auto; }
    TicketForm.-wide Form { width: 3fr; }
    TicketForm.-wide #advice {
        width: 2fr; height: 1fr; max-height: 100h; border-top: none; border-left: solid $rule;
    }
    """

    def __init__(
        self,
        categories: Sequence[CategoryRow],
        found_by: Mapping[str, str],
        kinds: Sequence[tuple[str, str]],
        customer_id: int | None = None,
        customer: str = "",
    ) -> None:
        super().__init__("" if customer_id is None else f"customer {customer_id}")
        self.categories = tuple(row for row in categories if row.active)
        self.found_by = found_by
        self.kinds = tuple(kinds)
        self.customer_id = customer_id
        self.customer = customer
        self.looked_for: tuple[str, ...] = ()
        self.advised = ""

    def compose_body(self) -> ComposeResult:
        """What is wrong first, then whose, where, how urgent."""
        with Container(classes="split"):
            yield Form(
                (
                    Field("title", N_("What"), required=True),
                    Field("kind", N_("Kind"), "choice", self.kinds, help=N_("empty: by the category")),
                    Field(
                        "category",
                        N_("Category"),
                        "choice",
                        [(row.code, " > ".join(row.path)) for row in self.categories],
                        found_by=self.found_by,
                    ),
                    Field("part", N_("Part"), help=N_("what is broken: its number or name as shown")),
                    Field(
                        "who",
                        N_("Customer"),
                        value=self.customer,
                        help=N_("last digits, name, pinyin or unit"),
                    ),
                    Field("phone", N_("Phone"), help=N_("empty: the customer's")),
                    Field("contact", N_("Contact"), help=N_("empty: the customer")),
                    Field("address", N_("Where"), help=N_("empty: the customer's address")),
                    Field("scope", N_("Scope"), "choice", _codes("ticket_scope")),
                    Field("priority", N_("Priority"), "choice", _codes("ticket_priority")),
                    Field("size", N_("Size"), "choice", _codes("ticket_size")),
                    Field("mode", N_("Mode"), "choice", _codes("ticket_mode"), help=N_("empty: by the size")),
                    Field("asset", N_("Asset"), help=N_("number or serial number, or in words")),
                    Field("appointment", N_("Appointment"), help=N_("tomorrow 10:00")),
                    Field("reported", N_("Reported"), help=N_("empty: now; 2h ago, yesterday 15:00")),
                    Field("description", N_("Details"), "text", rows=3),
                    Field("promised", N_("Promised"), help=N_("today 12:00, tomorrow 10:00, 3wd")),
                    Field("wanted", N_("Wanted by"), help=N_("an earlier time that the customer asks for")),
                    Field("product", N_("Product"), help=N_("for the quality list; empty: the asset's")),
                    Field("defect", N_("Defect"), "choice", _codes("ticket_defect")),
                    Field(
                        "level", N_("Level"), "choice", _codes("complaint_level"), help=N_("complaints only")
                    ),
                )
            )
            with VerticalScroll(id="advice", can_focus=False):
                yield Static("", id="advice-lines", markup=False)

    def on_mount(self) -> None:
        """Begin with what is wrong."""
        self.form.editor("title").focus()

    def on_form_changed(self, event: Form.Changed) -> None:
        """What is to be asked and advised follows the category at once."""
        super().on_form_changed(event)
        category = self.form.values()["category"]
        if category == self.advised:
            return
        self.advised = category

        def work(ctx: Context) -> RepairAdvice:
            from csconsole.services.warranty import NO_ADVICE, advice_for

            return advice_for(ctx, category) if category else NO_ADVICE

        self.ask(work, self._show_advice, group="advice")

    def _show_advice(self, advice: RepairAdvice) -> None:
        self.query_one("#advice").set_class(not advice.is_empty, "-open")
        lines = advice_lines(advice, wide=self.has_class("-wide"))
        self.query_one("#advice-lines", Static).update(say_lines(lines))

    def on_form_pause(self, event: Form.Pause) -> None:
        """Typing paused: the draft is kept, and open tickets of this caller and matter are looked for."""
        super().on_form_pause(event)
        typed = self.form.values()
        asked = (typed["phone"], typed["address"], typed["category"], typed["kind"], typed["who"])
        if asked == self.looked_for:
            return
        self.looked_for = asked
        customer_id = self.customer_id if typed["who"].strip() == self.customer else None
        category = next((row.id for row in self.categories if row.code == typed["category"]), None)

        def work(ctx: Context) -> tuple[TicketRow, ...]:
            from csconsole.services.phones import PhoneError
            from csconsole.services.tickets import similar_tickets

            about: dict[str, Any] = {
                "customer_id": customer_id,
                "category_id": category,
                "kind": typed["kind"] or None,
            }
            try:
                return similar_tickets(ctx, phone=typed["phone"], address=typed["address"], **about)
            except PhoneError:  # half a number: what is known without it
                return similar_tickets(ctx, address=typed["address"], **about)

        self.ask(work, self._show_similar, group="similar")

    def _show_similar(self, found: Sequence[TicketRow]) -> None:
        """Say what is open already of this caller and matter."""
        self.set_status(*alike_words(found))

    def save(self, then_next: bool) -> None:
        """Find the customer that was typed, then register."""
        who = self.form.values()["who"].strip()
        if not who or (self.customer_id is not None and who == self.customer):
            self._register(self.customer_id if who else None, then_next)
            return

        def work(ctx: Context) -> tuple[CustomerMatch, ...]:
            from csconsole.services.customers import find_customers

            return find_customers(ctx, who, 9)

        self.ask(
            work, lambda found: self._customers_found(found, then_next), group="who", failed=self.refused
        )

    def _customers_found(self, found: tuple[CustomerMatch, ...], then_next: bool) -> None:
        if len(found) == 1:
            self._register(found[0].id, then_next)
        elif not found:
            message = _("No customer is found. Leave this empty and write contact and phone.")
            self.form.show_error("who", message)
        else:
            listed = [
                (one.id, " ".join(part for part in (one.name, one.unit, one.phone) if part)) for one in found
            ]
            self.open_dialog(
                Choice.numbered(_("Who of them?"), listed, names=True),
                lambda key: self._register(key, then_next),
            )

    def _register(self, customer_id: int | None, then_next: bool) -> None:
        typed = self.form.values()
        category = next((row.id for row in self.categories if row.code == typed["category"]), None)

        def work(ctx: Context) -> tuple[TicketRow, str]:
            from csconsole.services.moments import read_moment
            from csconsole.services.promises import promise_warning
            from csconsole.services.tickets import asset_note, create_ticket

            times = {
                name: read_moment(ctx, text, field=f"{name}_at") if (text := typed[name].strip()) else None
                for name in ("promised", "wanted", "appointment", "reported")
            }
            row = create_ticket(
                ctx,
                kind=typed["kind"] or None,
                title=typed["title"],
                description=typed["description"],
                customer_id=customer_id,
                phone=typed["phone"],
                contact_name=typed["contact"],
                category_id=category,
                priority=typed["priority"] or None,
                address=typed["address"],
                scope=typed["scope"] or None,
                level=typed["level"] or None,
                size=typed["size"] or None,
                mode=typed["mode"] or None,
                asset=typed["asset"],
                part=typed["part"],
                product=typed["product"] or None,
                defect=typed["defect"] or None,
                appointment_at=times["appointment"],
                reported_at=times["reported"],
                promised_at=times["promised"],
                wanted_at=times["wanted"],
            )
            notes = (promise_warning(ctx, row.promised_at), asset_note(ctx, row.id))
            return row, "  ".join(note for note in notes if note)

        def registered(done: tuple[TicketRow, str]) -> None:
            row, warning = done
            if warning:
                self.toast(warning, "warning")
            self.saved(then_next, _("{number} is registered.", number=row.number), row)

        self.command(work, registered, failed=self.refused)

    def refused(self, error: CsconsoleError) -> None:
        """Put the message under the field it is about."""
        field = FIELD_OF.get(error.field or "", error.field)
        if not self.form.show_error(field, error.message):
            self.toast_error(error)


def _codes(list_name: str) -> list[tuple[str, str]]:
    return [(code.code, label(list_name, code.code)) for code in entries(list_name)]
