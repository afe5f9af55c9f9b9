"""Indexes that lists need."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes that lists need."""
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(
            "ix_call_answer",
            ["next_answer_at"],
            unique=False,
            sqlite_where=sa.text("next_answer_at IS NOT NULL"),
            postgresql_where=sa.text("next_answer_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_call_outbound",
            ["direction", "id"],
            unique=False,
            sqlite_where=sa.text("direction NOT IN ('inbound')"),
            postgresql_where=sa.text("direction NOT IN ('inbound')"),
        )
        batch_op.create_index(
            "ix_call_unfinished",
            ["state", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'lost', 'abandoned')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lost', 'abandoned')"),
        )
        batch_op.create_index(
            "ix_call_unfinished_agent",
            ["agent_id", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'lost', 'abandoned')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'lost', 'abandoned')"),
        )

    with op.batch_alter_table("callback", schema=None) as batch_op:
        batch_op.create_index("ix_callback_owner", ["owner_id", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_callback_satisfaction",
            ["satisfaction", "due_at", "id"],
            unique=False,
            sqlite_where=sa.text("satisfaction IS NOT NULL"),
            postgresql_where=sa.text("satisfaction IS NOT NULL"),
        )

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_merged_into_id"))
        batch_op.create_index(
            "ix_customer_kind",
            ["kind", "id"],
            unique=False,
            sqlite_where=sa.text("kind NOT IN ('person')"),
            postgresql_where=sa.text("kind NOT IN ('person')"),
        )
        batch_op.create_index(
            "ix_customer_merged_into",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_customer_role",
            ["role", "id"],
            unique=False,
            sqlite_where=sa.text("role IS NOT NULL"),
            postgresql_where=sa.text("role IS NOT NULL"),
        )
        batch_op.create_index("ix_customer_tier", ["tier", "id"], unique=False)
        batch_op.create_index(
            "ix_customer_zone",
            ["zone", "id"],
            unique=False,
            sqlite_where=sa.text("zone IS NOT NULL"),
            postgresql_where=sa.text("zone IS NOT NULL"),
        )

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_done")
        batch_op.create_index(
            "ix_ticket_done",
            ["done_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NOT NULL"),
            postgresql_where=sa.text("done_at IS NOT NULL"),
        )
        batch_op.create_index("ix_ticket_kind", ["kind", "id"], unique=False)
        batch_op.create_index(
            "ix_ticket_level",
            ["level", "id"],
            unique=False,
            sqlite_where=sa.text("level IS NOT NULL"),
            postgresql_where=sa.text("level IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_ticket_open_kind",
            ["kind", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )
        batch_op.create_index(
            "ix_ticket_open_priority",
            ["priority_rank", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )
        batch_op.create_index(
            "ix_ticket_open_state",
            ["state", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )
        batch_op.create_index(
            "ix_ticket_paused",
            ["id"],
            unique=False,
            sqlite_where=sa.text("paused_at IS NOT NULL"),
            postgresql_where=sa.text("paused_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_ticket_stage",
            ["stage", "id"],
            unique=False,
            sqlite_where=sa.text("stage IS NOT NULL"),
            postgresql_where=sa.text("stage IS NOT NULL"),
        )
