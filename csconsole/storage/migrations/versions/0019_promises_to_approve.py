"""Promises that a supervisor approves, and what was reported upward about them (CALL-14)."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ASKED = (
    "escalation.state = 'open' AND (escalation.reason LIKE 'To approve (%' "
    "OR escalation.reason LIKE '待批准（%') AND promise.state = 'open' "
    "AND promise.promiser_id = escalation.by_id AND promise.due_at = escalation.promised_reply_at "
    "AND (promise.ticket_id = escalation.entity_id AND escalation.entity = 'ticket' "
    "OR promise.callback_id = escalation.entity_id AND escalation.entity = 'callback' "
    "OR promise.call_id = escalation.entity_id AND escalation.entity = 'call')"
)
"""What earlier versions reported upward as a promise to approve, which nobody has answered yet."""


def upgrade() -> None:
    """The columns, and the promises that wait for their answer already."""
    op.add_column("promise", sa.Column("approval", sa.String(length=20), nullable=True))
    # with the key in the same statement SQLite need not write the whole table anew
    op.execute("ALTER TABLE escalation ADD COLUMN promise_id INTEGER REFERENCES promise (id)")
    op.create_index("ix_escalation_promise_id", "escalation", ["promise_id"])
    op.execute(
        f"UPDATE escalation SET promise_id = (SELECT max(promise.id) FROM promise WHERE {_ASKED}) "
        "WHERE state = 'open'"
    )
    op.execute(
        "UPDATE promise SET approval = 'asked' WHERE id IN (SELECT promise_id FROM escalation "
        "WHERE promise_id IS NOT NULL)"
    )
    where = sa.text("approval IS NOT NULL")
    op.create_index(
        "ix_promise_approval",
        "promise",
        ["approval", "due_at"],
        sqlite_where=where,
        postgresql_where=where,
    )
