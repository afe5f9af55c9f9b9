"""What the verbs of ``csconsole callback`` print. The names are a contract (``docs/cli.md``)."""

from __future__ import annotations

from typing import Any

from csconsole.cli.call_columns import escalation_words
from csconsole.cli.output import Column
from csconsole.i18n import N_

CALLBACKS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("kind", N_("Kind"), codes="callback_kind"),
    Column("source", N_("Source"), codes="callback_source"),
    Column("state", N_("State"), codes="callback_state"),
    Column("customer_name", N_("Customer"), width=20),
    Column("unit", N_("Unit"), table=False),
    Column("phone", N_("Phone"), about=N_("masked")),
    Column("reason", N_("Reason"), width=32),
    Column("next_at", N_("Call next")),
    Column("due_at", N_("Due")),
    Column("earliest_at", N_("Earliest"), table=False),
    Column("ready_at", N_("To be called from"), table=False),
    Column("agreed_at", N_("Agreed"), table=False),
    Column("owner_no", N_("Owner")),
    Column("owner_name", N_("Owner's name"), table=False),
    Column("attempts", N_("Attempts"), right=True),
    Column("max_attempts", N_("Most attempts"), table=False),
    Column("overdue", N_("Overdue"), table=False),
    Column("window", N_("Window"), codes="callback_window", table=False),
    Column("result", N_("Result"), codes="callback_result"),
    Column("satisfaction", N_("Satisfaction"), codes="satisfaction"),
    Column("aspect", N_("Aspect"), codes="satisfaction_aspect", table=False),
    Column("ticket_number", N_("Ticket"), table=False),
    Column("reached_at", N_("Reached"), table=False),
    Column("finished_at", N_("Finished"), table=False),
    Column("created_at", N_("Created"), table=False),
    Column("id", N_("Key"), table=False),
    Column("version", N_("Version"), table=False),
)


def _said(field: str) -> Any:
    return lambda sheet: getattr(sheet.record, field)


def _of_row(column: Column[Any]) -> Column[Any]:
    return Column(column.name, column.title, lambda sheet: column.of(sheet.row), codes=column.codes)


SHEET: tuple[Column[Any], ...] = (
    *map(_of_row, CALLBACKS),
    Column("efficiency", N_("Efficiency"), _said("efficiency")),
    Column("quality", N_("Quality"), _said("quality")),
    Column("answer", N_("Answer"), _said("answer")),
    Column("advice", N_("Advice given"), _said("advice")),
    Column("company_opinion", N_("Opinion of the company"), _said("company_opinion")),
    Column("product_suggestion", N_("Product suggestion"), _said("product_suggestion")),
    Column("service_suggestion", N_("Service suggestion"), _said("service_suggestion")),
    Column("use_problem", N_("Use and problem"), _said("use_problem")),
    Column("reminder", N_("Reminder"), _said("reminder")),
    Column("invitation", N_("Invitation"), _said("invitation")),
    Column("next_service_on", N_("Next service"), _said("next_service_on")),
    Column("opportunity", N_("Opportunity"), _said("opportunity")),
    Column("repair_result", N_("Repair result"), _said("repair_result")),
    Column("reaction", N_("Customer's reaction"), _said("reaction")),
    Column("common", N_("Common"), _said("common")),
    Column("typical", N_("Typical"), _said("typical")),
    Column("next_callback", N_("Next callback"), _said("next_callback")),
    Column("signer", N_("Signer"), _said("signer")),
    Column("problem", N_("Problem"), _said("problem")),
    Column("problem_department", N_("Department"), _said("problem_department")),
    Column("problem_answer", N_("Answer to the problem"), _said("problem_answer")),
    Column("told_at", N_("Customer told"), _said("told_at")),
    Column("escalations", N_("Escalations"), words=escalation_words),
    Column("required", N_("Needs"), codes="field", about=N_("fields without which the record is not saved")),
    Column("attempt_list", N_("Attempts made"), lambda sheet: sheet.attempts, table=False),
)
