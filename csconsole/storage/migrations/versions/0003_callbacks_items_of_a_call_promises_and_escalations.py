"""Callbacks, items of a call, promises and escalations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Callbacks, items of a call, promises and escalations."""
    op.create_table(
        "callback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("e164", sa.String(length=32), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("earliest_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window", sa.String(length=10), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.Column("satisfaction", sa.String(length=20), nullable=True),
        sa.Column("aspect", sa.String(length=40), nullable=True),
        sa.Column("efficiency", sa.Integer(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("advice", sa.String(), nullable=True),
        sa.Column("company_opinion", sa.String(), nullable=True),
        sa.Column("product_suggestion", sa.String(), nullable=True),
        sa.Column("service_suggestion", sa.String(), nullable=True),
        sa.Column("use_problem", sa.String(), nullable=True),
        sa.Column("reminder", sa.String(), nullable=True),
        sa.Column("invitation", sa.String(), nullable=True),
        sa.Column("next_service_on", sa.Date(), nullable=True),
        sa.Column("opportunity", sa.String(), nullable=True),
        sa.Column("repair_result", sa.String(), nullable=True),
        sa.Column("reaction", sa.String(), nullable=True),
        sa.Column("common", sa.Boolean(), nullable=False),
        sa.Column("typical", sa.Boolean(), nullable=False),
        sa.Column("next_callback_id", sa.Integer(), nullable=True),
        sa.Column("signer", sa.String(length=80), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("problem_department_id", sa.Integer(), nullable=True),
        sa.Column("problem_answer", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["problem_department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("ix_callback_call_id", "callback", ["call_id"])
    op.create_index("ix_callback_created", "callback", ["created_at", "id"])
    op.create_index("ix_callback_customer", "callback", ["customer_id", "id"])
    op.create_index("ix_callback_finished", "callback", ["finished_at"])
    op.create_index("ix_callback_next_callback_id", "callback", ["next_callback_id"])
    op.create_index(
        "ix_callback_open_due",
        "callback",
        ["due_at", "id"],
        sqlite_where=sa.text(
            "state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
        ),
        postgresql_where=sa.text(
            "state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
        ),
    )
    op.create_index(
        "ix_callback_open_owner",
        "callback",
        ["owner_id", "due_at"],
        sqlite_where=sa.text(
            "state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
        ),
        postgresql_where=sa.text(
            "state NOT IN ('done', 'refused', 'unreachable', 'reviewed', 'archived', 'cancelled')"
        ),
    )
    op.create_index("ix_callback_problem_department_id", "callback", ["problem_department_id"])
    op.create_index("ix_callback_ticket_id", "callback", ["ticket_id"])
    op.create_table(
        "call_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("scope", sa.String(length=20), nullable=True),
        sa.Column("priority", sa.String(length=20), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"],
            ["callback.id"],
        ),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
        ),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["department.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_call_item_call_id", "call_item", ["call_id"])
    op.create_index("ix_call_item_callback_id", "call_item", ["callback_id"])
    op.create_index("ix_call_item_category_id", "call_item", ["category_id"])
    op.create_index("ix_call_item_department_id", "call_item", ["department_id"])
    op.create_index("ix_call_item_ticket_id", "call_item", ["ticket_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("callback_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"],
            ["callback.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["shift.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_attempt_by_id", "attempt", ["by_id"])
    op.create_index("ix_attempt_callback_id", "attempt", ["callback_id"])
    op.create_index("ix_attempt_shift_id", "attempt", ["shift_id"])
    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("promiser_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("callback_id", sa.Integer(), nullable=True),
        sa.Column("shift_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call.id"],
        ),
        sa.ForeignKeyConstraint(
            ["callback_id"],
            ["callback.id"],
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["promiser_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["shift.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_promise_call_id", "promise", ["call_id"])
    op.create_index("ix_promise_callback_id", "promise", ["callback_id"])
    op.create_index("ix_promise_customer_id", "promise", ["customer_id"])
    op.create_index("ix_promise_due", "promise", ["due_at", "id"])
    op.create_index(
        "ix_promise_open_due",
        "promise",
        ["due_at"],
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_promise_owner_id", "promise", ["owner_id"])
    op.create_index("ix_promise_promiser_id", "promise", ["promiser_id"])
    op.create_index("ix_promise_settled_by_id", "promise", ["settled_by_id"])
    op.create_index("ix_promise_shift_id", "promise", ["shift_id"])
    op.create_index("ix_promise_ticket_id", "promise", ["ticket_id"])
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("target_role", sa.String(length=20), nullable=True),
        sa.Column("target_department_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["by_id"],
            ["staff.id"],
        ),
        sa.ForeignKeyConstraint(
            ["target_department_id"],
            ["department.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_escalation_answered_by_id", "escalation", ["answered_by_id"])
    op.create_index("ix_escalation_by_id", "escalation", ["by_id"])
    op.create_index("ix_escalation_entity_id", "escalation", ["entity_id"])
    op.create_index(
        "ix_escalation_open",
        "escalation",
        ["promised_reply_at"],
        sqlite_where=sa.text("state <> 'told'"),
        postgresql_where=sa.text("state <> 'told'"),
    )
    op.create_index("ix_escalation_target_department_id", "escalation", ["target_department_id"])
