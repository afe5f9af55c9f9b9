"""The noun ``ticket``, and what its verbs print: lists, one ticket, its steps."""

from __future__ import annotations

from typing import Any, Final

from csconsole.cli import ticket_about
from csconsole.cli.call_columns import escalation_words
from csconsole.cli.output import Column
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

app: Final = NounApp(help=N_("Create tickets and move them through their life."))

COLUMNS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("kind", N_("Kind"), codes="ticket_kind"),
    Column("state", N_("State"), codes="ticket_state"),
    Column("priority", N_("Priority"), codes="ticket_priority"),
    Column("title", N_("What"), width=32),
    Column("due_at", N_("Due")),
    Column("late", N_("Overdue")),
    Column(
        "late_clock", N_("Late clock"), lambda row: row.next_clock if row.late else None, codes="clock_kind"
    ),
    Column("address", N_("Where"), width=20),
    Column("customer", N_("Customer"), lambda row: row.customer or row.contact_name, width=16),
    Column("department", N_("Department")),
    Column("handler", N_("Handler")),
    Column("second_handler", N_("Second person"), table=False),
    Column("accepted_by_one", N_("Accepted so far by"), table=False),
    Column("first_owner", N_("First owner"), table=False),
    Column("level", N_("Level"), codes="complaint_level", table=False),
    Column("vip", N_("VIP"), table=False),
    Column("category", N_("Category"), table=False),
    Column("scope", N_("Scope"), codes="ticket_scope", table=False),
    Column("size", N_("Size"), codes="ticket_size", table=False),
    Column("mode", N_("Mode"), codes="ticket_mode", table=False),
    Column("contact_name", N_("Contact"), table=False),
    Column("phone", N_("Phone"), table=False, about=N_("masked outside own items")),
    Column("zone", N_("Zone"), table=False),
    Column("reported_at", N_("Reported"), table=False),
    Column("dispatched_at", N_("Dispatched"), table=False),
    Column("dispatch_seconds", N_("Time to dispatch"), kind="seconds", table=False),
    Column("accepted_at", N_("Accepted"), table=False),
    Column("due_source", N_("Due because of"), codes="ticket_due_source", table=False),
    Column("due_limit", N_("Time limit"), table=False),
    Column("next_due_at", N_("Next due"), table=False),
    Column("next_clock", N_("Next clock"), codes="clock_kind", table=False),
    Column("promised_at", N_("Promised"), table=False),
    Column("paused_at", N_("Paused since"), table=False),
    Column("review_at", N_("Review"), table=False),
    Column("last_note_at", N_("Last note"), table=False),
    Column("done_at", N_("Done"), table=False),
    Column("closed_at", N_("Closed"), table=False),
    Column("close_reason", N_("Closed because"), codes="ticket_close_reason", table=False),
    Column("satisfaction", N_("Satisfaction"), codes="satisfaction", table=False),
    Column("returns", N_("Returns"), table=False),
    Column("reopenings", N_("Reopenings"), table=False),
    Column("escalated", N_("Escalated"), table=False),
    Column("needs_callback", N_("Needs a callback"), table=False),
    Column("merged_into", N_("Merged into"), table=False),
    Column("litigation_at", N_("In litigation since"), table=False),
    Column("charge", N_("Price"), table=False),
    Column("paid", N_("Paid"), table=False),
    Column("slip_due_at", N_("Repair slip wanted by"), table=False),
    Column("slip_at", N_("Repair slip submitted"), table=False),
    Column("id", N_("Key"), table=False),
    Column("version", N_("Version"), table=False),
)


def _of_row(column: Column[Any]) -> Column[Any]:
    return Column(
        column.name, column.title, lambda page: column.of(page.row), codes=column.codes, kind=column.kind
    )


PAGE: tuple[Column[Any], ...] = (
    *map(_of_row, COLUMNS),
    Column("description", N_("Details")),
    Column("asset", N_("Asset")),
    *ticket_about.COLUMNS,
    Column("appointment_at", N_("Appointment")),
    Column("result", N_("Result")),
    Column("feedback", N_("Customer's feedback")),
    Column("wait_reason", N_("Waits because")),
    Column("park_reason", N_("Parked because"), codes="park_reason"),
    Column("customer_informed", N_("Customer told")),
    Column("demand", N_("Demand")),
    Column("complaint", N_("Complaint record"), table=False),
    Column("clocks", N_("Clocks"), table=False),
    Column("links", N_("Links"), table=False),
    Column("escalations", N_("Escalations"), words=escalation_words),
    Column("timeline", N_("Timeline"), table=False),
    Column(
        "possible",
        N_("Possible now"),
        lambda page: [step.action for step in page.steps if step.possible],
        codes="ticket_action",
    ),
)

STEPS: tuple[Column[Any], ...] = (
    Column("action", N_("Step"), about=N_("the code to name it by")),
    Column("label", N_("Name")),
    Column("possible", N_("Possible")),
    Column("needs", N_("Needs"), codes="field"),
    Column("why_not", N_("Why not"), width=60),
)
