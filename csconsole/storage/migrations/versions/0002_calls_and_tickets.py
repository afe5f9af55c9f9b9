"""Calls and tickets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Calls and tickets."""
    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("line", sa.String(length=60), nullable=True),
        sa.Column("queue", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("e164", sa.String(length=32), nullable=True),
        sa.Column("reversed_digits", sa.String(length=32), nullable=True),
        sa.Column("no_phone_reason", sa.String(length=240), nullable=True),
        sa.Column("caller_name", sa.String(length=120), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("address", sa.String(length=240), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("agent_name", sa.String(length=120), nullable=True),
        sa.Column("first_owner_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rings", sa.Integer(), nullable=True),
        sa.Column("wait_seconds", sa.Integer(), nullable=True),
        sa.Column("talk_seconds", sa.Integer(), nullable=True),
        sa.Column("wrap_seconds", sa.Integer(), nullable=True),
        sa.Column("over_answer_limit", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=240), nullable=True),
        sa.Column("result", sa.String(length=240), nullable=True),
        sa.Column("solved_first_contact", sa.Boolean(), nullable=False),
        sa.Column("complex", sa.Boolean(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transferred_to", sa.String(length=120), nullable=True),
        sa.Column("voice", sa.String(length=20), nullable=True),
        sa.Column("voice_department_id", sa.Integer(), nullable=True),
        sa.Column("voice_state", sa.String(length=20), nullable=True),
        sa.Column("late_entry", sa.Boolean(), nullable=False),
        sa.Column("late_reason", sa.String(length=240), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.String(length=160), nullable=True),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("survey_result", sa.String(length=40), nullable=True),
        sa.Column("review_date", sa.DateTime(timezone=True), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["first_owner_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["shift.id"],
        ),
        sa.ForeignKeyConstraint(
            ["voice_department_id"],
            ["department.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_call_agent", "call", ["agent_id", "id"])
    op.create_index("ix_call_category_id", "call", ["category_id"])
    op.create_index("ix_call_customer", "call", ["customer_id", "id"])
    op.create_index("ix_call_first_owner_id", "call", ["first_owner_id"])
    op.create_index(
        "ix_call_pending",
        "call",
        ["next_answer_at"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_call_phone", "call", ["e164", "id"])
    op.create_index("ix_call_reversed", "call", ["reversed_digits"])
    op.create_index("ix_call_shift_id", "call", ["shift_id"])
    op.create_index("ix_call_started", "call", ["started_at", "id"])
    op.create_index(
        "ix_call_uncategorised",
        "call",
        ["id"],
        sqlite_where=sa.text("category_id IS NULL AND state NOT IN ('lost', 'abandoned')"),
        postgresql_where=sa.text("category_id IS NULL AND state NOT IN ('lost', 'abandoned')"),
    )
    op.create_index("ix_call_voice_department_id", "call", ["voice_department_id"])
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=True),
        sa.Column("size", sa.String(length=20), nullable=True),
        sa.Column("mode", sa.String(length=20), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("priority_rank", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=True),
        sa.Column("vip", sa.Boolean(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("e164", sa.String(length=32), nullable=True),
        sa.Column("address", sa.String(length=240), nullable=True),
        sa.Column("zone", sa.String(length=80), nullable=True),
        sa.Column("asset", sa.String(length=120), nullable=True),
        sa.Column("appointment_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("origin_call_id", sa.Integer(), nullable=True),
        sa.Column("first_owner_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("policy", sa.String(length=60), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_source", sa.String(length=40), nullable=True),
        sa.Column("due_limit", sa.String(length=12), nullable=True),
        sa.Column("respond_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("customer_informed", sa.Boolean(), nullable=True),
        sa.Column("park_reason", sa.String(length=40), nullable=True),
        sa.Column("wait_reason", sa.String(length=240), nullable=True),
        sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_response_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_note_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("feedback", sa.String(), nullable=True),
        sa.Column("close_reason", sa.String(length=240), nullable=True),
        sa.Column("excluded_reason", sa.String(length=40), nullable=True),
        sa.Column("cause", sa.String(length=40), nullable=True),
        sa.Column("responsible_department_id", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.String(length=20), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("deferrals", sa.Integer(), nullable=False),
        sa.Column("needs_callback", sa.Boolean(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.Column("demand", sa.String(), nullable=True),
        sa.Column("apologised", sa.Boolean(), nullable=True),
        sa.Column("against_staff_id", sa.Integer(), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("external_id", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["against_staff_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["first_owner_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"],
            ["ticket.id"],
        ),
        sa.ForeignKeyConstraint(
            ["origin_call_id"],
            ["call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["ticket.id"],
        ),
        sa.ForeignKeyConstraint(
            ["responsible_department_id"],
            ["department.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_ticket_against_staff_id", "ticket", ["against_staff_id"])
    op.create_index("ix_ticket_callback_id", "ticket", ["callback_id"])
    op.create_index("ix_ticket_category_id", "ticket", ["category_id"])
    op.create_index("ix_ticket_closed", "ticket", ["closed_at"])
    op.create_index("ix_ticket_created", "ticket", ["created_at", "id"])
    op.create_index("ix_ticket_customer", "ticket", ["customer_id", "id"])
    op.create_index("ix_ticket_merged_into_id", "ticket", ["merged_into_id"])
    op.create_index(
        "ix_ticket_open_department",
        "ticket",
        ["department_id", "due_at"],
        sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
    )
    op.create_index(
        "ix_ticket_open_due",
        "ticket",
        ["due_at", "id"],
        sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
    )
    op.create_index(
        "ix_ticket_open_handler",
        "ticket",
        ["handler_id", "due_at"],
        sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
    )
    op.create_index(
        "ix_ticket_open_owner",
        "ticket",
        ["first_owner_id", "due_at"],
        sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
    )
    op.create_index("ix_ticket_origin_call", "ticket", ["origin_call_id"])
    op.create_index("ix_ticket_parent_id", "ticket", ["parent_id"])
    op.create_index("ix_ticket_responsible_department_id", "ticket", ["responsible_department_id"])
    op.create_table(
        "staff_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("agent_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("queue", sa.String(length=80), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=120), nullable=True),
        sa.Column("abnormal", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("external_id"),
    )
    op.create_index("ix_staff_activity_at", "staff_activity", ["at", "id"])
    op.create_index("ix_staff_activity_staff_id", "staff_activity", ["staff_id"])
