"""``csconsole repair``: the repair-type table with questions, first-aid tips, equipment, warranty."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import ActiveOption, EnOption, FormatOption, ReasonOption, ZhOption
from csconsole.cli.output import Column, emit_record
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_, ngettext

app = NounApp(help=N_("Repair types: questions, first-aid tips, equipment, warranty of parts."))

TYPES: tuple[Column[Any], ...] = (
    Column("category", N_("Category")),
    Column("name", N_("Name")),
    Column("questions", N_("Location questions")),
    Column("tips", N_("First-aid tips")),
    Column("equipment", N_("Equipment to bring")),
    Column("parts", N_("Parts and warranty"), lambda row: [_part(one) for one in row.parts]),
)

CategoryArgument = Annotated[str, typer.Argument(metavar="CATEGORY", help=N_("The category's code."))]


def _lines(flag: str, text: str) -> Any:
    return typer.Option(flag, metavar="TEXT", help=text)


@lists(app, about=N_("List the repair types."), prints=TYPES, limit=500)
def list_() -> PageReader:
    """The service that reads a page of the table."""
    from csconsole.services.warranty import list_repair_types

    return list_repair_types


@app.command("show", help=N_("What to ask, to advise and to bring for a category."), prints=TYPES)
def show(category: CategoryArgument, fmt: FormatOption = None) -> None:
    """Print what the table says about a category; what it lacks comes from the one above it."""
    from csconsole.cli.session import context
    from csconsole.services.warranty import advice_for

    emit_record(advice_for(context(), category), TYPES, fmt=fmt)


@app.command("edit", help=N_("Write questions, tips or equipment, in your language."), prints=TYPES)
def edit(
    category: CategoryArgument,
    question: Annotated[
        list[str] | None, _lines("--question", N_("A location question; several times."))
    ] = None,
    tip: Annotated[list[str] | None, _lines("--tip", N_("A first-aid tip; several times."))] = None,
    bring: Annotated[list[str] | None, _lines("--bring", N_("What to bring; several times."))] = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Replace the lists that are given."""
    from csconsole.cli.session import context
    from csconsole.services.warranty import edit_repair_type

    row = edit_repair_type(context(), category, questions=question, tips=tip, equipment=bring, reason=reason)
    emit_record(row, TYPES, fmt=fmt)


@app.command("part", help=N_("Enter a part with its months of warranty, or change it."), prints=TYPES)
def part(
    category: CategoryArgument,
    code: Annotated[str, typer.Argument(metavar="PART", help=N_("The part's code, such as: pipes"))],
    months: Annotated[
        int | None, typer.Option("--months", min=0, help=N_("Months of warranty; 0: none."))
    ] = None,
    zh: ZhOption = None,
    en: EnOption = None,
    active: ActiveOption = None,
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Store the part and print the category's line."""
    from csconsole.cli.session import context
    from csconsole.services.warranty import set_part

    row = set_part(
        context(),
        category,
        code,
        months=months,
        name_zh=zh or "",
        name_en=en or "",
        active=active,
        reason=reason,
    )
    emit_record(row, TYPES, fmt=fmt)


def _part(one: Any) -> str:
    return f"{one.code} {one.name}, " + ngettext("{n} month", "{n} months", one.months)
