"""``csconsole setting``: what differs between sites."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from csconsole.cli.lists import PageReader, lists
from csconsole.cli.options import FormatOption, ReasonOption
from csconsole.cli.output import Column, Format, emit_record, say
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

if TYPE_CHECKING:
    from csconsole.services.settings import SettingRow

COLUMNS: tuple[Column[object], ...] = (
    Column("key", N_("Key")),
    Column("value", N_("Value"), width=30),
    Column("unit", N_("Unit")),
    Column("changed", N_("Changed")),
    Column("default", N_("Default"), width=20),
    Column("type", N_("Type"), table=False),
    Column("choices", N_("Choices"), table=False),
    Column("source", N_("Rule")),
    Column("about", N_("What it is"), width=70),
)
KeyArgument = Annotated[
    str,
    typer.Argument(
        metavar="KEY", help=N_("The setting's key; of a table also one line: ticket.limits.repair.")
    ),
]

app = NounApp(help=N_("Show and change settings."))


@lists(app, about=N_("List settings with the values that hold now."), prints=COLUMNS, limit=500)
def list_() -> PageReader:
    """The service that reads a page of the settings."""
    from csconsole.services.settings import list_settings

    return list_settings


@app.command("show", help=N_("Show one setting."), prints=COLUMNS)
def show(key: KeyArgument, fmt: FormatOption = None) -> None:
    """Print one setting."""
    from csconsole.cli.session import context
    from csconsole.services.settings import show_setting

    emit_record(show_setting(context(), key), COLUMNS, fmt=fmt)


@app.command("set", help=N_("Give a setting the site's own value."), prints=COLUMNS)
def set_(
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help=N_("The new value."))],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Change a setting and print it."""
    from csconsole.cli.session import context
    from csconsole.services.settings import change_setting

    _emit(change_setting(context(), key, value, reason=reason or None), fmt)


@app.command(
    "reset",
    help=N_("Let a setting have its default again, with what the installed packs preset."),
    prints=COLUMNS,
)
def reset(key: KeyArgument, reason: ReasonOption = "", fmt: FormatOption = None) -> None:
    """Reset a setting and print it."""
    from csconsole.cli.session import context
    from csconsole.services.settings import reset_setting

    _emit(reset_setting(context(), key, reason=reason or None), fmt)


def _emit(row: SettingRow, fmt: Format | None) -> None:
    """The setting; of a table or list also what the change took away, added and changed."""
    emit_record(row, COLUMNS, fmt=fmt)
    for sentence in row.difference.sentences():
        say(sentence)
