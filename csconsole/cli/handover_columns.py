"""What the verbs of ``csconsole handover`` print. The names are a contract (``docs/cli.md``)."""

from __future__ import annotations

from typing import Any

from csconsole.cli.output import Column
from csconsole.i18n import N_

HANDOVERS: tuple[Column[Any], ...] = (
    Column("number", N_("Number")),
    Column("state", N_("State"), codes="handover_state"),
    Column("day", N_("Day"), lambda row: row.shift.day),
    Column("shift", N_("Shift"), lambda row: row.shift.code, codes="shift_type"),
    Column("outgoing", N_("Outgoing"), lambda row: f"{row.outgoing_no} {row.outgoing}"),
    Column(
        "incoming",
        N_("Incoming"),
        lambda row: f"{row.incoming_no} {row.incoming}" if row.incoming_id else None,
    ),
    Column("items", N_("Items"), right=True),
    Column("undecided", N_("Undecided"), right=True),
    Column("queries", N_("Questions"), right=True),
    Column("refused", N_("Refused"), right=True, table=False),
    Column("incoming_late", N_("Late")),
    Column("temporary", N_("Temporary"), table=False),
    Column("from_at", N_("Period begins"), table=False),
    Column("snapshot_at", N_("Period ends"), table=False),
    Column("prepared_at", N_("Prepared"), table=False),
    Column("arrived_at", N_("Arrived"), table=False),
    Column("confirmed_at", N_("Confirmed"), table=False),
    Column("signed_out_at", N_("Signed out")),
    Column("received_at", N_("Received")),
    Column("closed_at", N_("Closed"), table=False),
)

ITEMS: tuple[Column[Any], ...] = (
    Column("position", "#", right=True),
    Column("section", N_("Section"), codes="handover_section"),
    Column("entity", N_("Kind"), codes="item_kind"),
    Column("number", N_("Number")),
    Column("title", N_("Item"), width=32),
    Column("age_shifts", N_("Age"), right=True, about=N_("how many handovers have carried it before")),
    Column("flag", N_("Mark"), codes="item_flag"),
    Column("severity", N_("Severity"), codes="item_severity"),
    Column("next_action", N_("Next action"), width=24),
    Column("if_then", N_("If … then"), table=False),
    Column("owner", N_("Owner")),
    Column("due_at", N_("Due")),
    Column("mine", N_("Outgoing side"), codes="item_mine"),
    Column("theirs", N_("Incoming side"), codes="item_theirs"),
    Column("query", N_("Question"), width=24),
    Column("reply", N_("Answer"), width=24),
)


def _of_row(column: Column[Any]) -> Column[Any]:
    """A column of the list as the full record shows it."""
    return Column(
        column.name,
        column.title,
        lambda record: column.of(record.row),
        codes=column.codes,
        about=column.about,
    )


RECORD: tuple[Column[Any], ...] = (
    *(_of_row(column) for column in HANDOVERS),
    Column("missing", N_("Sections still empty"), codes="handover_section"),
    Column("summary", N_("Summary")),
    Column("read_back", N_("Read-back")),
    Column("temporary_note", N_("Supervisor's note")),
    Column("return_reason", N_("Returned because")),
    Column("digest", N_("Digest")),
    Column("outgoing_signature", N_("Outgoing signature"), table=False),
    Column("incoming_signature", N_("Incoming signature"), table=False),
    Column("readers", N_("Read by")),
    Column("figures", N_("Figures"), table=False),
    Column("facts", N_("Facts"), table=False),
    Column("texts", N_("Texts of the sections"), table=False),
    Column("none", N_("Sections marked as none"), lambda record: sorted(record.none), table=False),
    Column("staffing", N_("On duty"), table=False),
    Column("entries", N_("Items"), lambda record: record.items, table=False),
    Column("addenda", N_("Addenda"), table=False),
)
