"""Indexes that reports need: tickets by report and completion, callbacks by due time, attempts by time."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Indexes that reports need."""
    op.create_index("ix_ticket_reported", "ticket", ["reported_at", "id"], unique=False)
    op.create_index("ix_ticket_done", "ticket", ["done_at"], unique=False)
    op.create_index("ix_callback_due", "callback", ["due_at", "id"], unique=False)
    op.create_index("ix_call_again", "call", ["customer_id", "category_id", "started_at"], unique=False)
    op.create_index("ix_attempt_at", "attempt", ["at", "id"], unique=False)
