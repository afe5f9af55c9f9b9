"""Daily figures: counts of records by day. They are filled when the upgrade is through."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Daily figures."""
    op.create_table(
        "daily_count",
        sa.Column("slice", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code1", sa.String(length=40), nullable=False),
        sa.Column("code2", sa.String(length=40), nullable=False),
        sa.Column("code3", sa.String(length=40), nullable=False),
        sa.Column("number1", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number2", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number3", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number4", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number5", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "slice", "day", "code1", "code2", "code3", "number1", "number2", "number3", "number4", "number5"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_fact",
        sa.Column("fact", sa.String(length=24), nullable=False),
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("fact", "record_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "daily_zone", sa.Column("zone", sa.String(length=40), nullable=False), sa.PrimaryKeyConstraint("zone")
    )
