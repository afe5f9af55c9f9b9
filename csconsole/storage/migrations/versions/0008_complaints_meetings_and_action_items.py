"""Complaints, meetings and action items; a complaint gets the stage that its state stands for."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables, then the stage of every complaint."""
    _cases_and_complaints()
    _acts_and_meetings()
    _penalties_and_items()
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rung", sa.String(length=40), nullable=True))
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(length=30), nullable=True))
        batch_op.add_column(
            sa.Column("level_confirmed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _stages()


def _cases_and_complaints() -> None:
    op.create_table(
        "case_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("case_class", sa.String(length=60), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("case_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_record_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_record_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(length=120), nullable=True),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("told_cause", sa.String(), nullable=True),
        sa.Column("complaint_type", sa.String(length=40), nullable=True),
        sa.Column("complaint_object", sa.String(length=20), nullable=True),
        sa.Column("product", sa.String(length=120), nullable=True),
        sa.Column("about_department_id", sa.Integer(), nullable=True),
        sa.Column("established", sa.Boolean(), nullable=True),
        sa.Column("beyond_authority", sa.Boolean(), nullable=False),
        sa.Column("harm_continues", sa.Boolean(), nullable=True),
        sa.Column("mass", sa.Boolean(), nullable=False),
        sa.Column("media", sa.Boolean(), nullable=False),
        sa.Column("refuses_payment", sa.Boolean(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("own_department", sa.Boolean(), nullable=True),
        sa.Column("short_path", sa.Boolean(), nullable=False),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("plan_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person", sa.String(length=120), nullable=True),
        sa.Column("signer", sa.String(length=120), nullable=True),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("loops", sa.Integer(), nullable=False),
        sa.Column("compensation_cents", sa.Integer(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_complaint_about_department_id"), ["about_department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_complaint_decided_by_id"), ["decided_by_id"], unique=False)
        batch_op.create_index("ix_complaint_type", ["complaint_type", "established"], unique=False)
        batch_op.create_index("ux_complaint_ticket", ["ticket_id"], unique=True)


def _acts_and_meetings() -> None:
    op.create_table(
        "complaint_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("rank", sa.String(length=40), nullable=True),
        sa.Column("senior", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("complaint_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_act_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaint_act_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("agenda", sa.String(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("recorder_id", sa.Integer(), nullable=True),
        sa.Column("attendees", sa.String(), nullable=True),
        sa.Column("absentees", sa.String(), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("results", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["host_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["recorder_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_recorder_id"), ["recorder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_starts_at"), ["starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_ticket_id"), ["ticket_id"], unique=False)


def _penalties_and_items() -> None:
    op.create_table(
        "penalty_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=240), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=True),
        sa.Column("violation", sa.String(length=240), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("penalty_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_penalty_note_head_id"), ["head_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_penalty_note_staff_id"), ["staff_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_penalty_note_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "action_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("feedback", sa.String(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verifier_id", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meeting.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.ForeignKeyConstraint(
            ["verifier_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_item_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(
            "ix_action_item_open_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state <> 'closed'"),
            postgresql_where=sa.text("state <> 'closed'"),
        )
        batch_op.create_index(batch_op.f("ix_action_item_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_ticket_id"), ["ticket_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_verifier_id"), ["verifier_id"], unique=False)


_STAGES = {
    "in_progress": "investigating",
    "on_site": "investigating",
    "waiting": "investigating",
    "parked": "parked",
    "done": "callback",
    "called_back": "summarised",
    "closed": "archived",
    "cancelled": "cancelled",
}


def _stages() -> None:
    """A complaint that was worked on as a plain ticket stands where its state says, else where its record
    says.
    """
    ticket = sa.table(
        "ticket",
        sa.column("id", sa.Integer),
        sa.column("kind", sa.String),
        sa.column("state", sa.String),
        sa.column("stage", sa.String),
        sa.column("level", sa.String),
        sa.column("level_confirmed", sa.Boolean),
        sa.column("paused_at", sa.DateTime(timezone=True)),
        sa.column("steps", sa.JSON),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.select(ticket.c.id, ticket.c.state, ticket.c.level, ticket.c.steps).where(
            ticket.c.kind == "complaint"
        )
    )
    for key, state, level, steps in found.all():
        values: dict[str, Any] = {
            "stage": _STAGES.get(state) or (steps or {}).get("stage") or "registered",
            "level_confirmed": level is not None,
        }
        if state in ("on_site", "waiting"):
            values |= {"state": "in_progress", "paused_at": None}
        connection.execute(ticket.update().where(ticket.c.id == key).values(**values))
