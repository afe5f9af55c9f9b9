"""Options that many verbs share, as annotated types: ``def list_(query: FilterOption = "", …)``.

A list that a service reads page by page is declared with ``lists`` of ``cli/lists.py`` and takes them all.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from csconsole.cli.output import Format
from csconsole.i18n import N_

MOST_ROWS: Final = 10_000
"""Rows of one page at most, as the services have it; more are read page by page or exported."""

TICKET: Final = ("ticket", "number")
"""What a verb ``sees`` that changes the ticket named by its argument ``number``."""

Text = str | None


def typed(name: str, help_: str, metavar: str = "TEXT") -> Any:
    """An option with a word or text; ``help_`` is marked with ``N_``."""
    return typer.Option(name, metavar=metavar, help=help_)


FilterOption = Annotated[
    str,
    typer.Option(
        "--filter",
        "-f",
        metavar="FILTER",
        help=N_("Words and conditions, such as: leak state:open due<2h -vip"),
    ),
]
SortOption = Annotated[
    str, typer.Option("--sort", metavar="KEY", help=N_("The key to sort by; -KEY sorts downwards."))
]
LimitOption = Annotated[
    int, typer.Option("--limit", "-n", min=1, max=MOST_ROWS, help=N_("The most rows to print."))
]
AfterOption = Annotated[
    str | None,
    typer.Option(
        "--after", metavar="KEY", help=N_("Go on after this key; the page before names it on stderr.")
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help=N_("How to print; without it, by the suffix of -o, else a table.")),
]
PaperOption = Annotated[str, typer.Option("--format", help=N_("md, html"))]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help=N_("Write to this file instead, whole or not at all.")
    ),
]
ReasonOption = Annotated[str, typer.Option("--reason", metavar="TEXT", help=N_("Why; kept in the history."))]
VersionOption = Annotated[
    int | None, typer.Option("--version-seen", help=N_("Refuse if someone changed it since."))
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help=N_("Do not ask for confirmation."))]
FirstDayOption = Annotated[str, typer.Option("--from", metavar="DATE", help=N_("The first day."))]
LastDayOption = Annotated[
    str | None, typer.Option("--to", metavar="DATE", help=N_("The last day; else today."))
]
WholeTicketOption = Annotated[
    str | None, typer.Option("--ticket", metavar="NUMBER", help=N_("All of this ticket, ended ones too."))
]
ZhOption = Annotated[str | None, typer.Option("--zh", help=N_("The Chinese name."))]
EnOption = Annotated[str | None, typer.Option("--en", help=N_("The English name."))]
ActiveOption = Annotated[
    bool | None, typer.Option("--active/--inactive", help=N_("Whether new records may name it."))
]
