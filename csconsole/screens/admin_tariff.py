"""Administration: the tariff of chargeable services (TKT-24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.codes import entries, label
from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList
from csconsole.screens.drafting import FormScreen
from csconsole.screens.listing import PageLike
from csconsole.widgets.form import Field, Form
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.tariff import TariffRow

TONES: Final[dict[str, Tone]] = {"current": "done", "coming": "accent", "past": "quiet", "ended": "quiet"}


class TariffList(CodedList["TariffRow"]):
    """Every price: what holds, what will, what held."""

    CONTEXT = "tariff"
    CHANGES = "setting.change"
    TITLE_TEXT = N_("Tariff")
    WATCH = frozenset({"tariff"})
    COLUMNS = (
        Column("code", N_("code"), 22, flex=1, sort="code"),
        Column("name", N_("service"), 22, flex=2),
        Column("price", N_("price"), 9, align="right"),
        Column("unit", N_("unit"), 8),
        Column("from", N_("from"), 10, sort="from"),
        Column("state", N_("state"), 10),
    )
    EMPTY = N_("No price is found. / changes the filter, n adds one.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[TariffRow]:
        """A page of prices."""
        from csconsole.services.tariff import list_tariff

        return list_tariff(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.tariff import TARIFF

        return TARIFF

    def row_of(self, item: TariffRow) -> TableRow:
        """One price."""
        state = Toned(label("tariff_state", item.state), TONES[item.state])
        unit, day = label("tariff_unit", item.unit), str(item.valid_from)
        cells = (item.code, item.name, item.price, unit, day, state)
        return TableRow(item.id, cells, "quiet" if item.state in ("past", "ended") else "")

    def peek_of(self, item: TariffRow) -> Sequence[PeekLine]:
        """Both names, and the pack that brought it."""
        return (Toned(item.code, "strong"), item.name_zh, item.name_en, Toned(item.pack, "quiet"))

    def form_of(self, item: TariffRow) -> TariffForm:
        """A form for its next price."""
        return TariffForm(item)

    def copy_text(self, item: TariffRow) -> str:
        """The code."""
        return item.code

    def do_tariff_new(self) -> None:
        """A form for a new service."""
        self.open_form(TariffForm())

    def do_tariff_edit(self) -> None:
        """A form for the next price of this one."""
        self.edit_current()


class TariffForm(FormScreen):
    """A new service, or the next price of one: a price that has held is never changed."""

    CONTEXT = "administration_form"
    FORM = "tariff"

    def __init__(self, item: TariffRow | None = None) -> None:
        super().__init__(f"{item.code} {item.valid_from}" if item else "")
        self.item = item

    def compose_body(self) -> ComposeResult:
        """The price and from when, then what it is for."""
        item = self.item
        first = () if item else (Field("code", N_("Code"), required=True, help=N_("such as water.tap")),)
        units = [(code.code, label("tariff_unit", code.code)) for code in entries("tariff_unit")]
        yield Form(
            (
                *first,
                Field("price", N_("Price"), required=True, value=item.price if item else ""),
                Field("unit", N_("Unit"), "choice", units, value=item.unit if item else "time"),
                Field("valid_from", N_("From"), help=N_("2026-12-01, tomorrow; empty: today")),
                Field("name_zh", N_("Chinese name"), value=item.name_zh if item else ""),
                Field("name_en", N_("English name"), value=item.name_en if item else ""),
                Field(
                    "ends",
                    N_("Offered"),
                    "choice",
                    (("no", _("yes")), ("yes", _("no longer from then on"))),
                    value="no",
                ),
            )
        )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.set_title(self.item.code if self.item else _("new"))
        self.form.editor(self.form.fields[0].id).focus()

    def save(self, then_next: bool) -> None:
        """Store it."""
        typed, item = self.form.values(), self.item
        code = item.code if item else typed["code"]

        def work(ctx: Context) -> TariffRow:
            from csconsole.services.moments import read_day
            from csconsole.services.tariff import end_service, set_price

            said = typed["valid_from"].strip()
            day = read_day(ctx, said, field="valid_from") if said else None
            if typed["ends"] == "yes":
                return end_service(ctx, code, valid_from=day)
            return set_price(
                ctx,
                code,
                price=typed["price"],
                valid_from=day,
                name_zh=typed["name_zh"],
                name_en=typed["name_en"],
                unit=typed["unit"],
            )

        self.command(work, lambda _row: self.saved(then_next, _("Saved.")), failed=self.refused)
