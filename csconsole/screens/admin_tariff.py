"""Administration: the tariff of chargeable services (TKT-24)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList
from csconsole.screens.listing import PageLike
from csconsole.screens.record_form import RecordForm, code_choices
from csconsole.widgets.form import Field
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


class TariffForm(RecordForm["TariffRow"]):
    """A new service, or the next price of one: a price that has held is never changed."""

    TITLE_TEXT = N_("Line of the tariff")
    FORM = "tariff"

    def key_of(self, item: TariffRow) -> str:
        """Its code and the day from which it holds."""
        return f"{item.code} {item.valid_from}"

    def heading(self, item: TariffRow) -> str:
        """Its code."""
        return item.code

    def compose_body(self) -> ComposeResult:
        """The price and from when, then what it is for."""
        code = Field("code", N_("Code"), required=True, help=N_("such as water.tap"))
        offered = (("no", _("yes")), ("yes", _("no longer from then on")))
        yield self.filled(
            *(() if self.item else (code,)),
            Field("price", N_("Price"), required=True),
            Field("unit", N_("Unit"), "choice", code_choices("tariff_unit"), value="time"),
            Field("valid_from", N_("Valid from"), help=N_("2026-12-01, tomorrow; empty: today")),
            Field("name_zh", N_("Chinese name")),
            Field("name_en", N_("English name")),
            Field("ends", N_("Offered"), "choice", offered, value="no"),
        )

    def store(self, ctx: Context, typed: dict[str, str], item: TariffRow | None) -> TariffRow:
        """Store a price from a day on, or that the service ends."""
        from csconsole.services.moments import read_day
        from csconsole.services.tariff import end_service, set_price

        code = item.code if item else typed["code"]
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

    def stored_values(self, row: TariffRow | None) -> None:
        """Nothing to settle: a save never changes a price that is stored."""
        del row

    def values_of(self, item: TariffRow) -> dict[str, str]:
        """The price as it is, to write the next one over."""
        return {
            "price": item.price,
            "unit": item.unit,
            "name_zh": item.name_zh,
            "name_en": item.name_en,
        }
