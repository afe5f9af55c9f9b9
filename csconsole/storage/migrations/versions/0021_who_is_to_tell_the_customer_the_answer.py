"""Who is to tell the customer the answer from above (CALL-12, SHF-11)."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PASSED = (
    "SELECT escalation.id, handover.outgoing_id, handover.incoming_id FROM escalation "
    "JOIN handover_item ON handover_item.entity = 'escalation' AND handover_item.entity_id = escalation.id "
    "OR handover_item.entity = escalation.entity AND handover_item.entity_id = escalation.entity_id "
    "JOIN handover ON handover.id = handover_item.handover_id "
    "WHERE escalation.state IN ('open', 'answered') AND handover.received_at > escalation.at "
    "AND handover_item.mine = 'pass' AND handover_item.theirs = 'accept' "
    "AND handover.incoming_id IS NOT NULL ORDER BY handover.received_at, handover.id"
)
"""What was handed over with its record before the customer was told, the earliest first."""


def upgrade() -> None:
    """The column: who escalated; of what is not told yet, who took it over last."""
    # with the key in the same statement SQLite need not write the whole table anew
    op.execute("ALTER TABLE escalation ADD COLUMN teller_id INTEGER REFERENCES staff (id)")
    op.create_index("ix_escalation_teller_id", "escalation", ["teller_id"])
    op.execute("UPDATE escalation SET teller_id = by_id")
    connection = op.get_bind()
    move = sa.text("UPDATE escalation SET teller_id = :incoming WHERE id = :key AND teller_id = :outgoing")
    for key, outgoing, incoming in connection.execute(sa.text(_PASSED)).all():
        connection.execute(move, {"key": key, "outgoing": outgoing, "incoming": incoming})
