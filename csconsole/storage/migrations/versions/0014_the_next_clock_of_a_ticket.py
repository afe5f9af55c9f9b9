"""The next clock of a ticket."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The next clock of a ticket."""
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("next_clock", sa.String(length=20), nullable=True))
        batch_op.create_index(
            "ix_ticket_open_next",
            ["next_due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )

    running = (
        "c.ticket_id = ticket.id AND c.round = ticket.reopenings + 1 AND c.kind <> 'objection' "
        "AND c.state IN ('running', 'late') AND c.met_at IS NULL AND c.paused_at IS NULL "
        "AND (ticket.state NOT IN ('done', 'called_back') OR c.kind IN ('resolve', 'promise'))"
    )
    still_open = "state NOT IN ('closed', 'cancelled', 'archived')"
    op.execute(
        f"UPDATE ticket SET next_due_at = (SELECT MIN(c.due_at) FROM ticket_clock c WHERE {running}) "
        f"WHERE {still_open}"
    )
    op.execute(
        "UPDATE ticket SET next_clock = (SELECT c.kind FROM ticket_clock c "
        f"WHERE {running} AND c.due_at = ticket.next_due_at ORDER BY c.id LIMIT 1) "
        f"WHERE {still_open} AND next_due_at IS NOT NULL"
    )
