"""What becomes of callbacks without another call: given up, reviewed by the manager, archived."""

from __future__ import annotations

from typing import Annotated

import typer

from csconsole.cli.callback_columns import CALLBACKS
from csconsole.cli.options import FormatOption, ReasonOption
from csconsole.cli.output import emit_record, emit_rows
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

NumbersArgument = Annotated[list[str], typer.Argument(metavar="NUMBER...", help=N_("The callbacks."))]


def add_verbs(app: NounApp) -> None:
    """Give the noun these verbs."""
    app.command(
        "give-up", help=N_("Close a callback that waits for a retry as unreachable."), prints=CALLBACKS
    )(give_up)
    app.command("review", help=N_("Mark finished callbacks as reviewed."), prints=CALLBACKS)(review)
    app.command("archive", help=N_("File reviewed callbacks."), prints=CALLBACKS)(archive)


def give_up(
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=N_("The callback's number."))],
    reason: ReasonOption = "",
    fmt: FormatOption = None,
) -> None:
    """Close it and print the callback."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import give_up_callback

    emit_record(give_up_callback(context(), number, reason=reason), CALLBACKS, fmt=fmt)


def review(numbers: NumbersArgument, fmt: FormatOption = None) -> None:
    """Review all of them or none, and print them."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import review_callback

    ctx = context()
    with ctx.write():
        rows = [review_callback(ctx, number) for number in numbers]
    emit_rows(rows, CALLBACKS, fmt=fmt)


def archive(numbers: NumbersArgument, fmt: FormatOption = None) -> None:
    """Archive all of them or none, and print them."""
    from csconsole.cli.session import context
    from csconsole.services.callbacks import archive_callback

    ctx = context()
    with ctx.write():
        rows = [archive_callback(ctx, number) for number in numbers]
    emit_rows(rows, CALLBACKS, fmt=fmt)
