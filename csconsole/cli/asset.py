"""``csconsole asset``: the asset file, its checks, the card, the tickets about an asset."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import day
from csconsole.cli.options import FormatOption, OutOption, PaperOption, ReasonOption, Text
from csconsole.cli.output import Column, emit_record, emit_text
from csconsole.cli.references import customer_id
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, _

if TYPE_CHECKING:
    from csconsole.services.context import Context

app = NounApp(help=N_("Assets: file, checks, card, tickets about them."))

ASSETS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("name", N_("Name"), width=24),
    Column("kind_name", N_("Kind")),
    Column("state", N_("State"), codes="asset_state"),
    Column("location", N_("Location"), width=24),
    Column("serial", N_("Serial number")),
    Column("next_check_on", N_("Next check")),
    Column("overdue", N_("Overdue")),
    Column("open_tickets", N_("Open tickets"), right=True),
    Column("kind", N_("Code of the kind"), table=False),
    Column("zone", N_("Zone"), table=False),
    Column("product", N_("Product"), table=False),
    Column("maker", N_("Maker"), table=False),
    Column("customer", N_("Customer"), table=False),
    Column("handed_over_on", N_("Handover date"), table=False),
    Column("remark", N_("Remark"), table=False),
    Column("id", N_("Key"), table=False),
    Column("version", N_("Version"), table=False),
)


def _of_row(column: Column[Any]) -> Column[Any]:
    return Column(column.name, column.title, lambda page: column.of(page.row), codes=column.codes)


PAGE: tuple[Column[Any], ...] = (
    *map(_of_row, ASSETS),
    Column("planned", N_("Checks to do"), lambda page: [_planned(one) for one in page.planned]),
    Column("checks", N_("Checks done"), lambda page: [_check(one) for one in page.checks]),
    Column("tickets", N_("Tickets"), lambda page: [f"{one.number} {one.title}" for one in page.tickets]),
)
KINDS: tuple[Column[Any], ...] = (
    Column("code", N_("Kind")),
    Column("name", N_("Name")),
    Column("checks", N_("Checks"), lambda kind: [f"{c.code} {c.name}, {c.every}" for c in kind.checks]),
)

NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help=N_("The asset's number or serial number."))
]
KindOption = Annotated[
    Text, typer.Option("--kind", metavar="CODE", help=N_("The kind; see: csconsole asset kinds"))
]
StateOption = Annotated[Text, typer.Option("--state", help=N_("in_use, standby, out_of_service, scrapped"))]
LocationOption = Annotated[Text, typer.Option("--location", "--at", help=N_("Where it is."))]
ZoneOption = Annotated[Text, typer.Option("--zone", help=N_("The zone it is in."))]
SerialOption = Annotated[Text, typer.Option("--serial", help=N_("The maker's serial number."))]
ProductOption = Annotated[Text, typer.Option("--product", help=N_("The product or model."))]
MakerOption = Annotated[Text, typer.Option("--maker", help=N_("Who made it."))]
CustomerOption = Annotated[
    Text, typer.Option("--customer", metavar="CODE|KEY", help=N_("Whose asset it is."))
]
HandedOption = Annotated[
    Text,
    typer.Option("--handed-over", metavar="DATE", help=N_("From when its own warranty counts: 2026-05-17.")),
]
RemarkOption = Annotated[Text, typer.Option("--remark", help=N_("Anything else."))]


@app.command("add", help=N_("Enter an asset."), prints=ASSETS)
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help=N_("What it is called."))],
    kind: Annotated[
        str, typer.Option("--kind", metavar="CODE", help=N_("The kind; see: csconsole asset kinds"))
    ],
    location: Annotated[str, typer.Option("--location", "--at", help=N_("Where it is."))],
    number: Annotated[Text, typer.Option("--number", help=N_("Its number; else it gets one."))] = None,
    state: StateOption = None,
    zone: ZoneOption = None,
    serial: SerialOption = None,
    product: ProductOption = None,
    maker: MakerOption = None,
    customer: CustomerOption = None,
    handed_over: HandedOption = None,
    remark: RemarkOption = None,
    fmt: FormatOption = None,
) -> None:
    """Store an asset and print it."""
    from csconsole.cli.session import context
    from csconsole.services.assets import add_asset

    ctx = context()
    given = _given(ctx, state, zone, serial, product, maker, customer, handed_over, remark)
    row = add_asset(ctx, name=name, kind=kind, location=location, number=number, **given)
    emit_record(row, ASSETS, fmt=fmt)


@app.command("edit", help=N_("Change an asset."), prints=ASSETS)
def edit(
    number: NumberArgument,
    name: Annotated[Text, typer.Option("--name", help=N_("What it is called."))] = None,
    kind: KindOption = None,
    location: LocationOption = None,
    state: StateOption = None,
    zone: ZoneOption = None,
    serial: SerialOption = None,
    product: ProductOption = None,
    maker: MakerOption = None,
    customer: CustomerOption = None,
    handed_over: HandedOption = None,
    remark: RemarkOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change what is given and print the asset."""
    from csconsole.cli.session import context
    from csconsole.services.assets import change_asset

    ctx = context()
    given = _given(ctx, state, zone, serial, product, maker, customer, handed_over, remark)
    named = {"name": name, "kind": kind, "location": location}
    given |= {key: value for key, value in named.items() if value is not None}
    emit_record(change_asset(ctx, number, reason=reason, **given), ASSETS, fmt=fmt)


@lists(app, about=N_("Find assets by number, serial, name, place or product."), prints=ASSETS, limit=500)
def list_(
    text: Annotated[str, typer.Argument(metavar="TEXT", help=N_("What you know of it."))] = "",
    kind: KindOption = None,
    state: StateOption = None,
    customer: CustomerOption = None,
    due: Annotated[
        int | None,
        typer.Option("--due", metavar="DAYS", min=0, help=N_("With a check due within so many days.")),
    ] = None,
) -> PageReader:
    """Reads assets."""
    from csconsole.cli.session import context
    from csconsole.services.assets import list_assets

    ctx = context()
    until = ctx.today() + timedelta(days=due) if due is not None else None
    owner = customer_id(ctx, customer)
    return partial(list_assets, text=text, kind=kind, state=state, customer_id=owner, due_until=until)


@app.command("show", help=N_("Show an asset with its checks and tickets."), prints=PAGE)
def show(number: NumberArgument, fmt: FormatOption = None) -> None:
    """Print an asset."""
    from csconsole.cli.session import context
    from csconsole.services.assets import show_asset

    emit_record(show_asset(context(), number), PAGE, fmt=fmt)


@app.command("check", help=N_("Record a check; a defect opens a ticket about the asset."), prints=PAGE)
def check(
    number: NumberArgument,
    what: Annotated[str, typer.Argument(metavar="CHECK", help=N_("The check's code or name."))],
    result: Annotated[str, typer.Option("--result", help=N_("ok, defect, not_possible"))] = "ok",
    text: Annotated[Text, typer.Option("--text", help=N_("What was found."))] = None,
    on: Annotated[
        Text, typer.Option("--on", metavar="DATE", help=N_("When it was done; else today."))
    ] = None,
    ticket: Annotated[
        bool, typer.Option("--ticket/--no-ticket", help=N_("Whether a defect opens a ticket."))
    ] = True,
    fmt: FormatOption = None,
) -> None:
    """Record a check and print the asset."""
    from csconsole.cli.session import context
    from csconsole.services.assets import record_check

    ctx = context()
    checked_on = day(ctx, on, "checked_on")
    page = record_check(ctx, number, what, result=result, text=text, on=checked_on, open_ticket=ticket)
    emit_record(page, PAGE, fmt=fmt)


@app.command("card", help=N_("Print the asset card."))
def card(
    number: NumberArgument,
    fmt: PaperOption = "md",
    out: OutOption = None,
) -> None:
    """Print the card as Markdown or HTML."""
    from csconsole.cli.session import context
    from csconsole.services.assets import asset_card

    emit_text(asset_card(context(), number, fmt=fmt), out=out)


@lists(
    app,
    "kinds",
    about=N_("The kinds of assets and their checks; packs bring them."),
    prints=KINDS,
    limit=500,
)
def kinds() -> PageReader:
    """Reads the kinds."""
    from csconsole.services.assets.kinds import list_kinds

    return list_kinds


def _given(
    ctx: Context,
    state: Text,
    zone: Text,
    serial: Text,
    product: Text,
    maker: Text,
    customer: Text,
    handed_over: Text,
    remark: Text,
) -> dict[str, Any]:
    """The fields that were given."""
    given = {
        "state": state,
        "zone": zone,
        "serial": serial,
        "product": product,
        "maker": maker,
        "customer_id": customer_id(ctx, customer),
        "handed_over_on": day(ctx, handed_over, "handed_over_on"),
        "remark": remark,
    }
    return {name: value for name, value in given.items() if value is not None}


def _planned(one: Any) -> str:
    due = _("due {day}", day=one.due_on)
    late = _("overdue") if one.overdue else ""
    return "  ".join(part for part in (one.code, one.name, one.every, due, late) if part)


def _check(one: Any) -> str:
    from csconsole.codes import label

    result = label("asset_check_result", one.result)
    parts = (str(one.checked_on), one.name, result, one.text, one.by, one.ticket)
    return "  ".join(part for part in parts if part)
