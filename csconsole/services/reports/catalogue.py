"""The reports that exist."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from csconsole.errors import NotFoundError
from csconsole.i18n import _
from csconsole.services.context import Context
from csconsole.services.reports.backlog import BACKLOG
from csconsole.services.reports.callback_report import CALLBACK_REPORT
from csconsole.services.reports.classification import CLASSIFICATION
from csconsole.services.reports.complaint_week import COMPLAINT_WEEK
from csconsole.services.reports.daily import DAILY
from csconsole.services.reports.day_book import DAY_BOOK
from csconsole.services.reports.drafting import ReportSpec
from csconsole.services.reports.enquiries import ENQUIRIES
from csconsole.services.reports.quality import QUALITY
from csconsole.services.reports.sites import SITES
from csconsole.services.reports.workload import WORKLOAD

REPORTS: Final[Mapping[str, ReportSpec]] = {
    spec.name: spec
    for spec in (
        *(DAILY, DAY_BOOK, CLASSIFICATION, ENQUIRIES, CALLBACK_REPORT, COMPLAINT_WEEK),
        *(BACKLOG, QUALITY, SITES, WORKLOAD),
    )
}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as a list shows it."""

    name: str
    source: str
    title: str
    about: str
    default_period: str


def list_reports(ctx: Context) -> tuple[ReportRow, ...]:  # noqa: ARG001 - every service is given who asks
    """Every report, in the order of the catalogue."""
    return tuple(
        ReportRow(spec.name, spec.source, spec.title, spec.about, spec.default_period)
        for spec in REPORTS.values()
    )


def report_named(name: str) -> ReportSpec:
    """The report with this name or source id. Raises ``NotFoundError`` that names the nearest."""
    for spec in REPORTS.values():
        if name.casefold() in (spec.name, spec.source.casefold(), spec.zh):
            return spec
    near = difflib.get_close_matches(name, REPORTS, n=1)
    raise NotFoundError(
        _("There is no report {name}.", name=name),
        field="report",
        value=name,
        hint=_("Did you mean {key}?", key=near[0]) if near else _("See: csconsole report list"),
    )
