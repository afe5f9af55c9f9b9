"""Links between tickets; buildings, origins and strategies in the routing table; absence of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table of links, the columns, and the indexes that find open tickets of a phone or address."""
    op.create_table(
        "ticket_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["other_id"],
            ["ticket.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("ticket_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_link_other_id"), ["other_id"], unique=False)
        batch_op.create_index("ux_ticket_link", ["ticket_id", "other_id", "kind"], unique=True)

    with op.batch_alter_table("routing_rule", schema=None) as batch_op:
        batch_op.add_column(sa.Column("building", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("from_department_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("strategy", sa.String(length=20), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_routing_rule_from_department_id"), ["from_department_id"], unique=False
        )
        batch_op.create_foreign_key(
            "fk_routing_rule_from_department_id", "department", ["from_department_id"], ["id"]
        )

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("away_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("away_reason", sa.String(length=120), nullable=True))

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ticket_open_address",
            ["address", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )
        batch_op.create_index(
            "ix_ticket_open_phone",
            ["e164", "id"],
            unique=False,
            sqlite_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
            postgresql_where=sa.text("state NOT IN ('closed', 'cancelled', 'archived')"),
        )
