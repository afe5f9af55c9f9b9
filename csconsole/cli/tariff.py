"""``csconsole tariff``: what chargeable services cost, from which day on."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.moments import day
from csconsole.cli.options import EnOption, FormatOption, ZhOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

COLUMNS: tuple[Column[object], ...] = (
    Column("code", N_("Code")),
    Column("name", N_("Service"), width=32),
    Column("price", N_("Price"), right=True),
    Column("unit", N_("Unit"), codes="tariff_unit"),
    Column("valid_from", N_("Valid from")),
    Column("state", N_("State"), codes="tariff_state"),
    Column("name_zh", N_("Chinese name"), table=False),
    Column("name_en", N_("English name"), table=False),
    Column("price_cents", N_("Hundredths"), table=False),
    Column("pack", N_("Pack"), table=False),
)
CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help=N_("The service's code: water.tap"))]
FromOption = Annotated[
    str | None, typer.Option("--from", metavar="DAY", help=N_("The day from which it holds; else today."))
]

app = NounApp(help=N_("The tariff of chargeable services."))


@lists(
    app,
    about=N_("The prices that hold today; --all also earlier and later ones."),
    prints=COLUMNS,
    limit=500,
)
def list_(
    every: Annotated[bool, typer.Option("--all", help=N_("Earlier and later prices, too."))] = False,
) -> PageReader:
    """Reads the tariff."""
    from csconsole.services.tariff import list_tariff

    return partial(list_tariff, current=not every)


@app.command("set", help=N_("Set the price of a service from a day on."), prints=COLUMNS)
def set_(
    code: CodeArgument,
    price: Annotated[str, typer.Argument(metavar="PRICE", help=N_("Such as 60 or 60.50."))],
    from_: FromOption = None,
    zh: ZhOption = None,
    en: EnOption = None,
    unit: Annotated[str, typer.Option("--unit", help=N_("time, piece, hour, day, sqm …"))] = "",
    fmt: FormatOption = None,
) -> None:
    """Store a price."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import set_price

    ctx = context()
    row = set_price(
        ctx,
        code,
        price=price,
        valid_from=day(ctx, from_, "valid_from"),
        name_zh=zh or "",
        name_en=en or "",
        unit=unit,
    )
    emit_record(row, COLUMNS, fmt=fmt)


@app.command("end", help=N_("Offer a service no longer from a day on."), prints=COLUMNS)
def end(code: CodeArgument, from_: FromOption = None, fmt: FormatOption = None) -> None:
    """End a service."""
    from csconsole.cli.session import context
    from csconsole.services.tariff import end_service

    ctx = context()
    emit_record(end_service(ctx, code, valid_from=day(ctx, from_, "valid_from")), COLUMNS, fmt=fmt)
