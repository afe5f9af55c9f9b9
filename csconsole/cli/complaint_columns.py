"""What ``csconsole complaint`` and ``csconsole meeting`` print, and what their verbs share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from csconsole.cli.output import Column
from csconsole.cli.ticket_columns import COLUMNS as TICKET_COLUMNS
from csconsole.cli.verbs import NounApp
from csconsole.i18n import N_

if TYPE_CHECKING:
    from csconsole.cli.output import Format

app: Final = NounApp(help=N_("Complaints: the six steps, what a major one needs, and what is learned."))

COLUMNS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("stage", N_("Stage"), codes="complaint_state"),
    *(column for column in TICKET_COLUMNS if column.name not in ("number", "kind", "state", "level")),
    Column("level", N_("Level"), codes="complaint_level"),
    Column("level_confirmed", N_("Level confirmed"), table=False),
    Column("state", N_("State"), codes="ticket_state", table=False),
)
REGISTER: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("time", N_("Time")),
    Column("channel", N_("Channel")),
    Column("complainant", N_("Complainant")),
    Column("company", N_("Company")),
    Column("address", N_("Address")),
    Column("phone", N_("Phone")),
    Column("content", N_("Content")),
    Column("demand", N_("Demand")),
    Column("told_cause", N_("Cause as told")),
    Column("about", N_("Complained about")),
    Column("apology", N_("Apology made")),
    Column("promised", N_("Promised reply")),
    Column("recorder", N_("Recorder")),
    Column("passed", N_("Passed to, at")),
    Column("level", N_("Level")),
    Column("stage", N_("Stage")),
    Column("instruction", N_("Handling opinion")),
    Column("options", N_("Options")),
    Column("option", N_("Option chosen")),
    Column("customer_option", N_("Option of the customer")),
    Column("cause", N_("Cause analysis")),
    Column("measure", N_("Measure")),
    Column("corrective", N_("Corrective measure")),
    Column("result", N_("Result")),
    Column("satisfaction", N_("Satisfaction")),
    Column("signed", N_("Signed by")),
    Column("executed", N_("Executed by, at")),
    Column("handled", N_("Handled by, at")),
    Column("type", N_("Type")),
)
CHECKS: tuple[Column[Any], ...] = (
    Column("step", N_("Step"), codes="complaint_step"),
    Column("state", N_("State"), codes="checklist_state"),
    Column("missing", N_("Missing"), codes="field"),
    Column("entries", N_("Recorded"), table=False),
)
SEVEN: tuple[Column[Any], ...] = (
    Column("step", N_("Step of a major complaint"), codes="complaint_seven"),
    Column("done", N_("Done")),
    Column("why", N_("Missing")),
)
ACTS: tuple[Column[Any], ...] = (
    Column("at", N_("Time")),
    Column("kind", N_("Kind"), codes="complaint_act"),
    Column("by", N_("By")),
    Column("rank", N_("Rank"), codes="escalation_rung"),
    Column("text", N_("Text"), width=48),
    Column("senior", N_("By the senior role"), table=False),
    Column("id", N_("Key"), table=False),
)
ITEMS: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("kind", N_("Kind"), codes="action_item_kind"),
    Column("state", N_("State"), codes="action_item_state"),
    Column("text", N_("What"), width=40),
    Column("owner", N_("Owner")),
    Column("department", N_("Department")),
    Column("due_at", N_("Due")),
    Column("late", N_("Overdue")),
    Column("number", N_("Complaint")),
    Column("meeting", N_("Meeting"), table=False),
    Column("feedback", N_("Feedback"), table=False),
    Column("verdict", N_("Verdict"), codes="effect_verdict", table=False),
    Column("checks", N_("Checks"), table=False),
    Column("verifier", N_("Verified by"), table=False),
    Column("returns", N_("Not accepted"), table=False),
    Column("version", N_("Version"), table=False),
)
MEETINGS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("kind", N_("Kind"), codes="meeting_kind"),
    Column("state", N_("State"), codes="meeting_state"),
    Column("topic", N_("Topic"), width=32),
    Column("ticket", N_("Complaint")),
    Column("starts_at", N_("Begins")),
    Column("ends_at", N_("Ends")),
    Column("host", N_("Host")),
    Column("recorder", N_("Recorder"), table=False),
    Column("place", N_("Place"), table=False),
    Column("agenda", N_("Agenda"), table=False),
    Column("attendees", N_("Present"), table=False),
    Column("absentees", N_("Absent"), table=False),
    Column("content", N_("Content"), table=False),
    Column("results", N_("Agreed results"), table=False),
    Column("why", N_("Reason"), about=N_("why it was moved, cancelled or corrected last"), table=False),
    Column("items", N_("Action items"), table=False),
    Column("version", N_("Version"), table=False),
)
PENALTIES: tuple[Column[Any], ...] = (
    Column("number", N_("Complaint")),
    Column("person", N_("Person")),
    Column("head", N_("Head")),
    Column("rule", N_("Rule"), width=40),
    Column("amount_cents", N_("Amount in cents"), right=True),
    Column("violation", N_("Violation"), right=True),
    Column("occurrence", N_("Occurrence"), right=True),
    Column("text", N_("Text"), table=False),
    Column("at", N_("Time")),
)
VIOLATIONS: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("staff_no", N_("Staff no.")),
    Column("person", N_("Person")),
    Column("rule", N_("Rule"), width=40),
    Column("occurrence", N_("Occurrence"), right=True),
    Column("at", N_("Time")),
    Column("action", N_("Action")),
    Column("amount_cents", N_("Amount in cents"), right=True),
    Column("number", N_("Complaint")),
    Column("decided_by", N_("Decided by")),
    Column("text", N_("Text"), table=False),
    Column("version", N_("Version"), table=False),
)
RECURRENCES: tuple[Column[Any], ...] = (
    Column("cause", N_("Cause"), codes="complaint_cause"),
    Column("department", N_("Department")),
    Column("count", N_("Count"), right=True),
    Column("before", N_("Span before"), right=True),
    Column("numbers", N_("Complaints")),
)
CASES: tuple[Column[Any], ...] = (
    Column("id", N_("Key")),
    Column("title", N_("Title"), width=32),
    Column("case_class", N_("Class")),
    Column("tags", N_("Tags")),
    Column("number", N_("Complaint")),
    Column("problem", N_("Problem"), table=False),
    Column("solution", N_("Solution"), table=False),
    Column("lesson", N_("Lesson"), table=False),
)
KEY_LIST: tuple[Column[Any], ...] = (
    Column("number", N_("Number"), lambda key: key.row.number),
    Column("level", N_("Level"), lambda key: key.row.level, codes="complaint_level"),
    Column("stage", N_("Stage"), lambda key: key.row.stage, codes="complaint_state"),
    Column("title", N_("What"), lambda key: key.row.title, width=32),
    Column("noted_today", N_("Noted today")),
    Column("breaches", N_("Days without a note"), lambda key: [day.isoformat() for day in key.breaches]),
)
SPANS: tuple[Column[Any], ...] = (
    Column("node", N_("Node times"), codes="complaint_node"),
    Column("since", N_("Since")),
    Column("until", N_("Until")),
    Column("seconds", N_("Duration"), kind="seconds"),
    Column("running", N_("Running")),
)
NODES: tuple[Column[Any], ...] = (
    Column("channel", N_("Channel"), codes="channel", about=N_("empty: all")),
    Column("complaints", N_("Complaints"), right=True),
    Column("transfer", N_("Transfer"), kind="seconds"),
    Column("resolve", N_("Solution"), kind="seconds"),
    Column("callback", N_("Callback"), kind="seconds"),
    Column("whole", N_("Whole"), kind="seconds"),
    Column("backwards", N_("Clock wrong"), right=True, about=N_("spans left out: ended before they began")),
)


def _of_row(column: Column[Any]) -> Column[Any]:
    return Column(
        column.name,
        column.title,
        lambda page: column.of(page.ticket.row),
        codes=column.codes,
        kind=column.kind,
        about=column.about,
    )


WHOLE: tuple[Column[Any], ...] = (
    *map(_of_row, COLUMNS),
    Column("demand", N_("Demand"), lambda page: page.ticket.demand),
    Column("type", N_("Type"), lambda page: page.about.complaint_type, codes="complaint_type"),
    Column("against", N_("Complaint about"), lambda page: " ".join(page.against).strip() or None),
    Column(
        "about_department", N_("Department complained about"), lambda page: page.about_department[0] or None
    ),
    Column("loops", N_("Loops"), lambda page: page.about.loops),
    Column("repeats", N_("Repeated"), lambda page: page.repeats.count),
    Column("steps", N_("Six steps")),
    Column("seven", N_("Step of a major complaint")),
    Column("acts", N_("Measures")),
    Column("meetings", N_("Meetings")),
    Column("items", N_("Action items")),
    Column("nodes", N_("Node times"), about=N_("from receipt to transfer, result, callback, archive")),
    Column(
        "possible",
        N_("Possible now"),
        lambda page: [step.action for step in page.procedure if step.possible],
    ),
)

NumberArgument = Annotated[
    str,
    typer.Argument(metavar="NUMBER", help=N_("The complaint's number, or its last digits for one of today.")),
]


def take(number: str, action: str, fmt: Format | None, **answers: Any) -> None:
    """Take one step of the procedure with what was given, and print the complaint."""
    from csconsole.cli.output import emit_record
    from csconsole.cli.session import context
    from csconsole.services.complaints import take_complaint_step

    given = {name: value for name, value in answers.items() if value is not None}
    emit_record(take_complaint_step(context(), number, action, given), COLUMNS, fmt=fmt)
