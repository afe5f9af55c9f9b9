"""Assets and their checks, the repair-type table with warranties, product and defect of tickets."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The tables, and the columns of tickets and customers."""
    _assets()
    _repair_types()
    op.add_column("customer", sa.Column("handed_over_on", sa.Date(), nullable=True))
    # with the key in the same statement SQLite need not write the whole table anew
    op.execute("ALTER TABLE ticket ADD COLUMN asset_id INTEGER REFERENCES asset (id)")
    for name, length in (("part", 40), ("product", 120), ("defect", 40)):
        op.add_column("ticket", sa.Column(name, sa.String(length=length), nullable=True))
    op.execute(
        "UPDATE ticket SET product = (SELECT product FROM complaint WHERE complaint.ticket_id = ticket.id) "
        "WHERE kind = 'complaint'"
    )
    _index("ix_ticket_asset", "ticket", ["asset_id", "id"], "asset_id IS NOT NULL")
    _index("ix_ticket_product", "ticket", ["product", "reported_at"], "product IS NOT NULL")


def _index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _record() -> tuple[sa.Column[Any], ...]:
    """What every table has."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _assets() -> None:
    op.create_table(
        "asset",
        *_record(),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("location", sa.String(length=240), nullable=False),
        sa.Column("zone", sa.String(length=80), nullable=True),
        sa.Column("serial", sa.String(length=80), nullable=True),
        sa.Column("product", sa.String(length=120), nullable=True),
        sa.Column("maker", sa.String(length=120), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("next_check_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    _index("ix_asset_serial", "asset", ["serial"], "serial IS NOT NULL")
    _index("ix_asset_customer", "asset", ["customer_id"], "customer_id IS NOT NULL")
    _index("ix_asset_next_check", "asset", ["next_check_on", "id"], "next_check_on IS NOT NULL")
    op.create_table(
        "asset_check",
        *_record(),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"]),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"]),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_asset_check_asset_id", "asset_check", ["asset_id"])


def _repair_types() -> None:
    texts = ("questions_en", "questions_zh", "tips_en", "tips_zh", "equipment_en", "equipment_zh")
    op.create_table(
        "repair_type",
        *_record(),
        sa.Column("category", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in texts),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("category"),
    )
    op.create_table(
        "warranty_part",
        *_record(),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("name_zh", sa.String(length=120), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("category", "code"),
    )
