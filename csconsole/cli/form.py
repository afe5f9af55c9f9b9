"""``csconsole form``: business forms that are defined as data, so far the compensation claim."""

from __future__ import annotations

from collections import UserDict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, OutOption, PaperOption
from csconsole.cli.output import Column, emit_record, emit_rows, emit_text
from csconsole.cli.ticket_columns import STEPS
from csconsole.cli.verbs import NounApp
from csconsole.errors import UsageError
from csconsole.i18n import N_, _, apart

if TYPE_CHECKING:
    from csconsole.services.forms import FormRow

app = NounApp(help=N_("Business forms: the compensation claim."))


class _Fields(UserDict[str, Any]):
    """The fields of a form as programs get them, which knows its words for people."""

    def __init__(self, row: FormRow) -> None:
        super().__init__(row.fields)
        self.form = row.form

    def words(self) -> str:
        """Every field that holds something, with its name; money and codes as people write them."""
        from csconsole.codes import label
        from csconsole.services.forms import definition_of
        from csconsole.services.forms.records import say_field

        form = definition_of(self.form)
        said = ((name, say_field(form, name, self.get(name))) for name in form.fields)
        return apart(f"{label('field', name)} {text}" for name, text in said if text)


FORMS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("name", N_("Form")),
    Column("state_name", N_("State")),
    Column("ticket", N_("Ticket")),
    Column("customer", N_("Customer")),
    Column("fields", N_("Fields"), lambda row: _Fields(row), width=40, words=lambda fields: fields.words()),
    Column("missing", N_("Missing"), codes="field"),
    Column("by", N_("By")),
    Column("at", N_("Time")),
    Column("form", N_("Code"), table=False),
    Column("form_version", N_("Version of the form"), table=False),
    Column("state", N_("State's code"), table=False),
    Column("department", N_("Department"), table=False),
    Column("signatures", N_("Signatures"), table=False),
    Column("note", N_("Note"), table=False),
    Column("ended_at", N_("Ended"), table=False),
    Column("version", N_("Version"), table=False),
)
FormArgument = Annotated[str, typer.Argument(metavar="NUMBER", help=N_("Number of the form."))]
FieldsOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="FIELD=VALUE", help=N_("A field; may be given several times.")),
]


@app.command("open", help=N_("Open a form about a ticket."), prints=FORMS)
def open_(
    form: Annotated[str, typer.Argument(metavar="FORM", help=N_("compensation"))],
    ticket: Annotated[
        str | None, typer.Option("--ticket", metavar="NUMBER", help=N_("The ticket it is about."))
    ] = None,
    fields: FieldsOption = None,
    note: Annotated[str | None, typer.Option("--note", help=N_("More about it."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Open a form."""
    from csconsole.cli.session import context
    from csconsole.services.forms import open_form

    row = open_form(context(), form, ticket=ticket, fields=_pairs(fields), note=note)
    emit_record(row, FORMS, fmt=fmt)


@app.command(
    "fill",
    help=N_("Fill in fields of a form that nobody has signed."),
    prints=FORMS,
    sees=("form_record", "number"),
)
def fill(number: FormArgument, fields: FieldsOption = None, fmt: FormatOption = None) -> None:
    """Fill in fields."""
    from csconsole.cli.session import context
    from csconsole.services.forms import fill_form

    emit_record(fill_form(context(), number, _pairs(fields)), FORMS, fmt=fmt)


@app.command(
    "step",
    help=N_("Take a step of a form: negotiate, agree, approve, pay, close …"),
    prints=FORMS,
    sees=("form_record", "number"),
)
def step(
    number: FormArgument,
    action: Annotated[
        str,
        typer.Argument(
            metavar="STEP", help=N_("negotiate, agree, approve, pay, close, refuse, return, cancel")
        ),
    ],
    fields: FieldsOption = None,
    signer: Annotated[str | None, typer.Option("--signer", help=N_("Who signed, how, and when."))] = None,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why."))] = None,
    fmt: FormatOption = None,
) -> None:
    """Take a step."""
    from csconsole.cli.session import context
    from csconsole.services.forms import take_form

    given = {"signer": signer, "reason_why": reason}
    answers = {**_pairs(fields), **{name: value for name, value in given.items() if value}}
    emit_record(take_form(context(), number, action, answers), FORMS, fmt=fmt)


@lists(app, about=N_("Open forms, the newest first."), prints=FORMS, limit=500, counted="records")
def list_(
    form: Annotated[str | None, typer.Argument(metavar="FORM", help=N_("One form; else all."))] = None,
    ended: Annotated[bool, typer.Option("--all", help=N_("Also those that have ended."))] = False,
) -> PageReader:
    """Reads forms."""
    from csconsole.services.forms import list_forms

    return partial(list_forms, form=form, ended=ended)


@app.command("show", help=N_("Show a form."), prints=FORMS)
def show(number: FormArgument, fmt: FormatOption = None) -> None:
    """Print a form."""
    from csconsole.cli.session import context
    from csconsole.services.forms import show_form

    emit_record(show_form(context(), number), FORMS, fmt=fmt)


@app.command("steps", help=N_("The steps of a form, and why not."), prints=STEPS)
def steps(number: FormArgument, fmt: FormatOption = None) -> None:
    """Print the steps."""
    from csconsole.cli.session import context
    from csconsole.services.forms import show_form

    emit_rows(show_form(context(), number).steps, STEPS, fmt=fmt)


@app.command("print", help=N_("The form on paper."))
def print_(
    number: FormArgument,
    fmt: PaperOption = "md",
    out: OutOption = None,
) -> None:
    """Print it."""
    from csconsole.cli.session import context
    from csconsole.services.forms import print_form

    emit_text(print_form(context(), number, fmt=fmt), out=out)


def _pairs(fields: list[str] | None) -> dict[str, str]:
    """``name=value`` of each option."""
    found: dict[str, str] = {}
    for one in fields or ():
        name, equals, value = one.partition("=")
        if not equals:
            raise UsageError(_("Write it as FIELD=VALUE: {text}.", text=one), field="--set", value=one)
        found[name.strip()] = value
    return found
