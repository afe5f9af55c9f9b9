"""``csconsole doctor``: whether the terminal, the settings and the database are as the program needs them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from csconsole.cli.options import FormatOption
from csconsole.cli.output import Column, emit_rows
from csconsole.cli.verbs import NounApp
from csconsole.clock import DEFAULT_ZONE
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _

COLUMNS: tuple[Column[object], ...] = (
    Column("check", N_("Check"), codes="doctor_check"),
    Column("state", N_("State"), codes="doctor_state"),
    Column("found", N_("Found"), width=60),
    Column("advice", N_("What to do"), width=70),
)

app = NounApp()


@app.command(
    "doctor",
    help=N_("Check the terminal, the settings and the database; a fault is exit code 1."),
    prints=COLUMNS,
)
def doctor(fmt: FormatOption = None) -> None:
    """Look at everything and print a line each."""
    from csconsole.cli.examine import examine

    findings = examine()
    # No finding has a time, and the site's zone may stand in settings that cannot be read.
    emit_rows(findings, COLUMNS, fmt=fmt, zone=ZoneInfo(DEFAULT_ZONE))
    faults = sum(finding.state == "fault" for finding in findings)
    if faults:
        raise CsconsoleError(
            _("Faults found: {n}.", n=faults), hint=_("The last column says what to do about each.")
        )
