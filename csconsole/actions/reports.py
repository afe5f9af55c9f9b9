"""Actions of the reports: choosing report and period, opening a figure, splitting, exporting."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("reports", N_("Reports"), includes=("rows",)),
    Context("figure", N_("Records behind a figure"), includes=("list",)),
)

_HERE = ("reports",)
_RIGHT = "report.view"

ACTIONS: Final = (
    Action(
        "report.view",
        ("v",),
        N_("Choose the report; in a figure, its other parts"),
        "report",
        ("reports", "figure"),
        N_("which"),
        3,
        right=_RIGHT,
    ),
    Action("report.filter", ("/",), N_("Choose the period"), "report", _HERE, N_("period"), 4, right=_RIGHT),
    Action("report.previous", ("[",), N_("The period before"), "report", _HERE, N_("before"), 5),
    Action("report.next", ("]",), N_("The period after"), "report", _HERE, N_("after"), 6),
    Action(
        "report.split",
        ("b",),
        N_("Split the figures by person, team, channel …"),
        "report",
        _HERE,
        N_("split"),
        7,
        right=_RIGHT,
    ),
    Action(
        "report.export",
        ("E",),
        N_("Export the report to a file"),
        "report",
        _HERE,
        N_("export"),
        8,
        right=_RIGHT,
    ),
    Action("report.section", ("tab", "right"), N_("Next part"), "list", _HERE, navigation=True),
    Action("report.section_back", ("shift+tab", "left"), N_("Previous part"), "list", _HERE, navigation=True),
)
