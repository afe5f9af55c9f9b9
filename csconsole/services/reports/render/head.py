"""The lines that stand above and below every report (RPT-05, SEC-10)."""

from __future__ import annotations

from csconsole.clock import local
from csconsole.i18n import _
from csconsole.services.reports.document import ReportDocument


def head_pairs(document: ReportDocument) -> list[tuple[str, str]]:
    """Name and value of each line of the header, without the formulas."""
    period = document.period
    if document.provisional:
        period += " " + _("(provisional: the period has not ended)")
    at = local(document.generated_at, document.zone).strftime("%Y-%m-%d %H:%M %Z")
    return [
        (_("Report"), f"{document.title} ({document.source})"),
        *([(_("Site"), document.site)] if document.site else []),
        (_("Period"), period),
        (_("Generated"), _("{at} by {who}", at=at, who=document.generated_by)),
        (_("Secrecy"), document.secrecy),
    ]
